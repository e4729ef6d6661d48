from __future__ import annotations

import pytest

from kb.text.lines import join_lines, tidy


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["The tank was", "overfilled."], "The tank was overfilled."),
        (["an emer-", "gency plan"], "an emergency plan"),
        (["(emer-", "gency) plan"], "(emergency) plan"),
        (["a self-", "contained apparatus"], "a self-contained apparatus"),
        (["the high-", "est level"], "the highest level"),
        (["state-of-the-", "art equipment"], "state-of-the-art equipment"),
        (["a 24-", "hour watch"], "a 24-hour watch"),
        (["Anglo-", "American"], "Anglo-American"),
        (["an LPG-", "fired boiler"], "an LPG-fired boiler"),
        (["pre-", "and post-incident"], "pre- and post-incident"),
        (["the valve -", "which stuck"], "the valve - which stuck"),
        (["soft hy\xadphen and break\xad", "age"], "soft hyphen and breakage"),
        (["in-", "ter-", "na-", "tional"], "international"),
        (["", "  one ", "", "two"], "one two"),
        ([], ""),
    ],
)
def test_latin_lines_are_joined_and_broken_words_mended(lines: list[str], text: str) -> None:
    assert join_lines(lines) == text


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["为了加强安全生", "产工作，"], "为了加强安全生产工作，"),
        (["依照本法第", "12条的规定"], "依照本法第12条的规定"),
        (["自2019年4月", "1日起施行。", "本条例"], "自2019年4月1日起施行。本条例"),
        (["负有安全生产监督管理职责的部门", "(以下统称部门)"], "负有安全生产监督管理职责的部门(以下统称部门)"),
        (["the term", "应急预案", "means"], "the term 应急预案 means"),
        (["第一条　　为了", "　　安全"], "第一条 为了安全"),
        (["𠮷田", "䶮"], "𠮷田䶮"),
    ],
)
def test_chinese_lines_are_joined_without_blanks(lines: list[str], text: str) -> None:
    assert join_lines(lines) == text


def test_tidy_makes_one_blank_of_many_and_drops_what_nobody_sees() -> None:
    assert tidy(" 第一条\u3000\u3000总\x00则\u200b\xa0 a\tb \ufeff") == "第一条 总则 a b"
