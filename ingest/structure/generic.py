"""Guidance, registers and whatever else has headings at most."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.structure.outline import Title, by_headings, plain_title, with_headings
from ingest.structure.tree import Node
from kb.model.block import Block


def generic(blocks: Sequence[Block], title: str) -> list[Node]:
    """Sections by headings, nested; a text without any is the one section `text`."""
    return by_headings(with_headings(blocks), title, plain_title, Title("", "", "text"))
