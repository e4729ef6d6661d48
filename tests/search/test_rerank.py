"""A cross-encoder named in the settings judges the first passages of a search, and says so."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from pathlib import Path

import pytest

from kb.cli.explaining import arithmetic
from kb.errors import ModelError
from kb.library import Library
from kb.model.result import Hit, SearchRequest, SearchResponse
from kb.search.rerank import JUDGED, WEIGHT
from kb.settings import Settings
from tests.conftest import build_reranker

QUESTIONS = [("tank fire", "foam"), ("车间爆炸事故", "粉")]


@pytest.fixture(scope="module")
def cross_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_reranker(tmp_path_factory.mktemp("reranker") / "model", ["foam", "粉"])


@pytest.fixture(scope="module")
def library(corpus_library: Path, cross_encoder: Path) -> Iterator[Library]:
    opened = Library(Settings(library=corpus_library, reranker=str(cross_encoder)))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def plain(corpus_library: Path) -> Iterator[Library]:
    opened = Library(Settings(library=corpus_library))
    yield opened
    opened.close()


def ask(library: Library, text: str, **wishes: object) -> SearchResponse:
    return library.search(SearchRequest(text, **wishes))  # type: ignore[arg-type]


def passages(response: SearchResponse) -> list[Hit]:
    return [one for hit in response.hits for one in (hit, *hit.more)]


def preferred(hit: Hit, word: str) -> bool:
    return word in " ".join((*hit.path, hit.text)).lower()


@pytest.mark.parametrize(("question", "word"), QUESTIONS)
def test_what_the_model_prefers_moves_up_among_the_passages_judged(
    library: Library, plain: Library, question: str, word: str
) -> None:
    before, after = ask(plain, question, k=60), ask(library, question, k=60)
    assert {hit.document for hit in before.hits} == {hit.document for hit in after.hits}
    assert sum(preferred(hit, word) for hit in after.hits[:5]) > sum(preferred(hit, word) for hit in before.hits[:5])
    judged = [hit for hit in passages(after) if hit.parts.judgement is not None]
    assert 0 < len(judged) <= JUDGED
    for hit in judged:
        assert hit.parts.judgement == pytest.approx(0.88 if preferred(hit, word) else 0.12, abs=0.01)
    others = [hit.score for hit in passages(after) if hit.parts.judgement is None]
    assert min(hit.score for hit in judged) >= max(others)


@pytest.mark.parametrize(("question", "word"), QUESTIONS)
def test_the_score_can_be_added_up_from_its_parts(library: Library, question: str, word: str) -> None:
    found = ask(library, question)
    for hit in passages(found):
        parts = hit.parts
        fused = parts.keyword_weight * parts.keyword + parts.semantic_weight * (parts.semantic or 0.0)
        fused *= prod(factor for _, factor in parts.factors)
        assert parts.rerank_weight == (0.0 if parts.judgement is None else WEIGHT)
        judged = parts.rerank_weight * (parts.rerank or 0.0)
        assert hit.score == pytest.approx((1 - parts.rerank_weight) * fused + judged, abs=3e-4)
        told = "0.50 × " in arithmetic(hit) and "(reranking model: 0." in arithmetic(hit)
        assert told == (parts.judgement is not None)
    scores = [hit.score for hit in found.hits]
    assert scores == sorted(scores, reverse=True)
    assert found.rerank_seconds
    assert found.seconds > found.rerank_seconds


@pytest.mark.parametrize(("question", "word"), QUESTIONS)
def test_it_can_be_switched_off_for_one_search(library: Library, plain: Library, question: str, word: str) -> None:
    off = ask(library, question, rerank=False)
    assert [hit.document for hit in off.hits] == [hit.document for hit in ask(plain, question).hits]
    assert off.rerank_seconds is None
    assert all(hit.parts.judgement is None for hit in off.hits)


def test_what_a_question_names_stays_in_front(library: Library) -> None:
    first = ask(library, "安全生产法第八十二条").hits[0]
    assert first.parts.judgement is None
    assert first.document == ask(library, "安全生产法第八十二条", rerank=False).hits[0].document


def test_a_model_of_english_leaves_chinese_questions_and_passages_alone(
    corpus_library: Path, plain: Library, tmp_path: Path
) -> None:
    folder = build_reranker(tmp_path / "english", ["foam"])
    (folder / "precedent.toml").write_text('languages = ["en"]', encoding="utf-8")
    english = Library(Settings(library=corpus_library, reranker=str(folder)))
    chinese = ask(english, "车间爆炸事故")
    assert [hit.score for hit in chinese.hits] == [hit.score for hit in ask(plain, "车间爆炸事故").hits]
    judged = [hit for hit in passages(ask(english, "blind rescue", k=60)) if hit.parts.judgement is not None]
    assert {hit.language for hit in judged} <= {"en", "mul"}
    english.close()


def test_a_wrong_name_is_an_error_of_the_search_and_of_nothing_else(corpus_library: Path) -> None:
    library = Library(Settings(library=corpus_library, reranker="/nowhere/model"))
    with pytest.raises(ModelError, match="no such folder"):
        ask(library, "tank fire")
    assert ask(library, "tank fire", rerank=False).hits
    assert library.similar("CN-01")
    library.close()
