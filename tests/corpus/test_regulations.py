"""Every shipped digest of a regulation is valid, says that it is a digest, and ties each duty to an article."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from kb.model.cards import card_of
from kb.model.document import Kind
from kb.model.regulation import RegulationCard

FOLDER = Path(__file__).resolve().parents[2] / "corpus" / "regulations"
DIGESTS = sorted(FOLDER.glob("*.md"))
HEADING = re.compile(r"^##+ .*?(?:\{#(?P<anchor>[^}]+)\})?$", re.MULTILINE)


def read(path: Path) -> tuple[RegulationCard, str]:
    _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    card = card_of(Kind.REGULATION, yaml.safe_load(front))
    assert isinstance(card, RegulationCard)
    return card, body


def test_digests_are_there() -> None:
    assert len(DIGESTS) >= 10


@pytest.mark.parametrize("path", DIGESTS, ids=lambda path: path.stem)
def test_a_digest_says_so_and_names_the_official_text_and_its_status(path: Path) -> None:
    card, body = read(path)
    assert path.stem.startswith(card.id)
    assert card.digest
    assert card.official_text
    assert card.sources
    assert card.status_as_of
    assert "digest in our own words" in body
    assert "not the official text" in body


@pytest.mark.parametrize("path", DIGESTS, ids=lambda path: path.stem)
def test_every_article_has_an_address_and_every_duty_an_article(path: Path) -> None:
    card, body = read(path)
    anchors = [found["anchor"] for found in HEADING.finditer(body)]
    assert None not in anchors
    assert len(anchors) == len(set(anchors))
    assert {duty.anchor for duty in card.duties} | set(card.article_status) <= set(anchors)


@pytest.mark.parametrize("path", [path for path in DIGESTS if path.stem.startswith("CN-")], ids=lambda path: path.stem)
def test_articles_of_chinese_instruments_are_told_in_both_languages(path: Path) -> None:
    _, body = read(path)
    articles = re.split(r"^##+ .*$", body, flags=re.MULTILINE)[1:]
    assert [text for text in articles if not re.search("[一-鿿]", text) or not re.search("[A-Za-z]{3}", text)] == []
