"""Words of whole cases: what accounts are compared by when cases like another are looked for.

Each case is a row of its words, weighted (1 + ln count) x ln((1 + cases) / (1 + cases with it)) and of length 1. In a
library of `LEAST` cases or more, topics are learned from these rows by latent semantic analysis (Deerwester et al.
1990): the words that stand together in its cases. In smaller ones they measured worse than nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.index.forward import ForwardIndex, Passages
from kb.index.rows import Keys
from kb.model.document import Kind
from kb.text.sequence import Numbers, is_stop, plain, sequence

LEAST = 500
"""Cases from which topics are learned."""

TOPICS = 100

SAMPLE = 5_000
"""Cases that the topics are learned from, where there are more: every n-th."""

_CHUNK = 2_000

Floats = NDArray[np.float32]


class AccountIndex:
    """The words and topics of every case of a generation, in a folder of its own, read in place."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __len__(self) -> int:
        return len(self.keys)

    @cached_property
    def keys(self) -> Keys:
        """Versions of the cases, ascending."""
        return np.asarray(self._load("keys", np.int64))

    def build(self, forward: ForwardIndex) -> None:
        """Make the index anew from the words of all passages of cases."""
        self._folder.mkdir(parents=True, exist_ok=True)
        counted = list(_counted(forward))
        keys = np.concatenate([np.empty(0, np.int64), *(versions for versions, *_ in counted)])
        numbers = np.concatenate([np.empty(0, np.uint32), *(found for _, found, _, _ in counted)])
        counts = np.concatenate([np.empty(0, np.float32), *(count for _, _, count, _ in counted)])
        sizes = np.concatenate([np.empty(0, np.int64), *(size for _, _, _, size in counted)])
        vocabulary, places, cases = np.unique(numbers, return_inverse=True, return_counts=True)
        rarity = np.log((1 + len(keys)) / (1 + cases)).astype(np.float32)
        starts = np.concatenate([[0], np.cumsum(sizes)])
        values = (1 + np.log(counts)) * rarity[places]
        owner = np.repeat(np.arange(len(keys)), sizes)
        lengths = np.sqrt(np.bincount(owner, values**2, minlength=len(keys)))
        values /= np.where(lengths > 0, lengths, 1)[owner]
        for name, array in (
            ("keys", keys),
            ("vocabulary", vocabulary),
            ("rarity", rarity),
            ("starts", starts),
            ("places", places.astype(np.uint32)),
            ("values", values.astype(np.float32)),
        ):
            np.save(self._folder / f"{name}.npy", array)
        for name in ("topics", "axes"):
            (self._folder / f"{name}.npy").unlink(missing_ok=True)
        self.__dict__ = {"_folder": self._folder}
        if len(keys) >= LEAST:
            self._learn()

    def row(self, version: int) -> Floats:
        """The words of a case as a vector (words,) over the vocabulary. Raises KeyError where it has none."""
        place = int(np.searchsorted(self.keys, version))
        if place == len(self.keys) or self.keys[place] != version:
            raise KeyError(version)
        vector = np.zeros(len(self._vocabulary), np.float32)
        begin, end = self._starts[place], self._starts[place + 1]
        vector[self._places[begin:end]] = self._values[begin:end]
        return vector

    def vector(self, text: str) -> Floats:
        """The words of a description as a vector (words,) of length 1; all 0 where the library has none of them."""
        vector = np.zeros(len(self._vocabulary), np.float32)
        numbers = sequence(text)
        numbers, counts = np.unique(plain(numbers[~is_stop(numbers)]), return_counts=True)
        if not len(numbers) or not len(vector):
            return vector
        at = np.searchsorted(self._vocabulary, numbers).clip(max=len(vector) - 1)
        known = self._vocabulary[at] == numbers
        vector[at[known]] = (1 + np.log(counts[known])) * self._rarity[at[known]]
        length = float(np.linalg.norm(vector))
        return vector / length if length else vector

    def words(self, vector: Floats) -> Floats:
        """Cosine of a vector of words with each case (cases,), 0 to 1."""
        return _dots(self._places, self._values, self._starts, vector)

    def topics(self, vector: Floats) -> Floats | None:
        """Cosine of a vector of words with each case (cases,) by topics, 0 to 1; None where no topics were learned."""
        if not (self._folder / "topics.npy").exists():
            return None
        own = vector @ self._axes
        length = float(np.linalg.norm(own))
        return np.clip(self._topics.astype(np.float32) @ (own / (length or 1.0)), 0.0, 1.0)

    def _learn(self) -> None:
        from scipy.sparse import csr_matrix
        from scipy.sparse.linalg import svds

        rows = csr_matrix(
            (self._values, self._places.astype(np.int64), self._starts), shape=(len(self), len(self._vocabulary))
        )
        sample = rows[:: -(-len(self) // SAMPLE)]
        axes = svds(sample, k=TOPICS, random_state=0)[2].T.astype(np.float32)
        found = rows @ axes
        lengths = np.linalg.norm(found, axis=1, keepdims=True)
        np.save(self._folder / "axes.npy", axes)
        np.save(self._folder / "topics.npy", (found / np.where(lengths > 0, lengths, 1)).astype(np.float16))

    @cached_property
    def _vocabulary(self) -> NDArray[np.uint32]:
        return np.asarray(self._load("vocabulary", np.uint32))

    @cached_property
    def _rarity(self) -> Floats:
        return self._load("rarity", np.float32)

    @cached_property
    def _starts(self) -> NDArray[np.int64]:
        return np.asarray(self._load("starts", np.int64))

    @cached_property
    def _places(self) -> NDArray[np.uint32]:
        return self._load("places", np.uint32)

    @cached_property
    def _values(self) -> Floats:
        return self._load("values", np.float32)

    @cached_property
    def _axes(self) -> Floats:
        return self._load("axes", np.float32)

    @cached_property
    def _topics(self) -> NDArray[np.float16]:
        return self._load("topics", np.float16)

    def _load(self, name: str, dtype: Any) -> NDArray[Any]:
        path = self._folder / f"{name}.npy"
        return np.load(path, mmap_mode="r") if path.exists() else np.empty(0, dtype)


def _counted(forward: ForwardIndex) -> Iterator[tuple[Keys, Numbers, Floats, NDArray[np.int64]]]:
    """Chunks of cases: versions, the different words of each one after another, their counts, how many each has."""
    heads = forward.get(forward.ids, words=False)
    is_case = heads.kinds == list(Kind).index(Kind.CASE)
    ids, versions = heads.ids[is_case], heads.versions[is_case]
    order = np.argsort(versions, kind="stable")
    ids, versions = ids[order], versions[order]
    different, begins = np.unique(versions, return_index=True)
    ends = np.append(begins[1:], len(ids))
    for start in range(0, len(different), _CHUNK):
        some = different[start : start + _CHUNK]
        passages = forward.get(ids[begins[start] : ends[min(start + _CHUNK, len(different)) - 1]])
        owners, numbers = _content(passages)
        pairs, counts = np.unique(np.searchsorted(some, owners) << 32 | numbers, return_counts=True)
        sizes = np.bincount(pairs >> 32, minlength=len(some))
        yield some, (pairs & 0xFFFFFFFF).astype(np.uint32), counts.astype(np.float32), sizes


def _content(passages: Passages) -> tuple[Keys, NDArray[np.int64]]:
    """The content words of the texts (not the headings) of passages, and the version that each belongs to."""
    sizes = np.diff(passages.starts)
    place = np.arange(len(passages.numbers)) - np.repeat(passages.starts[:-1], sizes)
    kept = (place >= np.repeat(passages.heads, sizes)) & ~is_stop(passages.numbers)
    return np.repeat(passages.versions, sizes)[kept], plain(passages.numbers[kept]).astype(np.int64)


def _dots(places: NDArray[np.uint32], values: Floats, starts: NDArray[np.int64], vector: Floats) -> Floats:
    if len(starts) < 2 or not len(values):
        return np.zeros(max(0, len(starts) - 1), np.float32)
    products = np.append(values * vector[places], np.float32(0))
    sums = np.add.reduceat(products, starts[:-1])
    return np.where(np.diff(starts) > 0, sums, 0).clip(0.0, 1.0).astype(np.float32)
