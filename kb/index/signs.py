"""Signs of vectors, one bit a dimension: which of very many are likely near, to be compared exactly after that.

Two vectors at an angle differ in the sign of a share of their dimensions that grows with the angle (Charikar 2002), so
that counting differing bits orders a million vectors in a thirtieth of the memory of their numbers. Dimensions in which
the vector asked for is large say more; those above its median are counted twice.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_WORD = 64

_CHUNK = 1 << 16
"""Vectors counted at once, so that what is counted stays in the processor's cache."""


class Signs:
    """The signs of a table of vectors, kept in one file."""

    def __init__(self, words: NDArray[np.uint64]) -> None:
        """`words` (words, vectors): the bits of each vector, 64 dimensions a word."""
        self._words = words

    @classmethod
    def of(cls, table: NDArray[np.float32]) -> Signs:
        """Of vectors (n, width)."""
        count, width = table.shape
        words = np.empty((-(-width // _WORD), count), np.uint64)
        for start in range(0, count, _CHUNK):
            words[:, start : start + _CHUNK] = _packed(table[start : start + _CHUNK])
        return cls(words)

    @classmethod
    def load(cls, path: Path) -> Signs:
        """What was saved, read in place."""
        return cls(np.load(path, mmap_mode="r").view(np.ndarray))

    def save(self, path: Path) -> None:
        """Write to a file."""
        np.save(path, self._words)

    def differing(self, vector: NDArray[np.float32]) -> NDArray[np.uint16]:
        """In how many dimensions the sign of each vector is another, large ones counted twice."""
        own, sizes = _packed(vector[None])[:, 0], np.abs(vector)
        large = _packed(np.where(sizes > np.median(sizes), np.float32(1), np.float32(-1))[None])[:, 0]
        total = np.zeros(self._words.shape[1], np.uint16)

        def count(start: int) -> None:
            part = total[start : start + _CHUNK]
            for word, bits, counted in zip(self._words, own, large, strict=True):
                other = word[start : start + _CHUNK] ^ bits
                part += np.bitwise_count(other)
                part += np.bitwise_count(other & counted)

        with ThreadPoolExecutor(2) as threads:
            list(threads.map(count, range(0, len(total), _CHUNK)))
        return total


def fewest(differing: NDArray[np.uint16], count: int) -> NDArray[np.intp]:
    """The places of at least `count` of the least differing; all, where they are fewer."""
    if len(differing) <= count:
        return np.arange(len(differing))
    return np.flatnonzero(differing <= np.searchsorted(np.cumsum(np.bincount(differing)), count))


def _packed(table: NDArray[np.float32]) -> NDArray[np.uint64]:
    bits = np.packbits(table > 0, axis=1)
    padded = np.zeros((len(table), -(-table.shape[1] // _WORD) * 8), np.uint8)
    padded[:, : bits.shape[1]] = bits
    return padded.view(np.uint64).T
