"""A document of the corpus as the checks see it, and what they find."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from kb.model.document import Document, Role, Section
from kb.text.lines import is_cjk

HAN_TO_A_WORD = 1.6
"""Chinese characters that say what one English word says; the trade's usual ratio, for lengths only."""

_WORD = re.compile(r"[A-Za-z0-9][\w'’.,/-]*")
_HAN = re.compile("[㐀-鿿]")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong: in which file (relative to the corpus), where in it (field, section or line), and what."""

    file: str
    where: str
    problem: str


@dataclass(frozen=True)
class Entry:
    """A document that could be read, with its file's name relative to the corpus."""

    file: str
    document: Document

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """All sections, outside before inside, in reading order."""
        return tuple(_walk(self.document.sections))

    @cached_property
    def anchors(self) -> frozenset[str]:
        """Every address inside the document."""
        return frozenset(section.anchor for section in self.sections)

    @cached_property
    def text(self) -> str:
        """The whole text without headings."""
        return "\n".join(section.text for section in self.sections)

    def under(self, role: Role, *, chinese: bool) -> str:
        """Text below the headings of a role, in one of the two languages."""
        found = [s for s in self.document.sections if s.role is role and is_chinese(s.name) is chinese]
        return "\n".join(section.text for top in found for section in _walk((top,)))


def is_chinese(text: str) -> bool:
    """Whether a heading is written in Chinese."""
    return any(is_cjk(character) for character in text)


def words_in(text: str) -> int:
    """Length in words; Chinese is counted as 1.6 characters to a word."""
    return len(_WORD.findall(text)) + round(len(_HAN.findall(text)) / HAN_TO_A_WORD)


def _walk(sections: tuple[Section, ...]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from _walk(section.children)
