"""Comparisons of odd cases: nothing known, very long, in two languages, full of markup; and what their exports hold."""

from __future__ import annotations

import io
import time
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import docx
import openpyxl
import pypdf
import pytest
from docx.document import Document
from openpyxl.cell.rich_text import CellRichText
from openpyxl.worksheet.worksheet import Worksheet

from kb.brief.comparison_formats import FORMATS
from kb.compare.course import clock_of
from kb.compare.side_by_side import Case, side_by_side
from kb.model.attributes import Attributes, Found
from kb.model.case import CaseCard
from kb.model.comparison import SideBySide, Verdict
from kb.model.document import Kind, Role, Status
from kb.model.taxonomy import Taxonomy
from kb.model.value import Origin
from kb.model.view import DocumentSummary, DocumentView, StoredPassage
from kb.settings import PROJECT

HOSTILE = '=HYPERLINK("http://b")|<script>alert("x")</script>**[a](http://b)**'
BEGINNINGS = ("=1+1", "+1", "-1", "@SUM(A1)", "＝1", "\t=1", "'=1")


@cache
def taxonomy() -> Taxonomy:
    return Taxonomy.load(PROJECT / "corpus" / "taxonomy")


def case(
    identity: str,
    texts: Mapping[Role, str | list[str]] | None = None,
    attributes: Attributes | None = None,
    *,
    language: str = "en",
    **card: object,
) -> Case:
    """A case whose passages are the given texts, one or several for each role."""
    told = [(role, text) for role, own in (texts or {}).items() for text in ([own] if isinstance(own, str) else own)]
    passages = tuple(
        StoredPassage(n, identity, 1, n, role.value, "", (identity, role.value), text, language, None, role)
        for n, (role, text) in enumerate(told)
    )
    summary = DocumentSummary(
        identity, 1, Kind.CASE, f"Case {identity}", "", language, Status.NOT_APPLICABLE, None, len(passages)
    )
    made = CaseCard.model_validate({"id": identity, "kind": "case", "title": f"Case {identity}", **card})
    return Case(DocumentView(summary, made, (), passages, (), None, ""), made, attributes or Attributes())


def beside(*cases: Case, language: str = "en") -> SideBySide:
    return side_by_side(cases, taxonomy(), language, {})


def known(**codes: str) -> Attributes:
    return Attributes({name: (Found(code, Origin.STATED),) for name, code in codes.items()})


def read_docx(found: SideBySide) -> Document:
    return docx.Document(io.BytesIO(FORMATS[".docx"].content(found)))


def read_pdf(found: SideBySide) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(FORMATS[".pdf"].content(found)))


def read_sheet(found: SideBySide) -> Worksheet:
    sheet = openpyxl.load_workbook(io.BytesIO(FORMATS[".xlsx"].content(found)), rich_text=True).active
    assert isinstance(sheet, Worksheet)
    return sheet


def test_of_cases_without_attributes_the_opening_says_so() -> None:
    found = beside(case("A", {Role.SUMMARY: "A tank burned."}), case("B", {Role.SUMMARY: "A mine flooded."}))
    assert "No attribute is known of A, B." in found.alike
    assert "texts alone" in found.apart
    assert [one.key for one in found.sections if one.key in ("attributes", "course", "regulations")] == []


def test_one_case_without_attributes_is_named_beside_those_that_have_some() -> None:
    found = beside(case("A", attributes=known(event="fire")), case("B", attributes=known(event="fire")), case("C"))
    assert "No attribute is known of C." in found.apart
    assert "A, B (fire)" in found.alike


def test_cases_of_which_nothing_at_all_is_known_export_in_every_form() -> None:
    found = beside(case("A"), case("B"))
    assert all(one.content(found) for one in FORMATS.values())


