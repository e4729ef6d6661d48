"""Markup inside a table's cell or a report's field: its text, paragraph by paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ingest.readers.html_blocks import html_blocks
from kb.model.block import Block, BlockKind

_MARKUP = re.compile(r"<[a-zA-Z/!?]|&#?\w+;")
_ISLAND = re.compile(r"<xml\b.*?(?:</xml>|\Z)", re.IGNORECASE | re.DOTALL)
_ABOVE = 2


def fragment_blocks(text: str) -> Iterator[Block]:
    """The paragraphs, items and tables of a piece of HTML; of text without any markup, its lines.

    Headings inside rank below the section that the piece stands in. What word processors hide in `<xml>` is no text.
    """
    if not _MARKUP.search(text):
        lines = (" ".join(line.split()) for line in text.splitlines())
        yield from (Block(BlockKind.PARAGRAPH, line) for line in lines if line)
        return
    for block in html_blocks(_ISLAND.sub(" ", text)).blocks:
        yield replace(block, level=block.level + _ABOVE) if block.kind is BlockKind.HEADING else block
