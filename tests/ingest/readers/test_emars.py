"""An eMARS report keeps its whole story, its codes become the taxonomy's, and what it does not say stays unknown."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from ingest.readers.emars import EmarsReader
from ingest.readers.emars_codes import CODES
from kb.errors import ContentError, ReadError
from kb.model.block import BlockKind, RawDocument
from kb.model.cards import card_of
from kb.model.case import CaseCard
from kb.model.document import Kind, Role
from kb.model.taxonomy import Taxonomy
from kb.model.value import Known, Origin
from kb.settings import Limits, Settings

DETAILS = (
    "Establishment total at risk",
    "immediate fatalities",
    "subsequent fatalities",
    "hospitalizing injuries",
    "other serious injuries",
    "health monitoring",
)


def tick(description: str, **more: Any) -> dict[str, Any]:
    return {"IsChecked": True, "ItemId": "1", "ItemDescription": description, **more}


def details(*figures: int) -> list[dict[str, Any]]:
    return [tick(name, Quantity=figure) for name, figure in zip(DETAILS, figures, strict=True)]


def report() -> dict[str, Any]:
    """An invented report in the database's form."""
    return {
        "Type": [0],
        "Data": {
            "AccidentVersion": {
                "AccidentId": ["12345678-1234-1234-1234-1234567890ab"],
                "Accident_ID": [9001],
                "StartDate": ["05-07-1999"],
                "StartDateTime": ["1999-07-05T08:30:00"],
                "EndDate": ["06-07-1999"],
                "LastUpdateDate": ["2010-02-03T10:00:00.5"],
                "EventType": ["Major Accident"],
                "IndustryType": ["Mining activities (tailings &amp; processes)"],
                "Country_ISO2": {},
                "ContactPerson": ["Jane Doe"],
                "LastUser": {"Name": ["John"], "Surname": ["Smith"]},
                "Translation": {
                    "Title": ["Spill of solvent &amp; fire"],
                    "PlantName": {},
                    "LessonsLearned": [
                        "&lt;ul&gt;&lt;li&gt;Fit an alarm.&lt;/li&gt;&lt;li&gt;Train crews.&lt;/li&gt;&lt;/ul&gt;"
                    ],
                    "EmergencyResponce_Descr": ["not given&lt;br&gt;"],
                    "ConfidentialDescription": ["The owner asked not to be named."],
                },
            },
            "AccidentDescription_Tab": {
                "AccidentDescription": {
                    "DominoEffects": [True],
                    "NatechEvents": [False],
                    "Translation": {
                        "AccidentDescription": [
                            "&lt;p&gt;A tank overflowed at &amp;lt; 60 &amp;deg;C.&lt;/p&gt;\n"
                            "&lt;p&gt;Vapour&lt;br&gt;&lt;br&gt;caught fire.&lt;/p&gt;"
                        ]
                    },
                },
                "ADReleaseInitiating": [tick("fluid release to ground")],
                "ADFireMajors": [tick("pool fire (burning pool of liquid, contained or uncontained)")],
                "ADExplosionMajors": [{**tick("dust explosion"), "IsChecked": False}],
            },
            "SiteAndInstallation_Tab": {
                "AccidentSiteAndInstallation": {"Translation": {"Site_Description": ["Plain text.\nSecond line."]}},
                "SiteStorageMajors": [
                    tick("other", EquipmentType={"Description": "container; pressurised (bullet, sphere)"})
                ],
            },
            "SubstancesInvolved_Tab": {
                "SubstancesInvolved": [
                    {
                        "Substance": "Chlorine",
                        "CASNumber": "07782-50-5",
                        "Directly_Involved": 0.2,
                        "Total_Quantity": -1,
                    },
                    {"Substance": "Mixture", "CASNumber": "CAS Number"},
                    {"Substance": "Propane", "CASNumber": "74-94-6"},
                ],
            },
            "Causes_Tab": {
                "CausesPlantEquipments": [tick("corrosion/fatigue")],
                "CausesHumans": [tick("operator error", CauseType={"Description": "inadequate"})],
            },
            "Consequence_Tab": {
                "HumanOnSite": [tick("Fatalities", Quantity=2), tick("Injuries", Effect="some")],
                "HumanOffSite": [],
                "DetailHumanOnSite": details(-1, 2, 1, 0, 0, 0),
                "DetailHumanOffSite": details(0, 0, 0, 0, 0, 0),
                "DetailHumanEmergency": details(0, 1, 0, 0, 0, 0),
            },
            "EmergencyResponse_Tab": {"EmergencyResponses": [tick("Evacuation", Effect="school", Quantity=0)]},
        },
    }


def read(folder: Path, content: dict[str, Any]) -> RawDocument:
    path = folder / "report.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    reader = EmarsReader()
    assert reader.accepts(path, path.read_bytes()[:65_536])
    (document,) = reader.read(path, Limits())
    return document


def card(document: RawDocument) -> CaseCard:
    found = card_of(Kind.CASE, document.meta)
    assert isinstance(found, CaseCard)
    Taxonomy.load(Settings().corpus / "taxonomy").check(found)
    return found


def section(document: RawDocument, role: Role) -> list[str]:
    told: list[str] = []
    inside = False
    for block in document.blocks:
        if block.kind is BlockKind.HEADING:
            inside = block.role is role
        elif inside:
            told.append(block.text)
    return told


