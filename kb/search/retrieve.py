"""Candidates and their scores: keyword and semantic search, each candidate scored exactly by both."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.index.forward import KINDS, Passages, language_number
from kb.model.document import Kind
from kb.search.allowed import Allowed
from kb.search.question import Question
from kb.search.snapshot import Snapshot
from kb.search.words import HEADINGS, WordQuery, rarity_in, scores
from kb.text.sequence import sequence

DEPTH = 100
"""Candidates taken from each side, for each kind; 60 to 300 give the same recall and precision at 10."""

WIDER = 4
"""How many times deeper to look where a filter is applied to what was found."""

LENT = 0.2
"""Part of a neighbouring provision's keyword score that a provision is given, and of the next but one's below it: what
an article leaves unsaid, the one beside it says. Measured with the development questions."""

_NEIGHBOURS = ((1, 1.0), (-1, 1.0), (2, 0.6), (-2, 0.6))

SCANNED = 20_000
"""Up to so many passages of a kind that a filter leaves are compared with the question one by one."""


@dataclass(slots=True)
class Candidate:
    """A passage that may answer; `cosine` is None where it has no vector, or the question none.

    `home` says whether it is in the question's language, or in none that is known.
    """

    id: int
    version: int
    kind: Kind
    home: bool
    bm25: float = 0.0
    cosine: float | None = None


def candidates(
    snapshot: Snapshot,
    question: Question,
    vector: NDArray[np.float32] | None,
    kinds: Collection[Kind],
    allowed: Allowed,
    *,
    depth: int = DEPTH,
) -> list[Candidate]:
    """Passages found by words or by meaning, every one with both of its scores.

    Where a broad filter leaves less than `depth` of what was found, it is resolved, or looked for deeper.
    """
    indexes = snapshot.indexes
    wide = depth if allowed.few is not None or not allowed.filters else depth * WIDER
    passages = _found(snapshot, question, vector, kinds, allowed, wide)
    if wide > depth and len(passages.ids) < depth:
        allowed = allowed.resolved()
        passages = _found(snapshot, question, vector, kinds, allowed, wide * (1 if allowed.few is not None else WIDER))
    rarity = rarity_in(indexes.passages.frequency, len(indexes.passages))
    query = WordQuery.of(question.terms, sequence(question.text), rarity)
    bm25 = _with_neighbours(snapshot, query, passages)
    cosines: dict[int, float] = {}
    if vector is not None:
        for kind in kinds:
            keys = passages.ids[passages.kinds == KINDS.index(kind)]
            known, near_by = indexes.vectors.cosines(kind.value, keys, vector)
            cosines.update(zip(known.tolist(), near_by.tolist(), strict=True))
    home = np.isin(passages.languages, (0, language_number(question.language)))
    columns = (passages.ids, passages.versions, passages.kinds, home, bm25)
    return [
        Candidate(id_, version, KINDS[kind], at_home, score, cosines.get(id_))
        for id_, version, kind, at_home, score in zip(*(column.tolist() for column in columns), strict=True)
    ]


def _with_neighbours(snapshot: Snapshot, query: WordQuery, passages: Passages) -> NDArray[np.float32]:
    """Keyword scores; those of provisions of regulations with what the provisions around them lend."""
    forward = snapshot.indexes.forward
    own = scores(query, passages, forward.mean_length)
    provisions = passages.kinds == KINDS.index(Kind.REGULATION)
    ids = passages.ids[provisions]
    if not len(ids):
        return own
    around = np.unique(np.concatenate([ids + step for step, _ in _NEIGHBOURS]))
    others = forward.get(np.setdiff1d(around, ids))
    known = np.concatenate([ids, others.ids])
    order = np.argsort(known)
    known, series = known[order], np.concatenate([passages.series[provisions], others.series])[order]
    said = np.concatenate([own[provisions], scores(query, others, forward.mean_length)])[order]
    lent = np.zeros(len(ids), np.float32)
    for step, part in _NEIGHBOURS:
        place = np.searchsorted(known, ids + step).clip(max=len(known) - 1)
        beside = (known[place] == ids + step) & (series[place] == passages.series[provisions])
        np.maximum(lent, np.where(beside, part * said[place], 0.0), out=lent)
    own[provisions] += LENT * lent
    return own


def _found(
    snapshot: Snapshot,
    question: Question,
    vector: NDArray[np.float32] | None,
    kinds: Collection[Kind],
    allowed: Allowed,
    depth: int,
) -> Passages:
    """Passages that share words with the question or are near in meaning, as far as the filters allow them."""
    found = set() if vector is None else _near(snapshot, vector, kinds, allowed.few, depth)
    for kind in kinds:
        words = snapshot.indexes.passages.search(
            question.terms, depth, head=HEADINGS, kind=kind.value, versions=allowed.few
        )
        found.update(key for key, _ in words)
    return _kept(snapshot.indexes.forward.get(found), kinds, allowed)


def _near(
    snapshot: Snapshot, vector: NDArray[np.float32], kinds: Collection[Kind], few: Collection[int] | None, depth: int
) -> set[int]:
    """Passages nearest in meaning; where the filters leave few, only those are looked at."""
    indexes = snapshot.indexes
    found: set[int] = set()
    for kind in kinds:
        keys = None if few is None else indexes.forward.belonging(few, kind)
        if keys is not None and len(keys) > SCANNED:
            keys = None
        found.update(key for key, _ in indexes.vectors.search(kind.value, vector, depth, keys))
    return found


def _kept(passages: Passages, kinds: Collection[Kind], allowed: Allowed) -> Passages:
    """Those of the kinds asked for that the filters allow."""
    kept = np.isin(passages.kinds, [KINDS.index(kind) for kind in kinds])
    if not allowed.everything:
        versions = allowed.among(set(passages.versions.tolist()))
        kept &= np.isin(passages.versions, np.fromiter(versions, np.int64))
    return passages if kept.all() else passages.where(kept)
