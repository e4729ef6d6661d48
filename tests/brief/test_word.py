"""The Word file opens, holds every character that XML can hold, and leads to its sources and nowhere else."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Cm
from lxml import etree

from kb.brief.results import ResultList
from kb.brief.results_docx import docx_of
from kb.brief.safe import xml_text
from kb.brief.word import EndNotes, blank, docx_bytes
from tests.brief.conftest import EXPORTED, HOSTILE, TEXTS

Honest = Callable[[str], ResultList]


def opened(content: bytes) -> Document:
    return docx.Document(io.BytesIO(content))


def text_of(document: Document) -> str:
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def links(document: Document) -> list[str]:
    return [one.target_ref for one in document.part.rels.values() if one.is_external]


def test_it_says_what_was_asked_when_and_how_much_was_found(honest: Honest) -> None:
    said = text_of(opened(docx_of(honest("en"))))
    for line in (
        "Question: 盲目施救 rescue",
        "Conditions: Country: China; Year: from 2013",
        "Exported: 2026-11-23 09:30 UTC",
        "Library generation: 4",
        "Results: 3 of 3 documents found",
    ):
        assert line in said


def test_not_one_character_of_a_passage_is_lost(honest: Honest) -> None:
    for language in ("en", "zh"):
        said = text_of(opened(docx_of(honest(language))))
        for text in TEXTS.values():
            assert text in said


def test_each_hit_has_heading_standing_warning_and_citation(honest: Honest) -> None:
    document = opened(docx_of(honest("zh")))
    headings = [one.text for one in document.paragraphs if one.style and one.style.name == "Heading 2"]
    assert headings == ["1. 天津港8·12特别重大火灾爆炸事故", "2. 煤矿安全规程", "3. 有限空间专项应急预案"]
    said = text_of(document)
    assert "法规 · 已被取代 · 2022-01-06 · 摘编 · CN-REG-18#art22" in said
    assert "《煤矿安全规程》（应急管理部令第8号，2022-01-06）〔摘编〕第二十二条，第7页[2]" in said
    (warning,) = [one for one in document.paragraphs if one.text.startswith("已被新文本取代")]
    assert all(run.bold for run in warning.runs)


def test_sources_stand_at_the_end_under_their_numbers(honest: Honest) -> None:
    document = opened(docx_of(honest("en")))
    said = [paragraph.text for paragraph in document.paragraphs]
    end = said[said.index("Sources") + 1 :]
    assert [line[:3] for line in end] == ["[1]", "[2]", "[3]"]
    assert links(document) == ["https://example.org/报告?a={1}", "https://example.org/order8"]
    places = {mark.get(qn("w:name")) for mark in document.element.iter(qn("w:bookmarkStart"))}
    led_to = {link.get(qn("w:anchor")) for link in document.element.iter(qn("w:hyperlink"))} - {None}
    assert led_to == places == {"note1", "note2", "note3"}


def test_a_source_named_twice_keeps_its_number() -> None:
    document, notes = blank("t", "en", EXPORTED), EndNotes()
    for name in ("A", "B", "A"):
        notes.mark(document.add_paragraph(), name)
    notes.write(document, "Sources")
    assert [one.text for one in opened(docx_bytes(document)).paragraphs] == [
        "[1]",
        "[2]",
        "[1]",
        "Sources",
        "[1] A",
        "[2] B",
    ]


def test_chinese_has_a_chinese_font_everywhere(honest: Honest) -> None:
    document = opened(docx_of(honest("zh")))
    for name in ("Normal", "Title", "Heading 1", "Heading 2", "Quote"):
        properties = document.styles[name].element.rPr
        fonts = properties.find(qn("w:rFonts"))
        assert fonts.get(qn("w:eastAsia")) in ("SimSun", "SimHei")
        assert not [key for key in fonts.attrib if "Theme" in key]
    for run in document.element.iter(qn("w:r")):
        if re.search(r"[\u4e00-\u9fff]", "".join(run.itertext())):
            assert run.find(qn("w:rPr")).find(qn("w:rFonts")).get(qn("w:hint")) == "eastAsia"


def test_pages_are_a4_upright_or_landscape() -> None:
    upright, wide = (blank("t", "zh", EXPORTED, landscape=wide).sections[0] for wide in (False, True))
    short, long = Cm(21), Cm(29.7)
    assert (upright.page_width, upright.page_height) == pytest.approx((short, long), rel=1e-3)
    assert (wide.page_width, wide.page_height) == pytest.approx((long, short), rel=1e-3)
    assert "第 1 页，共 1 页" in "".join(text.text for text in upright.footer._element.iter(qn("w:t")))


def test_hostile_text_is_text(hostile: ResultList) -> None:
    content = docx_of(hostile)
    document = opened(content)
    said = text_of(document)
    for text in HOSTILE.values():
        assert xml_text(text) in said
    assert links(document) == []
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        for name in parts.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(parts.read(name))
    assert len(document.core_properties.title) <= 255


def test_a_very_long_question_is_still_a_document(honest: Honest) -> None:
    made = docx_of(replace(honest("en"), question="储罐 " * 3_000, results=()))
    assert "No document matches all of this." in text_of(opened(made))
