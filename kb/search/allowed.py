"""What the filters of a question allow, as one truth value for each document."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from kb.catalogue import selecting
from kb.catalogue.selecting import COLUMNS
from kb.index.columns import Versions
from kb.model.result import Filter
from kb.search.snapshot import Snapshot

SELECTIVE = 5_000
"""A filter that leaves up to so many documents is applied before anything is looked for."""

LOOKED_AMONG = 50_000
"""Up to so many documents are looked among alone, where what was found before has too few of them."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """The documents that fulfil every filter, by version row id; None where all do.

    Where they are few, nothing else is looked for; else they are picked out of what was found.
    """

    versions: Versions | None = None
    few: bool = False
    filtered: bool = False

    @classmethod
    def of(cls, snapshot: Snapshot, filters: tuple[Filter, ...], exclude: tuple[str, ...]) -> Allowed:
        """Raises QueryError for an unknown filter."""
        if not filters and not exclude:
            return cls()
        columns = snapshot.columns
        versions, few = columns.live, False
        for one in filters:
            marked = _documents(snapshot, one) if one.name == "document" else columns.fulfilling(one)
            few |= one.name == "document" or (one.name not in COLUMNS and bool(marked.sum() <= SELECTIVE))
            versions &= marked
        if exclude:
            versions &= ~_documents(snapshot, Filter("document", exclude))
        return cls(versions, few, bool(filters))

    @property
    def count(self) -> int:
        """How many are allowed; 0 where all are."""
        return 0 if self.versions is None else int(np.count_nonzero(self.versions))

    def resolved(self) -> Allowed:
        """The same, looked among alone unless they are too many."""
        return replace(self, few=self.count <= LOOKED_AMONG)

    def only(self, snapshot: Snapshot, versions: Collection[int]) -> Allowed:
        """Some versions and no others."""
        return Allowed(snapshot.columns.of(versions), few=True, filtered=True)

    def among(self, versions: Collection[int]) -> set[int]:
        """Those of some versions that are allowed."""
        if self.versions is None:
            return set(versions)
        return {one for one in versions if one < len(self.versions) and self.versions[one]}


def _documents(snapshot: Snapshot, one: Filter) -> Versions:
    with snapshot.catalogue.reading() as connection:
        return snapshot.columns.of(selecting.matching(connection, snapshot.generation, [one]))
