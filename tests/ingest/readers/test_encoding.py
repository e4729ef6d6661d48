from __future__ import annotations

import codecs
import os

import pytest

from ingest.readers.encoding import decode
from kb.errors import ReadError

ENGLISH = "The tank was overfilled.\nA white mist spread beyond the bund.\n"
CURLY = "The café’s “gas alarm” – a naïve design – failed at 25°C.\n"
CHINESE = "第一条　为了规范生产安全事故应急工作，保障人民群众生命和财产安全，制定本条例。\n2019年4月1日 施行\n"
TRADITIONAL = "為了規範生產安全事故應急工作，保障人民群眾生命和財產安全。"
RARE = "调查组组长：陈堃、李喆、王䶮、赵𠮷。事故发生在浬浦镇，造成三人死亡。"


@pytest.mark.parametrize(
    ("text", "encoding", "name"),
    [
        (ENGLISH, "ascii", "utf-8"),
        (CHINESE, "utf-8", "utf-8"),
        (CHINESE, "utf-8-sig", "utf-8-sig"),
        (CHINESE, "gbk", "gb18030"),
        (CHINESE, "gb18030", "gb18030"),
        (RARE, "gb18030", "gb18030"),
        (CHINESE, "utf-16", "utf-16"),
        (ENGLISH, "utf-16", "utf-16"),
        (CHINESE, "utf-16-le", "utf-16-le"),
        (CHINESE, "utf-16-be", "utf-16-be"),
        (ENGLISH, "utf-16-le", "utf-16-le"),
        (ENGLISH, "utf-16-be", "utf-16-be"),
        (CURLY, "cp1252", "cp1252"),
        (CURLY, "utf-16-le", "utf-16-le"),
        (TRADITIONAL, "big5", "big5"),
        ("Überfüllung des Behälters — Maßnahmen für Einsatzkräfte", "cp1252", "cp1252"),
        ("Réservoir percé : évacuation décidée à 5 h, « aucun blessé »", "cp1252", "cp1252"),
    ],
)
def test_each_encoding_gives_its_text_back(text: str, encoding: str, name: str) -> None:
    assert decode(text.encode(encoding)) == (text, name)


@pytest.mark.parametrize("text", ["安全", "事故", "第一条", "盲目施救", "LPG罐爆炸", "3人死亡", "有限空间"])
def test_a_few_chinese_characters_in_gbk_are_enough(text: str) -> None:
    assert decode(text.encode("gbk")) == (text, "gb18030")


@pytest.mark.parametrize("text", ["液化石油气", "盲目施救", "LPG罐爆炸", "3人死亡", "有限空间", "gas"])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_few_characters_in_utf16_without_a_mark_are_enough(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == (text, encoding)


@pytest.mark.parametrize("text", ["don’t", "café", "25°C", "naïve – é", "A “B” C", "5 m² of ‘foam’"])
def test_a_few_western_characters_are_enough(text: str) -> None:
    assert decode(text.encode("cp1252")) == (text, "cp1252")


def test_utf16_in_the_other_byte_order_with_its_mark_is_read() -> None:
    assert decode(codecs.BOM_UTF16_BE + CHINESE.encode("utf-16-be"))[0] == CHINESE


def test_a_file_cut_inside_a_character_is_still_utf8() -> None:
    assert decode("生产安全".encode()[:-1]) == ("生产安", "utf-8")


def test_one_broken_byte_does_not_turn_utf8_into_something_else() -> None:
    data = CHINESE.encode() * 3
    text, name = decode(data[:9] + b"\xff" + data[10:])
    assert name == "utf-8"
    assert "保障人民群众生命" in text


def test_chinese_that_begins_late_in_a_long_file_is_found() -> None:
    text = ENGLISH * 10_000 + CHINESE
    assert decode(text.encode("gbk")) == (text, "gb18030")


def test_the_declared_encoding_is_honoured_where_the_bytes_agree() -> None:
    assert decode("простой".encode("koi8-r"), "koi8-r") == ("простой", "koi8-r")
    assert decode("䶮安全".encode("gb18030"), "gb2312") == ("䶮安全", "gb18030")
    assert decode(CHINESE.encode("gbk"), "utf-8") == (CHINESE, "gb18030")
    assert decode(CHINESE.encode(), "no-such-charset") == (CHINESE, "utf-8")


@pytest.mark.parametrize("data", [bytes(range(256)) * 40, b"\x7fELF\x02\x01" + bytes(500), os.urandom(5_000)])
def test_binary_data_is_refused(data: bytes) -> None:
    with pytest.raises(ReadError, match="no text"):
        decode(data)
