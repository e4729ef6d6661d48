"""A text as numbers in the order of its words: what exact keyword scores are counted from.

English gives its words (stemmed; stop words too, marked), Chinese its pairs of adjacent characters. A number is 30 bits
of the term's CRC-32 above a bit for a word written with a capital and a bit for a stop word; `BREAK` parts what is not
adjacent.
"""

from __future__ import annotations

import unicodedata
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from kb.text.analyse import CHINESE_RUN, LATIN_RUN, STOP_WORDS, WORD, fold, stems

BREAK = 1
"""No term has this number."""

_CAPITAL = 2

Numbers = NDArray[np.uint32]


def number_of(term: str) -> int:
    """The number of an index term that has no capital."""
    return crc32(term.encode()) & 0xFFFFFFFC | (term in STOP_WORDS)


def sequence(text: str) -> Numbers:
    """The numbers of a text's terms in reading order; even ones are content words."""
    numbers: list[int] = []
    whole: list[int] = []
    folded, end = fold(text), 0
    written = unicodedata.normalize("NFKC", text)
    if len(written) != len(folded):
        written = folded
    for chinese in CHINESE_RUN.finditer(folded):
        _latin(folded, written, (end, chinese.start()), numbers, whole)
        _chinese(chinese[0], numbers)
        end = chinese.end()
    _latin(folded, written, (end, len(folded)), numbers, whole)
    if whole:
        numbers += [BREAK, *whole]
    return np.array(numbers, np.uint32)


def is_stop(numbers: Numbers) -> NDArray[np.bool_]:
    """Which numbers are stop words (or breaks)."""
    return (numbers & 1).astype(bool)


def is_capital(numbers: Numbers) -> NDArray[np.bool_]:
    """Which numbers are content words written with a capital letter at their beginning."""
    return np.asarray((numbers & 3) == _CAPITAL)


def plain(numbers: Numbers) -> Numbers:
    """The same words as if none had a capital."""
    return numbers & np.uint32(0xFFFFFFFF ^ _CAPITAL)


def _latin(folded: str, written: str, stretch: tuple[int, int], numbers: list[int], whole: list[int]) -> None:
    words: list[str] = []
    capitals: list[int] = []
    for run in LATIN_RUN.finditer(folded, *stretch):
        for word in WORD.finditer(run[0]):
            words.append(word[0])
            capitals.append(_CAPITAL if written[run.start() + word.start()].isupper() else 0)
        if not run[0].isalnum() and any(character.isdigit() for character in run[0]):
            whole += (number_of(run[0]), BREAK)
    for term, capital in zip(stems(words), capitals, strict=True):
        numbers.append(number_of(term) | capital)


def _chinese(run: str, numbers: list[int]) -> None:
    if numbers and numbers[-1] != BREAK:
        numbers.append(BREAK)
    numbers.extend(number_of(run[i : i + 2]) for i in range(max(1, len(run) - 1)))
    numbers.append(BREAK)
