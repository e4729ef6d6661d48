"""A result list says what was asked, how much was found, and what must be known before a text is cited."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from kb.brief.results import ResultList, result_list
from kb.model.document import Kind, Status
from kb.model.result import SearchRequest, SearchResponse
from kb.model.taxonomy import Taxonomy
from tests.brief.conftest import CASE, DECREE, EXPORTED, hit_of

Honest = Callable[[str], ResultList]


def test_conditions_are_told_in_the_readers_language(honest: Honest) -> None:
    assert honest("en").filters == ("Country: China", "Year: from 2013")
    assert honest("zh").filters == ("国家: 中国", "年份: 2013 起")


def test_titles_and_citations_are_in_the_readers_language(honest: Honest) -> None:
    english, chinese = honest("en").results, honest("zh").results
    assert english[0].title == "Tianjin Port explosions"
    assert chinese[0].title == "天津港8·12特别重大火灾爆炸事故"
    assert english[1].citation == "Coal Mine Safety Regulations (MEM Order 8, 2022-01-06) [digest], Art. 22, p. 7"
    assert chinese[1].citation == "《煤矿安全规程》（应急管理部令第8号，2022-01-06）〔摘编〕第二十二条，第7页"


@pytest.mark.parametrize(("language", "word"), [("en", "SUPERSEDED"), ("zh", "已被新文本取代")])
def test_a_superseded_text_is_warned_of_and_others_are_not(honest: Honest, language: str, word: str) -> None:
    case, decree, plan = honest(language).results
    assert word in decree.warning
    assert "Replaced by MEM Order 17." in decree.warning
    assert "2026-11-23" in decree.warning
    assert (case.warning, plan.warning) == ("", "")


def test_an_article_is_warned_of_where_only_it_is_repealed() -> None:
    card = DECREE.model_copy(update={"status": Status.IN_FORCE, "article_status": {"art22": Status.REPEALED}})
    hit = hit_of(card, "text", "Art. 22")
    response = SearchResponse(
        SearchRequest("x"), (hit, replace(hit, anchor="art23")), "en", counts={Kind.REGULATION: 2}
    )
    repealed, binding = result_list(response, {card.id: card}, Taxonomy({}), "en", EXPORTED).results
    assert repealed.warning.startswith("REPEALED")
    assert (binding.status, binding.warning) == ("in force", "")


def test_a_web_page_is_named_with_the_source_that_it_belongs_to(honest: Honest) -> None:
    case, decree, plan = honest("en").results
    assert case.url == "https://example.org/报告?a={1}"
    assert "Web page: example.org, Copy of the opening part" in case.source
    assert decree.url == "https://example.org/order8"
    assert (plan.source, plan.url) == ("GB/T 29639-2020", "")


def test_what_only_comes_near_stays_out_unless_nothing_else_was_found() -> None:
    hits = tuple(hit_of(CASE, f"text {n}", "Summary") for n in range(5))
    near = SearchResponse(SearchRequest("x"), hits, "en", counts={Kind.CASE: 2}, relevant=False)
    made = result_list(near, {CASE.id: CASE}, Taxonomy({}), "en", EXPORTED)
    assert (len(made.results), made.found) == (2, 2)
    assert made.notes == ("Nothing here is really about that.",)
    other = replace(near, request=SearchRequest("x", kind=Kind.PLAN))
    assert len(result_list(other, {CASE.id: CASE}, Taxonomy({}), "en", EXPORTED).results) == 5
