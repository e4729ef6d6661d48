"""Markdown with YAML front matter: the corpus's own format."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.readers.encoding import read_text
from ingest.readers.front_matter import parse_front_matter
from ingest.readers.html_blocks import html_blocks
from ingest.readers.paragraphs import paragraphs
from ingest.readers.text import lost_characters, text_blocks
from kb.errors import ContentError
from kb.model.block import Block, BlockKind, RawDocument
from kb.model.document import Kind
from kb.settings import Limits
from kb.text.lines import join_lines, tidy

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_ANCHOR = re.compile(r"\s*\{#([^\s{}#]+)\}\s*$")
_UNCLOSED = re.compile(r"---[ \t]*\n(?:[ \t]*\n|#.*\n)*[A-Za-z_]\w*:(?:[ \t]|\n)")
_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)")
# fmt: off
_INLINE_TAGS = frozenset((
    "a", "abbr", "b", "bdi", "bdo", "big", "br", "center", "cite", "code", "del", "dfn", "div", "em", "font", "i",
    "img", "ins", "kbd", "label", "mark", "p", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup",
    "time", "tt", "u", "var", "wbr",
))
# fmt: on
_TIGHT_HEADING = re.compile("^(#{1,6})(?=[\u3000-\u303f\u3400-\u9fff\uff00-\uffef])", re.MULTILINE)
_LEFT_EMPHASIS = re.compile(r"\*\*(?=\S)([^*\n]+)\*\*")
_DEEPEST = 60


class MarkdownReader:
    """Reads a Markdown file as one document."""

    name = "markdown"
    suffixes = frozenset({".md", ".markdown"})

    def accepts(self, path: Path, head: bytes) -> bool:
        """By name alone: any text can be Markdown."""
        return path.suffix.lower() in self.suffixes

    def read(self, path: Path, limits: Limits) -> Iterator[RawDocument]:
        """The file as one document; `meta` is its front matter, `title` the first top heading if that names none."""
        text, _ = read_text(path)
        meta, blocks, notes = markdown_blocks(text)
        title = next((b.text for b in blocks if b.kind is BlockKind.HEADING and b.level == 1), "")
        if title and not meta.get("title"):
            meta["title"] = title
        yield RawDocument(blocks, self.name, meta, kind=_kind(meta), notes=(*notes, *lost_characters(text)))


def markdown_blocks(text: str) -> tuple[dict[str, Any], tuple[Block, ...], tuple[str, ...]]:
    """Front matter, blocks and notes of a Markdown text.

    Lists keep their printed numbers. Comments are left out, other HTML is read as such. Indented text counts as
    paragraphs, not as code; `#标题` without a blank is a heading. Text nested deeper than 60 levels is read as plain
    text, which a note tells.
    Raises ContentError where the front matter is not valid.
    """
    text = _TIGHT_HEADING.sub(r"\1 ", text.replace("\r\n", "\n").replace("\r", "\n"))
    tokens = _parser().parse(text)
    meta: dict[str, Any] = {}
    if tokens and tokens[0].type == "front_matter":
        meta = parse_front_matter(tokens.pop(0).content, first_line=2)
    elif _UNCLOSED.match(text):
        raise ContentError("front matter, line 1: it has no closing `---`", "Close it with a line of three hyphens.")
    if any(token.level >= _DEEPEST - 1 for token in tokens):
        body = text.split("\n---", 1)[1] if meta else text
        return meta, tuple(text_blocks(body)), (f"nested deeper than {_DEEPEST} levels: read as plain text",)
    return meta, tuple(_Walk(tokens).blocks()), ()


def _kind(meta: dict[str, Any]) -> Kind | None:
    value = meta.get("kind")
    if value is None:
        return None
    try:
        return Kind(value)
    except ValueError:
        raise ContentError(
            f"front matter: `kind` is {value!r}", f"It has to be one of {', '.join(kind.value for kind in Kind)}."
        ) from None


def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.front_matter import front_matter_plugin

    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable("table").disable(["code", "reference"])
    return parser.use(front_matter_plugin)


class _Walk:
    """One pass over a file's tokens; remembers the lists that it is inside of and a marker that waits for its text."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._depth = 0
        self._marker = ""
        self._rows: list[list[str]] = []

    def blocks(self) -> Iterator[Block]:
        """The blocks, in order."""
        heading = 0
        in_table = False
        for token in self._tokens:
            match token.type:
                case "heading_open":
                    heading = int(token.tag[1])
                case "heading_close":
                    heading = 0
                case "ordered_list_open" | "bullet_list_open":
                    yield from self._bare_number()
                    self._depth += 1
                case "ordered_list_close" | "bullet_list_close":
                    self._depth -= 1
                case "list_item_open":
                    self._marker = token.info + token.markup
                case "list_item_close":
                    yield from self._bare_number()
                    self._marker = ""
                case "table_open":
                    in_table, self._rows = True, []
                case "table_close":
                    in_table = False
                    yield from _table(self._rows)
                case "tr_open":
                    self._rows.append([])
                case "inline" if heading:
                    yield self._heading(token, heading)
                case "inline" if in_table:
                    self._rows[-1].append(join_lines(_lines(token)))
                case "inline":
                    yield from self._paragraphs(paragraphs(_lines(token), whole=True))
                case "fence" | "code_block":
                    yield from self._paragraphs(filter(None, map(tidy, token.content.splitlines())))
                case "html_block":
                    yield from html_blocks(token.content).blocks

    def _heading(self, token: Token, level: int) -> Block:
        text = join_lines(_lines(token))
        found = _ANCHOR.search(text)
        marker, self._marker = self._marker, ""
        words = text[: found.start()] if found else text
        number = f"{marker} " if marker[:1].isdigit() else ""
        return Block(BlockKind.HEADING, number + words, level=level, anchor=found.group(1) if found else "")

    def _paragraphs(self, texts: Iterator[str]) -> Iterator[Block]:
        for text in texts:
            if not text:
                continue
            if self._depth:
                yield Block(BlockKind.ITEM, text, level=self._depth - 1, marker=self._marker)
                self._marker = ""
            else:
                yield Block(BlockKind.PARAGRAPH, text)

    def _bare_number(self) -> Iterator[Block]:
        """The number of an item that has no text of its own."""
        if self._marker[:1].isdigit():
            yield Block(BlockKind.ITEM, level=self._depth - 1, marker=self._marker)
        self._marker = ""


def _table(rows: Sequence[Sequence[str]]) -> Iterator[Block]:
    kept = tuple(tuple(row) for row in rows if any(row))
    if kept:
        yield Block(BlockKind.TABLE, rows=kept)


def _lines(token: Token) -> list[str]:
    """The lines of inline Markdown as plain text: links and emphasis keep their words, pictures their description.

    CommonMark leaves `**` standing where Chinese punctuation touches it; those go too.
    """
    parts: list[str] = []
    for child in token.children or ():
        match child.type:
            case "text" | "code_inline" | "image":
                parts.append(child.content)
            case "softbreak" | "hardbreak":
                parts.append("\n")
            case "html_inline":
                parts.append(_inline_html(child.content))
    return _LEFT_EMPHASIS.sub(r"\1", "".join(parts)).split("\n")


def _inline_html(source: str) -> str:
    """Nothing for a tag or comment; what only looks like a tag (`<H2S>`) stays."""
    tag = _TAG.match(source)
    if tag is None:
        return ""
    name = tag.group(1).lower()
    if name == "br":
        return "\n"
    return "" if name in _INLINE_TAGS else source
