"""Candidates and their scores: keyword and semantic search, each candidate scored by both."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from kb.catalogue import tables as t
from kb.catalogue.embeddings import cached
from kb.model.document import Kind
from kb.model.slices import chunks
from kb.search.question import Question
from kb.search.snapshot import Snapshot

DEPTH = 100
"""Candidates taken from each side, for each kind; 60 to 300 give the same recall and precision at 10."""

HEAD_WEIGHT = 0.3
"""Weight of a match in the headings beside one in the text."""

SELECTIVE = 5_000
"""Up to so many passages a filter is handed to the vector index as ids; broader ones are applied to its results."""


@dataclass(slots=True)
class Candidate:
    """A passage that may answer; `cosine` is None where it has no vector, or the question none."""

    id: int
    version: int
    kind: Kind
    language: str
    bm25: float = 0.0
    cosine: float | None = None


def candidates(
    snapshot: Snapshot,
    question: Question,
    vector: NDArray[np.float32] | None,
    kinds: Collection[Kind],
    versions: set[int] | None,
    *,
    depth: int = DEPTH,
) -> list[Candidate]:
    """Passages found by words or by meaning, every one with both of its scores.

    `versions` are those that the filters allow (None: all). Filters are resolved before; where they allow little they
    are pushed into the vector search, where they allow much its results are filtered.
    """
    bm25: dict[int, float] = {}
    cosines: dict[int, float] = {}
    few = versions if versions is not None and len(versions) <= SELECTIVE else None
    wide = depth if versions is None else depth * 4
    for kind in kinds:
        words = snapshot.indexes.passages.search(
            question.terms, wide if few is None else depth, head=HEAD_WEIGHT, kind=kind.value, versions=few
        )
        bm25.update(words)
    if vector is not None:
        only = _selected(snapshot, versions)
        for kind in kinds:
            keys = None if only is None else only.get(kind.value, [])
            near = snapshot.indexes.vectors.search(kind.value, vector, wide if keys is None else depth, keys)
            cosines.update(near)
    found = _described(snapshot, {*bm25, *cosines}, versions, {kind.value for kind in kinds})
    lacking = [candidate.id for candidate in found if candidate.id not in bm25]
    bm25.update(snapshot.indexes.passages.scores(question.terms, lacking, head=HEAD_WEIGHT))
    if vector is not None:
        cosines.update(_cosines(snapshot, vector, [c.id for c in found if c.id not in cosines]))
    for candidate in found:
        candidate.bm25 = bm25.get(candidate.id, 0.0)
        candidate.cosine = cosines.get(candidate.id)
    return found


def _selected(snapshot: Snapshot, versions: set[int] | None) -> dict[str, list[int]] | None:
    """Passages with a vector, by kind, if the versions have few; None where nothing is to be pushed down."""
    if versions is None or len(versions) > SELECTIVE:
        return None
    p, v = t.passages.c, t.versions.c
    keys: dict[str, list[int]] = {}
    with snapshot.catalogue.reading() as connection:
        for chunk in chunks(sorted(versions)):
            if (connection.scalar(sa.select(sa.func.sum(v.passages)).where(v.id.in_(chunk))) or 0) > SELECTIVE:
                return None
            rows = connection.execute(
                sa.select(p.id, p.language, v.kind)
                .join_from(t.passages, t.versions, p.version == v.id)
                .where(p.version.in_(chunk))
            )
            for row in rows:
                if snapshot.model.knows(row.language):
                    keys.setdefault(row.kind, []).append(row.id)
    return keys


def _described(snapshot: Snapshot, ids: set[int], versions: set[int] | None, kinds: Collection[str]) -> list[Candidate]:
    p, v = t.passages.c, t.versions.c
    found = []
    with snapshot.catalogue.reading() as connection:
        for chunk in chunks(sorted(ids)):
            rows = connection.execute(
                sa.select(p.id, p.version, v.kind, p.language)
                .join_from(t.passages, t.versions, p.version == v.id)
                .where(p.id.in_(chunk))
            )
            for row in rows:
                if row.kind in kinds and (versions is None or row.version in versions):
                    found.append(Candidate(row.id, row.version, Kind(row.kind), row.language))
    return found


def _cosines(snapshot: Snapshot, vector: NDArray[np.float32], ids: list[int]) -> dict[int, float]:
    p = t.passages.c
    hashes: dict[int, bytes] = {}
    with snapshot.catalogue.reading() as connection:
        for chunk in chunks(ids):
            rows = connection.execute(sa.select(p.id, p.text_hash).where(p.id.in_(chunk)))
            hashes.update({row.id: row.text_hash for row in rows})
        vectors = cached(connection, snapshot.model.name, list(hashes.values()))
    known = [(number, vectors[key]) for number, key in hashes.items() if key in vectors]
    if not known:
        return {}
    products = np.stack([one for _, one in known]) @ vector
    return {number: float(cosine) for (number, _), cosine in zip(known, products, strict=True)}
