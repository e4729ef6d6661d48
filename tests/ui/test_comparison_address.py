"""The address of a comparison keeps its columns and how they are looked at."""

from __future__ import annotations

from kb.ui.comparison_address import ComparisonAddress


def test_an_address_comes_back_as_it_was_written() -> None:
    for address in (
        ComparisonAddress(),
        ComparisonAddress(("CN-01", "XX-11"), only=True),
        ComparisonAddress(("CN-01", "XX-11", "案例-3"), pinned="XX-11", folded=("people", "lessons")),
        ComparisonAddress(("report, part 1", "CN-01")),
    ):
        query = {key: [value] if isinstance(value, str) else value for key, value in address.parameters().items()}
        assert ComparisonAddress.read(query) == address


def test_cases_stand_in_one_parameter_that_can_be_typed() -> None:
    assert ComparisonAddress(("CN-01", "CN-02")).parameters() == {"cases": "CN-01,CN-02"}
    assert ComparisonAddress.read({"cases": [" CN-01, CN-02,"]}).cases == ("CN-01", "CN-02")


def test_a_pinned_case_is_the_first_column_and_stays_it() -> None:
    address = ComparisonAddress(("A", "B", "C")).pinning("C")
    assert address.columns == ("C", "A", "B")
    assert address.moved("B", -1).columns == ("C", "B", "A")
    assert address.moved("A", -1).columns == ("C", "A", "B")
    assert address.pinning("C").columns == ("C", "A", "B")
    assert address.pinning("C").pinned == ""


def test_a_dropped_case_is_not_pinned_any_more_and_an_added_one_comes_last() -> None:
    address = ComparisonAddress(("A", "B"), pinned="B", only=True)
    assert address.without("B") == ComparisonAddress(("A",), only=True)
    assert address.adding("C").columns == ("B", "A", "C")
    assert ComparisonAddress.read({"cases": ["A,B"], "pin": ["Z"]}).pinned == ""


def test_a_section_is_folded_and_opened_again() -> None:
    shut = ComparisonAddress(("A", "B")).folding("people").folding("course")
    assert shut.folded == ("people", "course")
    assert shut.folding("people").folded == ("course",)
