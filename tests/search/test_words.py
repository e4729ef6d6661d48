"""Exact keyword scores: BM25 by its formula, with pairs of adjacent words, in both languages."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from kb.index.forward import ForwardIndex
from kb.search.words import HEADINGS, K1, NEIGHBOURS, PAIRS, B, WordQuery, rarity_in, scores
from kb.text.analyse import index_terms
from kb.text.sequence import sequence


def ranked(folder: Path, question: str, texts: dict[int, str], heads: dict[int, str] | None = None) -> dict[int, float]:
    """Scores by key, with the frequencies of the texts themselves."""
    index = ForwardIndex(folder)
    index.add(
        (key, key, "case", "en", key, sequence(text), sequence((heads or {}).get(key, "")))
        for key, text in texts.items()
    )
    index.commit()
    terms = {term: 1.0 for term in index_terms(question) if "_" not in term}
    holding = {term: sum(term in index_terms(text) for text in texts.values()) for term in terms}
    query = WordQuery.of(terms, sequence(question), rarity_in(lambda term: holding[term], len(texts)))
    passages = index.get(texts)
    return dict(zip(passages.ids.tolist(), scores(query, passages, index.mean_length).tolist(), strict=True))


def test_a_score_is_bm25_by_its_formula(tmp_path: Path) -> None:
    found = ranked(tmp_path, "valve", {1: "valve valve pump", 2: "pump tank tank", 3: "tank"})
    rarity = math.log(1 + (3 - 1 + 0.5) / (1 + 0.5))
    norm = K1 * (1 - B + B * 3 / (7 / 3))
    assert found[1] == pytest.approx(rarity * 2 * (K1 + 1) / (2 + norm), rel=1e-5)
    assert found[2] == found[3] == 0.0


def test_adjacent_words_count_more_than_scattered_ones_and_order_matters(tmp_path: Path) -> None:
    texts = {1: "the relief valve stuck", 2: "the valve for relief stuck", 3: "nothing of the kind stuck"}
    found = ranked(tmp_path, "relief valve", texts)
    assert found[1] > found[2] > found[3] == 0.0
    word = math.log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    share = (K1 + 1) / (1 + K1 * (1 - B + B * 3 / (9 / 3)))
    assert found[1] - found[2] == pytest.approx((PAIRS + NEIGHBOURS) * 2 * word * share, rel=0.3)


def test_stop_words_between_two_words_part_neighbours_but_not_content_pairs(tmp_path: Path) -> None:
    texts = {1: "a board of directors", 2: "a board directors", 3: "a board, two directors", 4: "pump"}
    found = ranked(tmp_path, "board of directors", texts)
    assert found[1] > found[2] > found[3] > found[4]


def test_a_word_in_the_headings_counts_for_less_than_in_the_text(tmp_path: Path) -> None:
    found = ranked(tmp_path, "sump", {1: "sump here", 2: "pump here", 3: "tank here"}, {2: "sump"})
    assert found[1] > found[2] > found[3] == 0.0
    assert found[2] == pytest.approx(HEADINGS * math.log(1 + (3 - 1 + 0.5) / 1.5), rel=1e-5)


def test_chinese_is_scored_by_character_pairs_and_their_neighbours(tmp_path: Path) -> None:
    texts = {1: "有限空间作业应当检测", 2: "空间有限，应当作业", 3: "储罐着火"}
    found = ranked(tmp_path, "有限空间作业", texts)
    assert found[1] > found[2] > found[3] == 0.0


def test_no_words_and_no_passages_give_no_scores(tmp_path: Path) -> None:
    assert ranked(tmp_path / "a", "", {1: "valve"}) == {1: 0.0}
    assert ranked(tmp_path / "b", "valve", {}) == {}


def test_a_word_that_question_and_text_write_with_a_capital_counts_more(tmp_path: Path) -> None:
    texts = {1: "the fund pays the operator each year", 2: "the Fund pays the Operator each year"}
    found = ranked(tmp_path / "named", "What does the Operator of a Fund get?", texts)
    assert found[2] > found[1] > 0
    found = ranked(tmp_path / "plain", "what does the operator get?", texts)
    assert found[1] == found[2] > 0
