"""References as RIS, which EndNote, Zotero, Mendeley and NoteExpress read.

Tags as the RIS specification of Research Information Systems (2011) has them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kb.brief.records import Record
from kb.model.document import Kind

TYPES = {Kind.CASE: "RPRT", Kind.REGULATION: "LEGAL"}
"""Report, legal rule or regulation; everything else is generic."""


def ris_of(records: Iterable[Record]) -> bytes:
    """The records in UTF-8; a value is one line, so that no text can pass for a tag."""
    return "".join(f"{tag}  - {value}\r\n" for one in records for tag, value in _tags(one)).encode()


def _tags(one: Record) -> Iterator[tuple[str, str]]:
    yield "TY", TYPES.get(one.kind, "GEN")
    date = one.date.split("-")
    fields = [
        ("ID", one.key),
        ("TI", one.title),
        ("AU", one.publisher if one.kind is Kind.REGULATION else ""),
        ("PB", one.publisher),
        ("PY", date[0]),
        ("DA", "/".join([*date, "", "", ""][:3]) + "/" if one.date else ""),
        ("M1", one.number),
        ("SE", one.section),
        ("SP", "" if one.page is None else str(one.page)),
        ("UR", one.url),
        ("LA", one.language),
        *(("N1", note) for note in one.notes),
        ("AB", one.passage),
    ]
    yield from ((tag, value) for tag, value in fields if value)
    yield "ER", ""
