"""JSON Lines: each line a record with an id and a text, as benchmark corpora have them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from ingest.readers.ids import Ids
from ingest.readers.notes import Notes
from kb.errors import ContentError
from kb.model.block import Block, BlockKind, RawDocument
from kb.model.document import Role
from kb.settings import Limits

TITLE_WORDS = 12
_TITLE_SIGNS = 80
_ROLES = {"description": Role.SEQUENCE} | {role.value: role for role in Role}
_ADVICE = 'Each line is one JSON object: {"id": "...", "text": "...", "title": "...", "sections": {"causes": "..."}}.'


class RecordReader:
    """Reads JSON Lines `{id, text[, title, sections]}`; `sections` maps a name such as `causes` to its text.

    The kind is left to whoever asked for the file. Lines that are no such record are told of in the notes of the last
    document. Ids are those of `ingest.readers.ids.document_id`.
    """

    name = "records"
    suffixes = frozenset((".jsonl", ".ndjson"))

    def accepts(self, path: Path, head: bytes) -> bool:
        """Whether a file with the right suffix begins with a JSON object."""
        begins = head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")
        return path.suffix.lower() in self.suffixes and begins

    def read(self, path: Path, limits: Limits) -> Iterator[RawDocument]:
        """One document a line. Raises ContentError, naming the first bad line, where not one line is good."""
        notes, ids = Notes("line"), Ids()
        held: RawDocument | None = None
        with path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                try:
                    document = _document(line.decode("utf-8-sig"), ids, notes, number)
                except (ValueError, RecursionError) as failed:
                    reason = failed if isinstance(failed, _BadRecordError) else f"not valid JSON in UTF-8 ({failed})"
                    notes.add(f"left out: {reason}", number)
                    continue
                if held:
                    yield held
                held = document
        if held is None:
            raise ContentError(
                f"{path.name}: no record in any line; {'; '.join(notes.lines()) or 'it is empty'}", _ADVICE
            )
        yield replace(held, notes=notes.lines())


class _BadRecordError(ValueError):
    """A line that is JSON but no record; the message says why."""


def _document(line: str, ids: Ids, notes: Notes, number: int) -> RawDocument:
    record: Any = json.loads(line)
    if not isinstance(record, dict):
        raise _BadRecordError("no JSON object")
    name = record.get("id")
    if isinstance(name, bool) or not isinstance(name, str | int) or not str(name).strip():
        raise _BadRecordError("no id")
    text, title, sections = record.get("text") or "", record.get("title") or "", record.get("sections") or {}
    if not isinstance(text, str) or not isinstance(title, str):
        raise _BadRecordError("text and title must be texts")
    if not isinstance(sections, dict) or not all(isinstance(part, str) for part in sections.values()):
        raise _BadRecordError("sections must map names to texts")
    blocks = tuple(_blocks(text, sections)) or tuple(_paragraphs(title))
    if not blocks:
        raise _BadRecordError("no text")
    if unknown := record.keys() - {"id", "text", "title", "sections"}:
        notes.add(f"fields not read: {', '.join(sorted(map(str, unknown)))}", number)
    key, numbered = ids.take(str(name))
    if numbered:
        notes.add(f"the id was there before; the record is kept as {key!r}", number)
    meta = {"id": key, "title": " ".join(title.split()) or _first_words(blocks)}
    return RawDocument(blocks, "records", meta, key=key)


def _blocks(text: str, sections: dict[str, str]) -> Iterator[Block]:
    """The text by its sections where it is made of them; text that no section has comes first."""
    told = {block.text for part in sections.values() for block in _paragraphs(part)}
    yield from (block for block in _paragraphs(text) if block.text not in told)
    for name, part in sections.items():
        if paragraphs := list(_paragraphs(part)):
            role = _ROLES.get(name.lower())
            yield Block(BlockKind.HEADING, name[:1].upper() + name[1:].replace("_", " "), level=2, role=role)
            yield from paragraphs


def _paragraphs(text: str) -> Iterator[Block]:
    return (Block(BlockKind.PARAGRAPH, line.strip()) for line in text.split("\n") if line.strip())


def _first_words(blocks: tuple[Block, ...]) -> str:
    text = next(block.text for block in blocks if block.kind is BlockKind.PARAGRAPH)
    words = " ".join(text.split()[:TITLE_WORDS])
    short = words if len(words) <= _TITLE_SIGNS else words[:_TITLE_SIGNS].rstrip()
    return short if short == " ".join(text.split()) else f"{short}…"
