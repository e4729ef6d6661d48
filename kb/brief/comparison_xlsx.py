"""A comparison as an Excel workbook: one sheet, a row for each statement's row, head and labels frozen."""

from __future__ import annotations

import io
import math
from itertools import count

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from kb.brief.comparison_notes import address, case_sources, labels, title
from kb.brief.safe import one_line, xml_text
from kb.model.comparison import SideBySide, Statement
from kb.wording import absent, say

MOST = 32_000
"""Characters of a cell; Excel holds 32,767."""

_LABELS, _MARK, _CASES, _LINE = 32, 10, 56, 15
_HIGHEST = 409
"""Points of a row; Excel allows no more."""

_FONT, _SIZE = "Calibri", 11
_SHADE = PatternFill("solid", fgColor="E6EEEE")


def xlsx_of(found: SideBySide) -> bytes:
    """An XLSX file; every cell is text and stays text when it is edited, bold is what the cases share."""
    language = found.language
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = say(language, "compare.page")
    heads = [say(language, "compare.row"), say(language, "compare.mark")]
    heads += [f"{one.id} {one.title}" for one in found.columns] + [say(language, "compare.places")]
    wide = _LABELS + _MARK + _CASES * (len(heads) - 2)
    book.properties.title = one_line(title(found))
    for number, line in enumerate((found.alike, found.apart, say(language, "compare.bold")), start=1):
        _write(sheet, number, 1, line)
        sheet.merge_cells(start_row=number, start_column=1, end_row=number, end_column=len(heads))
        sheet.row_dimensions[number].height = _LINE * _lines(line, wide)
    _line(sheet, 4, heads)
    _fit(sheet, 4)
    rows = count(5)
    for section in found.sections:
        _line(sheet, next(rows), [section.label])
        for one in section.rows:
            number = next(rows)
            *names, mark = labels(one, language)
            _write(sheet, number, 1, "\n".join(names))
            _write(sheet, number, 2, mark)
            for place, cell in enumerate(one.cells, start=3):
                _write(sheet, number, place, absent(section, language), cell)
            places = dict.fromkeys(address(said) for cell in one.cells for said in cell)
            _write(sheet, number, len(heads), "\n".join(places))
            _fit(sheet, number)
    if sources := case_sources(found):
        _line(sheet, next(rows), [say(language, "compare.sources")])
    for source in sources:
        _write(sheet, next(rows), 1, source, wrapped=False)
    _lay_out(sheet, len(heads))
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _write(
    sheet: Worksheet, row: int, place: int, text: str, said: tuple[Statement, ...] = (), *, wrapped: bool = True
) -> None:
    """A cell that no spreadsheet takes for a formula: its type is text, and its style says that it was typed so."""
    cell = sheet.cell(row, place)
    assert isinstance(cell, Cell)
    told = "\n".join(one.text for one in said) or text
    if len(told) <= MOST and any(one.shared for one in said):
        cell.value = _marked(said)
    else:
        cell.value = xml_text(told)[:MOST]
        cell.data_type = "s"
    cell.quotePrefix = True
    cell.alignment = Alignment(wrap_text=wrapped, vertical="top")


def _marked(said: tuple[Statement, ...]) -> CellRichText:
    bold, parts = InlineFont(rFont=_FONT, sz=_SIZE, b=True), CellRichText()
    for number, one in enumerate(said):
        text = ("\n" if number else "") + xml_text(one.text)
        parts.append(TextBlock(bold, text) if one.shared else text)
    return parts


def _line(sheet: Worksheet, row: int, texts: list[str]) -> None:
    for place, text in enumerate(texts, start=1):
        _write(sheet, row, place, text, wrapped=len(texts) > 1)
        cell = sheet.cell(row, place)
        cell.font, cell.fill = Font(name=_FONT, size=_SIZE, bold=True), _SHADE


def _fit(sheet: Worksheet, row: int) -> None:
    """A row as high as its longest cell; not every spreadsheet works that out when it opens a file."""
    lines = max(_lines(str(cell.value or ""), _width(place)) for place, cell in enumerate(sheet[row], start=1))
    sheet.row_dimensions[row].height = min(_LINE * lines, _HIGHEST)


def _lines(text: str, width: float) -> int:
    """About how many lines a text fills in a column; Chinese characters are wider, and their lines higher."""
    wide = [sum(2.4 if letter > "\u2e7f" else 1 for letter in line) for line in text.split("\n")]
    return sum(max(1, math.ceil(one / width)) for one in wide)


def _width(place: int) -> int:
    return {1: _LABELS, 2: _MARK}.get(place, _CASES)


def _lay_out(sheet: Worksheet, columns: int) -> None:
    sheet.freeze_panes = "C5"
    for place in range(1, columns + 1):
        sheet.column_dimensions[get_column_letter(place)].width = _width(place)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "4:4"
    if sheet.oddFooter is not None:
        sheet.oddFooter.center.text = "&P / &N"
