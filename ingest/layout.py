"""A document's text laid end to end, and which stretches of it belong together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kb.model.document import Level, Section

INNER = frozenset({Level.PARAGRAPH, Level.ITEM, Level.FIELD})
"""Levels that belong to the section around them."""


@dataclass(slots=True)
class Part:
    """A section with its ancestors (outermost first) and where its own and its descendants' text lies."""

    section: Section
    above: tuple[int, ...]
    start: int = -1
    end: int = -1
    own_start: int = -1
    own_end: int = -1


@dataclass(slots=True)
class Group:
    """Text that should be one passage: an article with all below it, or a section's own text."""

    root: int
    leaves: list[int]
    path: tuple[str, ...] = ()
    tokens: int = 0


@dataclass(slots=True)
class Cut:
    """A passage to be: its stretch of the text, the groups in it and the path it carries."""

    start: int
    end: int
    groups: list[Group]
    path: tuple[str, ...] = ()
    header: str = ""


@dataclass(slots=True)
class Text:
    """All text of a document in reading order, and the sections' places in it."""

    parts: list[Part] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    length: int = 0
    full: str = ""


def lay_out(sections: Sequence[Section]) -> Text:
    """The text of all sections in reading order, parted by newlines."""
    text = Text()

    def visit(section: Section, above: tuple[int, ...]) -> None:
        index = len(text.parts)
        part = Part(section, above)
        text.parts.append(part)
        if own := section.text.strip():
            if text.length:
                text.pieces.append("\n")
                text.length += 1
            part.own_start, part.own_end = text.length, text.length + len(own)
            text.pieces.append(own)
            text.length = part.own_end
        before = text.length
        for child in section.children:
            visit(child, (*above, index))
        if part.own_start >= 0:
            part.start, part.end = part.own_start, text.length
        elif text.length > before:
            below = (p for p in text.parts[index + 1 :] if p.own_start >= 0)
            part.start, part.end = next(below).own_start, text.length

    for section in sections:
        visit(section, ())
    text.full = "".join(text.pieces)
    return text


def groups_of(text: Text) -> list[Group]:
    """The stretches that should be one passage each, in reading order."""
    groups: list[Group] = []
    for index, part in enumerate(text.parts):
        if part.own_start < 0:
            continue
        root = _root(text, index)
        if groups and groups[-1].root == root:
            groups[-1].leaves.append(index)
        else:
            groups.append(Group(root, [index]))
    return groups


def _root(text: Text, index: int) -> int:
    """The nearest section that is more than a paragraph: an article, a chapter, a heading."""
    chain = (*text.parts[index].above, index)
    for candidate in reversed(chain):
        if text.parts[candidate].section.level not in INNER:
            return candidate
    return chain[0]


def names_above(text: Text, index: int) -> tuple[str, ...]:
    """Names of a section and those around it, outermost first; nameless ones are left out."""
    chain = (*text.parts[index].above, index)
    return tuple(name for i in chain if (name := text.parts[i].section.name))


def extent(text: Text, group: Group) -> tuple[int, int]:
    """Where a group lies in the full text."""
    return text.parts[group.leaves[0]].own_start, text.parts[group.leaves[-1]].own_end


def slice_of(text: Text, group: Group) -> str:
    """A group's text."""
    start, end = extent(text, group)
    return text.full[start:end]
