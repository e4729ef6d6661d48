from __future__ import annotations

import time
from pathlib import Path

import pytest

from ingest.readers.text import TextReader, text_blocks
from kb.model.block import BlockKind, RawDocument
from kb.settings import Limits

WRAPPED = """\
Inquiry into the overfilling of tank 912

The tank was filled through the night. The gauge had stuck at two thirds of its
height, and nobody in the control room saw that the level no longer moved. The
high-level switch, which should have closed the valves, did not work ei-
ther, for it had been left without its padlock.

1 Findings

(a) The operator relied on one gauge under
Section 5 of its own manual; and
(b) the switch was never tested.
"""

CHINESE = """\
某市安全生产条例

第一章　总则

第一条　为了加强安全生产工作，防止和减少生产安全事故，
保障人民群众生命和财产安全，制定本条例。
第二条　生产经营单位有下列情形之一的，由应急管理部门依照第
九条的规定处理：
（一）未建立预案的；
（二）未组织演练的。
"""


def read(path: Path) -> RawDocument:
    (document,) = TextReader().read(path, Limits())
    return document


def texts(source: str) -> list[str]:
    return [block.text for block in text_blocks(source)]


def test_wrapped_lines_become_paragraphs_and_obvious_headings_are_seen(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(WRAPPED)
    document = read(path)
    assert document.meta == {"title": "Inquiry into the overfilling of tank 912"}
    assert [(block.kind, block.level) for block in document.blocks if block.kind is BlockKind.HEADING] == [
        (BlockKind.HEADING, 1),
        (BlockKind.HEADING, 2),
    ]
    assert "did not work either, for it" in document.blocks[1].text
    assert [block.text for block in document.blocks[-2:]] == [
        "(a) The operator relied on one gauge under Section 5 of its own manual; and",
        "(b) the switch was never tested.",
    ]


def test_chinese_articles_are_blocks_of_their_own_and_wrapped_lines_join_without_blanks(tmp_path: Path) -> None:
    path = tmp_path / "条例.txt"
    path.write_bytes(CHINESE.encode("gb18030"))
    document = read(path)
    assert document.meta["title"] == "某市安全生产条例"
    assert [(block.kind.value, block.text) for block in document.blocks[1:]] == [
        ("heading", "第一章 总则"),
        ("paragraph", "第一条 为了加强安全生产工作，防止和减少生产安全事故，保障人民群众生命和财产安全，制定本条例。"),
        ("paragraph", "第二条 生产经营单位有下列情形之一的，由应急管理部门依照第九条的规定处理："),
        ("paragraph", "（一）未建立预案的；"),
        ("paragraph", "（二）未组织演练的。"),
    ]


def test_without_blank_lines_each_line_is_a_paragraph() -> None:
    source = (
        "The alarm sounded at 23:20, and the supervisor left the control room at once.\n"
        "Nobody was hurt.\n"
        "The plant was shut down for three weeks.\n"
    )
    assert texts(source) == source.splitlines()
    chinese = "　　事故发生后，公司立即启动应急预案，组织人员疏散。\n　　消防救援队伍于23时40分到达现场。\n"
    assert texts(chinese) == ["事故发生后，公司立即启动应急预案，组织人员疏散。", "消防救援队伍于23时40分到达现场。"]


def test_labels_in_short_lines_stay_apart() -> None:
    assert texts("Date: 2015\nPlace: Leeds\nDeaths: 2") == ["Date: 2015", "Place: Leeds", "Deaths: 2"]


def test_units_in_the_middle_of_a_wrapped_sentence_do_not_part_it() -> None:
    source = (
        "The operator shall review the emergency plan in the manner laid down by\n"
        "Article 12 of the directive, and shall send it to the authority that is\n"
        "competent for the establishment within three years of the last review.\n"
    )
    assert len(texts(source)) == 1


@pytest.mark.parametrize(
    "heading", ["PART I GENERAL", "CHAPTER 2 Duties", "1.2 Scope", "EMERGENCY RESPONSE", "一、应急处置"]
)
def test_a_numbered_or_capital_line_alone_is_a_heading(heading: str) -> None:
    blocks = list(text_blocks(f"Title of the plan\n\n{heading}\n\nThe text that follows it.\n"))
    assert blocks[1].kind is BlockKind.HEADING


def test_bullets_are_items_with_their_sign() -> None:
    blocks = list(text_blocks("Bring:\n- a rope\n- 空气呼吸器\n"))
    assert [(block.kind.value, block.marker, block.text) for block in blocks[1:]] == [
        ("item", "-", "a rope"),
        ("item", "-", "空气呼吸器"),
    ]


def test_lost_characters_are_noted(tmp_path: Path) -> None:
    path = tmp_path / "broken.txt"
    data = ("生产安全事故应急预案。" * 20).encode()
    path.write_bytes(data[:31] + b"\xff" + data[32:])
    assert "could not be decoded" in read(path).notes[0]


def test_null_bytes_and_line_separators_of_all_kinds_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "odd.txt"
    path.write_bytes(b"One.\r\n\r\nTwo\x00.\r\rThree.\x0c\n\nFour." + b" padding" * 20)
    assert [block.text[:6].strip() for block in read(path).blocks] == ["One.", "Two.", "Three.", "Four."]


@pytest.mark.parametrize("unit", ["x" * 1_000, "安全" * 500, "a b ", "(a) ", "一、", "word-\n", "\u3000\u3000\n\n第"])
def test_a_megabyte_of_anything_is_read_in_seconds(unit: str) -> None:
    source = unit * (1_000_000 // len(unit))
    started = time.monotonic()
    assert sum(1 for _ in text_blocks(source)) >= 1
    assert time.monotonic() - started < 10
