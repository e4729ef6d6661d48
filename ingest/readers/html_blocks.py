"""HTML to blocks: one pass over the parser's events, so that neither depth nor size of a page matters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from ingest.readers.html_table import Table
from ingest.readers.paragraphs import paragraphs
from kb.model.block import Block, BlockKind
from kb.text.lines import join_lines, tidy

# fmt: off
_DROPPED = frozenset((
    "script", "style", "template", "noscript", "iframe", "object", "svg", "math", "canvas", "audio", "video", "select",
    "button", "textarea", "datalist",
))
_FURNITURE = frozenset(("nav", "header", "footer"))
_CONTENT = frozenset(("article", "main", "section"))
_HEADINGS = {f"h{rank}": rank for rank in range(1, 7)}
_LISTS = frozenset(("ol", "ul", "menu", "dir"))
_TABLE_PARTS = frozenset(("table", "tr", "td", "th"))
_BREAKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "head", "header", "hr", "html", "legend", "main", "nav",
    "p", "pre", "section", "summary",
))
_VOID = frozenset((
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
))
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)
# fmt: on
_BULLET = "•"
_SOFT, _HARD = "\r", "\n"
_FEED = 1 << 16


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says: its blocks and the title in its head."""

    blocks: tuple[Block, ...]
    title: str = ""


def html_blocks(text: str) -> Page:
    """The blocks of a page or of a piece of one.

    Scripts, navigation, page header and footer and the controls of forms are left out; a page that has nothing else is
    taken whole. Tables that only lay a page out are opened, the others become rows.
    """
    page = _parse(text, _FURNITURE)
    return page if page.blocks else _parse(text, frozenset())


def _parse(text: str, furniture: frozenset[str]) -> Page:
    builder = _Builder(furniture)
    parser = etree.HTMLParser(target=builder, huge_tree=True, encoding="utf-8")
    data = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").encode("utf-8", "replace")
    for start in range(0, len(data), _FEED):
        parser.feed(data[start : start + _FEED])
    return parser.close() if data.strip() else Page(())


@dataclass(slots=True)
class _List:
    """A list being read: `style` is the kind of its numbers (`1`, `a`, `A`, `i`, `I`), empty for bullets."""

    style: str
    number: int


