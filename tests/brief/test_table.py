"""The CSV file opens in a spreadsheet as it was written, and nothing in it is carried out."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest

from kb.brief.results import ResultList
from kb.brief.safe import cell
from kb.brief.table import COLUMNS, csv_of
from tests.brief.conftest import HOSTILE, TEXTS


def read(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_excel_is_told_that_it_is_utf8_and_not_a_character_is_lost(honest: Callable[[str], ResultList]) -> None:
    content = csv_of(honest("zh"))
    assert content.startswith(b"\xef\xbb\xbf")
    rows = read(content)
    assert [row["原文段落"] for row in rows] == [*TEXTS.values()]
    assert [row["序号"] for row in rows] == ["1", "2", "3"]
    assert rows[0]["标题"] == "天津港8·12特别重大火灾爆炸事故"
    assert rows[1]["警示"].startswith("已被新文本取代")
    assert rows[1]["库内位置"] == "CN-REG-18#art22"


def test_columns_are_named_in_english_too(honest: Callable[[str], ResultList]) -> None:
    (first, *_) = read(csv_of(honest("en")))
    assert len(first) == len(COLUMNS)
    assert first["Citation"].startswith("Tianjin Port explosions (State Council team")
    assert first["Date"] == "2015-08-12"


def test_no_cell_of_a_hostile_document_is_a_formula(hostile: ResultList) -> None:
    rows = read(csv_of(hostile))
    assert len(rows) == len(HOSTILE)
    for row in rows:
        for value in row.values():
            assert not value.strip(" \u00a0").startswith(("=", "+", "-", "@", "＝", "\t", "\r"))
            assert not any(ord(letter) < 32 and letter not in "\t\n" for letter in value)
    texts = [row[[*rows[0]][COLUMNS.index("passage")]] for row in rows]
    assert texts[0] == f"'{HOSTILE['formula']}"
    assert HOSTILE["long"] in texts


@pytest.mark.parametrize("text", ["2+2", "a=b", "第22条 - 说明", "", "'quoted", "《=》"])
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert cell(text) == text
