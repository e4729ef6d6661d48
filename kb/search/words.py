"""Exact keyword scores: BM25 over words and over pairs of adjacent words, for any set of passages.

Tantivy finds candidates with its own fixed BM25 and rounded lengths; here each gets the score that orders them. On the
development questions a low k1 is best (a word that is there counts, how often hardly), pairs at half the weight of
words, and pairs that include stop words (`board of directors`) at a quarter.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.index.forward import Passages
from kb.text.sequence import BREAK, Numbers, is_capital, is_stop, number_of, plain

K1 = 0.35
B = 0.6
PAIRS = 0.5
"""Weight of a pair of content words beside the words themselves."""

NEIGHBOURS = 0.25
"""Weight of a pair of words that stand side by side, stop words counted."""

CHINESE_PAIRS = 0.25
"""Share of the weight of a pair that is left to two Chinese character pairs: they overlap, and are words already."""

CAPITALS = 0.2
"""Added weight of a word that both the question and the text write with a capital: a defined term, a name."""

HEADINGS = 0.3
"""Weight of a word in the headings beside one in the text."""

_BITS = 16

Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class WordQuery:
    """What is looked for: term numbers (ascending) with weights, and weights of pairs of them.

    `words` (terms,) are term weight times rarity, `capitals` (terms,) rarity where the question writes a capital;
    `content` and `beside` (terms, terms) those of pairs, left to right.
    """

    numbers: Numbers
    words: NDArray[np.float32]
    capitals: NDArray[np.float32]
    content: NDArray[np.float32]
    beside: NDArray[np.float32]

    @classmethod
    def of(cls, terms: Mapping[str, float], text: Numbers, rarity: Callable[[str], float]) -> WordQuery:
        """From weighted terms, and the question's own words in their order for the pairs."""
        weights: dict[int, float] = {}
        rare: dict[int, float] = {}
        for term, weight in terms.items():
            number = number_of(term)
            rare[number] = rarity(term)
            weights[number] = weights.get(number, 0.0) + weight * rare[number]
        written, text = text, plain(text)
        stops = {int(number) for number in text[is_stop(text)] if number != BREAK}
        numbers = np.array(sorted({*weights, *stops}), np.uint32)
        place = {int(number): i for i, number in enumerate(numbers)}
        content = np.zeros((len(numbers), len(numbers)), np.float32)
        beside = np.zeros_like(content)
        own = [int(number) for number in text if int(number) in place]
        chinese = {number_of(term) for term in terms if not term.isascii()}
        for matrix, share, sequence in (
            (beside, 0.0, own),
            (content, CHINESE_PAIRS, [number for number in own if not number & 1]),
        ):
            for left, right in pairwise(sequence):
                worth = share if left in chinese and right in chinese else 1.0
                matrix[place[left], place[right]] += worth * (rare.get(left, 0.0) + rare.get(right, 0.0))
        words = np.array([weights.get(int(number), 0.0) for number in numbers], np.float32)
        capitals = np.zeros_like(words)
        for number in text[is_capital(written)].tolist():
            if number in place:
                capitals[place[number]] += rare.get(number, 0.0)
        return cls(numbers, words, capitals, content, beside)


def scores(query: WordQuery, passages: Passages, mean_length: float) -> NDArray[np.float32]:
    """One score a passage; 0 where it shares no word."""
    count, terms = len(passages.ids), len(query.numbers)
    if not count or not terms or not len(passages.numbers):
        return np.zeros(count, np.float32)
    numbers = plain(passages.numbers)
    where, which = _hits(query.numbers, numbers)
    owner = np.searchsorted(passages.starts, where, "right") - 1
    inside = where - passages.starts[owner] >= passages.heads[owner]
    norm = K1 * (1 - B + B * passages.lengths / mean_length)
    head = np.bincount(owner[~inside] * terms + which[~inside], minlength=count * terms).reshape(count, terms)
    total = HEADINGS * ((head > 0) @ query.words)
    where, which, owner = where[inside], which[inside], owner[inside]
    found = np.bincount(owner * terms + which, minlength=count * terms).reshape(count, terms)
    total += _saturated(found, norm) @ query.words
    if query.capitals.any():
        capital = is_capital(passages.numbers[where])
        found = np.bincount(owner[capital] * terms + which[capital], minlength=count * terms).reshape(count, terms)
        total += CAPITALS * (_saturated(found, norm) @ query.capitals)
    nth = np.cumsum(~is_stop(passages.numbers), dtype=np.intp)
    meant = np.flatnonzero(~is_stop(query.numbers)[which])
    total += PAIRS * _pairs(query.content, nth[where[meant]], which[meant], owner[meant], norm)
    total += NEIGHBOURS * _pairs(query.beside, where, which, owner, norm)
    return total.astype(np.float32)


def rarity_in(frequency: Callable[[str], int], size: int) -> Callable[[str], float]:
    """Inverse document frequency as BM25 has it: log(1 + (N - n + 0.5) / (n + 0.5))."""

    def rarity(term: str) -> float:
        n = frequency(term)
        return math.log(1 + (size - n + 0.5) / (n + 0.5))

    return rarity


def _hits(wanted: Numbers, numbers: Numbers) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """(place in `numbers`, place in `wanted`) of every occurrence; a table of 16 bits sorts out most at once."""
    table = np.zeros(1 << _BITS, bool)
    table[wanted >> (32 - _BITS)] = True
    where = np.flatnonzero(table[numbers >> (32 - _BITS)])
    which = np.searchsorted(wanted, numbers[where]).clip(max=len(wanted) - 1)
    same = wanted[which] == numbers[where]
    return where[same], which[same]


def _pairs(
    matrix: NDArray[np.float32],
    order: NDArray[np.intp],
    which: NDArray[np.intp],
    owner: NDArray[np.intp],
    norm: Floats,
) -> Floats:
    """Scores of wanted pairs among hits whose `order` numbers follow one another inside one passage."""
    next_to = (np.diff(order) == 1) & (owner[1:] == owner[:-1]) & (matrix[which[:-1], which[1:]] > 0)
    left, right, owner = which[:-1][next_to], which[1:][next_to], owner[:-1][next_to]
    pairs, index = np.unique(left * len(matrix) + right, return_inverse=True)
    found = np.bincount(owner * len(pairs) + index, minlength=len(norm) * len(pairs)).reshape(len(norm), len(pairs))
    total: Floats = _saturated(found, norm) @ matrix.reshape(-1)[pairs]
    return total


def _saturated(found: NDArray[np.intp], norm: Floats) -> Floats:
    share: Floats = found * (K1 + 1) / (found + norm[:, None])
    return share
