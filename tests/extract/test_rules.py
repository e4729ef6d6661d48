"""Rules are data: a wrong one is refused with its file and line, and no code is without a cue or a name."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kb.errors import ContentError
from kb.extract import Extractor
from kb.extract.rules import Rules
from kb.model.attributes import LISTS
from kb.model.taxonomy import Taxonomy
from kb.settings import PROJECT

CORPUS = PROJECT / "corpus"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    shutil.copytree(CORPUS / "taxonomy", tmp_path / "taxonomy")
    shutil.copytree(CORPUS / "glossary", tmp_path / "glossary")
    return tmp_path


def test_every_attribute_has_a_rule_and_a_code_list() -> None:
    taxonomy = Taxonomy.load(CORPUS / "taxonomy")
    assert set(Rules.load(CORPUS / "taxonomy" / "cues", taxonomy).attributes) == set(LISTS)
    assert set(LISTS.values()) <= set(taxonomy.lists)


@pytest.mark.parametrize("name", ["events", "causes", "response_problems", "equipment", "environments", "activities"])
def test_the_leaves_of_a_list_have_cues_in_both_languages(name: str) -> None:
    taxonomy = Taxonomy.load(CORPUS / "taxonomy")
    rules = Rules.load(CORPUS / "taxonomy" / "cues", taxonomy)
    terms = taxonomy.lists[name]
    above = {term.parent for term in terms.values()}
    named = {
        cue.code for cue in rules.cues if cue.list == name and cue.weight and any(p.isascii() for p in cue.phrases)
    }
    assert {code for code in terms if code not in above} - named <= {"release_vapour"}


@pytest.mark.parametrize(
    ("file", "line", "told"),
    [
        ("events.csv", "no_such_event,en,boom,,,,0.5\n", "no_such_event"),
        ("events.csv", "fire,en,boom,,,,much\n", "weight is 'much'"),
        ("events.csv", "fire,en,boom,,,epilogue,0.5\n", "epilogue"),
        ("events.csv", "fire,en\n", "cells"),
        ("events.csv", "fire,en,,,,,0.5\n", "no phrase"),
        ("follows.csv", "event,fire,event:nothing,1\n", "event:nothing"),
    ],
)
def test_a_wrong_rule_is_refused_by_name(corpus: Path, file: str, line: str, told: str) -> None:
    path = corpus / "taxonomy" / "cues" / file
    path.write_text(path.read_text(encoding="utf-8") + line, encoding="utf-8")
    with pytest.raises(ContentError) as failed:
        Extractor.load(corpus)
    assert file in failed.value.message
    assert told in failed.value.message


def test_a_new_rule_needs_no_code(corpus: Path) -> None:
    path = corpus / "taxonomy" / "cues" / "events.csv"
    path.write_text(path.read_text(encoding="utf-8") + "fire,en,dragon*,breath*,toy,,0.9\n", encoding="utf-8")
    extractor = Extractor.load(corpus)
    assert "fire" in extractor.attributes("The dragons were breathing hard.").codes("event")
    assert not extractor.attributes("The dragon slept.")["event"]
    assert not extractor.attributes("The toy dragon was breathing.")["event"]


def test_a_missing_file_of_rules_is_said(corpus: Path) -> None:
    (corpus / "taxonomy" / "cues" / "masks.csv").unlink()
    with pytest.raises(ContentError, match=r"masks\.csv is missing"):
        Extractor.load(corpus)