def test_a_report_becomes_a_case_card(tmp_path: Path) -> None:
    case = card(read(tmp_path, report()))
    assert (case.id, case.title) == ("emars-9001", "Spill of solvent & fire")
    assert (case.occurrence.date, case.occurrence.time, case.occurrence.end) == ("1999-07-05", "08:30", "1999-07-06")
    assert (case.place.country, case.edition, case.report_kind) == ("", "2010-02-03", "major accident")
    assert case.industry == "Mining activities (tailings & processes)"
    assert case.events == ("release_liquid", "release_ground", "fire_pool", "domino")
    assert [step.code for step in case.chain] == ["release_liquid", "release_ground", "fire_pool"]
    assert case.activity == ("storage",)
    assert case.equipment == ("container; pressurised",)
    (source,) = case.sources
    assert (source.publisher, source.licence) == (
        "European Commission, Joint Research Centre, eMARS",
        "Commission Decision 2011/833/EU",
    )


def test_causes_are_codes_with_the_reports_words_and_alternatives_are_inferred(tmp_path: Path) -> None:
    causes = card(read(tmp_path, report())).causes
    assert [(cause.code, cause.evidence, cause.origin) for cause in causes] == [
        ("corrosion", "corrosion/fatigue", Origin.INFERRED),
        ("fatigue_crack", "corrosion/fatigue", Origin.INFERRED),
        ("operator_error", "operator error (inadequate)", Origin.STATED),
    ]


def test_a_substance_has_a_cas_number_only_where_its_check_digit_is_right(tmp_path: Path) -> None:
    document = read(tmp_path, report())
    chlorine, mixture, propane = card(document).substances
    assert (chlorine.cas, chlorine.quantity) == ("7782-50-5", "0.2 t directly involved")
    assert (mixture.cas, mixture.quantity) == (None, "")
    assert propane.cas is None
    assert any("74-94-6" in note for note in document.notes)


def test_casualties_are_summed_from_parts_that_are_given(tmp_path: Path) -> None:
    document = read(tmp_path, report())
    casualties = card(document).casualties
    deaths, summary = casualties.deaths
    assert (deaths.value, summary.value) == (4, 2)
    assert deaths.note == (
        "sum of on site immediate fatalities 2, on site subsequent fatalities 1, "
        "emergency personnel immediate fatalities 1"
    )
    assert casualties.responders_dead[0].value == 1
    assert casualties.injured[0].state is Known.UNKNOWN
    assert "injured: ticked, but without a figure; left unknown" in document.notes


def test_zeros_that_the_form_fills_in_are_not_figures(tmp_path: Path) -> None:
    content = report()
    content["Data"]["Consequence_Tab"] = {"DetailHumanOnSite": details(-1, 0, 0, 0, 0, 0)}
    casualties = card(read(tmp_path, content)).casualties
    assert casualties.deaths[0].state is Known.UNKNOWN
    assert casualties.injured[0].state is Known.UNKNOWN


def test_the_story_is_kept_paragraph_by_paragraph_under_its_roles(tmp_path: Path) -> None:
    document = read(tmp_path, report())
    assert section(document, Role.SEQUENCE)[:2] == ["A tank overflowed at < 60 °C.", "Vapour"]
    assert section(document, Role.SEQUENCE)[2] == "caught fire."
    assert section(document, Role.SITE)[:2] == ["Plain text.", "Second line."]
    assert section(document, Role.LESSONS) == ["Fit an alarm.", "Train crews."]


def test_ticked_fields_stand_after_the_story_and_are_marked(tmp_path: Path) -> None:
    document = read(tmp_path, report())
    last = section(document, Role.SEQUENCE)[-1]
    assert last == (
        "Coded fields: initiating event, release: fluid release to ground; "
        "major event, fire: pool fire (burning pool of liquid, contained or uncontained)."
    )
    assert section(document, Role.RESPONSE) == ["Coded fields: response: Evacuation (school)."]


def test_persons_and_what_is_confidential_are_left_out(tmp_path: Path) -> None:
    document = read(tmp_path, report())
    everything = repr(document.blocks) + repr(document.meta)
    for secret in ("Jane", "Smith", "owner asked"):
        assert secret not in everything
    assert "a description that the report marks confidential was left out" in document.notes


def test_scripts_in_a_story_are_no_text(tmp_path: Path) -> None:
    content = report()
    story = "&lt;p&gt;储罐起火。&lt;script&gt;alert(1)&lt;/script&gt;&lt;/p&gt;"
    content["Data"]["AccidentDescription_Tab"]["AccidentDescription"]["Translation"]["AccidentDescription"] = [story]
    assert section(read(tmp_path, content), Role.SEQUENCE)[0] == "储罐起火。"


def test_every_code_of_the_table_is_in_the_taxonomy() -> None:
    lists = Taxonomy.load(Settings().corpus / "taxonomy").lists
    table = tomllib.loads(CODES.read_text(encoding="utf-8"))
    for group, name in (("events", "events"), ("causes", "causes"), ("activity", "activities")):
        used = {code for items in table[group].values() for codes in items.values() for code in codes}
        assert used <= lists[name].keys()
    assert set(table["flags"].values()) <= lists["events"].keys()


def test_other_json_is_not_accepted_and_broken_reports_are_refused(tmp_path: Path) -> None:
    assert not EmarsReader().accepts(tmp_path / "a.json", b'{"name": "x"}')
    path = tmp_path / "cut.json"
    path.write_text(json.dumps(report())[:500], encoding="utf-8")
    with pytest.raises(ReadError, match=r"cut\.json: not valid JSON"):
        list(EmarsReader().read(path, Limits()))
    path.write_text('{"Data": {"AccidentVersion": {}}}', encoding="utf-8")
    with pytest.raises(ContentError, match="Accident_ID"):
        list(EmarsReader().read(path, Limits()))
