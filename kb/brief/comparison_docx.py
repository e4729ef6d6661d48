"""A comparison as a Word document on landscape pages, its sources as end-notes."""

from __future__ import annotations

from datetime import datetime

from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Cm
from docx.table import Table, _Cell, _Row

from kb.brief.comparison_notes import case_sources, labels, noted, title
from kb.brief.safe import one_line
from kb.brief.word import FAINT, EndNotes, add_heading, add_text, blank, docx_bytes
from kb.model.comparison import Section, SideBySide, Statement
from kb.wording import absent, say

_WIDTH, _LABEL = 26.7, 4.8
_SIZE = 8.5
_SHORT = 400
"""Characters of the longest cell of a row that stays on one page."""


def docx_of(found: SideBySide) -> bytes:
    """A DOCX file; bold is what the cases share."""
    document = blank(title(found), found.language, datetime.now().astimezone(), landscape=True)
    add_heading(document, title(found), 0)
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
    _set(head, "w:tblHeader")
    _padding(table)
    names = [say(found.language, "compare.row"), *(f"{one.id} {one.title}" for one in found.columns)]
    for cell, name in zip(head.cells, names, strict=True):
        add_text(cell.paragraphs[0], name, bold=True, size=_SIZE)
        cell.paragraphs[0].paragraph_format.keep_with_next = True
    for row in section.rows:
        line = table.add_row()
        if max(sum(len(one.text) for one in said) for said in row.cells) <= _SHORT:
            _set(line, "w:cantSplit")
        label, *cells = line.cells
        first, *below = labels(row, found.language)
        add_text(label.paragraphs[0], first, bold=True, size=_SIZE)
        for one in below:
            add_text(label.add_paragraph(), one, color=FAINT, size=_SIZE)
        for cell, said in zip(cells, row.cells, strict=True):
            _fill(cell, said, absent(section, found.language), notes)
    widths = [Cm(_LABEL), *[Cm((_WIDTH - _LABEL) / len(found.columns))] * len(found.columns)]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for written in table.rows:
        for place, width in zip(written.cells, widths, strict=True):
            place.width = width


def _set(row: _Row, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _padding(table: Table) -> None:
    """Room between the text and the lines above and below it, which the style lacks."""
    room = OxmlElement("w:tblCellMar")
    for side in ("top", "bottom"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), "40")
        edge.set(qn("w:type"), "dxa")
        room.append(edge)
    table._tbl.tblPr.append(room)


def _fill(cell: _Cell, said: tuple[Statement, ...], missing: str, notes: EndNotes) -> None:
    if not said:
        add_text(cell.paragraphs[0], missing, color=FAINT, size=_SIZE)
    for number, (one, note) in enumerate(noted(said)):
        paragraph = cell.add_paragraph() if number else cell.paragraphs[0]
        add_text(paragraph, one.text, bold=one.shared, size=_SIZE)
        if note:
            notes.mark(paragraph, note)
