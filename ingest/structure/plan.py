"""Emergency plans: sections by headings, addressed by the number of the required element."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.structure.outline import Title, by_headings, numbered_title, with_headings
from ingest.structure.tree import Node
from kb.model.block import Block


def plan(blocks: Sequence[Block], title: str) -> list[Node]:
    """Sections with the address the file gives (`{#6.3.1}`), else the printed number, else the heading's words."""
    return by_headings(with_headings(blocks), title, numbered_title, Title("", "", "text"))
