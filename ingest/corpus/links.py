"""Ids, addresses and sources: everything that a document names is there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from ingest.corpus.entry import Entry, Finding
from kb.model.case import CaseCard
from kb.model.document import Card
from kb.model.plan import PlanCard
from kb.model.regulation import RegulationCard
from kb.model.value import Claims, Known

_ADDRESS = re.compile(r"\b((?:[A-Z]{2,3}-REG|CN|XX|PLAN)-\d{2})(?!\d)(?:#([A-Za-z0-9][A-Za-z0-9./-]*))?")
_CITED = re.compile(r"(?<![A-Za-z0-9#-])S\d{1,2}(?![A-Za-z0-9-])")


def check_links(entry: Entry, library: Mapping[str, Entry]) -> Iterator[Finding]:
    """Findings for the id, for addresses in front matter and text, and for the sources that claims name."""
    card = entry.document.card
    if not entry.file.rpartition("/")[2].startswith(f"{card.id}-"):
        yield Finding(entry.file, "id", f"the file's name does not begin with {card.id}-")
    for where, document, anchor in _named(entry):
        if document not in library:
            yield Finding(entry.file, where, f"{document} is not in the corpus")
        elif anchor and anchor not in library[document].anchors:
            yield Finding(entry.file, where, f"{document} has no section {anchor!r}")
    yield from _check_sources(entry)


def _named(entry: Entry) -> Iterator[tuple[str, str, str]]:
    """(where, document, anchor) of every address in a document."""
    card = entry.document.card
    if isinstance(card, CaseCard | PlanCard):
        yield from (("regulations", one.document, one.anchor) for one in card.regulations)
    if isinstance(card, PlanCard):
        yield from (("cases", case, "") for case in card.cases)
    if isinstance(card, RegulationCard):
        yield from (("relations", one.document, "") for one in card.relations if one.document)
        yield from (("duties", card.id, duty.anchor) for duty in card.duties)
        yield from (("article_status", card.id, anchor) for anchor in card.article_status)
    for section in entry.sections:
        for found in _ADDRESS.finditer(f"{section.heading}\n{section.text}"):
            yield section.name, found[1], (found[2] or "").rstrip("./-")


def _check_sources(entry: Entry) -> Iterator[Finding]:
    card = entry.document.card
    ids = Counter(source.id for source in card.sources)
    if not ids:
        yield Finding(entry.file, "sources", "no source is named")
    yield from (Finding(entry.file, "sources", f"id {one!r} stands {n} times") for one, n in ids.items() if n > 1)
    if "" in ids:
        yield Finding(entry.file, "sources", "a source has no id")
    for where, source in _cited(card):
        if not source:
            yield Finding(entry.file, where, "no source id")
        elif source not in ids:
            yield Finding(entry.file, where, f"source {source!r} is not among the sources")
    for section in entry.sections:
        for source in sorted(set(_CITED.findall(section.text)) - set(ids)):
            yield Finding(entry.file, section.name, f"source {source!r} is not among the sources")


def _cited(card: Card) -> Iterator[tuple[str, str]]:
    """(field, source id) of everything that must name its source."""
    if not isinstance(card, CaseCard):
        return
    figures: dict[str, Claims] = {name: getattr(card.casualties, name) for name in type(card.casualties).model_fields}
    for name, claims in {**figures, "loss": card.loss}.items():
        yield from ((name, claim.source) for claim in claims if claim.state is Known.KNOWN)
    yield from ((f"chain: {event.event}", event.source) for event in card.chain)
    yield from ((f"timeline: {event.event}", event.source) for event in card.timeline)
