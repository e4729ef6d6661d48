"""The English words of a library as they are written, for finding what a misspelt one was meant to be.

The keyword index has stems only (`explos`), from which no spelling can be shown. Words of removed documents stay until
the indexes are made anew: whoever uses a word asks the keyword index whether it is still there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from kb.text.analyse import WORD, fold

SHORTEST = 4
"""Shorter words have too many neighbours to be the one that was meant."""

LONGEST = 40

MOST = 200_000
"""Words kept; beyond, those that stand in one passage only are left out."""


class Vocabulary:
    """Words with the number of passages that they stand in, in one file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._added: Counter[str] = Counter()

    def __contains__(self, word: str) -> bool:
        return word in self._counts

    def add(self, texts: Iterable[str]) -> None:
        """Count the words of passages, with the next commit."""
        for text in texts:
            words = set(WORD.findall(fold(text)))
            self._added.update(word for word in words if SHORTEST <= len(word) <= LONGEST and word.isalpha())

    def commit(self) -> None:
        """Write what was added."""
        counts = Counter(self._counts)
        counts.update(self._added)
        kept = counts if len(counts) <= MOST else {word: count for word, count in counts.items() if count > 1}
        lines = (f"{word} {count}\n" for word, count in sorted(kept.items()))
        self._path.write_text("".join(lines), encoding="utf-8")
        self._added.clear()
        for name in ("_counts", "_by_letter"):
            self.__dict__.pop(name, None)

    def near(self, word: str, distance: int) -> list[tuple[str, int, int]]:
        """(word, distance, passages) of other spellings, nearest and then most frequent first.

        Distance counts letters added, left out, changed and neighbours swapped (optimal string alignment). Only words
        with the same first letter are looked at: slips of the first letter are rare.
        """
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        choices = [
            one for one in self._by_letter.get(word[:1], ()) if abs(len(one) - len(word)) <= distance and one != word
        ]
        found = extract(word, choices, scorer=OSA.distance, score_cutoff=distance, limit=None)
        near = [(other, int(far), self._counts[other]) for other, far, _ in found]
        return sorted(near, key=lambda one: (one[1], -one[2], one[0]))

    @cached_property
    def _counts(self) -> dict[str, int]:
        if not self._path.is_file():
            return {}
        pairs = (line.split(" ") for line in self._path.read_text(encoding="utf-8").splitlines())
        return {word: int(count) for word, count in pairs}

    @cached_property
    def _by_letter(self) -> dict[str, list[str]]:
        words: dict[str, list[str]] = {}
        for word in self._counts:
            words.setdefault(word[0], []).append(word)
        return words
