"""Every search can be taken apart: what spoke for a passage adds up, and each part can be switched off."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from pathlib import Path

import pytest

from kb.library import Library
from kb.model.document import Kind, Status
from kb.model.result import Hit, SearchRequest, SearchResponse
from kb.search.fuse import ACROSS_LANGUAGES, KINDS, STANDING
from kb.settings import Settings


@pytest.fixture(scope="module")
def library(corpus_library: Path) -> Iterator[Library]:
    opened = Library(Settings(library=corpus_library))
    yield opened
    opened.close()


def ask(library: Library, text: str, **wishes: object) -> SearchResponse:
    return library.search(SearchRequest(text, **wishes))  # type: ignore[arg-type]


def added_up(hit: Hit) -> float:
    parts = hit.parts
    both = parts.keyword_weight * parts.keyword + parts.semantic_weight * (parts.semantic or 0.0)
    return both * prod(factor for _, factor in parts.factors)


@pytest.mark.parametrize(
    ("text", "wishes"),
    [
        ("gas explosion in a drain", {}),
        ("emergency plan drill", {}),
        ("hazardous chemicals regulations", {"k": 60}),
        ("有限空间盲目施救", {}),
        ("危险化学品安全管理条例", {"k": 60}),
        ("dust explosion", {"keyword": False}),
        ("dust explosion", {"semantic": False}),
        ("液化石油气 爆炸", {"expand": False}),
    ],
)
def test_shares_weights_and_factors_give_the_score(library: Library, text: str, wishes: dict[str, object]) -> None:
    hits = ask(library, text, **wishes).hits
    assert hits
    for hit in (one for first in hits for one in (first, *first.more)):
        assert hit.score == pytest.approx(added_up(hit), abs=2e-4)


def test_what_moved_a_passage_is_named(library: Library) -> None:
    both = [
        *ask(library, "危险化学品安全管理条例", k=60, understand=False).hits,
        *ask(library, "emergency plan drill", k=60).hits,
    ]
    assert any(("across_languages", ACROSS_LANGUAGES) in hit.parts.factors for hit in both)
    assert any(hit.parts.factors for hit in both if hit.kind is Kind.PLAN)
    for hit in both:
        factors = dict(hit.parts.factors)
        assert factors.get(hit.kind.value) == KINDS.get(hit.kind)
        if hit.kind is Kind.REGULATION:
            assert factors.get(hit.status.value) == STANDING.get(hit.status)
            assert Status.IN_FORCE.value not in factors


def test_each_side_can_be_switched_off(library: Library) -> None:
    words = ask(library, "dust explosion in a grinding shop", semantic=False)
    assert all(hit.parts.cosine is None and hit.parts.keyword_weight == 1 for hit in words.hits)
    meaning = ask(library, "dust explosion in a grinding shop", keyword=False)
    assert all(hit.parts.bm25 == 0 and hit.parts.semantic_weight == 1 for hit in meaning.hits)
    assert meaning.hits[0].score == pytest.approx(1.0, abs=0.2)
    assert not meaning.expansions


@pytest.mark.parametrize("text", ["dust explosion", "粉尘爆炸"])
def test_with_both_sides_off_the_answer_says_so(library: Library, text: str) -> None:
    found = ask(library, text, keyword=False, semantic=False)
    assert not found.hits
    assert not found.relevant
    assert "both switched off" in found.message


def test_meaning_alone_says_that_the_model_knows_no_chinese(library: Library) -> None:
    found = ask(library, "有限空间 2015年", keyword=False)
    assert not found.hits
    assert "does not read the language" in found.message
    assert not found.dropped


@pytest.mark.parametrize(
    ("text", "name"), [("LPG tanker", "液化石油气"), ("液化石油气 卸车", "liquefied petroleum gas")]
)
def test_a_single_expansion_can_be_left_out(library: Library, text: str, name: str) -> None:
    whole = ask(library, text, k=60)
    assert name in {added for _, added in whole.expansions}
    without = ask(library, text, leave_out=(name.upper(),), k=60)
    left = {added for _, added in without.expansions}
    assert left == {added for _, added in whole.expansions} - {name}
    assert not any(name in hit.parts.expansions for hit in without.hits)
    assert any(name in hit.parts.expansions for hit in whole.hits)


def test_all_expansions_can_be_left_out(library: Library) -> None:
    found = ask(library, "液化石油气 卸车", expand=False)
    assert not found.expansions
    assert not any(hit.parts.expansions for hit in found.hits)


@pytest.mark.parametrize(("text", "name"), [("LPG tanker", "liquefied petroleum gas"), ("LPG", "液化石油气")])
def test_a_name_counts_as_found_only_where_all_of_it_stands(library: Library, text: str, name: str) -> None:
    hits = ask(library, text, k=60).hits
    assert any(name in hit.parts.expansions for hit in hits)
    for hit in hits:
        if name in hit.parts.expansions and hit.parts.words:
            found = hit.text.lower()
            assert all(part in found for part in (name.split() if name.isascii() else [name]))
