"""What a text tells is found with its sentence; what it denies, fears or only resembles is not."""

from __future__ import annotations

import time

import pytest

from kb.extract import Extractor
from kb.model.attributes import LISTS, Attributes
from kb.model.document import Level, Role, Section
from kb.model.value import Origin
from kb.settings import PROJECT


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor.load(PROJECT / "corpus")


ENGLISH = (
    "During start-up a pump seal failed and propane leaked. The vapour cloud exploded and a jet fire followed. "
    "The fire brigade evacuated the residents and cooled the adjacent tanks with water. "
    "Two workers died because they entered the pit without breathing apparatus to rescue a colleague. "
    "No gas test had been made. The inspection found corrosion of the pipe; the procedure was inadequate."
)
CHINESE = (
    "检修期间，球罐底部阀门泄漏，液化石油气扩散后发生爆炸，随后引发火灾。企业未进行气体检测，工人未佩戴空气呼吸器下池，"
    "其他人盲目施救，相继中毒。消防救援队伍到场后疏散群众、冷却相邻储罐。管道腐蚀穿孔，操作人员违章作业。"
)


@pytest.mark.parametrize(
    ("text", "attribute", "code"),
    [
        (ENGLISH, "event", "release_gas"),
        (ENGLISH, "event", "explosion_vcloud"),
        (ENGLISH, "substance", "propane"),
        (ENGLISH, "hazard", "flam_gas_1a"),
        (ENGLISH, "equipment", "pump"),
        (ENGLISH, "phase", "start_up"),
        (ENGLISH, "cause_plant", "corrosion"),
        (ENGLISH, "cause_organisational", "poor_procedure"),
        (ENGLISH, "response_action", "evacuation"),
        (ENGLISH, "response_problem", "no_scba"),
        (ENGLISH, "response_problem", "blind_rescue"),
        (ENGLISH, "response_problem", "no_gas_test"),
        (ENGLISH, "consequence", "deaths"),
        (CHINESE, "event", "release_gas"),
        (CHINESE, "event", "poisoning"),
        (CHINESE, "substance", "lpg"),
        (CHINESE, "hazard", "flam_gas_1a"),
        (CHINESE, "equipment", "pressure_vessel"),
        (CHINESE, "phase", "maintenance"),
        (CHINESE, "cause_plant", "corrosion"),
        (CHINESE, "cause_human", "procedure_not_followed"),
        (CHINESE, "response_action", "evacuation"),
        (CHINESE, "response_problem", "blind_rescue"),
        (CHINESE, "response_problem", "no_gas_test"),
        (CHINESE, "response_problem", "no_scba"),
    ],
)
def test_what_is_told_is_found_with_the_sentence_that_tells_it(
    extractor: Extractor, text: str, attribute: str, code: str
) -> None:
    found = {one.code: one for one in extractor.attributes(text)[attribute]}
    assert code in found
    assert found[code].sentence
    assert found[code].sentence in text
    assert found[code].origin is (Origin.INFERRED if attribute == "hazard" else Origin.EXTRACTED)
    assert 0 < found[code].weight <= 1


@pytest.mark.parametrize(
    "text",
    [
        "No fire occurred.",
        "There was no fire or explosion.",
        "The tank could have exploded.",
        "The measure prevented an explosion.",
        "A fire did not occur.",
        "The fire brigade came with a fire engine and a fire extinguisher.",
        "The fire department checked the fire alarm.",
        "The lamp was explosion-proof and below the lower explosive limit.",
        "There was a risk of explosion.",
        "未发生爆炸，未造成火灾。",
        "消防队到场，消防员检查了灭火器和火灾自动报警系统。",
        "采用防爆电器，浓度低于爆炸下限。",
        "可能发生爆炸。",
        "及时关阀避免了火灾。",
    ],
)
def test_what_did_not_happen_is_no_event(extractor: Extractor, text: str) -> None:
    codes = extractor.attributes(text).codes("event")
    assert not [code for code in codes if code.startswith(("fire", "explosion"))]


