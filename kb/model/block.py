"""Blocks: what every reader makes of a file, before structure is recognised."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from kb.model.document import Kind, Role


class BlockKind(StrEnum):
    """What a block looks like in its file."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph-sized piece of a file, in reading order.

    `level` is the heading's rank (1 is the title's) or an item's nesting (0 outermost); `marker` an item's printed
    number or bullet; `anchor` an address that the file itself gives; a table has `rows` of cells and no `text`.
    `role` is set on a heading whose part of the story the format or its mapping fixes, whatever its words are.
    """

    kind: BlockKind
    text: str = ""
    level: int = 0
    page: int | None = None
    marker: str = ""
    anchor: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class RawDocument:
    """One document as a reader found it.

    `meta` holds front matter, mapped columns or coded fields with the names of the document's card; `key` tells the
    records of one file apart (a row's id; empty for a one-document file); `reader` is the reader's name; `notes` are
    things the reader had to leave out and a person should know; in a file of records they say which record they mean,
    and those on the whole file stand with its last.
    """

    blocks: tuple[Block, ...]
    reader: str
    meta: dict[str, Any] = field(default_factory=dict)
    key: str = ""
    kind: Kind | None = None
    pages: int | None = None
    notes: tuple[str, ...] = ()
