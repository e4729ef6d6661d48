"""Tables: each row of a CSV file or an XLSX sheet is a document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ingest.readers.archive import is_archive
from ingest.readers.ids import Ids
from ingest.readers.mapped import READER, RowMapper
from ingest.readers.mapping import TableMapping, find_mapping, load_mapping
from ingest.readers.notes import Notes
from ingest.readers.sheets import Sheet, csv_sheet
from ingest.readers.workbook import workbook_sheets
from kb.errors import ContentError
from kb.model.block import RawDocument
from kb.model.document import Kind
from kb.settings import Limits

_TEXT = frozenset((".csv", ".tsv"))
_BOOKS = frozenset((".xlsx", ".xlsm"))
_PACKED = (b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0")
_GENERIC = TableMapping(kind=Kind.REGISTER)


class TableReader:
    """Reads CSV and XLSX, a document a row, as the table's mapping file says (docs/tables.md).

    A table without a mapping becomes rows of a register named after the file. Remarks on the whole file stand in the
    notes of its last document.
    """

    name = READER
    suffixes = _TEXT | _BOOKS

    def accepts(self, path: Path, head: bytes) -> bool:
        """Whether the file is a table: a workbook by its parts, or text with a table's suffix."""
        suffix = path.suffix.lower()
        if suffix in _TEXT:
            return not head.startswith(_PACKED)
        return suffix in _BOOKS and is_archive(head)

    def read(self, path: Path, limits: Limits) -> Iterator[RawDocument]:
        """One document a row.

        Raises ReadError where the file cannot be read, ContentError where it has no rows or its mapping does not fit.
        """
        notes, ids = Notes(), Ids()
        own = path.with_suffix(".toml")
        demanded = load_mapping(own) if own.is_file() else None
        used = False
        columns: tuple[str, ...] = ()
        held: RawDocument | None = None
        for sheet in self._sheets(path, limits, notes):
            columns = columns or sheet.columns
            origin, mapping = find_mapping(path, sheet.columns) or (None, _GENERIC)
            used = used or origin == own
            mapper = RowMapper(mapping, origin.name if origin else "", path, sheet, ids, notes)
            for row in sheet.rows:
                if held:
                    yield held
                held = mapper.document(row)
        if demanded and columns and not used:
            raise ContentError(
                f"{own.name}: match.columns: {path.name} has no {', '.join(demanded.missing(columns)) or own.name}",
                f"Its columns are: {', '.join(columns)}.",
            )
        if held is None:
            raise ContentError(f"{path.name}: no rows below a header", "A table needs a line of column names and rows.")
        yield replace(held, notes=notes.lines())

    def _sheets(self, path: Path, limits: Limits, notes: Notes) -> Iterator[Sheet]:
        if path.suffix.lower() in _BOOKS:
            yield from workbook_sheets(path, limits, notes)
        elif sheet := csv_sheet(path, notes):
            yield sheet