@pytest.mark.parametrize(
    ("text", "code", "found"),
    [
        ("天然气在密闭空间聚集后爆炸。", "confined_space_entry", False),
        ("工人进入密闭空间作业时中毒。", "confined_space_entry", True),
        ("使用非防爆破碎锤作业产生火花。", "blasting_work", False),
        ("爆破作业时飞石伤人。", "blasting_work", True),
    ],
)
def test_gas_in_a_closed_space_is_no_entry_and_a_breaker_no_blasting(
    extractor: Extractor, text: str, code: str, *, found: bool
) -> None:
    assert (code in extractor.attributes(text).codes("activity")) is found


def test_a_denial_ends_with_its_clause(extractor: Extractor) -> None:
    assert "fire" in extractor.attributes("No one was hurt, but a fire broke out.").codes("event")
    assert "fire" in extractor.attributes("未发生爆炸，但引发火灾。").codes("event")


def test_the_kind_is_given_without_what_lies_above_it(extractor: Extractor) -> None:
    codes = extractor.attributes("A dust explosion destroyed the silo after sugar dust exploded.").codes("event")
    assert "explosion_dust" in codes
    assert "explosion" not in codes


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Contents: CAS 7782-50-5.", "chlorine"),
        ("The drum bore UN 1005 on its label.", "ammonia"),
        ("货物标签为CAS 7664-41-7。", "ammonia"),
        ("桶内为ＣＡＳ ７７８２－５０－５。", "chlorine"),
        ("Intermediate 60-51-5 leaked.", "60-51-5"),
    ],
)
def test_registry_numbers_name_a_substance(extractor: Extractor, text: str, code: str) -> None:
    assert code in extractor.attributes(text).codes("substance")


def test_a_number_with_a_wrong_check_digit_is_no_substance(extractor: Extractor) -> None:
    assert not extractor.attributes("Order 60-51-6 and phone 12-34-5 of 1999-12-1.")["substance"]


def test_a_text_that_tells_nothing_leaves_all_unknown(extractor: Extractor) -> None:
    for text in ("", "   \n\n", "...", "Le chat dort sur la table.", "\x00\u202e"):
        attributes = extractor.attributes(text)
        assert not attributes
        assert attributes.unknown() == tuple(LISTS)
    assert not extractor.attributes([])


def test_lessons_tell_of_no_event_and_an_address_is_kept(extractor: Extractor) -> None:
    lesson = Section(Level.HEADING, "lessons", text="A dust explosion destroyed the plant.", role=Role.LESSONS)
    told = Section(Level.HEADING, "sequence", text="A dust explosion destroyed the plant.", role=Role.SEQUENCE)
    assert not extractor.attributes([lesson])["event"]
    (found,) = (one for one in extractor.attributes([lesson, told])["event"] if one.code == "explosion_dust")
    assert found.anchor == "sequence"
    assert extractor.attributes([Section(Level.HEADING, "top", children=(told,))])["event"]


def test_hostile_text_is_only_quoted(extractor: Extractor) -> None:
    text = '<script>alert(1)</script> =HYPERLINK("x") a fire broke out; DROP TABLE cases; .*+?(((([[[\\'
    found = extractor.attributes(text)
    assert "fire" in found.codes("event")
    assert all(one.sentence in text for founds in found.values.values() for one in founds)


def test_a_long_line_without_an_end_is_cut_in_the_evidence(extractor: Extractor) -> None:
    (found, *_) = extractor.attributes("a fire broke out and " * 50_000)["event"]
    assert found.code == "fire"
    assert len(found.sentence) < 500


def test_two_hundred_pages_take_seconds_not_minutes(extractor: Extractor) -> None:
    pages = [Section(Level.HEADING, f"p{number}", text=f"{ENGLISH} {CHINESE}" * 5, role=None) for number in range(200)]
    begin = time.process_time()
    found = extractor.attributes(pages)
    assert time.process_time() - begin < 10
    assert "propane" in found.codes("substance")


def test_attributes_survive_being_stored(extractor: Extractor) -> None:
    attributes = extractor.attributes(ENGLISH + CHINESE)
    assert Attributes.from_json(attributes.to_json()) == attributes
