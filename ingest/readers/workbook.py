"""Tables in an XLSX workbook, one a sheet."""

from __future__ import annotations

import datetime as dt
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from ingest.readers.archive import office_format
from ingest.readers.notes import Notes
from ingest.readers.sheets import Sheet, table
from kb.errors import ReadError
from kb.settings import Limits

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ERRORS = frozenset(("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA"))
_ADVICE = "Open it in a spreadsheet program, save it again as XLSX or CSV, and add that file."


def workbook_sheets(path: Path, limits: Limits, notes: Notes) -> Iterator[Sheet]:
    """The sheets of a workbook that have rows, in order; formulas count with the value saved for them.

    A cell that was merged downwards gives its value to every row it spans. Raises ReadError where the file is no
    workbook, is protected by a password, or unpacks to more than `limits` allow.
    """
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    office_format(path, limits)
    broken = (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, SyntaxError)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
        except (*broken, OSError) as failed:
            raise ReadError(f"{path.name}: the workbook cannot be opened ({failed})", _ADVICE) from None
        try:
            for page in book.worksheets:
                merged = _merged(page, notes)
                page.reset_dimensions()
                records = _records(page.iter_rows(values_only=True), merged, page.title, notes)
                sheet = table(page.title, records, notes)
                if sheet is None:
                    notes.add(f"sheet {page.title!r} is empty")
                else:
                    yield sheet
        except broken as failed:
            raise ReadError(f"{path.name}: the workbook cannot be read to its end ({failed})", _ADVICE) from None
        finally:
            book.close()


def _records(
    rows: Iterator[tuple[Any, ...]], merged: dict[int, dict[int, int]], sheet: str, notes: Notes
) -> Iterator[tuple[int, list[str]]]:
    kept: dict[int, tuple[str, int]] = {}
    for number, values in enumerate(rows, 1):
        cells = [_text(value) for value in values]
        for position, cell in enumerate(cells):
            if cell in _ERRORS:
                notes.add(f"sheet {sheet!r}: a cell shows the error {cell} and counts as blank", number)
                cells[position] = ""
        for column, spans in merged.items():
            if number in spans and column <= len(cells):
                kept[column] = (cells[column - 1], spans[number])
            value, last = kept.get(column, ("", 0))
            if number <= last:
                cells.extend([""] * (column - len(cells)))
                cells[column - 1] = value
        yield number, cells


def _text(value: Any) -> str:
    """A cell as a person would write it: dates in ISO form, numbers without an idle fraction."""
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case float():
            return format(value, ".15g") if abs(value) < 1e15 else format(value, ".0f")
        case dt.datetime():
            midnight = value.time() == dt.time()
            return value.date().isoformat() if midnight else value.isoformat(sep=" ", timespec="minutes")
        case dt.date():
            return value.isoformat()
        case dt.time():
            return value.isoformat(timespec="seconds" if value.second else "minutes")
        case _:
            return str(value)


def _merged(page: Any, notes: Notes) -> dict[int, dict[int, int]]:
    """Columns of cells merged downwards -> first row -> last row, which openpyxl does not tell while it streams.

    Formulas that were saved without a value are remarked on in the same pass.
    """
    from lxml import etree
    from openpyxl.utils import range_boundaries

    spans: dict[int, dict[int, int]] = {}
    source: IO[bytes]
    with page._get_source() as source:
        wanted = (_MAIN + "row", _MAIN + "c", _MAIN + "mergeCell")
        for _, element in etree.iterparse(source, tag=wanted, resolve_entities=False, no_network=True):
            if element.tag == wanted[1]:
                if element.find(_MAIN + "f") is not None and not element.findtext(_MAIN + "v"):
                    notes.add(f"sheet {page.title!r}: a formula was saved without its value and counts as blank")
            elif element.tag == wanted[2]:
                left, top, _, bottom = (bound or 0 for bound in range_boundaries(element.get("ref")))
                if bottom > top > 0:
                    spans.setdefault(left, {})[top] = bottom
            else:
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
    return spans
