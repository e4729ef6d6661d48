"""Plain text, in any encoding that an English or Chinese office produces."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from ingest.readers.encoding import decode, read_text
from ingest.readers.paragraphs import begins_unit, bullet, is_finished, paragraphs
from kb.errors import ReadError
from kb.model.block import Block, BlockKind, RawDocument
from kb.settings import Limits
from kb.text.lines import is_cjk, tidy

_NUMERAL = "[0-9一二三四五六七八九十百零〇]+"
_CHINESE_RANKS = ((f"第{_NUMERAL}(?:分编|编)", 2), (f"第{_NUMERAL}章", 3), (f"第{_NUMERAL}节", 4))
_CHINESE_HEADINGS = tuple((re.compile(rf"{label}(?:\s|$)"), rank) for label, rank in _CHINESE_RANKS)
_WESTERN_HEADINGS = (
    (re.compile(r"(?i:part|annex|appendix|schedule)\s+(?:[0-9]+|[IVXLC]+|[A-Z])(?:[\s:.–—-]|$)"), 2),
    (re.compile(r"(?i:chapter|subpart)\s+(?:[0-9]+|[IVXLC]+|[A-Z])(?:[\s:.–—-]|$)"), 3),
)
_NUMBERED = re.compile(r"([0-9]{1,2}(?:\.[0-9]{1,2}){0,4})[.．、]?\s+(?=[A-Z\u4e00-\u9fff])")
_LISTED_CHINESE = re.compile(r"[一二三四五六七八九十]+、\S")
_CAPITALS = re.compile(r"[A-Z][A-Z0-9 ,;:&'’()/–—-]*[A-Z)][A-Z0-9 ,;:&'’()/–—-]*$")
_TITLE_CHARACTERS = 120
_HEADING_CHARACTERS = 80


class TextReader:
    """Reads plain text: one document a file, its headings only where they are obvious."""

    name = "text"
    suffixes = frozenset({".txt", ".text"})

    def accepts(self, path: Path, head: bytes) -> bool:
        """Anything that is text, whatever it is called."""
        try:
            decode(head)
        except ReadError:
            return False
        return True

    def read(self, path: Path, limits: Limits) -> Iterator[RawDocument]:
        """The file as one document; lost characters are noted."""
        text, _ = read_text(path)
        blocks = tuple(text_blocks(text))
        title = next((block.text for block in blocks if block.kind is BlockKind.HEADING and block.level == 1), "")
        yield RawDocument(blocks, self.name, {"title": title} if title else {}, notes=lost_characters(text))


def lost_characters(text: str) -> tuple[str, ...]:
    """A note on characters that the file's encoding could not give, if there are any."""
    count = text.count("\ufffd")
    return (f"{count} characters could not be decoded",) if count else ()


def text_blocks(text: str) -> Iterator[Block]:
    """The blocks of plain text: its paragraphs, bullets as items, and headings where they are obvious."""
    lines = text.splitlines()
    alone = _standing_alone(lines)
    for number, paragraph in enumerate(paragraphs(lines)):
        if not paragraph:
            continue
        sign, rest = bullet(paragraph)
        if sign:
            yield Block(BlockKind.ITEM, rest, marker=sign)
        elif rank := _heading_rank(paragraph, first=number == 0, alone=paragraph in alone):
            yield Block(BlockKind.HEADING, paragraph, level=rank)
        else:
            yield Block(BlockKind.PARAGRAPH, paragraph)


def _standing_alone(lines: Iterable[str]) -> frozenset[str]:
    """The short lines with blank ones, or the text's end, on both sides."""
    found: set[str] = set()
    before, candidate = True, ""
    for line in (*lines, ""):
        blank = not line or line.isspace()
        if blank and candidate:
            found.add(tidy(candidate))
        candidate = line if before and not blank and len(line) <= 2 * _TITLE_CHARACTERS else ""
        before = blank
    return frozenset(found)


def _heading_rank(line: str, *, first: bool, alone: bool) -> int:
    """The rank of a line that is a heading beyond doubt, else 0."""
    if len(line) > _TITLE_CHARACTERS or is_finished(line) or line[-1] in ",，、":
        return 0
    if first and alone and not begins_unit(line):
        return 1
    if len(line) > _HEADING_CHARACTERS:
        return 0
    for pattern, rank in _CHINESE_HEADINGS:
        if pattern.match(line):
            return rank
    return _western_rank(line) if alone else 0


def _western_rank(line: str) -> int:
    for pattern, rank in _WESTERN_HEADINGS:
        if pattern.match(line):
            return rank
    if numbered := _NUMBERED.match(line):
        return 2 + numbered.group(1).count(".")
    if _LISTED_CHINESE.match(line) and len(line) <= 40:
        return 2
    if _CAPITALS.match(line) and sum(map(str.isalpha, line)) >= 4 and not any(map(is_cjk, line)):
        return 2
    return 0
