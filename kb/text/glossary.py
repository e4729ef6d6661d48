"""The glossary: finding its terms in a text, with their synonyms and translations."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kb.errors import ContentError
from kb.model.taxonomy import split_list
from kb.text.analyse import STOP_WORDS, fold, plain_words

COLUMNS = ("en", "zh", "en_synonyms", "zh_synonyms", "code")


@dataclass(frozen=True, slots=True)
class Concept:
    """One row: what a thing is called in both languages, the usual name first."""

    en: tuple[str, ...]
    zh: tuple[str, ...]
    code: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A concept found in a text, as `words` at characters [start, end)."""

    concept: Concept
    words: str
    start: int
    end: int

    def others(self) -> tuple[tuple[str, str], ...]:
        """(language, name) of every other name of the concept."""
        said = fold(self.words)
        names = [("en", name) for name in self.concept.en] + [("zh", name) for name in self.concept.zh]
        return tuple((language, name) for language, name in names if fold(name) != said)


class Glossary:
    """Terms of both languages; English matches whole words, singular or plural, Chinese the characters."""

    def __init__(self, concepts: tuple[Concept, ...]) -> None:
        self.concepts = concepts
        self._english: dict[tuple[str, ...], Concept] = {}
        self._chinese: dict[str, Concept] = {}
        for concept in concepts:
            for name in concept.en:
                if key := tuple(map(_singular, _words(name))):
                    self._english.setdefault(key, concept)
            for name in concept.zh:
                self._chinese.setdefault(fold(name), concept)
        self._longest = max((len(key) for key in self._english), default=0)

    @classmethod
    def load(cls, path: Path) -> Glossary:
        """Read a glossary file. Raises ContentError naming file and line."""
        concepts = []
        with path.open(encoding="utf-8", newline="") as lines:
            rows = csv.DictReader(lines)
            if tuple(rows.fieldnames or ()) != COLUMNS:
                raise ContentError(f"{path}: columns must be {', '.join(COLUMNS)}")
            for row in rows:
                if not row["en"] or not row["zh"]:
                    raise ContentError(f"{path}, line {rows.line_num}: a term needs `en` and `zh`")
                concepts.append(
                    Concept(
                        (row["en"].strip(), *split_list(row["en_synonyms"])),
                        (row["zh"].strip(), *split_list(row["zh_synonyms"])),
                        row["code"].strip(),
                    )
                )
        return cls(tuple(concepts))

    def mentions(self, text: str) -> list[Mention]:
        """Concepts named in a text in order, the longest name where names overlap."""
        found = [*self._english_mentions(text), *self._chinese_mentions(text)]
        found.sort(key=lambda mention: (mention.start, -mention.end))
        kept: list[Mention] = []
        for mention in found:
            if not kept or mention.start >= kept[-1].end:
                kept.append(mention)
        return kept

    def _english_mentions(self, text: str) -> list[Mention]:
        tokens = plain_words(text)
        names = [_singular(word) for word, _, _ in tokens]
        found = []
        place = 0
        while place < len(tokens):
            for length in range(min(self._longest, len(tokens) - place), 0, -1):
                run = tokens[place : place + length]
                concept = self._english.get(tuple(names[place : place + length]))
                if concept is not None:
                    start, end = run[0][1], run[-1][2]
                    found.append(Mention(concept, text[start:end], start, end))
                    place += length - 1
                    break
            place += 1
        return found

    def _chinese_mentions(self, text: str) -> list[Mention]:
        folded = fold(text)
        if folded.isascii():
            return []
        if len(folded) != len(text):
            text = folded
        found = []
        for name, concept in self._chinese.items():
            start = folded.find(name)
            while start >= 0:
                found.append(Mention(concept, text[start : start + len(name)], start, start + len(name)))
                start = folded.find(name, start + len(name))
        return found


def _words(name: str) -> list[str]:
    """The words of a name as `plain_words` has them; most names are plain words and nothing else."""
    if name.isascii() and name.replace(" ", "").isalnum():
        return [word for word in name.lower().split() if word not in STOP_WORDS]
    return [word for word, _, _ in plain_words(name)]


@lru_cache(maxsize=8_192)
def _singular(word: str) -> str:
    """A folded word without its plural: stems would take `explosive` for `explosion`."""
    if word.endswith("ies"):
        return word[:-3] + "y"
    plural = word.endswith("s") and not word.endswith("ss") and len(word) > 3 and word.isalpha()
    return word[:-1] if plural else word