def test_texts_in_two_languages_are_not_judged() -> None:
    english = case("A", {Role.CAUSES: "The corroded pipe leaked gas into the drain."})
    chinese = case("B", {Role.CAUSES: "管道腐蚀泄漏，气体进入暗渠。"}, language="zh")
    row = next(row for one in beside(english, chinese).sections for row in one.rows if row.key == "causes")
    assert row.verdict is Verdict.UNKNOWN
    assert [len(cell) for cell in row.cells] == [1, 1]


def test_chinese_sentences_that_say_the_same_are_shared() -> None:
    first = case("A", {Role.LESSONS: "救援人员：进入有限空间前必须先通风、再检测、后作业。"}, language="zh")
    second = case("B", {Role.LESSONS: "救援人员：有限空间作业先通风、再检测、后进入。"}, language="zh")
    found = beside(first, second, language="zh")
    row = next(row for one in found.sections for row in one.rows if row.key == "lessons_responders")
    assert all(one.shared for cell in row.cells for one in cell)
    assert row.cells[0][0].text == "进入有限空间前必须先通风、再检测、后作业。"


def test_a_minus_sign_at_the_beginning_is_no_bullet() -> None:
    found = beside(
        case("A", {Role.SUMMARY: "- -42 °C was measured in the tank.\n-33 °C is its boiling point."}), case("B")
    )
    told = [one.text for row in found.sections[0].rows for one in row.cells[0]]
    assert told == ["-42 °C was measured in the tank.", "-33 °C is its boiling point."]


def test_a_date_stays_with_what_happened_then() -> None:
    found = beside(
        case("A", {Role.SUMMARY: "The first of the fires is out. 22:00. The second fire is out."}), case("B")
    )
    told = [one.text for row in found.sections[0].rows for one in row.cells[0]]
    assert told == ["The first of the fires is out.", "22:00. The second fire is out."]


def test_two_hundred_pages_take_under_a_second_and_export() -> None:
    pages = [
        " ".join(f"On page {n} line {m} the crew cooled tank {m} with water." for m in range(40)) for n in range(100)
    ]
    long = case("LONG", {Role.SEQUENCE: pages, Role.RESPONSE: pages}, attributes=known(event="fire"))
    short = case("SHORT", {Role.SEQUENCE: "A tank burned."}, attributes=known(event="fire"))
    start = time.perf_counter()
    found = beside(long, short)
    assert time.perf_counter() - start < 1
    row = next(row for one in found.sections for row in one.rows if row.key == "sequence")
    assert len(row.cells[0]) == 41
    assert row.cells[0][-1].text == "The text has more here."
    assert all(one.content(found) for one in FORMATS.values())


def test_a_sentence_longer_than_a_page_exports() -> None:
    endless = "the pump ran and " * 3000 + "stopped."
    found = beside(case("A", {Role.SUMMARY: endless}), case("B", {Role.SUMMARY: "液氨泄漏" * 4000}, language="zh"))
    summary = next(row for one in found.sections for row in one.rows if row.key == "summary")
    assert all(cell[0].text.endswith(" …") for cell in summary.cells)
    assert read_pdf(found).pages
    assert read_docx(found).tables
    assert max(len(str(cell.value)) for row in read_sheet(found).iter_rows() for cell in row) < 32_767


def test_markup_and_formulas_are_shown_as_written() -> None:
    found = beside(case("A", {Role.SUMMARY: HOSTILE}, operator=HOSTILE), case("B", operator=HOSTILE))
    table = next(one for one in read_docx(found).tables if one.rows[1].cells[1].text.startswith("=HYPERLINK"))
    assert HOSTILE in table.rows[1].cells[1].text
    assert "".join("".join(page.extract_text() for page in read_pdf(found).pages).split()).count(
        '=HYPERLINK("http://b")'
    )
    markdown = FORMATS[".md"].content(found).decode()
    assert "<script>" not in markdown
    assert "\\|\\<script\\>" in markdown


