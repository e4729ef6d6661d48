"""Suggestions are names that the library holds, found by the beginnings of words and by Chinese characters."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from kb.library import Library
from kb.model.result import SearchRequest
from kb.model.suggestion import Suggestion, SuggestionKind
from kb.settings import Settings

CASE = """---
id: {id}
kind: case
title: {title}
title_zh: {title_zh}
language: en
aliases: [{alias}]
occurrence: {{date: 2015-08-12}}
place: {{country: GB}}
substances: [{{name: ammonia, cas: 7664-41-7}}]
sources: [{{id: S1, title: Report, publisher: Inspectorate}}]
---
## What happened

{text}
"""


@pytest.fixture(scope="module")
def corpus(corpus_library: Path) -> Iterator[Library]:
    library = Library(Settings(library=corpus_library))
    yield library
    library.close()


def texts(found: tuple[Suggestion, ...]) -> list[str]:
    return [one.text for one in found]


def test_a_title_that_begins_so_comes_before_one_that_has_such_a_word(corpus: Library) -> None:
    found = [one.text for one in corpus.suggest("coal mine") if one.kind is SuggestionKind.DOCUMENT]
    begins = [text.lower().startswith("coal mine") for text in found]
    assert len(found) > 3
    assert begins == sorted(begins, reverse=True)
    assert any(begins)


@pytest.mark.parametrize(
    ("typed", "document"),
    [
        ("buncef", "XX-07"),
        ("overfill explosion", "XX-07"),
        ("双洲纸", "CN-38"),
        ("11·22", "CN-03"),
        ("cn-38", "CN-38"),
        ("Decree 708", "CN-REG-03"),
    ],
)
def test_a_document_is_found_by_a_word_of_its_title_in_either_language_by_another_name_and_by_its_number(
    corpus: Library, typed: str, document: str
) -> None:
    assert document in [one.document for one in corpus.suggest(typed)]


@pytest.mark.parametrize(
    ("typed", "text", "note"),
    [
        ("decree 708 art 22", "Art. 22", "Regulations on Emergency Response to Production Safety Accidents"),
        ("应急条例 第二十二条", "第二十二条", "生产安全事故应急条例"),
        ("生产安全事故应急条例第22条", "第二十二条", "生产安全事故应急条例"),
    ],
)
def test_an_article_is_found_by_its_regulation_and_number(corpus: Library, typed: str, text: str, note: str) -> None:
    first = corpus.suggest(typed)[0]
    assert (first.kind, first.text, first.note) == (SuggestionKind.ARTICLE, text, note)
    assert (first.document, first.anchor) == ("CN-REG-03", "art22")


def test_an_article_is_found_by_its_heading(corpus: Library) -> None:
    found = [one for one in corpus.suggest("1910.38 evac") if one.kind is SuggestionKind.ARTICLE]
    assert [(one.document, one.text) for one in found] == [("US-REG-28", "§ 1910.38(c)(2) Evacuation")]


@pytest.mark.parametrize(
    ("typed", "text", "kind"),
    [
        ("amm", "ammonia", SuggestionKind.SUBSTANCE),
        ("nh", "NH3", SuggestionKind.SUBSTANCE),
        ("7664-4", "7664-41-7", SuggestionKind.SUBSTANCE),
        ("液氨", "液氨", SuggestionKind.SUBSTANCE),
        ("shand", "Shandong", SuggestionKind.PLACE),
        ("山东", "山东", SuggestionKind.PLACE),
        ("瞒报", "迟报瞒报", SuggestionKind.TOPIC),
        ("evac", "evacuation", SuggestionKind.TERM),
    ],
)
def test_substances_places_codes_and_terms_are_suggested_by_each_of_their_names(
    corpus: Library, typed: str, text: str, kind: SuggestionKind
) -> None:
    assert (text, kind) in [(one.text, one.kind) for one in corpus.suggest(typed)]


def test_no_sort_crowds_out_the_others(corpus: Library) -> None:
    kinds = {one.kind for one in corpus.suggest("ammonia")}
    assert {SuggestionKind.SUBSTANCE, SuggestionKind.DOCUMENT} <= kinds
    assert len(corpus.suggest("a")) == 8
    assert len(corpus.suggest("a", limit=3)) == 3


def test_words_that_no_document_has_are_not_suggested(settings: Settings, tmp_path: Path) -> None:
    library = Library(settings, create=True)
    file = tmp_path / "c.md"
    file.write_text(
        CASE.format(id="C-1", title="Cold store leak", title_zh="冷库泄漏", alias="8·31", text="Ammonia escaped."),
        encoding="utf-8",
    )
    library.ingest([file])
    assert texts(library.suggest("ammon")) == ["ammonia"]
    assert texts(library.suggest("液氨")) == []
    assert texts(library.suggest("氨")) == ["氨"]
    assert library.suggest("chlor") == ()
    assert library.suggest("8·31")[0].document == "C-1"

    file.write_text(
        CASE.format(id="C-1", title="Chlorine leak", title_zh="氯气泄漏", alias="8·31", text="Chlorine escaped."),
        encoding="utf-8",
    )
    library.ingest([file])
    assert "Chlorine leak" in texts(library.suggest("chlor"))
    assert library.suggest("cold store") == ()
    library.close()


def test_hostile_titles_come_back_as_they_are(settings: Settings, tmp_path: Path) -> None:
    library = Library(settings, create=True)
    title = "<img src=x onerror=alert(1)> leak"
    file = tmp_path / "c.md"
    file.write_text(CASE.format(id="C-1", title=f'"{title}"', title_zh='""', alias="", text="x."), encoding="utf-8")
    library.ingest([file])
    assert texts(library.suggest("onerror")) == [title]
    library.close()


@examples(deadline=None, max_examples=40)
@given(st.text(max_size=60) | st.text("冷库氨泄漏第0123456789条 ·.artdecreemn", max_size=30))
def test_whatever_is_typed_suggestions_come_from_the_library(corpus: Library, typed: str) -> None:
    found = corpus.suggest(typed)
    assert len(found) <= 8
    for one in found:
        if one.document:
            view = corpus.document(one.document)
            assert not one.anchor or one.anchor in {entry.anchor for entry in view.outline}
        else:
            assert corpus.search(SearchRequest(one.text, k=1, semantic=False)).hits


def test_answers_come_within_a_keystroke(corpus: Library) -> None:
    corpus.suggest("warm")
    typed = [
        text[:end] for text in ("confined space", "有限空间作业", "decree 708 art 22") for end in range(1, len(text))
    ]
    seconds = []
    for text in typed * 3:
        begin = time.perf_counter()
        corpus.suggest(text)
        seconds.append(time.perf_counter() - begin)
    assert sorted(seconds)[int(len(seconds) * 0.95)] < 0.05
