"""What documents are filtered, ranked and counted by, in arrays: a question asks the catalogue for none of it.

All arrays are indexed by the row id of a version; a version that the generation does not show has no entry.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Collection, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.engine import Connection

from kb.catalogue import tables as t
from kb.catalogue.selecting import COLUMNS, FILTERS, NUMBERS, TEXTS
from kb.errors import QueryError
from kb.model.document import Kind, Status
from kb.model.result import FacetCount, Filter
from kb.model.slices import chunks

KINDS, STATUSES = tuple(Kind), tuple(Status)

ABSENT = 255

KEPT = 256
"""Answers to filters that are kept."""

Versions = NDArray[np.bool_]
"""One truth value for each row id of a version."""


class Value(NamedTuple):
    """A value of a field: as it is shown, as it is compared, and as a number where it is one."""

    name: str
    shown: str
    folded: str
    number: int | None


class Columns:
    """The documents of a generation, and the values of each of their fields.

    `kinds` and `statuses` are places in KINDS and STATUSES, ABSENT where there is no document; `order` is the place of
    a document's id among all.
    """

    def __init__(
        self,
        kinds: NDArray[np.uint8],
        statuses: NDArray[np.uint8],
        order: NDArray[np.uint32],
        starts: NDArray[np.int64],
        codes: NDArray[np.uint32],
        values: Sequence[Value],
    ) -> None:
        self.kinds, self.statuses, self.order = kinds, statuses, order
        self._starts, self._codes, self._values = starts, codes, values
        self._answers: dict[Filter, Versions] = {}

    @classmethod
    def made(cls, connection: Connection, condition: sa.ColumnElement[bool]) -> Columns:
        """Read from the catalogue: the versions that `condition` names."""
        v, f = t.versions.c, t.facets.c
        placed = sa.func.row_number().over(order_by=v.document) - 1
        documents = connection.execute(sa.select(v.id, v.kind, v.language, v.status, placed).where(condition)).all()
        size = max((row.id for row in documents), default=-1) + 1
        kinds, statuses = np.full(size, ABSENT, np.uint8), np.full(size, ABSENT, np.uint8)
        order = np.zeros(size, np.uint32)
        known: dict[Value, int] = {}
        owners, codes = array("q"), array("q")

        def add(version: int, value: Value) -> None:
            owners.append(version)
            codes.append(known.setdefault(value, len(known)))

        for version, kind, language, status, place in documents:
            kinds[version], statuses[version] = KINDS.index(Kind(kind)), STATUSES.index(Status(status))
            order[version] = place
            add(version, Value("language", language, language, None))
        rows = (
            sa.select(f.version, f.name, f.value, f.folded, f.number)
            .join_from(t.facets, t.versions, f.version == v.id)
            .where(condition, f.name.in_((*TEXTS, *NUMBERS)))
        )
        for version, *value in connection.execute(rows.execution_options(yield_per=10_000)):
            add(version, Value(*value))
        owner = np.frombuffer(owners, np.int64)
        starts = np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=size))]).astype(np.int64)
        sorted_codes = np.frombuffer(codes, np.int64)[np.argsort(owner, kind="stable")].astype(np.uint32)
        return cls(kinds, statuses, order, starts, sorted_codes, tuple(known))

    def save(self, folder: Path) -> None:
        """Write all to a folder of its own."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("kinds", "statuses", "order", "_starts", "_codes"):
            np.save(folder / f"{name.strip('_')}.npy", getattr(self, name))
        (folder / "values.json").write_text(json.dumps(self._values, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path, connection: Connection) -> Columns:
        """What was saved, with the statuses of today: those of regulations change when another edition arrives."""
        kinds, statuses, order, starts, codes = (
            np.load(folder / f"{name}.npy", mmap_mode="r").view(np.ndarray)  # as quick to index as any other array
            for name in ("kinds", "statuses", "order", "starts", "codes")
        )
        statuses = np.array(statuses)
        regulations = np.flatnonzero(kinds == KINDS.index(Kind.REGULATION)).tolist()
        for chunk in chunks(regulations):
            v = t.versions.c
            for version, status in connection.execute(sa.select(v.id, v.status).where(v.id.in_(chunk))):
                statuses[version] = STATUSES.index(Status(status))
        values = [Value(*one) for one in json.loads((folder / "values.json").read_text(encoding="utf-8"))]
        return cls(kinds, statuses, order, starts, codes, values)

    @property
    def live(self) -> Versions:
        """Every version that the generation shows."""
        live: Versions = self.kinds != ABSENT
        return live

    @cached_property
    def count(self) -> int:
        """How many versions the generation shows."""
        return int(np.count_nonzero(self.live))

    def of(self, versions: Collection[int]) -> Versions:
        """Those of some versions that the generation shows."""
        marked = np.zeros(len(self.kinds), bool)
        ids = np.fromiter(versions, np.int64)
        marked[ids[ids < len(marked)]] = True
        return marked & self.live

    def fulfilling(self, one: Filter) -> Versions:
        """The versions that fulfil a filter on anything but `document`. Raises QueryError for an unknown field."""
        answer = self._answers.get(one)
        if answer is None:
            if len(self._answers) >= KEPT:
                self._answers.clear()
            answer = self._answers[one] = self._fulfilling(one)
        return answer

    def _fulfilling(self, one: Filter) -> Versions:
        if one.name == "kind":
            return np.isin(self.kinds, [place for place, kind in enumerate(KINDS) if kind in one.values])
        if one.name == "status":
            return np.isin(self.statuses, [place for place, status in enumerate(STATUSES) if status in one.values])
        try:
            "".join(one.values).encode()
        except UnicodeEncodeError as wrong:
            raise QueryError(f"{wrong.object!r} is no valid text.", "Type it as UTF-8.") from wrong
        if one.name not in FILTERS:
            raise QueryError(f"There is no filter {one.name!r}.", f"Filters are: {', '.join(sorted(FILTERS))}.")
        folded = set(one.values) if one.name in COLUMNS else {value.casefold() for value in one.values}
        wanted = np.array([_fits(value, one, folded) for value in self._values], bool)
        found = np.zeros(len(self.kinds), bool)
        there = np.flatnonzero(wanted[self._codes]) if len(wanted) else np.empty(0, np.intp)
        found[np.searchsorted(self._starts, there, "right") - 1] = True
        return found

    def spread(self, versions: Collection[int], names: Sequence[str]) -> dict[str, tuple[FacetCount, ...]]:
        """Values of the named fields among some versions, most frequent first."""
        counts: dict[str, dict[str, int]] = {name: {} for name in names}
        at = np.fromiter(versions, np.int64)
        begin, sizes = self._starts[at], self._starts[at + 1] - self._starts[at]
        ends = np.cumsum(sizes)
        places = np.arange(int(sizes.sum())) + np.repeat(begin - ends + sizes, sizes)
        codes, found = np.unique(self._codes[places], return_counts=True)
        for code, count in zip(codes.tolist(), found.tolist(), strict=True):
            name, shown, _, _ = self._values[code]
            if name in counts:
                counts[name][shown] = counts[name].get(shown, 0) + count
        if "status" in counts:
            held, found = np.unique(self.statuses[at], return_counts=True)
            counts["status"] = {STATUSES[one].value: n for one, n in zip(held.tolist(), found.tolist(), strict=True)}
        return {
            name: tuple(FacetCount(v, n) for v, n in sorted(values.items(), key=lambda pair: (-pair[1], pair[0])))
            for name, values in counts.items()
            if values
        }


def _fits(value: Value, one: Filter, folded: set[str]) -> bool:
    if value.name != one.name:
        return False
    if one.name not in NUMBERS:
        return value.folded in folded
    if value.number is None:
        return one.low is None and one.high is None
    return (one.low is None or value.number >= one.low) and (one.high is None or value.number <= one.high)
