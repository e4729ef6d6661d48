"""What a typical plan must have: each required element, blanks to fill in, cases and articles behind its steps."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.corpus.entry import Entry, Finding, words_in
from kb.model.plan import PlanCard, PlanKind
from kb.model.taxonomy import Taxonomy

WORDS = (1500, 4000)

_BLANK = re.compile(r"\[[^\]\n]*\]")
_TYPICAL = re.compile("典型文本|typical|model plan", re.IGNORECASE)


def check_plan(entry: Entry, card: PlanCard, taxonomy: Taxonomy) -> Iterator[Finding]:
    """Findings for one plan."""
    for where, problem in (*_card(entry, card, taxonomy), *_text(entry, card, taxonomy)):
        yield Finding(entry.file, where, problem)


def _card(entry: Entry, card: PlanCard, taxonomy: Taxonomy) -> Iterator[tuple[str, str]]:
    if card.plan_kind is PlanKind.UNKNOWN:
        yield "plan_kind", "is missing"
    for name in ("title_zh", "country", "hazards", "cases", "regulations"):
        if not getattr(card, name):
            yield name, "is missing"
    types = taxonomy.lists["accident_types_2025"]
    yield from (
        ("hazards", f"{code!r} is not in accident_types_2025.csv") for code in card.hazards if code not in types
    )
    if card.industry and card.industry not in taxonomy.lists["industries"]:
        yield "industry", f"{card.industry!r} is not in corpus/taxonomy/industries.csv"
    yield from (("cases", f"the text does not say what {case} taught") for case in card.cases if case not in entry.text)


def _text(entry: Entry, card: PlanCard, taxonomy: Taxonomy) -> Iterator[tuple[str, str]]:
    for code, term in taxonomy.lists["plan_elements"].items():
        anchor = code.partition(":")[2]
        if term.parent == card.plan_kind.value and not _has_text(entry, anchor):
            yield anchor, f"the element is missing: {term.en}"
    if not _BLANK.search(entry.text):
        yield "text", "has no bracketed blanks for what the user fills in"
    if not _TYPICAL.search(entry.text):
        yield "text", "does not say that it is a typical text, not an approved plan"
    length = sum(words_in(f"{section.name}\n{section.text}") for section in entry.sections)
    if not WORDS[0] <= length <= WORDS[1]:
        yield "text", f"{length} words; {WORDS[0]} to {WORDS[1]} are asked"


def _has_text(entry: Entry, anchor: str) -> bool:
    return any(s.anchor == anchor and (s.text or s.children) for s in entry.sections)
