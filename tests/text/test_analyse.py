"""Index terms: stems, pairs, Chinese words and bigrams, numbers with marks, and where each stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.text.analyse import fold, index_terms, index_tokens, words


def test_english_is_stemmed_without_stop_words_and_paired() -> None:
    assert index_terms("What caused the explosions in tanks?") == [
        "caus",
        "explos",
        "tank",
        "caus_explos",
        "explos_tank",
    ]


def test_chinese_gives_words_and_bigrams() -> None:
    terms = index_terms("液化石油气泄漏")
    assert {"液化", "石油气", "泄漏", "化石", "气泄"} <= set(terms)


def test_one_chinese_character_can_be_found() -> None:
    assert "氨" in index_terms("氨")


def test_languages_mix_in_one_text() -> None:
    terms = set(index_terms("使用SCBA进入受限空间"))
    assert {"scba", "空间", "受限"} <= terms
    assert not any("_" in term for term in terms), "words parted by Chinese are no pair"


@pytest.mark.parametrize("number", ["1910.120", "7664-41-7", "11·22", "2013/42"])
def test_numbers_with_marks_stay_findable_whole(number: str) -> None:
    assert number in index_terms(f"see {number}.")


@pytest.mark.parametrize("written", ["11•22", "11‧22", "１１・２２"])
def test_every_middle_dot_is_the_same(written: str) -> None:
    assert "11·22" in index_terms(written)


def test_full_width_and_capitals_are_folded() -> None:
    assert fold("ＬＰＧ") == "lpg"
    assert index_terms("ＬＰＧ") == index_terms("lpg")


@given(st.text(alphabet="aﬁ１液化石油气 SCBA.·-é½㎏", max_size=40))
def test_places_are_inside_the_text_as_given(text: str) -> None:
    for token in index_tokens(text):
        assert 0 <= token.start < token.end <= len(text)


def test_places_point_at_the_word() -> None:
    text = "½ tank ﬁre，液化石油气"
    assert "ﬁre" in [text[t.start : t.end] for t in words(text)]


@given(st.text(alphabet="abS sexploding液化石油气·-.1２_½ﬁ", max_size=60))
def test_the_fast_way_gives_the_same_terms(text: str) -> None:
    assert sorted(index_terms(text)) == sorted(token.term for token in index_tokens(text))
