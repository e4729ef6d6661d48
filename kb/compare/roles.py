"""Cases compared role by role: what happened with what happened, causes with causes, lessons with lessons.

Each role of a case has one vector, the mean of its passages'. A role that one of two cases does not tell of, or tells
in a language that the model does not know, says nothing about the pair.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from kb.catalogue import tables as t
from kb.catalogue.visibility import visible
from kb.compare.likeness import Numbers
from kb.index.rows import Keys
from kb.model.document import Kind, Role
from kb.search.snapshot import Snapshot

ROLES = (Role.SEQUENCE, Role.CAUSES, Role.CONSEQUENCES, Role.RESPONSE, Role.LESSONS)
"""Parts of a story that are compared; a summary repeats them."""

_CHUNK = 20_000

Vectors = NDArray[np.float16]


class RoleSpace:
    """The roles of all cases of a generation, ready to be compared with; made once, used from any thread."""

    def __init__(self, rows: Mapping[Role, tuple[Keys, Vectors]]) -> None:
        """`rows` gives for each role the versions that tell of it, ascending, and their unit vectors (cases, width)."""
        self._rows = rows

    @classmethod
    def of(cls, snapshot: Snapshot) -> RoleSpace:
        """Read from the catalogue and the vector index."""
        p, v = t.passages.c, t.versions.c
        rows: dict[Role, tuple[Keys, Vectors]] = {}
        for role in ROLES:
            query = (
                sa.select(p.version, p.id)
                .join_from(t.passages, t.versions, p.version == v.id)
                .where(visible(snapshot.generation), v.kind == Kind.CASE.value, p.role == role.value)
                .order_by(p.version)
            )
            with snapshot.catalogue.reading() as connection:
                found = np.array(connection.execute(query).all(), np.int64).reshape(-1, 2)
            known, vectors = snapshot.indexes.vectors.among(Kind.CASE.value, found[:, 1])
            if len(known):
                rows[role] = _means(found[known, 0], vectors)
        return cls(rows)

    def roles(self, version: int) -> dict[Role, Vectors]:
        """The vectors of a case by role."""
        found = {}
        for role, (versions, vectors) in self._rows.items():
            place = int(np.searchsorted(versions, version))
            if place < len(versions) and versions[place] == version:
                found[role] = vectors[place]
        return found

    def compare(self, own: Mapping[Role, Vectors], cases: Keys) -> dict[Role, Numbers]:
        """Cosine of each role with that of each case (cases,); NaN where it does not tell of it."""
        likeness: dict[Role, Numbers] = {}
        for role, vector in own.items():
            versions, vectors = self._rows[role]
            cosines = np.full(len(cases), np.nan)
            there = np.isin(versions, cases, assume_unique=True)
            cosines[np.searchsorted(cases, versions[there])] = _dots(vectors, vector.astype(np.float32))[there]
            likeness[role] = cosines
        return likeness


def mean_of(roles: Mapping[Role, Numbers], count: int) -> Numbers:
    """The mean over the roles that both tell of (cases,); NaN where there is none."""
    if not roles:
        return np.full(count, np.nan)
    table = np.stack(list(roles.values()))
    known = ~np.isnan(table)
    told = known.sum(0)
    return np.asarray(np.where(told, np.where(known, table, 0).sum(0) / np.maximum(told, 1), np.nan))


def _means(owners: Keys, vectors: NDArray[np.float32]) -> tuple[Keys, Vectors]:
    """Owners (ascending), each once, and the means of their vectors, of length 1."""
    versions, starts = np.unique(owners, return_index=True)
    sums = np.add.reduceat(vectors, starts, axis=0)
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    return versions, (sums / np.where(lengths > 0, lengths, 1)).astype(np.float16)


def _dots(table: Vectors, vector: NDArray[np.float32]) -> NDArray[np.float32]:
    parts = [table[start : start + _CHUNK].astype(np.float32) @ vector for start in range(0, len(table), _CHUNK)]
    return np.concatenate(parts)
