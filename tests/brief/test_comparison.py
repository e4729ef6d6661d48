"""Comparisons and hand-outs as their reader gets them: on pages, in cells, with notes that can be reached."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import docx
import openpyxl
import pypdf
import pytest
from docx.oxml.ns import qn
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.worksheet.worksheet import Worksheet

from kb.brief import lessons_docx
from kb.brief.comparison_formats import FORMATS
from kb.model.clusters import Cluster, Group, Member, Trouble
from kb.model.comparison import Column, Row, Section, SideBySide, Statement, Verdict
from kb.model.value import Origin

LONG = "The crew of the second pump cooled the next tank with water. " * 20


def beside(*texts: str, language: str = "en", shared: bool = False) -> SideBySide:
    """Two cases of which the first says the texts, each in a row of its own, and the second nothing."""
    rows = tuple(
        Row("r", f"Row {n}", Verdict.DIFFERS, ((Statement(text, "A", f"p{n}", shared=shared),), ()))
        for n, text in enumerate(texts)
    )
    columns = (Column("A", "Tank fire"), Column("B", "Mine flood"))
    return SideBySide(language, columns, "Alike.", "Apart.", (Section("identity", "Identity", rows),))


def pdf(found: SideBySide) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(FORMATS[".pdf"].content(found)))


def sheet(found: SideBySide) -> Worksheet:
    made = openpyxl.load_workbook(io.BytesIO(FORMATS[".xlsx"].content(found)), rich_text=True).active
    assert isinstance(made, Worksheet)
    return made


@pytest.mark.parametrize(("language", "named"), [("en", "Cases side by side: A, B"), ("zh", "案例对比：A、B")])
def test_the_title_names_the_cases(language: str, named: str) -> None:
    found = beside("x", language=language)
    word = docx.Document(io.BytesIO(FORMATS[".docx"].content(found)))
    assert (word.paragraphs[0].text, word.core_properties.title) == (named, named)
    assert getattr(pdf(found).metadata, "title", "") == named
    assert FORMATS[".md"].content(found).decode().startswith(f"# {named}\n")


def test_no_heading_of_sources_where_the_cases_name_none() -> None:
    found = beside("x")
    named = replace(found, columns=(replace(found.columns[0], sources=("S1: Report",)), found.columns[1]))
    for one, said in ((found, False), (named, True)):
        assert ("Sources that the cases name" in FORMATS[".md"].content(one).decode()) is said
        assert any(cell.value == "Sources that the cases name" for (cell, *_) in sheet(one).iter_rows()) is said


def test_in_word_short_rows_stay_on_one_page_and_long_ones_go_on() -> None:
    table = docx.Document(io.BytesIO(FORMATS[".docx"].content(beside("short", LONG)))).tables[0]
    whole = [row._tr.find(f".//{qn('w:cantSplit')}") is not None for row in table.rows]
    assert whole == [False, True, False]
    assert all(cell.paragraphs[0].paragraph_format.keep_with_next for cell in table.rows[0].cells)


def test_in_pdf_a_row_that_fits_on_a_page_is_not_divided() -> None:
    texts = [f"begin{n} {LONG[:700]} end{n}" for n in range(12)]
    pages = [page.extract_text() for page in pdf(beside(*texts)).pages]
    assert len(pages) > 2
    for n in range(12):
        (page,) = (page for page in pages if f"begin{n} " in page)
        assert re.search(rf"end{n}\b", page)


def test_in_pdf_a_note_can_be_reached_from_its_number() -> None:
    found = pdf(beside("x", "y"))
    links = [str(note.get_object()["/Subtype"]) for page in found.pages for note in page.annotations or ()]
    assert links == ["/Link", "/Link"]


def test_in_pdf_words_stay_whole_and_a_bullet_beside_chinese_is_not_drawn_in_its_font() -> None:
    words = " ".join("pre-incident preparedness" for _ in range(40))
    told = pdf(beside(words, "天津港 8•12 事故")).pages[0].extract_text()
    assert set(told.split("Row 0")[1].split("[1]")[0].replace("differs", "").split()) <= {
        "pre-incident",
        "preparedness",
    }
    assert "8\x7f12" in told  # the code of the bullet in Helvetica, as the reader of the test gives it


def test_in_excel_rows_are_as_high_as_their_text_and_bold_keeps_the_font() -> None:
    made = sheet(beside("short", LONG, "储罐火灾。" * 40, LONG * 9, shared=True))
    heights = [made.row_dimensions[row].height for row in (6, 7, 8, 9)]
    assert heights[0] == 15
    assert (heights[1] or 0) >= 15 * len(LONG) / 56
    assert (heights[2] or 0) >= 15 * 2 * 200 / 56
    assert heights[3] == 409
    told = made["C6"].value
    assert isinstance(told, CellRichText)
    assert isinstance(told[0], TextBlock)
    assert (told[0].font.rFont, told[0].font.sz) == ("Calibri", 11)
    assert made["A4"].font.name == "Calibri"
    assert made.oddFooter is not None
    assert made.oddFooter.center.text == "&P / &N"


@pytest.mark.parametrize(("language", "said"), [("en", "no gas test: nobody measured"), ("zh", "no gas test：nobody")])
def test_in_a_hand_out_a_case_stays_with_its_first_line(language: str, said: str) -> None:
    trouble = Trouble("no_gas_test", "no gas test", Origin.STATED, Statement("nobody measured", "A", "response"))
    member = Member("A", "Tank fire", "2020-01-01", None, (trouble,))
    found = Cluster(language, Group("g", "Entry", "About.", 1, 0), (member,), (), (), (), ())
    paragraphs = docx.Document(io.BytesIO(lessons_docx.docx_of(found))).paragraphs
    (about,) = (one for one in paragraphs if one.text.startswith("2020-01-01 · "))
    assert about.paragraph_format.keep_with_next
    assert any(one.text.startswith(said) for one in paragraphs)
