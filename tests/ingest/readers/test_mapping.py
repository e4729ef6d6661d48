"""A mapping file says what columns mean; where it is wrong, the error names its file and key."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ingest.readers.convert import leaf_of
from ingest.readers.mapping import SHIPPED, flat, load_mapping, rules_of
from ingest.readers.tables import TableReader
from kb.errors import ContentError
from kb.model.block import BlockKind, RawDocument
from kb.model.cards import card_of
from kb.model.case import CaseCard
from kb.model.document import Kind, Role
from kb.model.register import RegisterCard
from kb.model.taxonomy import Taxonomy
from kb.model.value import Known
from kb.settings import Limits, Settings

CASES = """
kind = "case"
id = "mine-{No}"
title = ["{@occurrence.date} {Mine|title}: {Type|lower}", "{Mine|title}"]
[constants]
place.country = "US"
[fields]
occurrence.date = { column = "Date", format = ["%m/%d/%y", "%m/%d/%Y"] }
place.province = { column = "State", map = { 8 = "Colorado" } }
place.lat = "Lat"
casualties.deaths = "Killed"
casualties.injured = "Hurt"
loss = { column = "Damage", unit = "USD" }
equipment = { column = "Kit", split = ";" }
"causes[].code" = { column = "Cause", map = { ROOF = "geology", BOTH = ["geology", "human"] } }
"causes[].evidence" = "Cause"
[[sections]]
heading = "What happened"
role = "sequence"
columns = ["Story"]
html = true
[[sections]]
heading = "Circumstances"
columns = ["Type"]
labels = true
"""
COLUMNS = "No,Mine,Type,Date,State,Lat,Killed,Hurt,Damage,Kit,Cause,Story"


def read(folder: Path, mapping: str, table: str, name: str = "mines") -> list[RawDocument]:
    (folder / f"{name}.toml").write_text(mapping, encoding="utf-8")
    (folder / f"{name}.csv").write_text(table, encoding="utf-8")
    return list(TableReader().read(folder / f"{name}.csv", Limits()))


def case(document: RawDocument) -> CaseCard:
    card = card_of(Kind.CASE, document.meta)
    assert isinstance(card, CaseCard)
    return card


def test_a_row_becomes_a_case_card(tmp_path: Path) -> None:
    row = '7,DEEP CREEK,ROOF FALL,3/9/07,8,39.5,0,2,"1,500",bolter; shuttle car,BOTH,<p>It fell.</p><p>All left.</p>'
    (document,) = read(tmp_path, CASES, f"{COLUMNS}\n{row}\n")
    card = case(document)
    assert (card.id, card.title) == ("mine-7", "2007-03-09 Deep Creek: roof fall")
    assert (card.occurrence.date, card.place.country, card.place.province) == ("2007-03-09", "US", "Colorado")
    assert (card.casualties.deaths[0].value, card.casualties.injured[0].value) == (0, 2)
    assert (card.loss[0].value, card.loss[0].unit) == (1500, "USD")
    assert card.equipment == ("bolter", "shuttle car")
    assert [(cause.code, cause.evidence) for cause in card.causes] == [("geology", "BOTH"), ("human", "BOTH")]
    told = [(block.kind, block.text, block.role) for block in document.blocks]
    assert told == [
        (BlockKind.HEADING, "What happened", Role.SEQUENCE),
        (BlockKind.PARAGRAPH, "It fell.", None),
        (BlockKind.PARAGRAPH, "All left.", None),
        (BlockKind.HEADING, "Circumstances", None),
        (BlockKind.PARAGRAPH, "Type: ROOF FALL", None),
    ]


@pytest.mark.parametrize("blank", ["", "-", "unknown", "n/a", "Null", "不详"])
def test_a_figure_nobody_gives_is_unknown_and_never_zero(tmp_path: Path, blank: str) -> None:
    (document,) = read(tmp_path, CASES, f"{COLUMNS}\n1,A,B,,,,{blank},{blank},{blank},,,Story\n")
    card = case(document)
    assert card.casualties.deaths[0].state is Known.UNKNOWN
    assert card.casualties.injured[0].state is Known.UNKNOWN
    assert card.loss[0].state is Known.UNKNOWN
    assert card.occurrence.date is None
    assert document.notes == ()


def test_what_a_field_cannot_hold_is_left_out_and_told_of(tmp_path: Path) -> None:
    row = "1,A,B,31.12.2007,99,391.5,-1,several,12,,WIND,Story"
    (document,) = read(tmp_path, CASES, f"{COLUMNS}\n{row}\n")
    card = case(document)
    assert card.occurrence.date is None
    assert card.place.lat is None
    assert card.causes == ()
    notes = " | ".join(document.notes)
    for field, value in (("date", "31.12.2007"), ("province", "99"), ("injured", "several"), ("causes", "WIND")):
        assert field in notes
        assert value in notes
    assert "place.lat: left out" in notes
    assert "casualties.deaths" in notes


def test_a_row_without_narrative_keeps_what_its_columns_say(tmp_path: Path) -> None:
    (document,) = read(tmp_path, CASES, f"{COLUMNS}\n1,Deep Creek,,,,,3,,,,,\n")
    assert [block.text for block in document.blocks] == ["No: 1", "Mine: Deep Creek", "Killed: 3"]
    assert any("no narrative" in note for note in document.notes)


def test_rows_with_the_same_id_are_both_kept(tmp_path: Path) -> None:
    first, second = read(tmp_path, CASES, f"{COLUMNS}\n1,A,,,,,,,,,,x\n1,A,,,,,,,,,,y\n")
    assert (first.key, second.key) == ("mine-1", "mine-1-2")
    assert any("was there before" in note for note in second.notes)


def test_chinese_columns_and_dates(tmp_path: Path) -> None:
    mapping = """
