"""A comparison as a Word document on landscape pages, its sources as end-notes."""

from __future__ import annotations

from datetime import datetime

from docx.document import Document
from docx.oxml.parser import OxmlElement
from docx.shared import Cm
from docx.table import _Cell

from kb.brief.comparison_notes import case_sources, labels, noted
from kb.brief.safe import one_line
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
    add_text(document.add_paragraph(), say(found.language, "compare.bold"), color=FAINT)
    notes = EndNotes()
    for section in found.sections:
        add_heading(document, section.label, 2)
        _table(document, section, found, notes)
    notes.write(document, say(found.language, "compare.places"))
    if sources := case_sources(found):
        add_heading(document, say(found.language, "compare.sources"), 1)
        for line in sources:
            add_text(document.add_paragraph(), one_line(line))
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
        first, *below = labels(row, found.language)
        add_text(label.paragraphs[0], first, bold=True, size=_SIZE)
        for line in below:
            add_text(label.add_paragraph(), line, color=FAINT, size=_SIZE)
        for cell, said in zip(cells, row.cells, strict=True):
            _fill(cell, said, absent(section, found.language), notes)
    widths = [Cm(_LABEL), *[Cm((_WIDTH - _LABEL) / len(found.columns))] * len(found.columns)]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for written in table.rows:
        for one, width in zip(written.cells, widths, strict=True):
            one.width = width


def _fill(cell: _Cell, said: tuple[Statement, ...], missing: str, notes: EndNotes) -> None:
    if not said:
        add_text(cell.paragraphs[0], missing, color=FAINT, size=_SIZE)
    for number, (one, note) in enumerate(noted(said)):
        paragraph = cell.add_paragraph() if number else cell.paragraphs[0]
        add_text(paragraph, one.text, bold=one.shared, size=_SIZE)
        if note:
            notes.mark(paragraph, note)
