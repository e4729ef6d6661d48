"""A question while it is being read: what has been understood is taken out and cannot be understood twice."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

TAKEN = "\ue000"
"""Stands for a character that has been taken: part of no word, number or name."""

_QUOTED = re.compile(r'"[^"]{2,200}"|[“「『][^”」』]{2,200}[”」』]')

_LEFT_OVER = re.compile(r"^(?:[,;、；]\s*)+|(?:\s*[,;、；])+$|(?:\s+[,;、；])+(?=\s)")
"""Commas around what was taken."""


@dataclass(slots=True)
class Sheet:
    """The text (NFKC) and what is left of it to read.

    `aside` are words that the user wants taken as they stand; what is quoted is taken so as well.
    """

    text: str
    left: str
    aside: tuple[str, ...] = ()
    _gone: list[tuple[int, int, str]] = field(default_factory=list)

    @classmethod
    def of(cls, text: str, aside: tuple[str, ...] = ()) -> Sheet:
        """A question with all of it still to read."""
        plain = " ".join(unicodedata.normalize("NFKC", text).replace(TAKEN, " ").split())
        left = _QUOTED.sub(lambda quoted: TAKEN * len(quoted[0]), plain)
        return cls(plain, left, tuple(_bare(part) for words in aside for part in (words, *words.split(", "))))

    def found(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Matches in what is left, none that the user wants taken as words."""
        for match in pattern.finditer(self.left):
            if match[0].strip() and not self.set_aside(match.start(), match.end()):
                yield match

    def set_aside(self, start: int, end: int) -> bool:
        """Whether the user wants the words at [start, end) taken as they stand."""
        return _bare(self.text[start:end]) in self.aside

    def take(self, start: int, end: int, instead: str = "") -> str:
        """Take [start, end) out of the text, or put other words there; returns the words taken."""
        self.left = self.left[:start] + TAKEN * (end - start) + self.left[end:]
        self._gone.append((start, end, instead))
        return self.text[start:end].strip(" ,、")

    def close(self, start: int, end: int) -> None:
        """Keep [start, end) in the text, but let nothing more be understood from it."""
        self.left = self.left[:start] + TAKEN * (end - start) + self.left[end:]

    @property
    def rest(self) -> str:
        """The text without what was taken."""
        parts, place = [], 0
        for start, end, instead in sorted(self._gone):
            parts += [self.text[place:start], f" {instead} "]
            place = end
        if not parts:
            return self.text
        return _LEFT_OVER.sub("", " ".join("".join([*parts, self.text[place:]]).split()))


def _bare(words: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", words).casefold().split()).strip(" ,、")