@dataclass(slots=True)
class _Builder:
    """Collects blocks from lxml's parser events (its target interface)."""

    furniture: frozenset[str]
    title: str = ""
    blocks: list[Block] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    title_text: list[str] = field(default_factory=list)
    lists: list[_List] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    skipping: int = 0
    content: int = 0
    in_title: bool = False
    pre: int = 0
    heading: int = 0
    marker: str | None = None

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if self.skipping:
            self.skipping += tag not in _VOID
        elif tag in _DROPPED or (tag in self.furniture and not self.content):
            self._flush()
            self.skipping = 1
        elif tag == "title":
            self.in_title = not self.title
        elif tag == "br":
            self.text.append(_HARD)
        elif tag == "img":
            self.text.append(" " + attributes.get("alt", "") + " ")
        elif tag in _HEADINGS:
            self._flush()
            self.heading = _HEADINGS[tag]
        elif tag in _LISTS:
            self._flush()
            self.lists.append(
                _List(attributes.get("type", "1") if tag == "ol" else "", _integer(attributes, "start", 1))
            )
        elif tag == "li":
            self._begin_item(attributes)
        elif tag in _TABLE_PARTS:
            self._begin_table_part(tag, attributes)
        elif tag in _BREAKS:
            self._flush()
            self.pre += tag == "pre"
            self.content += tag in _CONTENT

    def end(self, tag: str) -> None:
        if self.skipping:
            self.skipping -= tag not in _VOID
        elif tag == "title":
            self.title = self.title or join_lines("".join(self.title_text).splitlines())
            self.in_title = False
        elif tag in _HEADINGS:
            self._flush()
            self.heading = 0
        elif tag in _LISTS:
            self._end_item()
            if self.lists:
                self.lists.pop()
        elif tag == "li":
            self._end_item()
        elif tag in _TABLE_PARTS:
            self._end_table_part(tag)
        elif tag in _BREAKS:
            self._flush()
            self.pre -= tag == "pre" and self.pre > 0
            self.content -= tag in _CONTENT and self.content > 0

    def data(self, data: str) -> None:
        if self.skipping:
            return
        if self.in_title:
            self.title_text.append(data)
        else:
            self.text.append(data if self.pre else data.replace("\n", _SOFT))

    def comment(self, text: str) -> None:
        """Comments say nothing to a reader."""

    def pi(self, target: str, data: str | None = None) -> None:
        """Nor do processing instructions."""

    def close(self) -> Page:
        self._flush()
        while self.tables:
            self._end_table_part("table")
        return Page(tuple(self.blocks), self.title)

    def _begin_item(self, attributes: Mapping[str, str]) -> None:
        self._end_item()
        if not self.lists:
            self.lists.append(_List("", 1))
        current = self.lists[-1]
        if not current.style:
            self.marker = _BULLET
            return
        current.number = _integer(attributes, "value", current.number)
        self.marker = ordinal(current.number, current.style) + "."
        current.number += 1

    def _end_item(self) -> None:
        self._flush()
        if self.marker and self.marker != _BULLET:
            self._out().append(Block(BlockKind.ITEM, level=max(0, len(self.lists) - 1), marker=self.marker))
        self.marker = None

    def _begin_table_part(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._flush()
        if tag == "table":
            self.tables.append(Table(layout=attributes.get("role") == "presentation"))
        elif self.tables and tag == "tr":
            self.tables[-1].begin_row()
        elif self.tables:
            self.tables[-1].begin_cell(_integer(attributes, "colspan", 1), _integer(attributes, "rowspan", 1))

    def _end_table_part(self, tag: str) -> None:
        self._flush()
        if not self.tables:
            return
        if tag == "table":
            blocks = self.tables.pop().finish()
            self._out().extend(blocks)
        else:
            self.tables[-1].end_cell()

    def _out(self) -> list[Block]:
        """Where finished blocks go: the innermost open cell, or the page."""
        return next((table.open_cell.blocks for table in reversed(self.tables) if table.open_cell), self.blocks)

    def _flush(self) -> None:
        """Turn the text gathered so far into blocks."""
        if not self.text:
            return
        text = "".join(self.text)
        self.text.clear()
        plain = tidy(text)
        if not plain:
            return
        out = self._out()
        if self.heading:
            words = join_lines(re.split(f"[{_SOFT}{_HARD}]", text))
            number = f"{self.marker} " if self.marker and self.marker != _BULLET else ""
            out.append(Block(BlockKind.HEADING, number + words, level=self.heading))
            self.marker = None
            return
        one_line = _SOFT not in text and _HARD not in text
        for paragraph in [plain] if one_line else paragraphs(map(_hard_line, text.split(_HARD))):
            if self.lists:
                out.append(Block(BlockKind.ITEM, paragraph, level=len(self.lists) - 1, marker=self.marker or ""))
                self.marker = None
            else:
                out.append(Block(BlockKind.PARAGRAPH, paragraph))


def _hard_line(line: str) -> str:
    """A line with the line ends of its source mended; an indent of full-width blanks is kept."""
    indent = "\u3000\u3000" if line.lstrip(" \t\r").startswith("\u3000\u3000") else ""
    return indent + join_lines(line.split(_SOFT))


def _integer(attributes: Mapping[str, str], name: str, default: int) -> int:
    value = attributes.get(name)
    return int(value) if value and re.fullmatch(r"\s*-?[0-9]{1,6}\s*", value) else default


def ordinal(number: int, style: str) -> str:
    """A number as HTML's list types print it: `1`, `a`, `A`, `i`, `I`."""
    if style in ("a", "A") and number > 0:
        letters = ""
        while number > 0:
            number, rest = divmod(number - 1, 26)
            letters = chr(ord(style) + rest) + letters
        return letters
    if style in ("i", "I") and 0 < number < 4_000:
        roman = ""
        for value, sign in _ROMAN:
            count, number = divmod(number, value)
            roman += sign * count
        return roman.upper() if style == "I" else roman
    return str(number)
