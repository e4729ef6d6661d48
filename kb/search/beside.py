"""What the provisions of a regulation lend to each other: what an article leaves unsaid, the one beside it says."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kb.index.forward import KINDS, ForwardIndex, Passages
from kb.index.rows import Keys, distinct
from kb.index.vectors import Neighbours
from kb.model.document import Kind
from kb.search.words import WordQuery, scores

LENT_WORDS = 0.1
"""Part of the best keyword score beside it that a provision is given."""

LENT_MEANING = 0.45
"""How far the cosine of a provision moves towards a higher one directly beside it. Both measured with the development
questions."""

_STEPS = ((1, 1.0), (-1, 1.0), (2, 0.6), (-2, 0.6))
"""How far away a provision may be, and what part of its keyword score it lends."""

Floats = NDArray[np.float32]


class Beside:
    """The provisions among some passages, with those before and after them."""

    def __init__(self, forward: ForwardIndex, passages: Passages) -> None:
        self._mean_length = forward.mean_length
        self._provisions = np.flatnonzero(passages.kinds == KINDS.index(Kind.REGULATION))
        self._ids = passages.ids[self._provisions]
        around = distinct(np.concatenate([self._ids + step for step, _ in _STEPS]))
        self._others = forward.get(np.setdiff1d(around, self._ids, assume_unique=True))
        known = np.concatenate([self._ids, self._others.ids])
        self._order = np.argsort(known)
        self._known: Keys = known[self._order]
        self._series = np.concatenate([passages.series[self._provisions], self._others.series])[self._order]
        self._own_series = passages.series[self._provisions]

    def lend_words(self, query: WordQuery, own: Floats) -> None:
        """Add to the keyword scores of the passages (passages,) what those beside them lend."""
        if not len(self._ids):
            return
        said = np.concatenate([own[self._provisions], scores(query, self._others, self._mean_length)])[self._order]
        lent = np.zeros(len(self._ids), np.float32)
        for step, part in _STEPS:
            np.maximum(lent, part * self._at(step, said, 0.0), out=lent)
        own[self._provisions] += LENT_WORDS * lent

    def lend_meaning(self, vectors: Neighbours, own: Floats) -> None:
        """Move the cosines of the passages (passages,), NaN where there is none, towards higher ones beside them."""
        if not len(self._ids):
            return
        near = np.full(len(self._known), -np.inf, np.float32)
        keys, cosines = vectors.cosines(self._known)
        near[np.searchsorted(self._known, keys)] = cosines
        best = np.maximum(self._at(1, near, -np.inf), self._at(-1, near, -np.inf))
        cosines = own[self._provisions]
        own[self._provisions] = np.where(best > cosines, cosines + LENT_MEANING * (best - cosines), cosines)

    def _at(self, step: int, values: Floats, missing: float) -> Floats:
        """The values (known,) of what stands so many places away in the same series, for each provision."""
        place = np.searchsorted(self._known, self._ids + step).clip(max=len(self._known) - 1)
        there = (self._known[place] == self._ids + step) & (self._series[place] == self._own_series)
        return np.where(there, values[place], np.float32(missing))
