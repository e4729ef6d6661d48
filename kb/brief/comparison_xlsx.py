"""A comparison as an Excel workbook: one sheet, a row for each statement's row, head and labels frozen."""

from __future__ import annotations

import io

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font

from kb.brief.comparison_markdown import address
from kb.brief.safe import cell as safe_cell
from kb.model.comparison import SideBySide
from kb.wording import absent, say

_MOST = 32_000


def xlsx_of(found: SideBySide) -> bytes:
    """An XLSX file; every cell is text, the source column names where each statement stands."""
    language = found.language
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = say(language, "compare.page")
    heads = [say(language, "compare.row"), say(language, "compare.mark")]
    heads += [f"{one.id} {one.title}" for one in found.columns] + [say(language, "compare.sources")]
    lines = [[found.alike], [found.apart], heads]
    for section in found.sections:
        lines.append([section.label])
        for row in section.rows:
            cells = ["\n".join(one.text for one in cell) or absent(section, language) for cell in row.cells]
            sources = "\n".join(dict.fromkeys(address(one) for cell in row.cells for one in cell))
            lines.append([row.label, say(language, f"compare.{row.verdict.value}"), *cells, sources])
    for number, line in enumerate(lines, start=1):
        for place, text in enumerate(line, start=1):
            cell = sheet.cell(number, place)
            assert isinstance(cell, Cell)
            cell.value = safe_cell(text)[:_MOST]
            cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=number > 2 and len(line) > 1, vertical="top")
            if number == 3 or len(line) == 1:
                cell.font = Font(bold=True)
    sheet.freeze_panes = "C4"
    for place in range(len(heads)):
        sheet.column_dimensions[chr(ord("A") + place)].width = (22, 10)[place] if place < 2 else 48
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
