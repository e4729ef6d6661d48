"""A page's address holds its whole state, and a broken one breaks nothing."""

from __future__ import annotations

from kb.model.document import Kind
from kb.model.result import Filter
from kb.ui.address import DocumentAddress, Parameters, SearchAddress, mark_of


def asked(parameters: Parameters) -> dict[str, list[str]]:
    return {key: [value] if isinstance(value, str) else value for key, value in parameters.items()}


FULL = SearchAddress(
    "盲目施救 & more?",
    Kind.CASE,
    (Filter("country", ("CN", "US")), Filter("year", low=1990), Filter("deaths", low=3, high=10)),
    literal=True,
    shown=30,
)


def test_an_address_is_read_as_it_was_written() -> None:
    assert SearchAddress.read(asked(FULL.parameters())) == FULL
    there = DocumentAddress("CN-REG-03", "art22/p2", mark_of("text"), "facts", 2)
    assert DocumentAddress.read(asked(there.parameters())) == there


def test_senseless_parameters_are_left_out() -> None:
    query = {
        "q": ["fire"],
        "kind": ["poem"],
        "year": ["soon"],
        "deaths": ["-"],
        "n": ["9999999"],
        "planet": ["Mars"],
        "country": [],
    }
    assert SearchAddress.read(query) == SearchAddress("fire")
    assert SearchAddress.read({"n": ["9000"]}).shown == 200
    assert DocumentAddress.read({"v": ["-1"], "id": ["a"]}) == DocumentAddress("a")


def test_a_value_is_chosen_and_given_up_again() -> None:
    narrowed = SearchAddress("fire").toggled("country", "CN").toggled("country", "US")
    assert narrowed.values("country") == ("CN", "US")
    assert narrowed.toggled("country", "CN").toggled("country", "US") == SearchAddress("fire")
    spelled = SearchAddress("fire").toggled("substance", "LPG", "liquefied petroleum gas")
    assert spelled.values("substance") == ("LPG", "liquefied petroleum gas")
    assert spelled.toggled("substance", "LPG", "liquefied petroleum gas") == SearchAddress("fire")


def test_dropping_an_understood_condition_keeps_the_others() -> None:
    year = Filter("year", low=2010, origin="query", words="since 2010")
    left = SearchAddress("drill in China since 2010").without(year)
    assert left.as_words == ("since 2010",)
    assert left.request().as_words == ("since 2010",)
    assert not left.literal
    assert SearchAddress.read(asked(left.parameters())) == left
    assert left.understood_again() == SearchAddress("drill in China since 2010")
    assert left.asking("other words").as_words == ()


def test_dropping_a_chosen_filter_leaves_the_words_alone() -> None:
    chosen = Filter("country", ("CN",))
    assert SearchAddress("drill", filters=(chosen,)).without(chosen) == SearchAddress("drill")


def test_a_new_question_begins_with_the_first_results() -> None:
    assert FULL.asking("gas").shown == 10
    assert FULL.of_kind(None).shown == 10
