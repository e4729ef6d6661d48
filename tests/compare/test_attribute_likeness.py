"""Likeness by attributes and its weights."""

from __future__ import annotations

import pytest

from kb.catalogue.attributes import Codes
from kb.compare.attributes import AttributeSpace
from kb.compare.weights import PRESETS, weights_of
from kb.errors import QueryError
from kb.model.taxonomy import Taxonomy
from kb.settings import Settings


def coded(**values: str) -> Codes:
    return {name: tuple((code, "s", 1.0) for code in codes.split()) for name, codes in values.items()}


CASES = {
    1: coded(event="release_gas explosion", equipment="tank", consequence="fatalities"),
    2: coded(event="release_gas", equipment="tank"),
    3: coded(event="fire_pool", consequence="fatalities"),
    4: coded(activity="maintenance"),
}


@pytest.fixture(scope="module")
def space() -> AttributeSpace:
    return AttributeSpace(CASES, Taxonomy.load(Settings().corpus / "taxonomy"))


@pytest.mark.parametrize("preset", PRESETS)
def test_a_case_is_most_like_itself_and_likeness_is_symmetric(space: AttributeSpace, preset: str) -> None:
    weights = weights_of(preset)
    all_pairs = {one: space.compare(codes, weights).overall for one, codes in CASES.items()}
    for one, likeness in all_pairs.items():
        assert all(likeness[one] > value for other, value in likeness.items() if other != one)
        assert all(likeness[other] == pytest.approx(all_pairs[other][one]) for other in CASES)


def test_leaving_out_an_attribute_unknown_to_both_changes_nothing(space: AttributeSpace) -> None:
    weights = weights_of()
    without = weights_of(changed={"substance": 0})
    assert space.compare(CASES[1], weights).overall == space.compare(CASES[1], without).overall


def test_the_same_severity_alone_makes_no_cases_alike(space: AttributeSpace) -> None:
    assert space.compare(CASES[1], weights_of()).overall[3] < 0.35


def test_wrong_presets_and_weights_are_told() -> None:
    for arguments in (("nobody", None), ("rescue", {"colour": 1}), ("rescue", {"event": float("nan")})):
        with pytest.raises(QueryError):
            weights_of(*arguments)
