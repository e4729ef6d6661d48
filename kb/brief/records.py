"""What a reference manager keeps of a result: the fields that RIS and BibTeX share."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from urllib.parse import quote

from kb.brief.results import Result, ResultList
from kb.brief.safe import one_line
from kb.model.document import Kind
from kb.model.register import GuidanceCard
from kb.model.regulation import RegulationCard
from kb.search.cite_zh import article_zh
from kb.wording import say

_IN_ADDRESS = "%/:?#[]@!$&'()*+,;=~"
"""Marks that stay in a web address; others, braces and Chinese too, are written as %XX."""

_KEY = re.compile(r"[^A-Za-z0-9.-]+")


@dataclass(frozen=True, slots=True)
class Record:
    """A reference. `key` is the same in every export, and no two documents share one.

    `date` is partly known (`2015`, `2015-08`, `2015-08-12`) or empty; `section` is the article or part cited.
    """

    key: str
    kind: Kind
    title: str
    publisher: str
    date: str
    number: str
    section: str
    page: int | None
    url: str
    language: str
    notes: tuple[str, ...]
    passage: str


def records_of(results: ResultList) -> list[Record]:
    """A record for each result, in their order."""
    return [_record(one, results.language) for one in results.results]


def key_of(document: str) -> str:
    """A document's id as a citation key; one with other characters gets a mark of its own, so that none collide."""
    key = _KEY.sub("-", document).strip("-")
    return key if key == document else f"{key}-{hashlib.sha256(document.encode()).hexdigest()[:8]}".strip("-")


def _record(one: Result, language: str) -> Record:
    card, chinese = one.card, language == "zh"
    source = card.sources[0] if card.sources else None
    publisher, date, number = source.publisher if source else "", card.edition or "", ""
    section = one.hit.label
    if isinstance(card, RegulationCard):
        publisher = (chinese and card.issuer_zh) or card.issuer or publisher
        number = (chinese and card.number_zh) or card.number
        date = date or card.adopted or card.effective or ""
        section = article_zh(section, chinese_law=card.country == "CN") if chinese else section
    elif source and card.kind is Kind.CASE:
        date = source.published or date
    elif isinstance(card, GuidanceCard):
        publisher = card.publisher or publisher
    notes = [one.warning, one.citation]
    if card.digest:
        notes.append(say(language, "document.digest"))
    if one.source:
        notes.append(say(language, "export.from_source", source=one.source))
    return Record(
        key=key_of(one.hit.document),
        kind=card.kind,
        title=one_line(one.title),
        publisher=one_line(publisher),
        date=date,
        number=one_line(number),
        section=one_line(section),
        page=one.hit.page,
        url=quote(one.url, safe=_IN_ADDRESS),
        language=one.hit.language if one.hit.language != "und" else "",
        notes=tuple(one_line(note) for note in notes if note),
        passage=one_line(one.hit.text),
    )
