"""Similar cases on the shipped corpus."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.compare.weights import PRESETS
from kb.errors import NotFound, QueryError
from kb.library import Library
from kb.model.document import Role
from kb.settings import Settings


@pytest.fixture(scope="module")
def library(corpus_library: Path) -> Iterator[Library]:
    opened = Library(Settings(library=corpus_library))
    yield opened
    opened.close()


def test_a_case_is_not_similar_to_itself_in_its_own_list(library: Library) -> None:
    hits = library.similar("CN-01", 30)
    assert "CN-01" not in [hit.document for hit in hits]
    assert [hit.likeness for hit in hits] == sorted((hit.likeness for hit in hits), reverse=True)
    assert [hit.percent for hit in hits] == sorted((hit.percent for hit in hits), reverse=True)


def test_ammonium_nitrate_disasters_are_alike(library: Library) -> None:
    assert {"XX-11", "XX-08"} & {hit.document for hit in library.similar("CN-01", 4)}


def test_a_description_finds_its_case(library: Library) -> None:
    text = "Petrol ran over the top of a storage tank at a depot, a vapour cloud formed in still air and exploded."
    assert library.similar_to_text(text, 1)[0].document == "XX-07"


def test_a_chinese_description_finds_its_case(library: Library) -> None:
    text = "污水处理池内硫化氢中毒，多人未佩戴防护装备盲目下池施救相继倒下。"
    assert "CN-38" in [hit.document for hit in library.similar_to_text(text, 3)]


@pytest.mark.parametrize("preset", PRESETS)
def test_likeness_is_the_same_from_both_sides(library: Library, preset: str) -> None:
    there = {hit.document: hit.likeness for hit in library.similar("CN-01", 200, preset=preset)}
    for other in ("XX-11", "CN-02", "CN-38"):
        back = {hit.document: hit.likeness for hit in library.similar(other, 200, preset=preset)}
        assert back["CN-01"] == pytest.approx(there[other], abs=1e-3)


def test_a_case_is_most_like_itself(library: Library) -> None:
    for case in ("CN-01", "XX-07", "CN-38"):
        text = "\n\n".join(passage.text for passage in library.document(case).passages)
        first, second = library.similar_to_text(text, 2)
        assert (first.document, first.word) == (case, "very_like")
        assert first.percent > second.percent


@pytest.mark.parametrize(
    ("case", "told"),
    [
        (
            "CN-01",
            "Containers of dangerous goods caught fire in a port warehouse; stored nitrates detonated twice while"
            " firefighters, who were not told what was inside, were at work.",
        ),
        ("CN-01", "港口危险品仓库集装箱起火，消防员不知道箱内存放什么，救火时硝酸铵等发生两次爆炸。"),
        (
            "CN-38",
            "Workers at a sewage works went down into a tank one after another to save a colleague and were"
            " overcome by hydrogen sulphide, without breathing apparatus.",
        ),
        (
            "XX-07",
            "夜间油库一座储罐由管道接收汽油，液位计卡住，独立高液位开关失效，汽油从罐顶溢出约四十分钟，白色油气漫过防火堤"
            "飘出厂外，清晨爆炸，二十多座储罐燃烧数日。无人死亡，四十三人受伤。泡沫和消防废水污染了地下水。",
        ),
    ],
)
def test_a_case_told_in_other_words_or_in_the_other_language_comes_first(
    library: Library, case: str, told: str
) -> None:
    assert library.similar_to_text(told, 1)[0].document == case


def test_severity_alone_makes_no_cases_alike(library: Library) -> None:
    hits = library.similar_to_text("Eleven people died and twenty were injured.", 200)
    assert all(hit.word in ("not_alike", "loosely_like") for hit in hits)


def test_weights_change_the_order_and_are_told_when_wrong(library: Library) -> None:
    plain = [hit.document for hit in library.similar("CN-01", 20)]
    only = [hit.document for hit in library.similar("CN-01", 20, weights={"industry": 10, "event": 0})]
    assert plain != only
    with pytest.raises(QueryError, match="no preset"):
        library.similar("CN-01", preset="nobody")
    with pytest.raises(QueryError, match="weight of event is -1"):
        library.similar_to_text("fire", weights={"event": -1})


def test_the_parts_add_up_to_the_likeness(library: Library) -> None:
    for hit in library.similar("CN-01", 84):
        assert sum(part.adds for part in hit.parts) == pytest.approx(hit.likeness, abs=1e-3)
        assert sum(part.share for part in hit.parts) == pytest.approx(1, abs=1e-3)


def test_cases_are_compared_part_by_part_by_words_and_by_meaning(library: Library) -> None:
    hit = library.similar("CN-01", 1)[0]
    roles = {one.role: one for one in hit.roles}
    assert {Role.SEQUENCE, Role.CAUSES, Role.LESSONS} <= set(roles)
    known = [one.meaning for one in hit.roles if one.meaning is not None]
    assert next(part.cosine for part in hit.parts if part.name == "roles") == pytest.approx(
        sum(known) / len(known), abs=1e-3
    )
    assert any(one.words > 0 for one in hit.roles)


def test_a_description_has_no_parts_to_compare(library: Library) -> None:
    for hit in library.similar_to_text("Ammonia leaked in a cold store and three workers died.", 3):
        assert not hit.roles
        assert "roles" not in {part.name for part in hit.parts}


def test_reasons_are_told_in_both_languages(library: Library) -> None:
    hit = library.similar("CN-38", 1)[0]
    assert 0 < len(hit.reasons) == len(hit.reasons_zh) <= 3
    assert all(": " in one for one in hit.reasons)
    assert all("：" in one for one in hit.reasons_zh)


def test_hits_give_reasons_and_say_when_deaths_are_unknown(library: Library) -> None:
    hits = library.similar("CN-03", 23)
    assert all(hit.reasons for hit in hits[:5])
    assert all(hit.deaths is None or hit.deaths >= 0 for hit in hits)


def test_only_cases_can_be_compared(library: Library) -> None:
    with pytest.raises(QueryError, match="is a regulation, not a case"):
        library.similar("CN-REG-03")
    with pytest.raises(NotFound):
        library.similar("CN-999")
    with pytest.raises(QueryError, match="no word"):
        library.similar_to_text("?!")


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "no word"), ("  \n", "no word"), ("!!! ???", "no word"), ("Взрыв пыли на сахарном заводе", "script")],
)
def test_a_description_that_cannot_be_read_is_told_why(library: Library, text: str, said: str) -> None:
    with pytest.raises(QueryError, match=said) as raised:
        library.similar_to_text(text)
    assert raised.value.advice


def test_a_description_in_another_language_is_compared_by_what_is_known_and_likens_little(library: Library) -> None:
    hits = library.similar_to_text("Explosion d'ammoniac dans un entrepôt frigorifique, trois morts et des blessés")
    assert all(hit.percent < 50 for hit in hits)
    assert {part.name for hit in hits for part in hit.parts} <= {"words", "topics", "attributes"}


def test_markup_and_formulas_in_a_description_are_words_only(library: Library) -> None:
    assert library.similar_to_text('=HYPERLINK("http://b") <script>ammonia</script> [gas](x)')