@pytest.mark.parametrize("text", BEGINNINGS)
def test_in_excel_text_stays_text_without_an_apostrophe(text: str) -> None:
    found = beside(case("A", operator=text), case("B", operator=f"{text} B"))
    cells = [cell for row in read_sheet(found).iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells)
    assert text.strip() in {str(cell.value).strip() for cell in cells}


def test_in_excel_what_is_shared_is_bold_and_rows_can_be_filtered_by_mark() -> None:
    found = beside(case("A", attributes=known(event="fire")), case("B", attributes=known(event="fire")))
    rows = [[cell.value for cell in row] for row in read_sheet(found).iter_rows()]
    events = next(row for row in rows if row[0] == "Events")
    assert events[1] == "same"
    assert isinstance(events[2], CellRichText)


def test_a_run_of_statements_from_one_place_is_marked_once_and_sources_are_listed() -> None:
    sources = [{"id": "S1", "title": "Final report", "publisher": "Board", "published": "2020-01"}]
    first = case(
        "A", {Role.SUMMARY: "A tank of crude oil burned. It burned for two days. Nobody was hurt."}, sources=sources
    )
    found = beside(first, case("B", {Role.SUMMARY: "A mine flooded."}))
    markdown = FORMATS[".md"].content(found).decode()
    assert (
        "A tank of crude oil burned.<br>It burned for two days.<br>Nobody was hurt. \\[1\\] | A mine flooded. \\[2\\]"
        in markdown
    )
    assert "- A S1: Final report, Board, 2020-01" in markdown
    told = [one.text for one in read_docx(found).paragraphs]
    assert told[-1] == "A S1: Final report, Board, 2020-01"
    assert any(one.startswith("[1] A#summary") for one in told)


def test_word_columns_fill_the_page_whatever_reads_the_file() -> None:
    found = beside(*(case(one, operator=one) for one in "ABCD"))
    page, table = read_docx(found).sections[0], read_docx(found).tables[0]
    assert (page.page_width or 0) > (page.page_height or 0)
    widths = [column.width.cm for column in table.columns if column.width]
    assert [one.width.cm for one in table.rows[1].cells if one.width] == pytest.approx(widths)
    assert sum(widths) == pytest.approx(26.7, abs=0.1)


def test_pdf_holds_letters_of_both_fonts_and_the_parts_of_others() -> None:
    found = beside(case("A", operator="ő CO₂ “x” 液氨 😀"), case("B", operator="Ağrı"))
    told = "".join(page.extract_text() for page in read_pdf(found).pages)
    assert "o CO2" in told
    assert "液氨" in told
    assert "Agr" in told


def test_a_pdf_table_goes_on_over_pages_under_its_head() -> None:
    sentences = " ".join(f"The crew of pump {n} cooled the next tank with water." for n in range(39))
    texts = dict.fromkeys((Role.SEQUENCE, Role.CAUSES, Role.RESPONSE), sentences)
    pages = [page.extract_text() for page in read_pdf(beside(case("A", texts), case("B", texts))).pages]
    assert len(pages) > 2
    assert all(page.count("A Case A") <= 2 for page in pages)


def test_verdict_of_articles_is_unknown_where_a_case_cites_none() -> None:
    cited = [{"document": "CN-REG-03", "anchor": "art17", "note": "warn"}]
    found = beside(case("A", regulations=cited), case("B"))
    row = next(row for one in found.sections for row in one.rows if one.key == "regulations")
    assert (row.label, row.verdict) == ("CN-REG-03 art17", Verdict.UNKNOWN)
    assert replace(row, note="") == row


@pytest.mark.parametrize(
    ("sentence", "clock"),
    [
        ("At 07:54 the train hit the block.", "07:54"),
        ("22:51:46: fire is first seen.", "22:51"),
        ("The crew left at 7.54 pm.", "19:54"),
        ("On 15 April at 0754 the train came in.", "07:54"),
        ("10时25分，暗渠爆炸。", "10:25"),
        ("8时许，车间起火。", "08:00"),
        ("It left about 2000 people.", ""),
        ("The hole ended at 2000 m.", ""),
        ("It cost 10.25 million.", ""),
        ("救援用时间较长。", ""),
    ],
)
def test_times_of_day_are_read_as_reports_write_them(sentence: str, clock: str) -> None:
    assert clock_of(sentence) == clock


