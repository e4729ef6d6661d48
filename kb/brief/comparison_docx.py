"""A comparison as a Word document on landscape pages, its sources as end-notes."""

from __future__ import annotations

from datetime import datetime

from docx.document import Document
from docx.oxml.parser import OxmlElement
from docx.shared import Cm
from docx.table import _Cell

from kb.brief.comparison_markdown import address
from kb.brief.word import FAINT, EndNotes, add_heading, add_text, blank, docx_bytes
from kb.model.comparison import Section, SideBySide, Statement
from kb.wording import absent, say

_WIDTH, _LABEL = 26.7, 3.4
_SIZE = 8.5


def docx_of(found: SideBySide) -> bytes:
    """A DOCX file; bold is what the cases share."""
    title = say(found.language, "compare.title")
    document = blank(title, found.language, datetime.now().astimezone(), landscape=True)
    add_heading(document, title, 0)
    add_text(document.add_paragraph(), found.alike, bold=True)
    add_text(document.add_paragraph(), found.apart)
    notes = EndNotes()
    for section in found.sections:
        add_heading(document, section.label, 2)
        _table(document, section, found, notes)
    notes.write(document, say(found.language, "compare.sources"))
    return docx_bytes(document)


def _table(document: Document, section: Section, found: SideBySide, notes: EndNotes) -> None:
    table = document.add_table(rows=1, cols=1 + len(found.columns), style="Table Grid")
    table.autofit = False
    head = table.rows[0]
    head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    names = [say(found.language, "compare.row"), *(f"{one.id} {one.title}" for one in found.columns)]
    for cell, name in zip(head.cells, names, strict=True):
        add_text(cell.paragraphs[0], name, bold=True, size=_SIZE)
    for row in section.rows:
        label, *cells = table.add_row().cells
        add_text(label.paragraphs[0], row.label, bold=True, size=_SIZE)
        add_text(label.add_paragraph(), say(found.language, f"compare.{row.verdict.value}"), color=FAINT, size=_SIZE)
        for cell, said in zip(cells, row.cells, strict=True):
            _fill(cell, said, absent(section, found.language), notes)
    share = (_WIDTH - _LABEL) / len(found.columns)
    for number, column in enumerate(table.columns):
        for one in column.cells:
            one.width = Cm(share if number else _LABEL)


def _fill(cell: _Cell, said: tuple[Statement, ...], missing: str, notes: EndNotes) -> None:
    if not said:
        add_text(cell.paragraphs[0], missing, color=FAINT, size=_SIZE)
    for number, one in enumerate(said):
        paragraph = cell.add_paragraph() if number else cell.paragraphs[0]
        add_text(paragraph, one.text, bold=one.shared, size=_SIZE)
        notes.mark(paragraph, address(one))
