"""What a digest of a regulation must have: its standing, its official text, duties, and both languages for China."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from ingest.corpus.entry import Entry, Finding, is_chinese
from kb.model.document import Status
from kb.model.regulation import RegulationCard, RegulationLevel, RelationKind

_ENGLISH = re.compile("[A-Za-z]{3}")


def check_regulation(entry: Entry, card: RegulationCard) -> Iterator[Finding]:
    """Findings for one digest."""
    for where, problem in (*_standing(card), *_text(entry, card)):
        yield Finding(entry.file, where, problem)


def _standing(card: RegulationCard) -> Iterator[tuple[str, str]]:
    for name in ("title_zh", "issuer", "citation", "country", "official_text", "status_as_of", "duties"):
        if not getattr(card, name):
            yield name, "is missing"
    if not card.digest:
        yield "digest", "must be true: the corpus holds no official texts"
    if card.level is RegulationLevel.UNKNOWN:
        yield "level", "is missing"
    if card.status is Status.NOT_APPLICABLE:
        yield "status", "is missing; `unknown` is allowed"
    if card.status is Status.UNKNOWN and not card.status_note:
        yield "status_note", "a status that is unknown needs a note that says why"
    dated = [(name, getattr(card, name)) for name in ("adopted", "effective", "repealed") if getattr(card, name)]
    for (first, early), (second, late) in pairwise(dated):
        if early[: len(late)] > late:
            yield second, f"{late} is before {first}, {early}"
    replaced = any(one.kind is RelationKind.REPLACED_BY for one in card.relations)
    if card.status in (Status.REPEALED, Status.SUPERSEDED) and not (replaced or card.repealed or card.status_note):
        yield "status", "what replaced it, when it was repealed, or a note is missing"


def _text(entry: Entry, card: RegulationCard) -> Iterator[tuple[str, str]]:
    whole = " ".join(entry.text.split())
    if "digest in our own words" not in whole or "not the official text" not in whole:
        yield "text", "does not say that it is a digest in our own words, not the official text"
    if card.country != "CN":
        return
    if "摘要" not in whole:
        yield "text", "does not say in Chinese that it is a digest (摘要)"
    for section in entry.sections:
        if section.text and not (is_chinese(section.text) and _ENGLISH.search(section.text)):
            yield section.name or section.anchor, "is not in both languages"
