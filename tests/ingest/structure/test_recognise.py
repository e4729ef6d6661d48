from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.structure.case import role_of
from ingest.structure.recognise import structure
from kb.errors import ContentError
from kb.model.block import Block, BlockKind, RawDocument
from kb.model.document import Document, Kind, Role, Section
from kb.text.numerals import chinese_number, chinese_numeral, letter_number, roman_number

H, P = BlockKind.HEADING, BlockKind.PARAGRAPH


def headed(*lines: str) -> tuple[Block, ...]:
    """`# Title`, `## Heading`, text."""
    return tuple(
        Block(H, line.lstrip("# "), len(line) - len(line.lstrip("#"))) if line.startswith("#") else Block(P, line)
        for line in lines
    )


def read(*lines: str, name: str = "file.md", **meta: object) -> Document:
    return structure(RawDocument(headed(*lines), "markdown", dict(meta)), name)


@pytest.mark.parametrize(
    ("title", "body", "kind"),
    [
        ("甲公司生产安全事故应急预案", "1 总则", Kind.PLAN),
        ("泵房火灾现场处置方案", "立即报告。", Kind.PLAN),
        ("泵房事故应急预案管理办法", "第一条 为了规范预案，制定本办法。", Kind.REGULATION),
        ("泵房事故报告和调查处理条例", "第一条 为了规范报告，制定本条例。", Kind.REGULATION),
        ("甲公司“3·5”泵房爆炸事故调查报告", "2015年3月5日，甲公司泵房发生爆炸。", Kind.CASE),
        ("Emergency response plan of the pump works", "Ring the bell.", Kind.PLAN),
        ("Guide to writing an emergency plan", "Begin early.", Kind.GUIDANCE),
        ("Final report: pump room explosion", "At noon the pump exploded.", Kind.CASE),
        ("Machine guarding", "Guards keep hands away.", Kind.GUIDANCE),
    ],
)
def test_the_title_and_numbering_tell_the_kind(title: str, body: str, kind: Kind) -> None:
    assert read(f"# {title}", body).card.kind is kind


def test_a_given_kind_prevails() -> None:
    raw = RawDocument(headed("# 泵房条例", "第一条 甲。"), "markdown")
    assert structure(raw, "a.md", Kind.GUIDANCE).card.kind is Kind.GUIDANCE


def test_a_case_in_english_gives_roles_and_its_chinese_sections_their_own_addresses() -> None:
    document = read(
        *("# Pump fire", "## Summary", "A fire.", "## What happened", "It burnt.", "## Direct cause", "Heat."),
        *("## Underlying causes", "No drill.", "## Lessons", "### For responders", "Wait.", "## 中文概要", "火灾。"),
        *("## 教训", "先报警。"),
        id="C-1",
        kind="case",
        title="Pump fire",
        language="en",
    )
    flat = [(s.anchor, s.role) for top in document.sections for s in (top, *top.children)]
    assert flat == [
        ("summary", Role.SUMMARY),
        ("sequence", Role.SEQUENCE),
        ("causes", Role.CAUSES),
        ("underlying-causes", Role.CAUSES),
        ("lessons", Role.LESSONS),
        ("lessons/for-responders", Role.LESSONS),
        ("zh-summary", Role.SUMMARY),
        ("zh-lessons", Role.LESSONS),
    ]


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("Executive summary", Role.SUMMARY),
        ("3.2. Narrative", Role.SEQUENCE),
        ("Factual information", Role.SITE),
        ("4 Analysis", Role.CAUSES),
        ("Safety actions", Role.LESSONS),
        ("Lessons from the emergency response", Role.LESSONS),
        ("Injuries to persons", Role.CONSEQUENCES),
        ("Related regulations", Role.REFERENCES),
        ("一、事故发生经过", Role.SEQUENCE),
        ("（二）应急处置情况", Role.RESPONSE),
        ("三、事故原因和性质", Role.CAUSES),
        ("五、事故防范和整改措施", Role.LESSONS),
        ("四、对有关责任人员的处理建议", Role.OTHER),
        ("后果", Role.CONSEQUENCES),
        ("Weekdays", None),
    ],
)
def test_headings_of_inquiries_tell_their_role(heading: str, role: Role | None) -> None:
    assert role_of(heading) is role


def test_a_case_without_headings_tells_the_sequence() -> None:
    document = structure(RawDocument((Block(P, "Employee slipped."),), "table", key="7", kind=Kind.CASE), "rows.csv")
    assert [(s.anchor, s.role, s.text) for s in document.sections] == [("sequence", Role.SEQUENCE, "Employee slipped.")]
    assert document.card.id == "rows-7"


