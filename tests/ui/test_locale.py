"""The interface speaks both languages completely, and says nothing that nobody asks for."""

from __future__ import annotations

import re
import string
from enum import StrEnum
from pathlib import Path

import pytest

from kb import wording
from kb.model.document import Kind, Status
from kb.model.plan import PlanKind
from kb.model.regulation import Modality, RegulationLevel, RelationKind
from kb.model.view import FileState
from kb.ui.address import CHOICES
from kb.ui.card import PEOPLE
from kb.ui.pages.search import EXAMPLES

KB = Path(wording.__file__).parent
CODE = "\n".join(
    path.read_text(encoding="utf-8")
    for path in (KB / "wording.py", *(KB / "ui").rglob("*.py"), *(KB / "brief").rglob("*.py"))
)
LITERAL = set(re.findall(r"""["']([a-z_]+\.[a-z_0-9]+)["']""", CODE))
BUILT = set(re.findall(r"""f["']([a-z_]+\.[a-z_]*)\{""", CODE))


def test_both_languages_have_the_same_keys() -> None:
    assert wording.words("en").keys() == wording.words("zh").keys()


@pytest.mark.parametrize("key", sorted(wording.words("en")))
def test_both_languages_fill_in_the_same_values(key: str) -> None:
    def fields(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    assert fields(wording.words("en")[key]) == fields(wording.words("zh")[key])
    assert wording.words("zh")[key].strip()


def test_every_key_in_the_code_has_its_text() -> None:
    asked = set(re.findall(r"""\b(?:tr\(|say\(\w+,)\s*["']([^"'{}]+)["']""", CODE))
    assert len(asked) > 100
    assert asked <= wording.words("en").keys()


@pytest.mark.parametrize("prefix", sorted(BUILT))
def test_every_built_key_has_texts(prefix: str) -> None:
    assert any(key.startswith(prefix) for key in wording.words("en"))


def test_every_text_is_used() -> None:
    tables = {f"{prefix}." for prefix in ("status", "tongue", "level", "plan_kind", "kind", "register")}
    unused = [
        key
        for key in wording.words("en")
        if key not in LITERAL and not key.startswith(tuple(BUILT)) and not key.startswith(tuple(tables))
    ]
    assert unused == []


@pytest.mark.parametrize(
    ("table", "values"),
    [
        ("status", Status),
        ("kind", Kind),
        ("kinds", Kind),
        ("level", RegulationLevel),
        ("relation", RelationKind),
        ("modality", Modality),
        ("plan_kind", PlanKind),
        ("state", FileState),
    ],
)
def test_every_member_of_a_code_list_has_its_name(table: str, values: type[StrEnum]) -> None:
    assert {f"{table}.{member.value}" for member in values} <= wording.words("en").keys()


def test_every_filter_figure_and_example_has_its_name() -> None:
    known = wording.words("en").keys()
    assert {f"facet.{name}" for name in (*CHOICES, "year", "deaths")} <= known
    assert {f"fact.{name}" for name in PEOPLE} <= known
    assert {f"example.{role}_{n}" for role, count in EXAMPLES.items() for n in range(1, count + 1)} <= known


def test_chinese_texts_are_chinese() -> None:
    latin = [
        key
        for key, text in wording.words("zh").items()
        if not re.search(r"[\u4e00-\u9fff]", text)
        and key not in ("similar.score", "filter.between", "run.progress", "compare.in")
    ]
    assert latin == []
