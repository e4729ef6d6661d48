"""A document's title and id where it does not state them."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePath
from typing import Any

from kb.model.block import Block, BlockKind, RawDocument

LONGEST_ID = 120
LONGEST_TITLE = 200

_NOT_IN_ID = re.compile(r"[\s#/\\\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff]+")
_MEANINGLESS = re.compile(
    r"(?:microsoft word|powerpoint|untitled|document\d*$|slide|无标题|未命名|新建)"
    r"|\S+\.(?:docx?|pdf|indd|qxd|xlsx?|rtf|txt)$|[\W\d_]*$",
    re.I,
)


def title_of(raw: RawDocument, name: str) -> str:
    """The stated title, else the first heading of the highest rank, else the file's name made readable."""
    stated = raw.meta.get("title")
    if isinstance(stated, str) and stated.strip() and not _MEANINGLESS.match(stated.strip()):
        return " ".join(stated.split())
    headings = [block for block in raw.blocks if block.kind is BlockKind.HEADING and block.text.strip()]
    if headings:
        rank = min(block.level for block in headings)
        first = headings[0] if headings[0].level <= max(rank, 1) else next(b for b in headings if b.level == rank)
        return " ".join(first.text.split())[:LONGEST_TITLE]
    return _first_line(raw.blocks) or _readable(name)


def _first_line(blocks: tuple[Block, ...]) -> str:
    """The first paragraph where it reads like a title: short, no full stop, more below it."""
    texts = [block.text.strip() for block in blocks[:2] if block.kind is BlockKind.PARAGRAPH]
    if (
        len(texts) == 2
        and 2 < len(texts[0]) <= 60
        and "\n" not in texts[0]
        and texts[0][-1] not in ".。；;,，:：!?！？"
    ):
        return texts[0]
    return ""


def _readable(name: str) -> str:
    words = re.sub(r"[_\s]+|(?<=[A-Za-z])-(?=[A-Za-z])", " ", PurePath(name).stem).strip()
    return words or name


def id_of(meta: dict[str, Any], name: str, key: str) -> str:
    """The stated id, else one made of the file's name (and the record's key): the same file always gets the same."""
    if meta.get("id"):
        return str(meta["id"])
    stem = PurePath(name).stem
    whole = unicodedata.normalize("NFC", f"{stem}-{key}" if key else stem)
    return _NOT_IN_ID.sub("-", whole).strip("-")[:LONGEST_ID] or "document"
