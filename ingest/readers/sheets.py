"""Tables in a file, whatever the format: a header and rows of named cells."""

from __future__ import annotations

import csv
import io
import itertools
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ingest.readers.encoding import read_text
from ingest.readers.notes import Notes

DELIMITERS = ",;\t|"
_SAMPLE = 65_536
_HEADER_WITHIN = 10
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]|_x000D_")
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """One record: its number in the sheet, counted from 1 with the header, and its cells that say something."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with its column names; `rows` can be gone through once, remarks gather in `notes` meanwhile."""

    name: str
    columns: tuple[str, ...]
    rows: Iterator[Row]


@lru_cache(4096)
def column_key(name: str) -> str:
    """What two spellings of a column's name have in common: case, width and blanks do not matter."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def clean(cell: str) -> str:
    """A cell's text without control characters, line ends as newlines."""
    return _REFUSED.sub("", cell.replace("\r\n", "\n").replace("\r", "\n")).strip()


def csv_sheet(path: Path, notes: Notes) -> Sheet | None:
    """The table of a CSV file in any usual encoding, parted by comma, semicolon, tab or bar; None where it is empty.

    Raises ReadError where the file is no text.
    """
    text, _ = read_text(path)
    named = _SEPARATOR_LINE.match(text)
    body = text[named.end() :] if named else text
    return table(path.stem, _records(body, named[1] if named else _delimiter(body[:_SAMPLE]), notes), notes)


def table(name: str, records: Iterable[tuple[int, list[str]]], notes: Notes) -> Sheet | None:
    """A sheet from numbered rows of cells: the header is found, columns get names of their own, blank rows are dropped.

    The header is the first of the leading rows that is nearly as wide as the widest of them, so that a title above a
    table is not taken for it. None where every row is blank.
    """
    filled = _filled(records, notes)
    leading = list(itertools.islice(filled, _HEADER_WITHIN))
    if not leading:
        return None
    widths = [sum(map(bool, cells)) for _, cells in leading]
    at = next(i for i, width in enumerate(widths) if width >= min(max(widths), max(2, 0.6 * max(widths))))
    for number, cells in leading[:at]:
        notes.add(f"line above the header: {' '.join(filter(None, cells))[:200]}", number)
    columns = _names(leading[at][1], notes)
    return Sheet(name, columns, _rows(columns, itertools.chain(leading[at + 1 :], filled), notes))


def _filled(records: Iterable[tuple[int, list[str]]], notes: Notes) -> Iterator[tuple[int, list[str]]]:
    for number, raw in records:
        cells = [clean(cell) for cell in raw]
        if any(cells):
            yield number, cells
        else:
            notes.add("blank row left out", number)


def _rows(columns: tuple[str, ...], records: Iterable[tuple[int, list[str]]], notes: Notes) -> Iterator[Row]:
    width = len(columns)
    for number, cells in records:
        if len(cells) < width:
            notes.add("row is shorter than the header", number)
        elif any(cells[width:]):
            notes.add("row is longer than the header; the cells beyond it are kept under their number", number)
        names = itertools.chain(columns, (f"column {i}" for i in itertools.count(width + 1)))
        yield Row(number, {name: cell for name, cell in zip(names, cells, strict=False) if cell})


def _names(header: list[str], notes: Notes) -> tuple[str, ...]:
    while header and not header[-1]:
        header = header[:-1]
    names: list[str] = []
    taken: set[str] = set()
    for position, cell in enumerate(header, 1):
        name = " ".join(cell.split())
        if not name:
            name = f"column {position}"
            notes.add(f"column {position} has no name")
        count, wanted = 1, name
        while column_key(name) in taken:
            count += 1
            name = f"{wanted} ({count})"
        if count > 1:
            notes.add(f"column {position} has the name {wanted!r} again and is read as {name!r}")
        taken.add(column_key(name))
        names.append(name)
    return tuple(names)


def _records(text: str, delimiter: str, notes: Notes) -> Iterator[tuple[int, list[str]]]:
    """Rows of a CSV text; a quotation mark that is never closed is remarked on, for it swallows what follows."""
    csv.field_size_limit(sys.maxsize)
    since: list[str] = []

    def lines() -> Iterator[str]:
        for line in io.StringIO(text, newline=""):
            since.append(line)
            yield line

    number = 0
    last = ""
    for number, cells in enumerate(csv.reader(lines(), delimiter=delimiter), 1):
        last = "".join(since) if len(since) > 1 else ""
        since.clear()
        yield number, cells
    if last.count('"') % 2:
        notes.add("a quotation mark is opened and never closed; all that follows it stands in one cell", number)


def _delimiter(sample: str) -> str:
    """The delimiter that cuts the sample's rows most evenly into more than one column."""

    def evenness(delimiter: str) -> tuple[bool, float, int]:
        rows = [row for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter) if any(row)][:200]
        if len(rows) > 1 and len(sample) == _SAMPLE:
            del rows[-1]
        widths = Counter(map(len, rows))
        if not widths:
            return (False, 0.0, 0)
        width, count = widths.most_common(1)[0]
        return (width > 1, round(count / len(rows), 1), width)

    csv.field_size_limit(sys.maxsize)
    return max(DELIMITERS, key=evenness)
