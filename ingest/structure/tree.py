"""A document's tree while it grows, and the lines that blocks give it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from kb.model.block import Block, BlockKind
from kb.model.document import Level, Role, Section

LONGEST_ANCHOR = 48

_BULLETS = frozenset("-*+•·●○■□▪–◦\uf0b7\uf0d8")
_NOT_IN_ANCHOR = re.compile(r"[^\w.()+-]+")


@dataclass(eq=False)
class Node:
    """A section under construction. `anchor` is its own part of the address; `absolute` starts the address anew."""

    level: Level
    anchor: str
    label: str = ""
    heading: str = ""
    page: int | None = None
    role: Role | None = None
    table: bool = False
    absolute: bool = False
    lines: list[str] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)

    def add(self, child: Node) -> Node:
        """Append a child and return it."""
        self.children.append(child)
        return child

    def say(self, line: str) -> None:
        """Append a paragraph; after a child it becomes part of an unnamed one, so that reading order is kept."""
        if not line:
            return
        if not self.children:
            self.lines.append(line)
        elif self.children[-1].level is Level.PARAGRAPH and not self.children[-1].label:
            self.children[-1].say(line)
        else:
            self.add(Node(Level.PARAGRAPH, "text", lines=[line]))

    def add_table(self, block: Block) -> None:
        """Append a table as a section of its own, a row a line."""
        rows = (" | ".join(" ".join(cell.split()) for cell in row) for row in block.rows)
        lines = [row for row in rows if row.strip(" |")]
        if lines:
            self.add(Node(Level.FIELD, "table", page=block.page, table=True, lines=lines))

    @property
    def empty(self) -> bool:
        """Whether neither it nor anything below has text."""
        return not self.lines and all(child.empty for child in self.children)


def sections_of(nodes: Iterable[Node]) -> tuple[Section, ...]:
    """The finished sections; an address used before gets `-2`, `-3` and so on."""
    taken: set[str] = set()
    return tuple(_finish(node, "", taken) for node in nodes)


def _finish(node: Node, above: str, taken: set[str]) -> Section:
    wanted = node.anchor if node.absolute or not above else f"{above}/{node.anchor}"
    anchor, number = wanted, 1
    while anchor in taken:
        number += 1
        anchor = f"{wanted}-{number}"
    taken.add(anchor)
    return Section(
        level=node.level,
        anchor=anchor,
        label=node.label,
        heading=node.heading,
        text="\n".join(node.lines),
        page=node.page,
        role=node.role,
        table=node.table,
        children=tuple(_finish(child, anchor, taken) for child in node.children),
    )


def slug(words: str, fallback: str = "section") -> str:
    """An address made of words: lower case, Chinese kept, everything else parted by `-`."""
    text = unicodedata.normalize("NFKC", words).lower().replace("'", "").replace("’", "")
    text = _NOT_IN_ANCHOR.sub("-", text).strip("-._")
    if len(text) > LONGEST_ANCHOR:
        text = text[:LONGEST_ANCHOR].rsplit("-", 1)[0]
    return text.rstrip("-._") or fallback


@dataclass(frozen=True, slots=True)
class Line:
    """One printed paragraph of a block, blanks at its ends removed; `first` where it begins the block."""

    text: str
    block: Block
    first: bool = True

    @property
    def heading(self) -> bool:
        """Whether the file itself calls it a heading."""
        return self.block.kind is BlockKind.HEADING

    @property
    def table(self) -> bool:
        """Whether it stands for a table; `text` is then empty."""
        return self.block.kind is BlockKind.TABLE


def lines_of(blocks: Iterable[Block]) -> Iterator[Line]:
    """The paragraphs of blocks as printed, items with their numbers; a table gives one line without text."""
    for block in blocks:
        if block.kind is BlockKind.TABLE:
            yield Line("", block)
            continue
        first = True
        for text in printed(block).splitlines():
            if text := text.replace("\u3000", " ").strip():
                yield Line(text, block, first)
                first = False


def printed(block: Block) -> str:
    """A block's text with its number or bullet before it."""
    marker = block.marker.strip()
    if not marker or block.text.lstrip().startswith(marker):
        return block.text
    if marker in _BULLETS:
        return f"- {block.text}"
    return f"{marker}{block.text}" if marker[-1] in "）、" else f"{marker} {block.text}"