def test_plan_sections_are_addressed_by_their_element() -> None:
    blocks = (
        Block(H, "Plan", 1),
        Block(H, "Reporting", 2, anchor="6.3.1"),
        Block(P, "Call [duty phone]."),
        Block(H, "6.3.2 Alarm", 2),
        Block(P, "Ring."),
        Block(H, "应急响应", 2),
        Block(P, "启动预案。"),
    )
    document = structure(RawDocument(blocks, "markdown", {"title": "Plan"}), "p.md", Kind.PLAN)
    assert [section.anchor for section in document.sections] == ["6.3.1", "6.3.2", "应急响应"]


def test_numbered_lines_become_headings_where_the_file_marks_none() -> None:
    lines = ("1 总则", "为了应对事故。", "1.1 编制目的", "规范处置。", "2 组织体系", "指挥部负责。")
    document = structure(RawDocument(headed(*lines), "text", {"title": "总体应急预案"}), "p.txt")
    assert [(s.anchor, s.heading) for s in document.sections] == [("1", "总则"), ("2", "组织体系")]
    assert document.sections[0].children[0].anchor == "1.1"


def test_text_after_a_table_stays_after_it() -> None:
    table = Block(BlockKind.TABLE, rows=(("name", "t"), ("chlorine", "5")))
    blocks = (Block(H, "Stock", 2), Block(P, "Before."), table, Block(P, "After."))
    section = structure(RawDocument(blocks, "docx"), "a.docx").sections[0]
    assert section.text == "Before."
    assert [(child.text, child.table) for child in section.children] == [
        ("name | t\nchlorine | 5", True),
        ("After.", False),
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("行政法_泵房法(2007-08-30).md", "行政法_泵房法(2007-08-30)"),
        ("two words #1.pdf", "two-words-1"),
        ("..\\evil\x00name.txt", "..-evil-name"),
        ("长" * 300 + ".md", "长" * 120),
    ],
)
def test_ids_are_made_of_the_file_name(name: str, expected: str) -> None:
    assert read("Words.", name=name).card.id == expected


def test_repeated_headings_get_their_own_addresses() -> None:
    document = read("# T", "## Scope", "a", "## Scope", "b", "## Scope", "c")
    assert [section.anchor for section in document.sections] == ["scope", "scope-2", "scope-3"]


def test_foreign_front_matter_is_not_believed_and_ours_is_checked() -> None:
    assert read("# T", "Words.", sidebar="auto", status="draft").card.title == "T"
    with pytest.raises(ContentError, match="deaths_total"):
        read("Words.", id="C-1", kind="case", title="T", deaths_total=3)
    with pytest.raises(ContentError, match="kind"):
        read("Words.", kind="poem")


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([H, P, BlockKind.ITEM]),
            st.one_of(
                st.text(max_size=40),
                st.sampled_from(
                    [
                        "第一条 甲。",
                        "第二章 乙",
                        "（一）丙",
                        "§ 1.2 X.",
                        "Article 3",
                        "1.—(1) y",
                        "(a) z",
                        "ANNEX II",
                        "目录",
                    ]
                ),
            ),
            st.integers(0, 4),
        ),
        max_size=12,
    ),
    st.sampled_from(list(Kind)),
)
def test_any_blocks_make_a_document_with_unique_addresses(rows: list[tuple[BlockKind, str, int]], kind: Kind) -> None:
    blocks = tuple(Block(block, text, level) for block, text, level in rows)
    document = structure(RawDocument(blocks, "text", {"title": "Some title of a document"}), "any.txt", kind)
    anchors: list[str] = []

    def visit(section: Section) -> None:
        anchors.append(section.anchor)
        for child in section.children:
            visit(child)

    for section in document.sections:
        visit(section)
    assert len(anchors) == len(set(anchors))
    assert all(anchor and "#" not in anchor and not any(c.isspace() for c in anchor) for anchor in anchors)


@given(st.integers(1, 999))
def test_chinese_numerals_are_read_as_they_are_written(value: int) -> None:
    assert chinese_number(chinese_numeral(value)) == value


def test_other_numerals() -> None:
    assert [chinese_number(n) for n in ("二〇一九", "１１９", "十", "二十", "条")] == [2019, 119, 10, 20, None]
    assert [roman_number(n) for n in ("iv", "XIX", "iiii", "")] == [4, 19, None, None]
    assert [letter_number(n) for n in ("a", "z", "aa", "ab")] == [1, 26, 27, None]
