"""Citations: how a passage is named in a report."""

from __future__ import annotations

from kb.model.cards import AnyCard
from kb.model.case import CaseCard
from kb.model.regulation import RegulationCard
from kb.model.view import StoredPassage


def citation(card: AnyCard, passage: StoredPassage | None = None) -> str:
    """Title with its number or source, the edition, then article or section, then page."""
    parts = [_document(card)]
    if passage is not None:
        if passage.label:
            parts.append(passage.label)
        if passage.page is not None:
            parts.append(f"p. {passage.page}")
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
