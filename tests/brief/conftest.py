"""Result lists to be exported: an honest one in both languages, and one whose texts would like to be something else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from kb.brief.results import ResultList, result_list
from kb.model.cards import AnyCard
from kb.model.case import CaseCard, Occurrence, Place
from kb.model.document import Kind, Role, Status
from kb.model.plan import PlanCard
from kb.model.regulation import RegulationCard, RegulationLevel
from kb.model.result import Filter, Hit, Parts, SearchRequest, SearchResponse
from kb.model.taxonomy import Taxonomy, Term
from kb.model.value import Source
from kb.search.cite import citation, date_of

EXPORTED = dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)

CASE = CaseCard(
    id="CN-01",
    title="Tianjin Port explosions",
    title_zh="天津港8·12特别重大火灾爆炸事故",
    language="en",
    edition="2016-02-05",
    occurrence=Occurrence(date="2015-08-12"),
    place=Place(country="CN"),
    sources=(
        Source(
            id="S1", title="Investigation report on the accident", publisher="State Council team", published="2016-02"
        ),
        Source(
            id="S2", title="Copy of the opening part", publisher="example.org", url="https://example.org/报告?a={1}"
        ),
    ),
)
DECREE = RegulationCard(
    id="CN-REG-18",
    title="Coal Mine Safety Regulations",
    title_zh="煤矿安全规程",
    language="zh",
    level=RegulationLevel.DEPARTMENTAL_RULE,
    issuer="Ministry of Emergency Management",
    issuer_zh="应急管理部",
    number="MEM Order 8",
    number_zh="应急管理部令第8号",
    country="CN",
    edition="2022-01-06",
    status=Status.SUPERSEDED,
    status_note="Replaced by MEM Order 17.",
    status_as_of="2026-11-23",
    official_text="https://example.org/order8",
    digest=True,
    sources=(Source(id="S1", title="Order 8", publisher="State Council gazette"),),
)
PLAN = PlanCard(
    id="计划-1",
    title="有限空间专项应急预案",
    language="zh",
    sources=(Source(title="GB/T 29639-2020"), Source(title="Another text", url="https://example.org/another")),
)
TEXTS = {
    "CN-01": "A container of nitrocellulose caught fire.\nWhite smoke, then two blasts.",
    "CN-REG-18": "矿山救护队到达前，现场人员不得盲目施救；“先通风、再检测、后作业”。𠮷",
    "计划-1": "监护人发出撤离信号。",
}
LABELS = {"CN-01": "What happened", "CN-REG-18": "Art. 22", "计划-1": "7.1"}

HOSTILE = {
    "formula": '=HYPERLINK("http://evil.example","click")',
    "full-width formula": "＝cmd|' /C calc'!A0",
    "minus": "-2+3+cmd|' /C calc'!A0",
    "at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "tab": "\t=1+1",
    "markup": "<b>bold</b> &amp; <script>alert(1)</script> ]]>",
    "braces": "}{\\",
    "bibtex": "}, author = {Somebody Else}, note = {",
    "latex": r"\input{/etc/passwd} 100% $x_1$ #1 ~ ^ &",
    "ris": "A title\r\nER  - \r\nTY  - JOUR\r\nTI  - Another",
    "csv": 'a,"b"\nc;d',
    "controls": "bell\x07 null\x00 escape\x1b[31m end\ufffe",
    "long": "储罐火灾 tank fire " * 200,
    "emoji": "fire 🔥 family 👩‍👩‍👧 flag 🇨🇳",
    "right to left": "انفجار \u202eexe.fdp\u202c مصنع",
    "entity": "_x0041_ &#65; %00",
    "blank": "  \u00a0= 1",
}


def hit_of(card: AnyCard, text: str, label: str, **more: object) -> Hit:
    where = Hit(
        document=card.id,
        version=1,
        title=card.title,
        kind=card.kind,
        language=card.language or "en",
        status=card.status if card.kind is Kind.REGULATION else Status.NOT_APPLICABLE,
        anchor="art22",
        label=label,
        path=(),
        citation="",
        page=7,
        role=Role.SEQUENCE if card.kind is Kind.CASE else None,
        score=0.9,
        parts=Parts(),
        text=text,
        highlights=((2, 6),),
        date=date_of(card),
        digest=card.digest,
        title_zh=card.title_zh,
    )
    assert citation(card, where)
    return where


def list_of(cards: list[AnyCard], texts: list[str], labels: list[str], language: str, question: str) -> ResultList:
    hits = tuple(hit_of(card, text, label) for card, text, label in zip(cards, texts, labels, strict=True))
    response = SearchResponse(
        SearchRequest(question),
        hits,
        "en",
        filters=(Filter("country", ("CN",)), Filter("year", low=2013, origin="query", words="after 2012")),
        counts={Kind.CASE: len(hits)},
        generation=4,
    )
    taxonomy = Taxonomy({"countries": {"CN": Term("CN", "", "China", "中国", ())}})
    return result_list(response, {card.id: card for card in cards}, taxonomy, language, EXPORTED)


@pytest.fixture
def honest() -> Callable[[str], ResultList]:
    """A case, a superseded regulation and a Chinese plan, in the language asked for."""

    def made(language: str) -> ResultList:
        cards: list[AnyCard] = [CASE, DECREE, PLAN]
        return list_of(
            cards, [TEXTS[card.id] for card in cards], [LABELS[card.id] for card in cards], language, "盲目施救 rescue"
        )

    return made


@pytest.fixture(params=["en", "zh"])
def hostile(request: pytest.FixtureRequest) -> ResultList:
    """Cases and regulations in which every text is one of `HOSTILE`; the number of a result tells which."""
    cards: list[AnyCard] = []
    for name, text in HOSTILE.items():
        source = Source(title=text, publisher=text, url="javascript:alert(1)", note=text)
        shared = {"title": text, "title_zh": text, "sources": (source,)}
        if name == "formula":
            rule = {"issuer": text, "issuer_zh": text, "number": text, "number_zh": text, "status_note": text}
            cards.append(RegulationCard(id=f"R-{name}", status=Status.REPEALED, **shared, **rule))
        else:
            cards.append(CaseCard(id=f"={name.replace(' ', '-')}}}{{", **shared))
    texts = [*HOSTILE.values()]
    return list_of(cards, texts, texts, request.param, HOSTILE["controls"] + "\ud800")