kind = "case"
id = "{编号}"
title = "{事故名称}"
fields = { occurrence.date = "日期", casualties.deaths = "死亡人数", place.province = "省份" }
[constants]
place.country = "CN"
[[sections]]
heading = "事故经过"
role = "sequence"
columns = ["经过"]
"""
    table = "编号,事故名称,日期,死亡人数,省份,经过\n"
    table += "A1,某厂爆燃,2019年2月15日,7人,广东,作业人员进入污水池。\n"
    table += "A2,某矿透水,2020年6月,,山西,井下透水。\n"
    first, second = (case(document) for document in read(tmp_path, mapping, table))
    assert (first.occurrence.date, first.casualties.deaths[0].value, first.place.province) == ("2019-02-15", 7, "广东")
    assert (second.occurrence.date, second.casualties.deaths[0].state) == ("2020-06", Known.UNKNOWN)


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (("id =", "idd ="), "idd"),
        (('"Story"', '"Tale"'), "sections.What happened: the table has no column 'Tale'"),
        (("casualties.deaths", "casualties.dead"), "fields.casualties.dead: a case card has no such field"),
        (("{Type|lower}", "{Type|shout}"), "title: no filter 'shout'"),
        (('"sequence"', '"story"'), "sections.0.role"),
        (('place.country = "US"', 'place.country = "USA"'), "constants.place.country"),
        (('unit = "USD"', 'units = "USD"'), "loss: units"),
        (('"causes[].code"', '"causes.code"'), "causes.code: write causes"),
        (('kind = "case"', 'kind = "case'), "not valid TOML"),
    ],
)
def test_an_error_names_the_file_and_the_key(tmp_path: Path, change: tuple[str, str], key: str) -> None:
    with pytest.raises(ContentError) as failed:
        read(tmp_path, CASES.replace(*change), f"{COLUMNS}\n1,A,,,,,,,,,,x\n")
    assert "mines.toml" in failed.value.message
    assert key in failed.value.message


def test_a_missing_column_lists_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(ContentError) as failed:
        read(tmp_path, CASES.replace('"Story"', '"Tale"'), f"{COLUMNS}\n1,A,,,,,,,,,,x\n")
    assert "No, Mine, Type" in failed.value.advice


def test_a_mapping_of_its_own_that_does_not_fit_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"mines\.toml: match\.columns: mines\.csv has no Depth"):
        read(tmp_path, CASES + '[match]\ncolumns = ["Depth"]\n', f"{COLUMNS}\n1,A,,,,,,,,,,x\n")


def test_the_mapping_beside_a_table_goes_before_the_folders_and_those_before_the_shipped(tmp_path: Path) -> None:
    table = "救援队伍名称,救援专业\n青岛救援队,危化\n"
    row = 'kind = "register"\ntable = "{}"\n'
    (tmp_path / "teams.csv").write_text(table, encoding="utf-8")

    def name() -> Any:
        (document,) = TableReader().read(tmp_path / "teams.csv", Limits())
        return document.meta["table"]

    assert name() == "teams"
    (tmp_path / "mapping.toml").write_text(row.format("folder"), encoding="utf-8")
    assert name() == "folder"
    (tmp_path / "teams.toml").write_text(row.format("own"), encoding="utf-8")
    assert name() == "own"
    (tmp_path / "teams.toml").unlink()
    (tmp_path / "mapping.toml").write_text(row.format("folder") + '[match]\nfile = "x*.csv"\n', encoding="utf-8")
    assert name() == "teams"


@pytest.mark.parametrize(
    ("name", "table", "title", "title_zh"),
    [
        (
            "teams",
            "Team name,Team name (zh),Speciality,Speciality (zh)\nBlue team,蓝队,leaks,泄漏\n",
            "Blue team (leaks)",
            "蓝队（泄漏）",
        ),
        (
            "materials",
            "Item,Item (zh),Model,Quantity,Place,Place (zh)\nFan,风机,F1,2,North store,北库\n",
            "Fan F1, North store",
            "风机 F1，北库",
        ),
        (
            "experts",
            "Expert,Expert (zh),Field,Field (zh)\nExpert 07,专家07,dust,粉尘\n",
            "Expert 07 (dust)",
            "专家07（粉尘）",
        ),
        (
            "drills",
            "Drill,Drill (zh),Date\nNight drill,夜间演练,2026-03\n",
            "Night drill (2026-03)",
            "夜间演练（2026-03）",
        ),
        ("training", "Course,Course (zh),Date\nGas,燃气,2026-05-01\n", "Gas (2026-05-01)", "燃气（2026-05-01）"),
    ],
)
def test_a_register_with_names_in_both_languages_has_both_titles(
    tmp_path: Path, name: str, table: str, title: str, title_zh: str
) -> None:
    (tmp_path / "list.csv").write_text(table, encoding="utf-8")
    (document,) = TableReader().read(tmp_path / "list.csv", Limits())
    assert (document.meta["table"], document.meta["title"], document.meta["title_zh"]) == (name, title, title_zh)


def test_a_register_in_one_language_has_one_title_and_keeps_country_and_every_column(tmp_path: Path) -> None:
    (tmp_path / "队伍.csv").write_text("救援队伍名称,救援专业,国家,状态\n蓝队,危化,CN,待命\n", encoding="utf-8")
    (document,) = TableReader().read(tmp_path / "队伍.csv", Limits())
    card = card_of(Kind.REGISTER, {**document.meta, "id": document.key})
    assert isinstance(card, RegisterCard)
    assert (card.title, card.title_zh, card.country, card.fields["状态"]) == ("蓝队 (危化)", "", "CN", "待命")


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.toml")), ids=lambda path: path.stem)
def test_shipped_mappings_name_card_fields_and_codes_that_exist(path: Path) -> None:
    mapping = load_mapping(path)
    assert mapping.match.columns
    taxonomy = Taxonomy.load(Settings().corpus / "taxonomy")
    for field, value in flat(mapping.fields):
        leaf_of(mapping.kind, field)
        for rule in rules_of(value, field):
            codes = {"events": "events", "causes[].code": "causes"}.get(field)
            used = {code for code in rule.map.values() if code} if codes else set()
            assert used <= taxonomy.lists[codes or "events"].keys()


def test_mine_injuries_are_cases_with_their_state(tmp_path: Path) -> None:
    header = "id,date,mine_id,state_fips,injured_body_part,narrative"
    row = "m-1,2010-08-10,503800,8,SHOULDERS (COLLARBONE),Worker lifted a hose."
    (tmp_path / "injuries.csv").write_text(f"{header}\n{row}\n", encoding="utf-8")
    (document,) = TableReader().read(tmp_path / "injuries.csv", Limits())
    card = case(document)
    assert (card.id, card.title) == ("m-1", "Mine injury 2010-08-10: shoulders (collarbone)")
    assert (card.place.country, card.place.province) == ("US", "Colorado")
    assert card.casualties.injured[0].state is Known.UNKNOWN