def test_a_case_without_written_steps_has_a_course_of_its_sentences_with_a_time() -> None:
    english = (
        "The tank leaked at 06:10. Nobody saw it. At 06:30 a guard called the fire brigade. At 07:02 the tank exploded."
    )
    chinese = "6时10分，储罐开始泄漏。6时30分，门卫报警。6时52分，消防救援力量到场。9时05分，明火被扑灭。"
    found = beside(case("A", {Role.SEQUENCE: english}), case("B", {Role.SEQUENCE: chinese}, language="zh"))
    rows = {row.key: row.cells for one in found.sections if one.key == "course" for row in one.rows}
    assert [one.time for one in rows["release"][0]] == ["06:10"]
    assert [one.time for one in rows["report"][0] + rows["report"][1]] == ["06:30", "06:30"]
    assert [one.text for one in rows["arrival"][1]] == ["6时52分，消防救援力量到场。"]
    assert [one.time for one in rows["escalation"][0]] == ["07:02"]
    assert [one.time for one in rows["control"][1]] == ["09:05"]


def test_a_denial_is_not_shared_with_what_it_denies() -> None:
    first = case("A", {Role.SUMMARY: "There were no injuries of passengers and no damage to the train on the bridge."})
    second = case("B", {Role.SUMMARY: "There were injuries of passengers and damage to the train on the bridge."})
    found = beside(first, second)
    row = next(row for one in found.sections for row in one.rows if row.key == "summary")
    assert not any(one.shared for cell in row.cells for one in cell)


def test_captions_and_addresses_are_no_statements() -> None:
    text = "Figure 1: Shipping route\nTelephone: 1800 020 616\nThe trailer hit the bridge at noon.\n- a tipping trailer"
    found = beside(
        case("A", {Role.SUMMARY: text}), case("B", {Role.SUMMARY: "第一章 概况\n货车撞上桥梁。"}, language="zh")
    )
    cells = next(row.cells for one in found.sections for row in one.rows if row.key == "summary")
    assert [[one.text for one in cell] for cell in cells] == [
        ["The trailer hit the bridge at noon.", "a tipping trailer"],
        ["货车撞上桥梁。"],
    ]


def test_rows_of_which_no_case_tells_are_left_out() -> None:
    found = beside(case("A", operator="X"), case("B"))
    assert [row.key for one in found.sections for row in one.rows] == ["operator"]


def test_a_course_is_read_from_far_into_a_long_text() -> None:
    sentences = [f"The crew of pump {n} cooled the next tank with water." for n in range(300)]
    long = case("A", {Role.SEQUENCE: [" ".join(sentences), "At 21:40 the tank exploded again."]})
    course = next(one for one in beside(long, case("B")).sections if one.key == "course")
    assert [row.cells[0][0].time for row in course.rows] == ["21:40"]


def test_an_official_grade_is_the_same_as_the_one_that_the_thresholds_give() -> None:
    official, computed = {"official": "major"}, {"would_be": "major"}
    row = beside(case("A", grade=official), case("B", grade=computed)).sections[0].rows[0]
    assert row.verdict is Verdict.SAME
    assert "would be" in row.cells[1][0].text


def test_the_same_figure_with_another_note_is_the_same() -> None:
    first, second = (
        {"deaths": {"value": 4}},
        {"deaths": {"value": 4, "note": "by the final report", "unverified": True}},
    )
    row = beside(case("A", casualties=first), case("B", casualties=second)).sections[0].rows[0]
    assert row.verdict is Verdict.SAME
    assert row.cells[1][0].text == "4 (by the final report; not verified)"
