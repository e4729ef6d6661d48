"""Citations: how a passage is named in a report, in English and in Chinese."""

from __future__ import annotations

from typing import Protocol

from kb.model.cards import AnyCard
from kb.model.case import CaseCard
from kb.model.document import Role
from kb.model.regulation import RegulationCard
from kb.search.cite_zh import citation_zh


class Place(Protocol):
    """Where in a document something stands: a stored passage, or a hit."""

    @property
    def label(self) -> str:
        """What the section is called as printed."""

    @property
    def page(self) -> int | None:
        """The 1-based page, where there are pages."""

    @property
    def role(self) -> Role | None:
        """What part of a case's story it tells."""


def citation(card: AnyCard, place: Place | None = None, language: str = "en") -> str:
    """Title with its number or source, the edition, then article or section, then page; `language` is `en` or `zh`.

    A Chinese citation names document and article in Chinese where their Chinese names are known, and as they are
    written elsewhere: `《生产安全事故应急条例》（国务院令第708号，2019-02-17）第二十二条`.
    """
    if language == "zh":
        return citation_zh(card, place.label, place.page, place.role) if place else citation_zh(card)
    parts = [_document(card)]
    if place is not None:
        if place.label:
            parts.append(place.label)
        if place.page is not None:
            parts.append(f"p. {place.page}")
    return ", ".join(parts)


def date_of(card: AnyCard) -> str | None:
    """When a case happened; the edition of anything else."""
    return card.occurrence.date if isinstance(card, CaseCard) else card.edition


def _document(card: AnyCard) -> str:
    if isinstance(card, RegulationCard):
        number = card.number or card.citation
        inside = [part for part in (number, _year(card)) if part]
        name = f"{card.title} ({', '.join(inside)})" if inside else card.title
        return f"{name} [digest]" if card.digest else name
    if isinstance(card, CaseCard) and card.sources:
        source = card.sources[0]
        told = (
            source.title
            if not source.publisher or source.publisher in source.title
            else f"{source.publisher}, {source.title}"
        )
        return f"{card.title} ({told})" if source.title != card.title else f"{card.title} ({source.publisher})"
    return f"{card.title} ({card.edition})" if card.edition and card.edition not in card.title else card.title


def _year(card: RegulationCard) -> str:
    date = card.edition or card.adopted or card.effective
    return date if date and date not in (card.number or card.citation) else ""
