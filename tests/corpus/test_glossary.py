"""The glossary is complete enough to search across languages and says each term once."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from kb.model.taxonomy import Taxonomy, split_list

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
COLUMNS = ["en", "zh", "en_synonyms", "zh_synonyms", "code"]


def read_rows() -> list[dict[str, str]]:
    with (CORPUS / "glossary" / "glossary.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines, strict=True))
    assert rows[0] == COLUMNS
    assert [row for row in rows if len(row) != len(COLUMNS)] == []
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows[1:]]


def terms(row: dict[str, str]) -> set[str]:
    """Every way the row names its concept, in either language."""
    named = (row["en"], row["zh"], *split_list(row["en_synonyms"]), *split_list(row["zh_synonyms"]))
    return {term.casefold() for term in named}


ROWS = read_rows()
TAXONOMY = Taxonomy.load(CORPUS / "taxonomy")


def test_holds_at_least_300_concepts_each_named_in_both_languages() -> None:
    assert len(ROWS) >= 300
    assert [row for row in ROWS if not row["en"].strip() or not row["zh"].strip()] == []


def test_chinese_heads_are_written_in_chinese() -> None:
    assert [row["zh"] for row in ROWS if not any("一" <= character <= "鿿" for character in row["zh"])] == []


def test_a_term_stands_in_one_row_only() -> None:
    found = defaultdict(set)
    for number, row in enumerate(ROWS):
        for term in terms(row):
            found[term].add(number)
    assert {term: numbers for term, numbers in found.items() if len(numbers) > 1} == {}


def test_synonyms_do_not_repeat_the_head() -> None:
    for row in ROWS:
        for head, cell in (("en", "en_synonyms"), ("zh", "zh_synonyms")):
            listed = [term.casefold() for term in (row[head], *split_list(row[cell]))]
            assert len(listed) == len(set(listed)), row


def test_every_code_is_in_its_list_and_the_row_carries_its_chinese_name() -> None:
    for row in ROWS:
        if row["code"]:
            name, code = row["code"].split(":")
            assert code in TAXONOMY.lists[name], row["code"]
            assert TAXONOMY.lists[name][code].zh in terms(row), row["code"]


@pytest.mark.parametrize("name", ["response_problems", "events", "activities", "environments"])
def test_every_entry_of_the_list_has_exactly_one_row(name: str) -> None:
    coded = [row["code"] for row in ROWS if row["code"].startswith(f"{name}:")]
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
    assert any({term.casefold() for term in same} <= terms(row) for row in ROWS)
