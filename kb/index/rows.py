"""Rows of numbers by key, in two flat files that are read in place (memory-mapped).

A row is any count of values of one type. Rows are only ever added at the end; a removed one loses its key, and its
values go when a quarter of the file is such waste.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_WASTE = 0.25
_GONE = -1

Keys = NDArray[np.int64]


class RowStore:
    """Rows in a folder of their own; what is added or removed is there for all readers after `commit()`."""

    def __init__(self, folder: Path, dtype: Any) -> None:
        self._folder = folder
        self._dtype = np.dtype(dtype)
        self._new: list[tuple[int, NDArray[Any]]] = []
        self._open()

    def __len__(self) -> int:
        return len(self._sorted)

    @property
    def keys(self) -> Keys:
        """Every key, ascending."""
        return self._sorted

    def add(self, key: int, values: NDArray[Any]) -> None:
        """Add a row, with the next commit."""
        self._new.append((key, np.asarray(values, dtype=self._dtype)))
        if len(self._new) >= 10_000:
            self._write_new()

    def remove(self, keys: Iterable[int]) -> None:
        """Take rows away, with the next commit; a key that is not there is no error."""
        self._write_new()
        stored = np.load(self._keys_path) if self._keys_path.exists() else np.empty(0, np.int64)
        stored[np.isin(stored, np.fromiter(keys, np.int64))] = _GONE
        self._save(stored)

    def commit(self) -> None:
        """Write what was added; this object reads it from now on."""
        self._write_new()
        self._open()
        live = np.flatnonzero(self._stored != _GONE)
        if len(live) < len(self._stored) * (1 - _WASTE):
            self._compact(live)
            self._open()

    @property
    def width(self) -> int:
        """Values of the first row; 0 where there is none."""
        return int(self._ends[1] - self._ends[0]) if len(self._ends) > 1 else 0

    def find(self, keys: NDArray[np.int64]) -> NDArray[np.intp]:
        """Where the rows of keys lie, -1 where there is none; for `first` and `take`."""
        if not len(self._sorted):
            return np.full(len(keys), -1, np.intp)
        place = np.searchsorted(self._sorted, keys).clip(max=len(self._sorted) - 1)
        return np.where(self._sorted[place] == keys, self._places[place], -1)

    def first(self, places: NDArray[np.intp], count: int) -> NDArray[Any]:
        """The first `count` values of rows, as (rows, count)."""
        taken: NDArray[Any] = self._values[self._ends[places][:, None] + np.arange(count)]
        return taken

    def take(self, places: NDArray[np.intp], *, skip: int = 0) -> tuple[NDArray[Any], NDArray[np.int64]]:
        """The values of rows (without the first `skip` of each) one after another, and where each begins (and ends)."""
        begin, end = self._ends[places] + skip, self._ends[places + 1]
        starts = np.zeros(len(places) + 1, np.int64)
        np.cumsum(end - begin, out=starts[1:])
        index = np.arange(starts[-1]) + np.repeat(begin - starts[:-1], end - begin)
        return self._values[index], starts

    def table(self, width: int) -> tuple[NDArray[Any], Keys]:
        """All rows of one width as (n, width), removed ones too, and their keys (-1 where removed)."""
        return self._values.reshape(-1, width), self._stored

    def _open(self) -> None:
        self._stored: Keys = np.load(self._keys_path) if self._keys_path.exists() else np.empty(0, np.int64)
        self._ends: NDArray[np.int64] = (
            np.fromfile(self._ends_path, np.int64) if self._ends_path.exists() else np.zeros(1, np.int64)
        )
        there = self._values_path.exists() and self._values_path.stat().st_size
        self._values: NDArray[Any] = (
            np.memmap(self._values_path, self._dtype, mode="r") if there else np.empty(0, self._dtype)
        )
        live = np.flatnonzero(self._stored != _GONE)
        order = np.argsort(self._stored[live], kind="stable")
        self._places: NDArray[np.intp] = live[order]
        self._sorted: Keys = self._stored[self._places]

    def _write_new(self) -> None:
        if not self._new:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        if not self._ends_path.exists():
            np.zeros(1, np.int64).tofile(self._ends_path)
        stored = np.load(self._keys_path) if self._keys_path.exists() else np.empty(0, np.int64)
        last = int(np.fromfile(self._ends_path, np.int64, 1, offset=len(stored) * 8)[0])
        with self._values_path.open("ab") as values, self._ends_path.open("ab") as ends:
            np.concatenate([row for _, row in self._new]).tofile(values)
            (last + np.cumsum([len(row) for _, row in self._new], dtype=np.int64)).tofile(ends)
        self._save(np.concatenate([stored, np.array([key for key, _ in self._new], np.int64)]))
        self._new = []

    def _compact(self, live: NDArray[np.intp]) -> None:
        fresh = self._values_path.with_suffix(".new")
        ends = [0]
        with fresh.open("wb") as values:
            for part in np.array_split(live, max(1, len(live) // 10_000)):
                flat, starts = self.take(part)
                flat.tofile(values)
                ends.extend((ends[-1] + starts[1:]).tolist())
        self._values = np.empty(0, self._dtype)
        fresh.replace(self._values_path)
        np.array(ends, np.int64).tofile(self._ends_path)
        self._save(self._stored[live])

    def _save(self, stored: Keys) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        np.save(self._keys_path, stored)

    @property
    def _keys_path(self) -> Path:
        return self._folder / "keys.npy"

    @property
    def _ends_path(self) -> Path:
        return self._folder / "ends.i8"

    @property
    def _values_path(self) -> Path:
        return self._folder / "values"


def as_keys(keys: Sequence[int] | Iterable[int]) -> Keys:
    """Keys as an array."""
    return np.fromiter(keys, np.int64)


def distinct(keys: Keys) -> Keys:
    """Keys ascending, each once; `np.unique` would load numpy's masked arrays, which takes longer than a search."""
    ordered = np.sort(keys)
    return ordered[np.concatenate([[True], ordered[1:] != ordered[:-1]])] if len(ordered) else ordered
