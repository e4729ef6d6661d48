"""Forward index: of each passage, what it belongs to and the numbers of its words in their order.

An inverted index (Tantivy) finds passages; this one gives any set of them back at once, so that every candidate gets
its exact keyword score and is filtered without asking the catalogue.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.index.rows import RowStore, as_keys
from kb.model.document import Kind
from kb.text.sequence import Numbers, is_stop, plain

KINDS = tuple(Kind)
_HEADER = 6


@dataclass(frozen=True, slots=True)
class Passages:
    """Some passages: arrays of one entry each, and their words one passage after another.

    `starts` has one entry more than passages; of each passage's numbers the first `heads` are its headings'.
    `lengths` are content words of the text; `languages` are the numbers of `language_number`. Passages of one
    `series` whose ids are next to each other are read one after the other.
    """

    ids: NDArray[np.int64]
    versions: NDArray[np.int64]
    kinds: NDArray[np.int64]
    languages: NDArray[np.int64]
    lengths: NDArray[np.int64]
    heads: NDArray[np.int64]
    series: NDArray[np.int64]
    numbers: Numbers
    starts: NDArray[np.int64]

    def where(self, kept: NDArray[np.bool_]) -> Passages:
        """Those that `kept` marks."""
        sizes = np.diff(self.starts)
        starts = np.concatenate([[0], np.cumsum(sizes[kept])])
        return Passages(
            self.ids[kept],
            self.versions[kept],
            self.kinds[kept],
            self.languages[kept],
            self.lengths[kept],
            self.heads[kept],
            self.series[kept],
            self.numbers[np.repeat(kept, sizes)],
            starts,
        )


class ForwardIndex:
    """The words of every passage of a generation, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._rows = RowStore(folder, np.uint32)
        self._mean: float | None = None

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def ids(self) -> NDArray[np.int64]:
        """Every passage id, ascending."""
        return self._rows.keys

    def keys(self) -> set[int]:
        """Every passage id."""
        return set(self._rows.keys.tolist())

    def add(self, entries: Iterable[tuple[int, int, str, str, int, Numbers, Numbers]]) -> None:
        """Add (passage id, version, kind, language, series, numbers of the text, numbers of the headings)."""
        for key, version, kind, language, series, body, head in entries:
            length = int(np.count_nonzero(~is_stop(body)))
            header = (version, KINDS.index(Kind(kind)), language_number(language), length, len(head), series)
            self._rows.add(key, np.concatenate([np.array(header, np.uint32), head, body]))

    def remove(self, keys: Iterable[int]) -> None:
        """Take passages away, with the next commit."""
        self._rows.remove(keys)

    def commit(self) -> None:
        """Write what was added and removed."""
        self._rows.commit()
        self._mean = None
        for name in ("_belonging", "_counts"):
            self.__dict__.pop(name, None)
        if len(self._rows):
            lengths = self.get(self._rows.keys, words=False).lengths
            mean = float(lengths.mean())
        else:
            mean = 1.0
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / "mean.json").write_text(json.dumps(mean), encoding="utf-8")

    @property
    def mean_length(self) -> float:
        """Content words of a passage on average."""
        if self._mean is None:
            path = self._folder / "mean.json"
            self._mean = max(1.0, float(json.loads(path.read_text(encoding="utf-8")))) if path.exists() else 1.0
        return self._mean

    def get(self, ids: Iterable[int] | NDArray[np.int64], *, words: bool = True) -> Passages:
        """The passages with these ids that there are; without `words` only their headers."""
        keys = ids if isinstance(ids, np.ndarray) else as_keys(ids)
        places = self._rows.find(keys)
        keys, places = keys[places >= 0], places[places >= 0]
        heads = self._rows.first(places, _HEADER).astype(np.int64)
        if words:
            numbers, starts = self._rows.take(places, skip=_HEADER)
        else:
            numbers, starts = np.empty(0, np.uint32), np.zeros(len(keys) + 1, np.int64)
        version, kind, language, length, head, series = heads.T
        return Passages(keys, version, kind, language, length, head, series, numbers, starts)

    def owners(self, keys: NDArray[np.int64]) -> NDArray[np.int64]:
        """The version that each of some passages belongs to; all of them must be there."""
        places = np.searchsorted(self._rows.keys, keys)
        return np.asarray(self._belonging[places, 0], np.int64)

    def are(self, keys: NDArray[np.int64], kind: Kind) -> NDArray[np.bool_]:
        """Which of some passages are of a kind; all of them must be there."""
        places = np.searchsorted(self._rows.keys, keys)
        return np.asarray(self._belonging[places, 1] == KINDS.index(kind))

    def belonging(self, versions: NDArray[np.bool_]) -> dict[Kind, NDArray[np.int64]]:
        """Ids of the passages of the versions marked (by row id), ascending, by kind."""
        there = np.flatnonzero(versions[self._belonging[:, 0]])
        kinds, ids = self._belonging[there, 1], self._rows.keys[there]
        return {KINDS[place]: ids[kinds == place] for place in np.flatnonzero(np.bincount(kinds)).tolist()}

    def count(self, kind: Kind) -> int:
        """Passages of a kind."""
        return int(self._counts[KINDS.index(kind)])

    @cached_property
    def _counts(self) -> NDArray[np.intp]:
        """How many passages each kind has."""
        return np.bincount(self._belonging[:, 1], minlength=len(KINDS))

    @cached_property
    def _belonging(self) -> NDArray[np.uint32]:
        """(version, kind) of every passage."""
        found: NDArray[np.uint32] = self._rows.first(self._rows.find(self._rows.keys), 2)
        return found

    def words(self, ids: Iterable[int]) -> dict[int, set[int]]:
        """The numbers of the different words of each passage's text and headings."""
        found = self.get(ids)
        ends, numbers = found.starts.tolist(), plain(found.numbers)
        return {
            key: set(numbers[begin:end].tolist())
            for key, begin, end in zip(found.ids.tolist(), ends, ends[1:], strict=False)
        }


def language_number(language: str) -> int:
    """A language code as a number; 0 for one that questions in any language are at home in (unknown, or `mul`)."""
    return 0 if language in ("", "und", "mul") else int.from_bytes(language.encode()[:4], "big")
