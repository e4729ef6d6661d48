"""What ships is complete and passes every check that `kb corpus check` makes."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from ingest.corpus import check_corpus
from kb.model.taxonomy import Taxonomy, split_list
from kb.settings import PROJECT

CORPUS = PROJECT / "corpus"
CHINESE_CASES, FOREIGN_CASES, REGULATIONS, PLANS = 43, 41, 47, 18


def ids(folder: str, pattern: str) -> list[str]:
    return [found[0] for path in sorted((CORPUS / folder).glob("*.md")) if (found := re.match(pattern, path.name))]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, strict=True))


def test_the_corpus_has_no_faults() -> None:
    assert check_corpus(CORPUS).findings == ()


def test_every_case_regulation_and_plan_is_there() -> None:
    chinese = [f"CN-{number:02}" for number in range(1, CHINESE_CASES + 1)]
    foreign = [f"XX-{number:02}" for number in range(1, FOREIGN_CASES + 1)]
    assert ids("cases", r"(?:CN|XX)-\d\d") == chinese + foreign
    numbers = sorted(int(one[-2:]) for one in ids("regulations", r"[A-Z]+-REG-\d\d"))
    assert numbers == list(range(1, REGULATIONS + 1))
    assert ids("plans", r"PLAN-\d\d") == [f"PLAN-{number:02}" for number in range(1, PLANS + 1)]


def test_a_third_of_the_plans_are_chinese() -> None:
    chinese = [path for path in (CORPUS / "plans").glob("*.md") if "\nlanguage: zh\n" in path.read_text("utf-8")]
    assert len(chinese) >= 6


@pytest.mark.parametrize(
    ("register", "least"), [("teams", 25), ("materials", 80), ("experts", 15), ("drills", 20), ("training", 15)]
)
def test_registers_are_filled_in_both_languages(register: str, least: int) -> None:
    listed = rows(CORPUS / "registers" / f"{register}.csv")
    assert len(listed) >= least
    text = "".join(cell for row in listed for cell in row.values())
    assert re.search("[一-鿿]", text)
    assert re.search("[A-Za-z]{4}", text)


def test_the_glossary_is_wide_enough() -> None:
    assert len(rows(CORPUS / "glossary" / "glossary.csv")) >= 900


TAXONOMY = Taxonomy.load(CORPUS / "taxonomy")


def test_code_lists_are_complete() -> None:
    lists = TAXONOMY.lists
    assert len(lists["accident_types_1986"]) == 20
    assert len(lists["accident_types_2025"]) == 27
    substances = [term for term in lists["substances"].values() if term.parent]
    assert len(substances) >= 150
    assert all(term.more["cas"] or term.more["un"] for term in substances)
    for name in ("emars_events", "emars_installations", "emars_causes", "emars_consequences", "ghs_classes"):
        assert lists[name]
    assert all(term.more["isic"] and term.more["nace"] for term in lists["industries"].values())


def test_every_type_of_1986_leads_to_types_of_2025() -> None:
    reached = {
        code: split_list(term.more["types_2025"]) for code, term in TAXONOMY.lists["accident_types_1986"].items()
    }
    assert all(reached.values())
    assert reached["19"] == ("poisoning", "asphyxiation")


@pytest.mark.parametrize("name", ["response_problems", "events", "activities", "environments", "causes"])
def test_every_code_has_exactly_one_row_in_the_glossary(name: str) -> None:
    coded = [row["code"] for row in rows(CORPUS / "glossary" / "glossary.csv") if row["code"].startswith(f"{name}:")]
    assert sorted(coded) == sorted(f"{name}:{code}" for code in TAXONOMY.lists[name])


@pytest.mark.parametrize(
    "same",
    [
        ("LPG", "liquefied petroleum gas", "液化石油气", "液化气"),
        ("SCBA", "空气呼吸器", "正压式空气呼吸器"),
        ("hydrogen sulphide", "hydrogen sulfide", "H2S", "硫化氢"),
        ("vapour cloud explosion", "vapor cloud explosion", "蒸气云爆炸"),
        ("confined space", "受限空间", "有限空间", "密闭空间"),
        ("blind rescue", "盲目施救", "盲目救援"),
        ("11·22", "Huangdao pipeline explosion", "青岛输油管道爆炸"),
    ],
)
def test_words_for_one_thing_share_a_row(same: tuple[str, ...]) -> None:
    def terms(row: dict[str, str]) -> set[str]:
        named = (row["en"], row["zh"], *split_list(row["en_synonyms"]), *split_list(row["zh_synonyms"]))
        return {term.casefold() for term in named}

    listed = rows(CORPUS / "glossary" / "glossary.csv")
    assert any({term.casefold() for term in same} <= terms(row) for row in listed)
