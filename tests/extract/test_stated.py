"""What the source states wins; what it leaves unknown is read from its text; the measured quality has a floor."""

from __future__ import annotations

import pytest

from kb.extract import Extractor, case_attributes, stated
from kb.model.attributes import AXES, Attributes, Found, merged
from kb.model.case import CaseCard
from kb.model.document import Level, Role, Section
from kb.model.value import Origin
from kb.settings import PROJECT
from tests.bench.extraction import corpus_documents, in_language, measure, plain


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor.load(PROJECT / "corpus")


def card(**fields: object) -> CaseCard:
    return CaseCard.model_validate({"id": "X-1", "kind": "case", "title": "An accident", **fields})


def test_stated_values_stand_and_only_unknown_attributes_are_filled(extractor: Extractor) -> None:
    told = Section(Level.HEADING, "sequence", text="Chlorine leaked and a fire broke out.", role=Role.SEQUENCE)
    found = case_attributes(card(events=["explosion_dust"]), [told], extractor)
    assert found.codes("event") == ("explosion_dust",)
    assert found["event"][0].origin is Origin.STATED
    assert found.codes("substance") == ("chlorine",)
    assert found["substance"][0].origin is Origin.EXTRACTED


def test_the_title_tells_too(extractor: Extractor) -> None:
    assert case_attributes(card(title="Ammonia leak in a cold store"), [], extractor).codes("substance") == ("ammonia",)
    assert "ammonia" in case_attributes(card(title_zh="某冷库液氨泄漏事故"), [], extractor).codes("substance")


def test_names_of_substances_and_equipment_become_codes(extractor: Extractor) -> None:
    found = stated(
        card(
            substances=[{"name": "liquid chlorine"}, {"name": "X", "cas": "7664-41-7"}, {"name": "Mixture 7"}],
            equipment=["LPG spheres of 1000 m3", "gizmo"],
        ),
        extractor,
    )
    assert found.codes("substance") == ("chlorine", "ammonia", "Mixture 7")
    assert found.codes("equipment") == ("pressure_vessel", "gizmo")
    assert {one.origin for one in found["hazard"]} == {Origin.INFERRED}


def test_causes_go_to_their_axis_and_activities_to_phase_or_activity(extractor: Extractor) -> None:
    causes = [{"code": code} for code in ("corrosion", "operator_error", "no_training", "natural_hazard")]
    found = stated(card(causes=causes, activity=["start_up", "loading"]), extractor)
    assert {name: found.codes(name) for name in AXES.values()} == {
        "cause_plant": ("corrosion",),
        "cause_human": ("operator_error",),
        "cause_organisational": ("no_training",),
        "cause_external": ("natural_hazard",),
    }
    assert found.codes("phase") == ("start_up",)
    assert found.codes("activity") == ("loading",)


def test_an_old_accident_type_gives_the_new_one_where_there_is_but_one(extractor: Extractor) -> None:
    assert stated(card(accident_types_1986=["06"]), extractor)["accident_type"][0].origin is Origin.INFERRED
    assert not stated(card(accident_types_1986=["02"]), extractor)["accident_type"]


def test_a_field_marked_as_extracted_keeps_its_origin(extractor: Extractor) -> None:
    found = stated(card(environment=["night"], origins={"environment": "extracted"}), extractor)
    assert found["environment"][0].origin is Origin.EXTRACTED


def test_an_empty_card_states_nothing(extractor: Extractor) -> None:
    assert not stated(card(), extractor)


def test_merging_takes_whole_attributes() -> None:
    said = Attributes({"event": (Found("fire", Origin.STATED),)})
    read = Attributes({"event": (Found("release", Origin.EXTRACTED),), "phase": (Found("idle", Origin.EXTRACTED),)})
    assert {name: merged(said, read).codes(name) for name in ("event", "phase")} == {
        "event": ("fire",),
        "phase": ("idle",),
    }


@pytest.mark.parametrize(
    ("language", "floors"),
    [
        ("en", {"event": 0.45, "substance": 0.55, "hazard": 0.7, "equipment": 0.5, "response_problem": 0.4}),
        ("zh", {"event": 0.48, "substance": 0.6, "hazard": 0.75, "equipment": 0.4, "cause_plant": 0.45}),
    ],
)
def test_attributes_of_the_corpus_are_read_about_as_well_as_they_were_measured(
    extractor: Extractor, language: str, floors: dict[str, float]
) -> None:
    own = in_language(list(corpus_documents(PROJECT / "corpus" / "cases")), language)
    scores = measure(own, extractor, {name: plain(name) for name in floors})
    for name, floor in floors.items():
        score = scores[name]
        assert 2 * score.right / (score.given + score.true) >= floor, name
