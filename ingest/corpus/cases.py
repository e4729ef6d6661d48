"""What an accident case of the corpus must have: figures that agree, codes, both languages, a readable length."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from ingest.corpus.entry import Entry, Finding, is_chinese, words_in
from ingest.corpus.numbers import numbers_in
from kb.errors import ContentError
from kb.model.case import CaseCard, computed_grade
from kb.model.document import Role
from kb.model.taxonomy import Taxonomy
from kb.model.value import Claims, current

WORDS = (350, 900)
SUMMARY_ZH = (80, 200)
"""Characters of the Chinese summary, white space not counted."""

SECTIONS = (
    "Summary",
    "What happened",
    "Direct cause",
    "Underlying causes",
    "Emergency response",
    "Consequences",
    "For responders",
    "For plan writers",
    "For trainers",
    "Related regulations",
    "Sources",
    "中文概要",
)
CHINESE_SECTIONS = ("原因", "教训")
"""Further sections of a case that happened in China."""

_DATE_NAME = re.compile(r"(\d{1,2})·(\d{1,2})")


def check_case(entry: Entry, card: CaseCard, taxonomy: Taxonomy) -> Iterator[Finding]:
    """Findings for one case."""
    for where, problem in (
        *_identity(card, taxonomy),
        *_figures(entry, card),
        *_substances(card, taxonomy),
        *_codes(card, taxonomy),
        *_text(entry, card),
    ):
        yield Finding(entry.file, where, problem)


def _identity(card: CaseCard, taxonomy: Taxonomy) -> Iterator[tuple[str, str]]:
    date, place = card.occurrence.date, card.place
    if date is None:
        yield "occurrence.date", "is missing"
    elif date > dt.date.today().isoformat():
        yield "occurrence.date", f"{date} is in the future"
    elif card.occurrence.end and card.occurrence.end < date:
        yield "occurrence.end", f"{card.occurrence.end} is before {date}"
    if not card.title_zh or not is_chinese(card.title_zh):
        yield "title_zh", "is missing"
    for alias in card.aliases:
        if date and len(date) == 10 and (named := _DATE_NAME.fullmatch(alias)):
            month, day = int(named[1]), int(named[2])
            if (month, day) != (int(date[5:7]), int(date[8:])):
                yield "aliases", f"{alias} is not the date of the accident, {date}"
    if place.country not in taxonomy.lists["countries"]:
        yield "place.country", f"{place.country!r} is not in corpus/taxonomy/countries.csv"
    if place.country == "CN" and place.province not in taxonomy.lists["provinces"]:
        yield "place.province", f"{place.province!r} is not in corpus/taxonomy/provinces.csv"
    if place.lat is None or place.lon is None:
        yield "place", "has no coordinates"
    if card.industry not in taxonomy.lists["industries"]:
        yield "industry", f"{card.industry!r} is not in corpus/taxonomy/industries.csv"


def _figures(entry: Entry, card: CaseCard) -> Iterator[tuple[str, str]]:
    people = card.casualties
    for part, whole in (("responders_dead", "deaths"), ("injured_serious", "injured"), ("rescued", "trapped")):
        less, more = _value(getattr(people, part)), _value(getattr(people, whole))
        if less is not None and more is not None and less > more and not _noted(getattr(people, part)):
            yield f"casualties.{part}", f"{less:g} is more than the {more:g} of {whole}"
    deaths = _value(people.deaths)
    if deaths is not None:
        for name, text in (
            ("Summary", entry.under(Role.SUMMARY, chinese=False)),
            ("中文概要", entry.under(Role.SUMMARY, chinese=True)),
        ):
            if deaths not in numbers_in(text):
                yield name, f"does not state the {deaths:g} deaths of the front matter"
    stated = card.grade.official or card.grade.would_be
    computed = computed_grade(card)
    if stated is None and not card.grade.note:
        yield "grade", "is missing, and no note says why"
    elif stated and computed and stated is not computed and not card.grade.note:
        yield "grade", f"{stated.value}, but the figures give {computed.value}, and no note says why"
    if card.grade.official and card.place.country != "CN":
        yield "grade.official", "only accidents in China have an official grade; use would_be"


def _value(claims: Claims) -> float | None:
    return current(claims).value


def _noted(claims: Claims) -> bool:
    return bool(current(claims).note)


def _substances(card: CaseCard, taxonomy: Taxonomy) -> Iterator[tuple[str, str]]:
    listed = {term.more.get("cas"): term for term in taxonomy.lists.get("substances", {}).values()}
    for one in card.substances:
        if one.cas and not cas_is_valid(one.cas):
            yield f"substances: {one.name}", f"CAS {one.cas} has a wrong check digit"
        if not one.name_zh:
            yield f"substances: {one.name}", "name_zh is missing"
        if one.cas and one.un and (term := listed.get(one.cas)):
            known = term.more.get("un", "").split(";")
            if one.un not in known:
                yield f"substances: {one.name}", f"UN {one.un}, but corpus/taxonomy/substances.csv has {known}"


def cas_is_valid(number: str) -> bool:
    """Whether the last digit of a CAS number is right: digits weighted 1, 2, 3 ... from the right, modulo 10."""
    digits = number.replace("-", "")
    return int(digits[-1]) == sum(place * int(digit) for place, digit in enumerate(reversed(digits[:-1]), 1)) % 10


def _codes(card: CaseCard, taxonomy: Taxonomy) -> Iterator[tuple[str, str]]:
    try:
        taxonomy.check(card)
    except ContentError as wrong:
        yield "codes", wrong.message
    for name in ("accident_types_1986", "accident_types_2025", "events", "causes", "chain", "equipment"):
        if not getattr(card, name) and name not in card.unverified:
            yield name, "is missing; where nobody knows it, name it under `unverified`"
    for name in ("causes", "response_problems"):
        coded = getattr(card, name)
        yield from ((f"{name}: {one.code}", "has no evidence") for one in coded if not one.evidence)
        codes = [one.code for one in coded]
        yield from ((name, f"{code} stands twice") for code in sorted({c for c in codes if codes.count(c) > 1}))


def _text(entry: Entry, card: CaseCard) -> Iterator[tuple[str, str]]:
    sections = {section.name: section for section in entry.sections}
    needed = SECTIONS + (CHINESE_SECTIONS if card.place.country == "CN" else ())
    for name in needed:
        if name not in sections:
            yield name, "the section is missing"
        elif not sections[name].text and not sections[name].children:
            yield name, "the section is empty"
    english = sum(words_in(f"{s.name}\n{s.text}") for s in entry.sections if not is_chinese(s.name))
    if not WORDS[0] <= english <= WORDS[1]:
        yield "text", f"{english} words; {WORDS[0]} to {WORDS[1]} are asked"
    if "中文概要" in sections:
        length = len("".join(sections["中文概要"].text.split()))
        if not SUMMARY_ZH[0] <= length <= SUMMARY_ZH[1]:
            yield "中文概要", f"{length} characters; {SUMMARY_ZH[0]} to {SUMMARY_ZH[1]} are asked"
