"""Names of codes, kinds and states in the interface's language. Plain text: escape it where it is shown."""

from __future__ import annotations

import re

from kb.model.document import Kind, Status
from kb.model.result import Filter
from kb.model.taxonomy import Taxonomy
from kb.ui.language import known, language, tr

LISTS = {
    "country": ("countries",),
    "province": ("provinces",),
    "accident_type": ("accident_types_2025", "accident_types_1986", "events"),
    "industry": ("industries",),
    "grade": ("grades",),
    "activity": ("activities",),
    "environment": ("environments",),
    "response_problem": ("response_problems",),
    "cause": ("causes",),
    "event": ("events",),
    "type_1986": ("accident_types_1986",),
}
"""Where the codes of a field are listed, the likeliest list first."""

OWN_WORDS = {
    "status": "status",
    "language": "tongue",
    "level": "level",
    "plan_kind": "plan_kind",
    "kind": "kind",
    "register": "register",
}
"""Fields whose values the interface itself names."""

CAS = re.compile(r"\d{2,7}-\d{2}-\d")

VERY_RELEVANT, RELEVANT = 0.75, 0.4
"""Scores (0-1) from which a hit is called so."""


def value_label(taxonomy: Taxonomy, name: str, value: str) -> str:
    """What a value of a field is called; the value itself where no list has it."""
    if name in OWN_WORDS:
        key = f"{OWN_WORDS[name]}.{value}"
        return tr(key) if known(key) else value
    if name == "substance":
        return _substance(taxonomy, value)
    for listed in LISTS.get(name, ()):
        if value in taxonomy.lists.get(listed, {}):
            return taxonomy.label(listed, value, language())
    return value


def _substance(taxonomy: Taxonomy, value: str) -> str:
    """A substance is written by name, not by code: its own or another name in the list."""
    said = value.casefold()
    for term in taxonomy.lists.get("substances", {}).values():
        if said in (name.casefold() for name in (term.en, term.zh, *term.synonyms)):
            return term.label(language())
    return value


def short_label(taxonomy: Taxonomy, name: str, value: str) -> str:
    """The same without an explanation in brackets."""
    return re.sub(r"\s*[（(].*[)）]$", "", value_label(taxonomy, name, value))


def filter_label(taxonomy: Taxonomy, one: Filter) -> str:
    """A condition in words: `Year: from 2010`."""
    return f"{tr(f'facet.{one.name}') if known(f'facet.{one.name}') else one.name}: {_condition(taxonomy, one)}"


def _condition(taxonomy: Taxonomy, one: Filter) -> str:
    if one.low is not None and one.high is not None:
        return str(one.low) if one.low == one.high else tr("filter.between", low=one.low, high=one.high)
    if one.low is not None:
        return tr("filter.from", low=one.low)
    if one.high is not None:
        return tr("filter.until", high=one.high)
    if one.origin == "query":
        return short_label(taxonomy, one.name, one.values[0])
    coded = [value for value in one.values if _listed(taxonomy, one.name, value)]
    return ", ".join(dict.fromkeys(short_label(taxonomy, one.name, value) for value in coded or one.values))


def _listed(taxonomy: Taxonomy, name: str, value: str) -> bool:
    return any(value in taxonomy.lists.get(listed, {}) for listed in LISTS.get(name, ()))


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
