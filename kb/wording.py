"""The product's own words in English and Chinese, and the names of codes and conditions in either."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from kb.model.attributes import LISTS as ATTRIBUTE_LISTS
from kb.model.comparison import Section
from kb.model.result import Filter
from kb.model.taxonomy import Taxonomy
from kb.model.value import Claim, Known

LANGUAGES = ("en", "zh")
FOLDER = Path(__file__).parent / "ui" / "locale"

_CURRENCY = re.compile(r"[A-Z]{3}")

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
    "report": ("report_kinds",),
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
"""Fields whose values the product itself names."""


@cache
def words(language: str) -> Mapping[str, str]:
    """Every text of a language by dotted key (`search.placeholder`)."""
    with (FOLDER / f"{language}.toml").open("rb") as file:
        return dict(_flat(tomllib.load(file)))


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield prefix + key, str(value)


def say(language: str, key: str, **values: object) -> str:
    """The text of a key in a language, with `{names}` filled in."""
    template = words(language)[key]
    return template.format(**values) if values else template


def figure(claim: Claim, language: str) -> str:
    """A figure in words: its value with qualifier and unit, or that it is unknown or does not apply."""
    if claim.value is None:
        return say(language, "fact.not_applicable" if claim.state is Known.NOT_APPLICABLE else "fact.unknown")
    said = _amount(claim.value, claim.unit, language)
    key = f"qualifier.{claim.qualifier}"
    return say(language, key, value=said) if key in words(language) else f"{claim.qualifier} {said}".strip()


def _amount(value: float, unit: str, language: str) -> str:
    """A number with its unit; Chinese counts money in 万 and 亿."""
    name = words(language).get(f"unit.{unit}", unit)
    if language == "zh" and _CURRENCY.fullmatch(unit):
        size, large = next(((s, word) for s, word in ((1e8, "亿"), (1e4, "万")) if value >= s), (1, ""))
        return f"{_number(round(value / size, 4))}{large}{name}"
    order = (name, _number(value)) if _CURRENCY.fullmatch(unit) else (_number(value), name)
    return " ".join(part for part in order if part)


def _number(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,}"


def place_in(names: Iterable[str], language: str) -> str:
    """Names of a place from the smallest to the country, in the order in which a language says them."""
    said = [*dict.fromkeys(name for name in names if name)]
    return " ".join(reversed(said)) if language == "zh" else ", ".join(said)


def listed(names: Iterable[str], language: str) -> str:
    """Names in one line, with the marks of a language between them."""
    return ("；" if language == "zh" else "; ").join(name for name in names if name)


def absent(section: Section, language: str) -> str:
    """What an empty cell of a comparison says: a list that a case has not filled is not the same as an unknown."""
    return say(language, "compare.none_recorded" if section.key in ("problems", "regulations") else "compare.none")


def value_label(taxonomy: Taxonomy, name: str, value: str, language: str) -> str:
    """What a value of a field is called; the value itself where no list has it."""
    if name in OWN_WORDS:
        return words(language).get(f"{OWN_WORDS[name]}.{value}", value)
    if name == "substance":
        return _substance(taxonomy, value, language)
    for listed in LISTS.get(name, ()):
        if value in taxonomy.lists.get(listed, {}):
            return taxonomy.label(listed, value, language)
    return value


def _substance(taxonomy: Taxonomy, value: str, language: str) -> str:
    """A substance is written by name, not by code: its own or another name in the list."""
    term = taxonomy.substances.get(value.casefold())
    return term.label(language) if term else value


def short_label(taxonomy: Taxonomy, name: str, value: str, language: str) -> str:
    """The same without an explanation in brackets."""
    return re.sub(r"\s*[（(].*[)）]$", "", value_label(taxonomy, name, value, language))


def attribute_reason(taxonomy: Taxonomy, attribute: str, codes: Sequence[str], language: str, most: int = 3) -> str:
    """What two cases share of an attribute: `Substance: ammonia, chlorine`."""
    labels = [
        re.sub(r"\s*[（(].*[)）]$", "", taxonomy.label(ATTRIBUTE_LISTS[attribute], code, language))
        for code in codes[:most]
    ]
    colon, comma = ("：", "、") if language == "zh" else (": ", ", ")
    return words(language)[f"alike.{attribute}"] + colon + comma.join(dict.fromkeys(labels))


def filter_label(taxonomy: Taxonomy, one: Filter, language: str) -> str:
    """A condition in words: `Year: from 2010`."""
    name = words(language).get(f"facet.{one.name}", one.name)
    return f"{name}: {_condition(taxonomy, one, language)}"


def _condition(taxonomy: Taxonomy, one: Filter, language: str) -> str:
    if one.low is not None and one.high is not None:
        if one.low == one.high:
            return str(one.low)
        return say(language, "filter.between", low=one.low, high=one.high)
    if one.low is not None:
        return say(language, "filter.from", low=one.low)
    if one.high is not None:
        return say(language, "filter.until", high=one.high)
    coded = [value for value in one.values if _listed(taxonomy, one.name, value)]
    return ", ".join(dict.fromkeys(short_label(taxonomy, one.name, value, language) for value in coded or one.values))


def _listed(taxonomy: Taxonomy, name: str, value: str) -> bool:
    return any(value in taxonomy.lists.get(listed, {}) for listed in LISTS.get(name, ()))
