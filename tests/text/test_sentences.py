from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.text.sentences import sentence_spans

PIECES = st.sampled_from(
    [
        "Art. 5",
        "1.5",
        " ",
        "\n",
        "。",
        "“",
        "”",
        ". ",
        "The",
        "（",
        "）",
        "；",
        "…",
        "!",
        "?",
        "U.S.",
        "氨气",
        '"',
        "(",
        ")",
        "x",
    ]
)


def sentences(text: str) -> list[str]:
    return [text[start:end].strip() for start, end in sentence_spans(text)]


@given(st.one_of(st.text(), st.lists(PIECES).map("".join)))
def test_spans_cover_the_text_without_gaps(text: str) -> None:
    spans = sentence_spans(text)
    assert "".join(text[start:end] for start, end in spans) == text
    assert all(start < end for start, end in spans)


@pytest.mark.parametrize(
    "whole",
    [
        "See Art. 22 of the decree and Fig. 3 for approx. 5 m of hose.",
        "Under No. 708 the plant, i.e. the operator, reports e.g. by phone.",
        "The U.S. Coast Guard arrived at 10.25 with 1.5 t of foam.",
        "Employers follow 29 CFR 1910.120(q)(2)(iv) and § 1910.38(c).",
        "It was signed by J. K. Smith and Dr. Brown of Acme Inc. in Ohio.",
        "On Feb. 15, 2019 the pit was opened.",
        "1. The alarm is raised.",
        '"Get out. Now!" he shouted.',
        "事故造成1.5吨氨泄漏（2019年2月15日。初步统计），无人伤亡。",
        "他喊“快跑。不要回去！”，并关闭阀门。",
        "浓度达到10.25%，超过限值。",
    ],
)
def test_one_sentence_stays_whole(whole: str) -> None:
    assert sentences(whole) == [whole]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The tank overflowed. Nobody noticed! Why? The gauge stuck.",
            ["The tank overflowed.", "Nobody noticed!", "Why?", "The gauge stuck."],
        ),
        ("It happened in 2015. 146 people died.", ["It happened in 2015.", "146 people died."]),
        ("He was employed by Acme Inc. The firm closed.", ["He was employed by Acme Inc.", "The firm closed."]),
        ('They said "stay out." The valve stayed shut.', ['They said "stay out."', "The valve stayed shut."]),
        (
            "立即停止作业；撤离人员。严禁盲目施救！",
            ["立即停止作业；", "撤离人员。", "严禁盲目施救！"],
        ),
        ("他说：“严禁盲目施救。”随后报警。", ["他说：“严禁盲目施救。”", "随后报警。"]),
        ("概述……现场情况。", ["概述……", "现场情况。"]),
        ("First line\nsecond line", ["First line", "second line"]),
        ("泄漏发生。The alarm rang.", ["泄漏发生。", "The alarm rang."]),
    ],
)
def test_sentences_end_where_a_reader_says(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_trailing_blanks_belong_to_the_sentence_before() -> None:
    text = "One.  \n\nTwo."
    assert [text[start:end] for start, end in sentence_spans(text)] == ["One.  \n\n", "Two."]
