"""A result list as people take it away: every hit with its citation, standing and source, in one language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from kb.brief.safe import web_address
from kb.model.cards import AnyCard
from kb.model.document import Kind, Status
from kb.model.regulation import RegulationCard
from kb.model.result import Hit, SearchResponse
from kb.model.taxonomy import Taxonomy
from kb.model.value import Source
from kb.search.cite import citation
from kb.wording import filter_label, say

MOST = 100
"""Results in one file at most."""

_WARNED = (Status.REPEALED, Status.SUPERSEDED, Status.PARTLY_SUPERSEDED, Status.NOT_YET_IN_FORCE, Status.UNKNOWN)
"""Standings that a reader must not miss."""


@dataclass(frozen=True, slots=True)
class Result:
    """One hit. `address` is the passage in the library (`CN-REG-03#art22`), `url` a web page of its source.

    `source` says what the document rests on, its first source; where that has no web page but a later one has, the
    later one is named too, as the one that `url` leads to. Both are empty where nothing is known.
    `status` is that of the passage's article where it differs from its document's, in words; empty where a status does
    not apply. `warning` says what a reader must know before citing it; empty where it simply binds.
    """

    number: int
    hit: Hit
    card: AnyCard
    title: str
    kind: str
    status: str
    warning: str
    citation: str
    address: str
    source: str
    url: str


@dataclass(frozen=True, slots=True)
class ResultList:
    """The answer to a question, ready to be written: `found` documents in all, of which `results` are here.

    `filters` and `notes` are worded in `language` (`en` or `zh`); `notes` say what the search itself had to remark.
    """

    question: str
    language: str
    filters: tuple[str, ...]
    notes: tuple[str, ...]
    results: tuple[Result, ...]
    found: int
    exported: dt.datetime
    generation: int


def found_in(response: SearchResponse) -> int:
    """How many documents a search found: those of the kind asked for, without what only comes near."""
    kind = response.request.kind
    return response.counts.get(kind, 0) if kind else sum(response.counts.values())


def result_list(
    response: SearchResponse, cards: Mapping[str, AnyCard], taxonomy: Taxonomy, language: str, exported: dt.datetime
) -> ResultList:
    """A search's answer in a language; `cards` are those of its hits by document id.

    What the page shows as further off is left out, unless nothing else was found.
    """
    found = found_in(response)
    notes = []
    if response.dropped:
        notes.append(say(language, "search.dropped", words=", ".join(response.dropped)))
    if not response.relevant:
        notes.append(say(language, "search.nothing"))
    return ResultList(
        question=response.request.text,
        language=language,
        filters=tuple(filter_label(taxonomy, one, language) for one in response.filters),
        notes=tuple(notes),
        results=tuple(
            _result(number, hit, cards[hit.document], language)
            for number, hit in enumerate(response.hits[: found or None], 1)
        ),
        found=found,
        exported=exported,
        generation=response.generation,
    )


def _result(number: int, hit: Hit, card: AnyCard, language: str) -> Result:
    status = hit.status
    if isinstance(card, RegulationCard):
        status = card.article_status.get(hit.anchor, status)
    source, url = _source(card, language)
    worded = "" if status is Status.NOT_APPLICABLE else say(language, f"status.{status.value}")
    return Result(
        number=number,
        hit=hit,
        card=card,
        title=hit.title_zh if language == "zh" and hit.title_zh else hit.title,
        kind=say(language, f"kind.{hit.kind.value}"),
        status=worded,
        warning=_warning(status, card, language),
        citation=citation(card, hit, language),
        address=f"{hit.document}#{hit.anchor}" if hit.anchor else hit.document,
        source=source,
        url=url,
    )


def _warning(status: Status, card: AnyCard, language: str) -> str:
    if card.kind is not Kind.REGULATION or status not in _WARNED:
        return ""
    warned = say(language, f"warning.{status.value}")
    as_of = say(language, "document.as_of", date=card.status_as_of) if card.status_as_of else ""
    return " ".join(part for part in (warned, card.status_note, f"({as_of})" if as_of else "") if part)


def _source(card: AnyCard, language: str) -> tuple[str, str]:
    """What the document rests on, and a web page of it; the later sources of a plan are about other things."""
    told = _told(card.sources[0]) if card.sources else ""
    if isinstance(card, RegulationCard) and (official := web_address(card.official_text)):
        return told, official
    about_it = card.sources if card.kind in (Kind.CASE, Kind.REGULATION) else card.sources[:1]
    for place, source in enumerate(about_it):
        if url := web_address(source.url):
            return told if not place else f"{told} · {say(language, 'export.page_by', source=_told(source))}", url
    return told, ""


def _told(source: Source) -> str:
    parts = (source.publisher, source.title, source.published or "", source.note)
    return ", ".join(part for part in parts if part)
