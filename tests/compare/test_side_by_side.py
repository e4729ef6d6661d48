"""Cases side by side: what is the same, what differs, what is unknown, each with its place."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest

from kb.brief.comparison_formats import FORMATS, format_for
from kb.errors import NotFound, QueryError
from kb.library import Library
from kb.model.comparison import SideBySide, Verdict
from kb.settings import Settings


@pytest.fixture(scope="module")
def library(corpus_library: Path) -> Iterator[Library]:
    opened = Library(Settings(library=corpus_library))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def found(library: Library) -> SideBySide:
    return library.compare(["CN-01", "XX-08"])


def _rows(found: SideBySide, section: str) -> dict[str, Verdict]:
    return {row.key: row.verdict for one in found.sections if one.key == section for row in one.rows}


def test_the_opening_says_what_is_alike_and_where_they_part(found: SideBySide) -> None:
    assert "ammonium nitrate" in found.alike
    assert "sodium cyanide" in found.apart


def test_rows_say_same_differs_or_unknown(found: SideBySide) -> None:
    assert _rows(found, "identity")["report"] is Verdict.SAME
    assert _rows(found, "people")["deaths"] is Verdict.DIFFERS
    assert _rows(found, "people")["injured_serious"] is Verdict.UNKNOWN


def test_labels_are_chinese_while_the_text_stays_as_written(library: Library) -> None:
    found = library.compare(["CN-01", "XX-08"], "zh")
    assert "硝酸铵" in found.alike
    assert found.columns[0].title.startswith("天津港")
    told = next(one for one in found.sections if one.key == "narrative").rows[1].cells[1]
    assert told[0].text.isascii()


def test_every_statement_opens_a_section_that_is_there(library: Library, found: SideBySide) -> None:
    anchors = {one.id: {entry.anchor for entry in library.document(one.id).outline} for one in found.columns}
    for section in found.sections:
        for row in section.rows:
            for one in (one for cell in row.cells for one in cell):
                assert one.document
                if section.key != "regulations":
                    assert one.anchor in anchors[one.document], (section.key, row.key, one)


def test_the_course_is_aligned_on_its_turns(found: SideBySide) -> None:
    rows = {row.key: row for one in found.sections if one.key == "course" for row in one.rows}
    assert "calls" in rows["report"].cells[0][0].text
    assert "emergency call" in rows["report"].cells[1][0].text
    assert "arrive" in rows["arrival"].cells[0][0].text


@pytest.mark.parametrize(
    ("ids", "said"),
    [
        (["CN-01"], "two cases"),
        (["CN-01", "CN-01"], "twice"),
        (["CN-01", "CN-02", "CN-03", "CN-04", "CN-05"], "5 cases"),
        (["CN-01", "CN-REG-03"], "not a case"),
    ],
)
def test_what_cannot_be_compared_is_said(library: Library, ids: list[str], said: str) -> None:
    with pytest.raises(QueryError, match=said) as raised:
        library.compare(ids)
    assert raised.value.advice


def test_a_missing_case_is_said(library: Library) -> None:
    with pytest.raises(NotFound):
        library.compare(["CN-01", "NO-SUCH"])


def test_four_cases_take_less_than_half_a_second(library: Library) -> None:
    ids = ["CN-01", "CN-02", "XX-07", "XX-08"]
    library.compare(ids)
    start = time.perf_counter()
    library.compare(ids)
    assert time.perf_counter() - start < 0.5


def test_pdf_holds_both_languages(library: Library) -> None:
    read = pypdf.PdfReader(io.BytesIO(FORMATS[".pdf"].content(library.compare(["CN-01", "XX-08"], "zh"))))
    assert "案例对比" in read.pages[0].extract_text()


def test_another_ending_is_an_error() -> None:
    with pytest.raises(QueryError, match="names no format"):
        format_for(Path("comparison.txt"))


def test_the_course_names_supplies_no_arrival_and_an_event_once(library: Library) -> None:
    found = library.compare(["CN-20", "XX-11"])
    rows = {row.key: row for one in found.sections if one.key == "course" for row in one.rows}
    assert "arrival" not in rows
    assert "calls the fire brigade" in rows["report"].cells[1][0].text
    assert len([one for one in rows["escalation"].cells[0] if one.time == "06:42"]) == 1


def _cells(found: SideBySide, section: str, row: str) -> tuple[tuple[str, ...], ...]:
    rows = {one.key: one for part in found.sections if part.key == section for one in part.rows}
    return tuple(tuple(one.text for one in cell) for cell in rows[row].cells)


def test_what_helped_stands_apart_from_what_hurt(library: Library) -> None:
    found = library.compare(["CN-01", "XX-11"])
    assert "Help came from several provinces." in _cells(found, "narrative", "response_helped")[0]
    assert "Half of the health centres were out of use." in _cells(found, "narrative", "response_hurt")[1]
    assert "What must the dispatcher ask?" in _cells(found, "lessons", "lessons_trainers")[1]


def test_sections_that_share_a_passage_stay_apart(library: Library) -> None:
    found = library.compare(["CN-25", "CN-08"])
    assert "lessons" not in {row.key for one in found.sections if one.key == "lessons" for row in one.rows}
    assert _cells(found, "lessons", "lessons_trainers")[0][0].startswith("Train drivers on the exit")
    rows = {row.key: row for one in found.sections if one.key == "lessons" for row in one.rows}
    assert rows["lessons_trainers"].cells[0][0].anchor == "lessons/for-trainers"


def test_statements_are_sentences_and_no_bits_of_them(library: Library) -> None:
    found = library.compare(["CN-01", "XX-11", "XX-08"])
    told = [
        text
        for part in ("narrative", "lessons")
        for one in found.sections
        if one.key == part
        for row in one.rows
        for cell in row.cells
        for text in (said.text for said in cell)
    ]
    assert not [text for text in told if "|" in text or "\n" in text or text in ("Helped", "Hurt", "18:08.")]
    assert "18:08. The nitrate detonates." in told


def test_a_table_is_told_where_the_text_has_nothing_else(library: Library) -> None:
    told = _cells(library.compare(["CN-03", "CN-20"]), "narrative", "consequences")[1]
    assert told[0] == "dead: 26, S1"


def test_a_chinese_comparison_reads_the_chinese_text_where_all_have_it(library: Library) -> None:
    found = library.compare(["CN-03", "CN-20"], "zh")
    assert "先关阀、再清人、后检测；" in _cells(found, "lessons", "lessons_responders")[1]
    assert _cells(found, "narrative", "summary")[0][0].startswith("2013年11月22日")
    assert _cells(found, "narrative", "sequence")[0][0].startswith("02:12")


def test_sentences_with_other_figures_are_not_shared(library: Library) -> None:
    found = library.compare(["CN-03", "CN-20"])
    summary = next(one for one in found.sections if one.key == "narrative").rows[0]
    assert "62 people died and 136 were injured." in [one.text for one in summary.cells[0]]
    assert not any(one.shared for cell in summary.cells for one in cell)


def test_a_shared_sentence_has_its_like_in_every_column(library: Library) -> None:
    found = library.compare(["CN-12", "XX-41"])
    row = next(row for one in found.sections for row in one.rows if row.key == "lessons_responders")
    marked = [[one.text for one in cell if one.shared] for cell in row.cells]
    assert "Smoke of an unknown chemical is toxic until measured." in marked[1]
    assert all(marked)


def test_the_opening_names_what_some_share_and_with_whom(library: Library) -> None:
    found = library.compare(["CN-01", "XX-11", "XX-08"])
    assert "CN-01, XX-11 (contents unknown to responders" in found.alike
    assert "contents unknown" not in found.apart


def test_values_are_named_in_chinese(library: Library) -> None:
    found = library.compare(["CN-01", "XX-11"], "zh")
    assert _cells(found, "identity", "report")[0] == ("调查报告",)
    assert _cells(found, "identity", "place") == (("中国 天津",), ("黎巴嫩 Beirut",))
    assert _cells(found, "people", "injured")[1] == ("约 7,000",)
    assert _cells(found, "people", "loss")[0] == ("68.66亿元",)


def test_articles_are_called_by_name_with_the_title_of_their_instrument(library: Library) -> None:
    found = library.compare(["CN-03", "CN-20"], "zh")
    row = next(one for one in found.sections if one.key == "regulations").rows[0]
    assert (row.label, row.note) == ("CN-REG-03 Art. 17", "生产安全事故应急条例")
