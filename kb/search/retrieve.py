"""Candidates and their scores: keyword and semantic search, each candidate scored exactly by both."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.index.columns import Versions
from kb.index.forward import KINDS, language_number
from kb.index.rows import Keys, as_keys, distinct
from kb.index.vectors import Neighbours
from kb.model.document import Kind
from kb.search.allowed import Allowed
from kb.search.beside import Beside
from kb.search.question import Question
from kb.search.snapshot import Snapshot
from kb.search.words import HEADINGS, WordQuery, rarity_in, scores
from kb.text.sequence import sequence

DEPTH = 100
"""Candidates taken from each side, for each kind; 60 to 300 give the same recall and precision at 10."""

WIDER = 4
"""How many times deeper to look where a filter is applied to what was found."""

REACH = 10_000
"""Up to so many passages of a kind are asked of the keyword index, to pick those out that a filter allows."""

SPARE = 1.5
"""How many times more than should be needed are asked for then."""


MOST = 0.5
"""Share of all passages from which a kind is picked out of what was found in all."""


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


class Retrieval:
    """The passages that one question finds by words or by meaning, as often as asked with different filters.

    What each index said is kept for the next time.
    """

    def __init__(self, snapshot: Snapshot, question: Question, vector: NDArray[np.float32] | None) -> None:
        self._snapshot = snapshot
        self._question = question
        indexes = snapshot.indexes
        rarity = rarity_in(indexes.passages.frequency, len(indexes.passages))
        self._query = WordQuery.of(question.terms, sequence(question.text), rarity)
        self._vectors: dict[Kind, Neighbours] = {}
        if vector is not None:
            self._vectors = {kind: indexes.vectors.neighbours(kind.value, vector) for kind in Kind}
        self._worded: dict[Kind, tuple[Keys, int]] = {}
        self._meant: dict[Kind, tuple[Keys, int]] = {}

    def candidates(self, allowed: Allowed, depth: int = DEPTH) -> list[Candidate]:
        """Passages found, every one with both of its scores.

        Where a broad filter leaves less than `depth` of what was found, only what it allows is looked at, or more.
        """
        if allowed.filtered and 2 * WIDER * allowed.count < self._snapshot.columns.count:
            allowed = allowed.resolved()
        wide = depth if allowed.few or not allowed.filtered else depth * WIDER
        found = self._found(allowed, wide)
        if wide > depth and len(found) < depth:
            allowed = allowed.resolved()
            found = self._found(allowed, wide * (1 if allowed.few else WIDER))
        forward = self._snapshot.indexes.forward
        passages = forward.get(found)
        beside = Beside(forward, passages)
        bm25 = scores(self._query, passages, forward.mean_length)
        beside.lend_words(self._query, bm25)
        cosines = np.full(len(passages.ids), np.nan, np.float32)
        for kind, vectors in self._vectors.items():
            keys, near = vectors.cosines(passages.ids[passages.kinds == KINDS.index(kind)])
            cosines[np.searchsorted(passages.ids, keys)] = near
            if kind is Kind.REGULATION:
                beside.lend_meaning(vectors, cosines)
        home = np.isin(passages.languages, (0, language_number(self._question.language)))
        columns = (passages.ids, passages.versions, passages.kinds, home, bm25, cosines)
        return [
            Candidate(id_, version, KINDS[kind], at_home, score, None if cosine != cosine else cosine)
            for id_, version, kind, at_home, score, cosine in zip(*(column.tolist() for column in columns), strict=True)
        ]

    def _found(self, allowed: Allowed, depth: int) -> Keys:
        """Ids of the passages that share words with the question or are near in meaning, of those allowed."""
        forward, found = self._snapshot.indexes.forward, [np.empty(0, np.int64)]
        if allowed.versions is not None and allowed.few:
            for kind, keys in forward.belonging(allowed.versions).items():
                found += [self._among(allowed.versions, kind, keys, depth), self._near(kind, depth, keys)]
            return distinct(np.concatenate(found))
        for kind in Kind:
            found += [self._by_words(kind, depth), self._near(kind, depth)]
        keys = distinct(np.concatenate(found))
        return keys if allowed.versions is None else keys[allowed.versions[forward.owners(keys)]]

    def _near(self, kind: Kind, depth: int, keys: Keys | None = None) -> Keys:
        """Passages of a kind nearest in meaning, nearest first; of these keys."""
        if kind not in self._vectors:
            return np.empty(0, np.int64)
        if keys is not None:
            return as_keys(key for key, _ in self._vectors[kind].nearest(depth, keys))
        known, reach = self._meant.get(kind, (np.empty(0, np.int64), 0))
        if reach < depth:
            known = as_keys(key for key, _ in self._vectors[kind].nearest(depth))
            self._meant[kind] = known, depth
        return known[:depth]

    def _by_words(self, kind: Kind, depth: int) -> Keys:
        """Passages of a kind that share words with the question, best first."""
        known, reach = self._worded.get(kind, (np.empty(0, np.int64), 0))
        if reach < depth:
            known = self._ranked(kind, depth)
            self._worded[kind] = known, depth
        return known[:depth]

    def _ranked(self, kind: Kind, depth: int) -> Keys:
        """Asked of the keyword index; of a kind that most passages are of without that condition, in half the time."""
        index, forward = self._snapshot.indexes.passages, self._snapshot.indexes.forward
        share = forward.count(kind) / max(1, len(forward))
        if share > MOST:
            limit = round(SPARE * depth / share)
            found = index.ranked(self._question.terms, limit, head=HEADINGS)
            known = found[forward.are(found, kind)]
            if len(known) >= depth or len(found) < limit:
                return known[:depth]
        return index.ranked(self._question.terms, depth, head=HEADINGS, kind=kind.value)

    def _among(self, versions: Versions, kind: Kind, keys: Keys, depth: int) -> Keys:
        """The same of some versions, whose passages have these keys.

        Picking them out of many that were found takes less than telling the index which they are, unless they are few.
        """
        forward = self._snapshot.indexes.forward
        reach = round(SPARE * depth * forward.count(kind) / len(keys))
        while reach <= REACH:
            found = self._by_words(kind, reach)
            kept = found[versions[forward.owners(found)]]
            if len(kept) >= depth or len(found) < reach:
                return kept[:depth]
            reach *= 2
        listed = np.flatnonzero(versions).tolist()
        index = self._snapshot.indexes.passages
        return index.ranked(self._question.terms, depth, head=HEADINGS, kind=kind.value, versions=listed)
