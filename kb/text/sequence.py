"""A text as numbers in the order of its words: what exact keyword scores are counted from.

English gives its words (stemmed; stop words too, marked), Chinese its pairs of adjacent characters. A number is 31 bits
of the term's CRC-32 above one bit that marks a stop word; `BREAK` parts what is not adjacent.
"""

from __future__ import annotations

from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from kb.text.analyse import CHINESE_RUN, LATIN_RUN, STOP_WORDS, WORD, fold, stems

BREAK = 1
"""No term has this number."""

Numbers = NDArray[np.uint32]


def number_of(term: str) -> int:
    """The number of an index term."""
    return crc32(term.encode()) & 0xFFFFFFFE | (term in STOP_WORDS)


def sequence(text: str) -> Numbers:
    """The numbers of a text's terms in reading order; even ones are content words."""
    numbers: list[int] = []
    whole: list[int] = []
    folded, end = fold(text), 0
    for chinese in CHINESE_RUN.finditer(folded):
        _latin(folded[end : chinese.start()], numbers, whole)
        _chinese(chinese[0], numbers)
        end = chinese.end()
    _latin(folded[end:], numbers, whole)
    if whole:
        numbers += [BREAK, *whole]
    return np.array(numbers, np.uint32)


def is_stop(numbers: Numbers) -> NDArray[np.bool_]:
    """Which numbers are stop words (or breaks)."""
    return (numbers & 1).astype(bool)


def _latin(stretch: str, numbers: list[int], whole: list[int]) -> None:
    words: list[str] = []
    for run in LATIN_RUN.findall(stretch):
        parts = WORD.findall(run)
        words.extend(parts)
        if len(parts) > 1 and any(character.isdigit() for character in run):
            whole += (number_of(run), BREAK)
    numbers.extend(map(number_of, stems(words)))


def _chinese(run: str, numbers: list[int]) -> None:
    if numbers and numbers[-1] != BREAK:
        numbers.append(BREAK)
    numbers.extend(number_of(run[i : i + 2]) for i in range(max(1, len(run) - 1)))
    numbers.append(BREAK)
