"""Did you mean: words that the library does not have, and what it has that is spelt nearly so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from kb.index.generation import Indexes
from kb.model.taxonomy import Taxonomy
from kb.search.question import Question, add_name
from kb.text.analyse import CHINESE_RUN, STOP_WORDS, Token, bigrams, fold, plain_words, stems
from kb.text.glossary import Glossary

SHORTEST = 5
"""Shorter words are never taken for misspelt."""

TWO_SLIPS = 7
"""Letters from which two slips are thought of."""

SEEN = {1: 2, 2: 3}
"""In how many passages a word must stand to be what was meant, by how far it is away."""

MOST_WORDS = 8
"""So many unknown words of a question are looked into."""

LONGEST_NAME = 10
"""Chinese names that are compared character by character have at most so many."""

CONFUSED = (
    "氨胺铵", "氯绿氰", "苯笨本", "烷完烃", "碳炭", "气汽", "炔缺", "烯稀", "醇纯", "醛荃", "硫流琉", "溴臭嗅", "氟佛",
    "氢轻氩", "汞贡", "磷鳞", "硝消销", "瓦亙互", "炸诈", "爆瀑暴", "间问闻", "漏露", "泄泻", "塌踏榻", "窒室", "毒母",
    "罐灌", "储贮诸", "槽糟", "阀伐筏", "煤媒", "矿况", "险验检", "援缓", "救求", "疏梳", "散撤", "警惊",
)  # fmt: skip
"""Characters that are mistaken for one another by sound or shape; only these are thought of in short names."""


_HOLE = "?"


@dataclass(frozen=True, slots=True, order=True)
class Correction:
    """Words of a question, and those of the library that were probably meant."""

    said: str
    meant: str


class KnownNames:
    """What is right as it stands, and how Chinese names are mistyped: names of the glossary and of places."""

    def __init__(self, glossary: Glossary, taxonomy: Taxonomy) -> None:
        self._glossary = glossary
        self._taxonomy = taxonomy

    @cached_property
    def words(self) -> frozenset[str]:
        """Every English word of a name, folded."""
        lists = self._taxonomy.lists
        places = (term for name in ("provinces", "countries") for term in lists.get(name, {}).values())
        names = [name for term in places for name in (term.en, *term.synonyms)]
        names += [name for concept in self._glossary.concepts for name in concept.en]
        return frozenset(word for name in names for word, _, _ in plain_words(name))

    def cover(self, text: str, start: int, end: int) -> bool:
        """Whether the characters [start, end) of a folded text are part of a Chinese name that stands there."""
        return any(
            text[first:last] in self._chinese
            for first in range(max(0, end - LONGEST_NAME), start + 1)
            for last in range(end, min(len(text), first + LONGEST_NAME) + 1)
        )

    def one_wrong(self, text: str, wrong: int) -> Iterator[tuple[int, str]]:
        """(start, name) of Chinese names that a folded text has but for the character at `wrong`."""
        for start in range(max(0, wrong - LONGEST_NAME + 1), wrong + 1):
            for end in range(max(wrong + 1, start + 2), min(len(text), start + LONGEST_NAME) + 1):
                for name in self._holed.get(f"{text[start:wrong]}{_HOLE}{text[wrong + 1 : end]}", ()):
                    if name != text[start:end]:
                        yield start, name

    @cached_property
    def _holed(self) -> dict[str, list[str]]:
        holed: dict[str, list[str]] = {}
        for name in sorted(self._chinese):
            for i in range(len(name)):
                holed.setdefault(f"{name[:i]}{_HOLE}{name[i + 1 :]}", []).append(name)
        return holed

    @cached_property
    def _chinese(self) -> frozenset[str]:
        names = {fold(name) for concept in self._glossary.concepts for name in concept.zh}
        return frozenset(name for name in names if CHINESE_RUN.fullmatch(name) and 2 <= len(name) <= LONGEST_NAME)


class Spelling:
    """Finds what was meant among the words of one generation."""

    def __init__(self, indexes: Indexes, names: KnownNames) -> None:
        self._words = indexes.words
        self._index = indexes.passages
        self._frequency = indexes.passages.frequency
        self._names = names

    def mended(self, question: Question, left_out: tuple[str, ...] = (), *, expand: bool = True) -> Question:
        """The question with what was probably meant: told in `corrections` and, with `expand`, searched for as well.

        A word that the library does not have finds nothing, so its neighbour takes nothing away from what was asked; it
        weighs as much as a synonym does and is told as one.
        """
        found = tuple(self.corrections(question))
        if not found:
            return question
        terms, spoken, expansions = dict(question.terms), dict(question.spoken), list(question.expansions)
        for one in found:
            if expand and fold(one.meant) not in {fold(name) for name in left_out}:
                expansions.append((one.said, one.meant))
                add_name(terms, spoken, one.meant)
        pairs = tuple((one.said, one.meant) for one in found)
        return replace(question, terms=terms, spoken=spoken, expansions=tuple(expansions), corrections=pairs)

    def corrections(self, question: Question) -> Iterator[Correction]:
        """What was probably meant by the words that the library does not have."""
        text = question.text
        looked_at = 0
        for word, start, end in plain_words(text):
            said = text[start:end]
            if len(word) < SHORTEST or not word.isalpha() or said.isupper() or self._known(word):
                continue
            looked_at += 1
            if looked_at > MOST_WORDS:
                break
            if meant := self._meant(word):
                yield Correction(said, meant.capitalize() if said[0].isupper() else meant)
        if not text.isascii():
            yield from self._chinese(question)

    def _known(self, word: str) -> bool:
        """Whether the library has it in any form, or it is a word of a name."""
        return bool(self._frequency(stems([word])[0])) or word in self._words or word in self._names.words

    def _meant(self, word: str) -> str:
        near = self._words.near(word, 2 if len(word) >= TWO_SLIPS else 1)
        names = self._names.words

        def rank(one: tuple[str, int, int]) -> tuple[int, bool, bool, bool]:
            return one[1], one[0] not in STOP_WORDS, one[0] not in names, len(one[0]) != len(word)

        for other, far, count in sorted(near, key=rank):
            if other in STOP_WORDS:
                return ""  # it is not searched for, so nothing was lost
            # frequencies count removed passages until the index is merged; a search does not
            if count >= SEEN[far] and self._index.search({stems([other])[0]: 1.0}, 1):
                return other
        return ""

    def _chinese(self, question: Question) -> Iterator[Correction]:
        """Names with one wrong character, around two characters that stand side by side nowhere in the library."""
        text, done = fold(question.text), 0
        for pair in bigrams(text):
            if pair.start < done or pair.term not in question.own or self._frequency(pair.term):
                continue
            if self._names.cover(text, pair.start, pair.end):
                continue
            if best := max(self._candidates(text, pair), default=None):
                done = pair.end
                yield best[1]

    def _candidates(self, text: str, pair: Token) -> Iterator[tuple[tuple[bool, int, int], Correction]]:
        """Names that may have been meant around a pair, with what speaks for each: alike, long, frequent."""
        for wrong in (pair.start, pair.start + 1):
            for start, name in self._names.one_wrong(text, wrong):
                end = start + len(name)
                if not start <= pair.start < pair.end <= end:
                    continue
                alike = any(text[wrong] in group and name[wrong - start] in group for group in CONFUSED)
                likely = alike or len(name) > 3 or (len(name) == 3 and start < wrong < end - 1)
                if likely and (held := self._held(name)):
                    yield (alike, len(name), held), Correction(text[start:end], name)

    def _held(self, name: str) -> int:
        return min((self._frequency(pair.term) for pair in bigrams(name)), default=0)


def corrected(text: str, corrections: tuple[tuple[str, str], ...]) -> str:
    """A question with what was probably meant in place of what was said; empty where nothing is corrected."""
    mended = text
    for said, meant in corrections:
        alone = rf"(?<![A-Za-z0-9]){re.escape(said)}(?![A-Za-z0-9])" if said.isascii() else re.escape(said)
        mended = re.sub(alone, lambda _, meant=meant: meant, mended)  # type: ignore[misc]
    return mended if mended != text else ""
