"""Finding names by the beginnings of their words, or by any Chinese characters in them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from kb.text.analyse import CHINESE_RUN, WORD, fold

Ids = NDArray[np.intp]
Marks = NDArray[np.bool_]

_PIECE = re.compile(f"{WORD.pattern}|{CHINESE_RUN.pattern}")
_LAST = "\U0010ffff"


def pieces(folded: str) -> list[str]:
    """English words, and of Chinese each character with the one after it."""
    return list(
        chain.from_iterable(
            (run,) if run.isascii() else (run[i : i + 2] for i in range(len(run))) for run in _PIECE.findall(folded)
        )
    )


def asked_for(folded: str) -> list[tuple[str, bool]]:
    """The pieces of what is typed, and whether each may be only the beginning of one.

    A number is one as it stands unless it is still being typed.
    """
    runs = _PIECE.findall(folded)
    wanted: list[tuple[str, bool]] = []
    for place, run in enumerate(runs):
        if run.isascii():
            wanted.append((run, place == len(runs) - 1 or not run.isdigit()))
        else:
            wanted += [(run[i : i + 2], False) for i in range(len(run) - 1)] or [(run, True)]
    return wanted


class Prefixes:
    """Which of some texts have a word that begins so: the words in order, and the texts of each."""

    def __init__(self, texts: Iterable[str]) -> None:
        numbers: dict[str, int] = {}
        words: list[int] = []
        sizes: list[int] = []
        for text in texts:
            own = set(pieces(fold(text)))
            words += [numbers.setdefault(piece, len(numbers)) for piece in own]
            sizes.append(len(own))
        self._words = sorted(numbers)
        rank = np.empty(len(numbers), np.int32)
        rank[[numbers[word] for word in self._words]] = np.arange(len(numbers), dtype=np.int32)
        ranks = rank[np.array(words, np.int32)]
        order = np.argsort(ranks, kind="stable")
        self._count = len(sizes)
        self._texts: NDArray[np.int32] = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)[order]
        self._starts = np.searchsorted(ranks[order], np.arange(len(numbers) + 1))

    def having(self, piece: str, beginning: bool) -> Marks:
        """Whether each text has a word, or one that begins so."""
        first = bisect_left(self._words, piece)
        last = bisect_left(self._words, piece + _LAST, lo=first) if beginning else bisect_right(self._words, piece)
        marks = np.zeros(self._count, bool)
        marks[self._texts[self._starts[first] : self._starts[last]]] = True
        return marks


def in_order(texts: Sequence[str]) -> tuple[list[str], NDArray[np.int32]]:
    """Texts sorted, and the place of each among them."""
    order = sorted(range(len(texts)), key=texts.__getitem__)
    place = np.empty(len(texts), np.int32)
    place[order] = np.arange(len(texts), dtype=np.int32)
    return [texts[i] for i in order], place


def beginning_so(ordered: Sequence[str], text: str) -> tuple[int, int]:
    """[first, last) of sorted texts that begin with `text`."""
    first = bisect_left(ordered, text)
    return first, bisect_left(ordered, text + _LAST, lo=first)
