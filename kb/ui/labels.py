"""Names of codes, kinds and states in the interface's language. Plain text: escape it where it is shown."""

from __future__ import annotations

import re

from kb import wording
from kb.model.document import Kind, Status
from kb.model.result import Filter, Lookup
from kb.model.taxonomy import Taxonomy
from kb.search.cite_zh import article_zh
from kb.ui.language import language, tr

CAS = re.compile(r"\d{2,7}-\d{2}-\d")

VERY_RELEVANT, RELEVANT = 0.75, 0.4
"""Scores (0-1) from which a hit is called so."""


def value_label(taxonomy: Taxonomy, name: str, value: str) -> str:
    """What a value of a field is called; the value itself where no list has it."""
    return wording.value_label(taxonomy, name, value, language())


def short_label(taxonomy: Taxonomy, name: str, value: str) -> str:
    """The same without an explanation in brackets."""
    return wording.short_label(taxonomy, name, value, language())


def filter_label(taxonomy: Taxonomy, one: Filter) -> str:
    """A condition in words: `Year: from 2010`."""
    return wording.filter_label(taxonomy, one, language())


def section_label(named: Lookup) -> str:
    """The section that a look-up names, as the interface's language writes articles; empty for a whole document."""
    if language() != "zh":
        return named.label
    chinese = named.document.startswith("CN-") or "中华人民共和国" in named.title_zh
    return article_zh(named.label, chinese_law=chinese) if named.label else ""


def kind_label(kind: Kind) -> str:
    """What one document of a kind is called."""
    return tr(f"kind.{kind.value}")


def status_label(status: Status) -> str:
    """A legal status in words."""
    return tr(f"status.{status.value}")


def relevance(score: float, *, relevant: bool = True) -> str:
    """How well a hit answers, as a key of the interface: `very_relevant`, `relevant` or `loose`."""
    if not relevant or score < RELEVANT:
        return "loose"
    return "very_relevant" if score >= VERY_RELEVANT else "relevant"
