"""Searching the shipped corpus: what a rescue expert, a plan writer and a trainer would type."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.errors import QueryError
from kb.library import Library
from kb.model.document import Kind, Status
from kb.model.result import Filter, SearchRequest, SearchResponse
from kb.settings import Settings


@pytest.fixture(scope="module")
def library(corpus_library: Path) -> Iterator[Library]:
    opened = Library(Settings(library=corpus_library))
    yield opened
    opened.close()


def ask(library: Library, text: str, **wishes: object) -> SearchResponse:
    return library.search(SearchRequest(text, **wishes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "document"),
    [
        ("tank overfilled, white mist, then explosion", "XX-07"),
        ("nitrogen in a vessel, worker died reaching for tape", "XX-31"),
        ("firefighters killed by ammonium nitrate they did not know about", "CN-01"),
        ("would-be rescuers died one after another in a pit", "CN-38"),
        ("miners found alive after a flood", "CN-33"),
        ("氯气槽车翻车泄漏", "CN-41"),
        ("有限空间盲目施救", "CN-38"),
        ("粉尘爆炸 抛光车间", "CN-04"),
        ("who must drill every half year", "CN-REG-03"),
        ("facility emergency action plan must contain", "US-REG-28"),
        ("事故发生后多长时间内报告", "CN-REG-05"),
        ("有限空间作业监护人员职责", "CN-REG-15"),
    ],
)
def test_the_document_wanted_is_among_the_first_three(library: Library, question: str, document: str) -> None:
    assert document in [hit.document for hit in ask(library, question, k=3).hits]


def test_every_hit_is_cited_and_explained(library: Library) -> None:
    for hit in ask(library, "gas explosion in a drain").hits:
        assert hit.citation.startswith(hit.title)
        assert hit.anchor
        assert hit.parts.words or hit.parts.expansions or hit.parts.cosine
        assert all(0 <= start < end <= len(hit.text) for start, end in hit.highlights)


def test_highlights_are_the_words_asked_for_and_their_other_names(library: Library) -> None:
    hit = ask(library, "LPG road tanker", k=1).hits[0]
    marked = {hit.text[start:end].lower() for start, end in hit.highlights}
    assert any("tanker" in word for word in marked)


def test_an_english_question_finds_chinese_text_through_the_glossary(library: Library) -> None:
    found = ask(library, "液化石油气 卸车 爆炸", k=5)
    assert {"CN-08"} <= {hit.document for hit in found.hits}
    assert ("液化石油气", "liquefied petroleum gas") in found.expansions
    english = ask(library, "blind rescue", k=5, semantic=False)
    assert any(name for hit in english.hits for name in hit.parts.expansions)


def test_kind_restricts_the_hits_but_not_the_counts(library: Library) -> None:
    everything = ask(library, "confined space")
    cases = ask(library, "confined space", kind=Kind.CASE)
    assert {hit.kind for hit in cases.hits} == {Kind.CASE}
    assert cases.counts == everything.counts
    assert len(everything.counts) >= 3


@pytest.mark.parametrize(
    ("wanted", "holds"),
    [
        (Filter("country", ("CN",)), {"CN-03"}),
        (Filter("year", low=2013, high=2013), {"CN-03", "CN-05"}),
        (Filter("kind", ("regulation",)), set()),
        (Filter("accident_type", ("dust_explosion",)), {"CN-04"}),
        (Filter("substance", ("1333-74-0", "Ammonia")), {"CN-05"}),
        (Filter("deaths", low=100), {"CN-05"}),
    ],
)
def test_filters_leave_only_what_fulfils_them(library: Library, wanted: Filter, holds: set[str]) -> None:
    found = {hit.document for hit in ask(library, "explosion fire ammonia dust", filters=(wanted,), k=200).hits}
    assert found
    assert holds <= found
    for document in found:
        card = library.document(document).card
        values = (card.kind.value,) if wanted.name == "kind" else card.facets()[wanted.name]
        if wanted.values:
            assert {str(value).casefold() for value in values} & {value.casefold() for value in wanted.values}
        else:
            assert any((wanted.low or 0) <= int(value) <= (wanted.high or 10**9) for value in values)


def test_years_places_and_deaths_in_the_words_become_visible_filters(library: Library) -> None:
    found = ask(library, "explosion in Shandong after 2012 deaths > 20")
    assert {(one.name, one.low) for one in found.filters if one.low} == {("year", 2013), ("deaths", 21)}
    assert [hit.document for hit in found.hits] == ["CN-03", "CN-14"]
    assert all(one.origin == "query" and one.words for one in found.filters)
    chinese = ask(library, "2019年江苏爆炸")
    assert {one.name for one in chinese.filters} == {"year", "province"}
    assert chinese.hits[0].document == "CN-02"


def test_understanding_can_be_switched_off(library: Library) -> None:
    assert ask(library, "explosion in Shandong after 2012", understand=False).filters == ()


def test_a_condition_that_nothing_fulfils_is_dropped_and_said(library: Library) -> None:
    found = ask(library, "tank explosion in Norway")
    assert found.hits
    assert found.filters == ()
    assert found.dropped == ("in Norway",)
    assert "No document fulfils “in Norway”" in found.message


def test_a_quoted_phrase_stands_word_for_word(library: Library) -> None:
    hits = ask(library, '"white mist"').hits
    assert hits
    assert all("white mist" in hit.text.lower() for hit in hits)
    assert ask(library, '"mist white"').hits == ()


@pytest.mark.parametrize(
    "question", ["quantum chromodynamics lattice gauge", "best pizza recipe", "量子色动力学 格点", "zxqv wvut"]
)
def test_a_question_that_nothing_answers_says_so(library: Library, question: str) -> None:
    found = ask(library, question)
    assert not found.relevant
    assert "Nothing in this library" in found.message


@pytest.mark.parametrize("question", ["", "   ", "?!...", "the of and", "的 了 吗", "‘’“”", "\x00\x01"])
def test_a_question_without_a_word_gets_a_clear_message(library: Library, question: str) -> None:
    found = ask(library, question)
    assert (found.hits, found.relevant) == ((), False)
    assert found.message


@pytest.mark.parametrize(
    "question",
    [
        "explosion " * 1_250,
        "爆炸" * 5_000,
        "'; DROP TABLE passages; --",
        'body:explosion AND NOT (head:"x" OR',
        "explosion~2 ^3 [a TO z] {x} *?",
        '"unclosed phrase about a tank',
        "\ud800 tank",
        "%s %d {0} $HOME `id`",
    ],
)
def test_strange_questions_get_an_answer(library: Library, question: str) -> None:
    assert isinstance(ask(library, question), SearchResponse)


def test_an_unknown_filter_is_an_error_that_lists_the_known_ones(library: Library) -> None:
    with pytest.raises(QueryError, match="no filter 'colour'") as refused:
        ask(library, "fire", filters=(Filter("colour", ("red",)),))
    assert "country" in refused.value.advice


def test_regulations_show_their_standing(library: Library) -> None:
    hits = ask(library, "emergency plan drills", kind=Kind.REGULATION, k=20).hits
    assert {hit.status for hit in hits} <= set(Status) - {Status.NOT_APPLICABLE}
    assert all(hit.digest for hit in hits)


def test_each_side_can_be_switched_off(library: Library) -> None:
    words = ask(library, "tank overfill", semantic=False).hits[0]
    assert words.parts.cosine is None
    meaning = ask(library, "tank overfill", keyword=False).hits[0]
    assert meaning.parts.bm25 == 0.0


def test_excluded_documents_stay_out(library: Library) -> None:
    first = ask(library, "fuel depot overfill").hits[0].document
    assert first not in [hit.document for hit in ask(library, "fuel depot overfill", exclude=(first,), k=50).hits]


def test_the_same_question_gives_the_same_answer(library: Library) -> None:
    one, two = ask(library, "chlorine release"), ask(library, "chlorine release")
    assert [hit.document for hit in one.hits] == [hit.document for hit in two.hits]


def test_facets_count_the_documents_found(library: Library) -> None:
    facets = ask(library, "explosion", kind=Kind.CASE).facets
    assert {count.value for count in facets["country"]} >= {"CN", "US"}
    assert all(count.count > 0 for counts in facets.values() for count in counts)


@pytest.mark.parametrize("question", ["tank overfilled, white mist, then explosion", "冷库氨气泄漏怎么办"])
def test_scores_stand_in_the_order_of_the_hits(library: Library, question: str) -> None:
    scores = [hit.score for hit in ask(library, question, k=20).hits]
    assert scores == sorted(scores, reverse=True)
