"""The glossary: what it finds in a question, and which other names it gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.errors import ContentError
from kb.settings import PROJECT
from kb.text.glossary import Concept, Glossary


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    return Glossary.load(PROJECT / "corpus" / "glossary" / "glossary.csv")


def names(glossary: Glossary, text: str) -> set[str]:
    return {name for mention in glossary.mentions(text) for _, name in mention.others()}


def test_abbreviations_synonyms_and_translations(glossary: Glossary) -> None:
    assert {"liquefied petroleum gas", "液化石油气"} <= names(glossary, "LPG leak at a filling station")
    assert "空气呼吸器" in names(glossary, "wearing SCBA")


def test_chinese_questions_get_english_names(glossary: Glossary) -> None:
    assert "blind rescue" in names(glossary, "有限空间盲目施救案例")


def test_plural_and_case_do_not_matter(glossary: Glossary) -> None:
    (one,), (many,) = glossary.mentions("dust explosion"), glossary.mentions("Dust Explosions")
    assert one.concept is many.concept


def test_the_longest_name_wins() -> None:
    small = Glossary((Concept(("gas",), ("气体",)), Concept(("gas explosion",), ("瓦斯爆炸",))))
    assert [mention.words for mention in small.mentions("a gas explosion")] == ["gas explosion"]
    assert [mention.words for mention in small.mentions("瓦斯爆炸")] == ["瓦斯爆炸"]


def test_a_row_without_translation_is_an_error_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "glossary.csv"
    path.write_text("en,zh,en_synonyms,zh_synonyms,code\nammonia,氨,,,\nchlorine,,,,\n", encoding="utf-8")
    with pytest.raises(ContentError, match="line 3"):
        Glossary.load(path)


def test_words_of_one_stem_are_different_things(glossary: Glossary) -> None:
    assert not {"炸药", "爆炸物"} & names(glossary, "tank explosion")
