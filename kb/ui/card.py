"""What is known of a document beside its text, as HTML: facts, figures with their sources, codes by name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from kb import wording
from kb.model.cards import AnyCard
from kb.model.case import ArticleRef, CaseCard, Coded, Event, Substance
from kb.model.plan import PlanCard
from kb.model.register import GuidanceCard, RegisterCard
from kb.model.regulation import Duty, RegulationCard
from kb.model.taxonomy import Taxonomy
from kb.model.value import Claim, Known, Origin, current
from kb.ui import safe
from kb.ui.labels import short_label, status_label, value_label
from kb.ui.language import language, listed, place_in, title_in, tr
from kb.wording import words

PEOPLE = ("deaths", "missing", "injured", "injured_serious", "trapped", "rescued", "evacuated", "responders_dead")

Names = Mapping[str, str]
"""What the sections of a document are called, by anchor."""

_CHINESE = re.compile(r"[\u4e00-\u9fff]")


class CardFacts:
    """Facts of cards in the words of the code lists."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._taxonomy = taxonomy

    def headline(self, card: AnyCard) -> str:
        """The few facts that stand below a document's title."""
        if isinstance(card, CaseCard):
            people = [
                _stat(tr(f"fact.{name}"), figure(current(getattr(card.casualties, name))))
                for name in ("deaths", "injured", "responders_dead")
            ]
            facts = [_stat(tr("fact.date"), when(card)), _stat(tr("fact.place"), self.place(card)), *people]
        elif isinstance(card, RegulationCard):
            facts = [
                _stat(tr("fact.number"), title_in(card.number, card.number_zh)),
                _stat(tr("fact.level"), tr(f"level.{card.level.value}")),
                _stat(tr("fact.issuer"), title_in(card.issuer, card.issuer_zh)),
                _stat(tr("fact.effective"), card.effective or tr("fact.unknown")),
                _stat(tr("fact.repealed"), card.repealed or ""),
            ]
        elif isinstance(card, PlanCard):
            facts = [
                _stat(tr("fact.plan_kind"), tr(f"plan_kind.{card.plan_kind.value}")),
                _stat(tr("fact.owner"), card.owner),
                _stat(tr("fact.country"), self._name("country", card.country)),
            ]
        elif isinstance(card, RegisterCard):
            facts = [
                _stat(tr("fact.table"), self._name("register", card.table)),
                _stat(tr("fact.place"), self._region(card)),
            ]
        else:
            facts = [_stat(tr("fact.country"), self._name("country", card.country))]
        return f'<div class="pr-stats">{"".join(facts)}</div>'

    def all(self, card: AnyCard, names: Names | None = None) -> str:
        """Everything that the card says, in sections; `names` are those of the document's own sections."""
        if isinstance(card, CaseCard):
            parts = self._case(card)
        elif isinstance(card, RegulationCard):
            parts = self._regulation(card, names or {})
        elif isinstance(card, PlanCard):
            parts = self._plan(card)
        elif isinstance(card, RegisterCard):
            fields = ((name, self._cell(card, value)) for name, value in card.fields.items())
            parts = [pairs([(tr("fact.table"), self._name("register", card.table)), *fields])]
        else:
            parts = self._guidance(card)
        if card.unverified:
            parts.append(pairs([(tr("fact.unverified_fields"), listed(card.unverified))]))
        found = "".join(parts)
        return found or f'<p class="pr-faint">{safe.text(tr("fact.none"))}</p>'

    def place(self, card: CaseCard) -> str:
        """Where a case happened, from the town to the country."""
        place = card.place
        names = [
            place.name,
            place.city,
            self._name("province", place.province),
            self._name("country", place.country),
        ]
        return place_in(names) or tr("fact.unknown")

    def _region(self, card: RegisterCard) -> str:
        return place_in((self._name("province", card.province), self._name("country", card.country)))

    def _cell(self, card: RegisterCard, value: str) -> str:
        """A cell as the table has it; country and province by name."""
        if value and value in (card.country, card.province):
            return self._name("country" if value == card.country else "province", value)
        return value

    def _case(self, card: CaseCard) -> list[str]:
        grade = card.grade.official or card.grade.would_be
        graded = self._name("grade", grade.value) if grade else ""
        if grade and card.grade.official is None:
            graded = tr("fact.grade_would_be", grade=graded)
        identity = pairs(
            [
                (tr("fact.date"), ", ".join(part for part in (when(card), card.occurrence.time) if part)),
                (tr("fact.place"), self.place(card)),
                (tr("fact.operator"), card.operator),
                (tr("fact.industry"), self._name("industry", card.industry)),
                (tr("fact.also_called"), listed(card.aliases)),
                (tr("fact.report"), value_label(self._taxonomy, "report", card.report_kind)),
                (tr("fact.grade"), graded),
                (tr("fact.types"), self._names("accident_type", card.accident_types_2025)),
                (tr("fact.types_1986"), self._names("type_1986", card.accident_types_1986)),
                (tr("fact.events"), self._names("event", card.events)),
                (tr("fact.substances"), listed(_substance(one) for one in card.substances)),
                (tr("fact.equipment"), listed(card.equipment)),
                (tr("fact.activity"), self._names("activity", card.activity)),
                (tr("fact.environment"), self._names("environment", card.environment)),
            ]
        )
        people = [(tr(f"fact.{name}"), getattr(card.casualties, name)) for name in PEOPLE]
        return [
            identity,
            section(tr("fact.people"), _claims([*people, (tr("fact.loss"), card.loss)])),
            section(tr("fact.chain"), self._events(card.chain)),
            section(tr("fact.response"), self._events(card.timeline)),
            section(tr("fact.problems"), self._coded("response_problem", card.response_problems)),
            section(tr("fact.causes"), self._coded("cause", card.causes)),
        ]

    def _regulation(self, card: RegulationCard, names: Names) -> list[str]:
        facts = pairs(
            [
                (tr("fact.number"), title_in(card.number, card.number_zh)),
                (tr("fact.level"), tr(f"level.{card.level.value}")),
                (tr("fact.issuer"), title_in(card.issuer, card.issuer_zh)),
                (tr("fact.country"), self._name("country", card.country)),
                (tr("fact.adopted"), card.adopted or tr("fact.unknown")),
                (tr("fact.effective"), card.effective or tr("fact.unknown")),
                (tr("fact.repealed"), card.repealed or ""),
                (tr("fact.industry"), listed(self._name("industry", one) for one in card.industry)),
                (tr("document.official_text"), card.official_text),
            ]
        )
        differing = pairs(
            [(names.get(anchor, anchor), status_label(status)) for anchor, status in card.article_status.items()]
        )
        return [
            facts,
            section(tr("fact.article_status"), differing),
            section(tr("fact.duties"), _duties(card.duties, names)),
        ]

    def _plan(self, card: PlanCard) -> list[str]:
        return [
            pairs(
                [
                    (tr("fact.plan_kind"), tr(f"plan_kind.{card.plan_kind.value}")),
                    (tr("fact.owner"), card.owner),
                    (tr("fact.country"), self._name("country", card.country)),
                    (tr("fact.industry"), self._name("industry", card.industry)),
                    (tr("fact.hazards"), self._names("accident_type", card.hazards)),
                    (tr("fact.substances"), self._names("substance", card.substances)),
                    (tr("fact.approved"), card.approved or tr("fact.unknown")),
                    (tr("fact.filed"), card.filed or ""),
                    (tr("fact.next_assessment"), card.next_assessment or ""),
                ]
            )
        ]

    def _guidance(self, card: GuidanceCard) -> list[str]:
        return [
            pairs(
                [
                    (tr("fact.publisher"), card.publisher),
                    (tr("fact.country"), self._name("country", card.country)),
                ]
            )
        ]

    def _name(self, field: str, value: str) -> str:
        return short_label(self._taxonomy, field, value) if value else ""

    def _names(self, field: str, values: Iterable[str]) -> str:
        return listed(value_label(self._taxonomy, field, value) for value in values)

    def _events(self, events: Sequence[Event]) -> str:
        rows = []
        for one in events:
            code = value_label(self._taxonomy, "event", one.code) if one.code else ""
            beside = " · ".join(part for part in (code, one.source) if part)
            rows.append(
                f'<li><span class="pr-time">{safe.text(one.time)}</span><span>{safe.text(one.event)}'
                f'<span class="pr-faint">{safe.text(beside)}</span></span></li>'
            )
        return f'<ol class="pr-events">{"".join(rows)}</ol>' if rows else ""

    def _coded(self, field: str, coded: Sequence[Coded]) -> str:
        rows = []
        for one in coded:
            name = safe.text(value_label(self._taxonomy, field, one.code))
            origin = "" if one.origin is Origin.STATED else f" · {tr(f'fact.origin_{one.origin.value}')}"
            evidence = f'<span class="pr-faint">{safe.text(one.evidence + origin)}</span>'
            rows.append(f"<li><b>{name}</b>{evidence}</li>")
        return f'<ul class="pr-coded">{"".join(rows)}</ul>' if rows else ""


def figure(claim: Claim) -> str:
    """A figure in the words of the interface's language."""
    return wording.figure(claim, language())


def when(card: CaseCard) -> str:
    """The date of a case, or its days from and to."""
    first, last = card.occurrence.date, card.occurrence.end
    if not first:
        return tr("fact.unknown")
    return f"{first} – {last}" if last and last != first else first


def article_label(one: ArticleRef, name: str = "") -> str:
    """A reference to a regulation as a line of text; `name` is what the section is called there."""
    return " · ".join(part for part in (name or f"{one.document} {one.anchor}".strip(), one.note) if part)


def pairs(rows: Iterable[tuple[str, str]]) -> str:
    """Names and values as an HTML list; both are plain text, rows without a value are left out."""
    inner = "".join(f"<dt>{safe.text(name)}</dt><dd>{safe.text(value)}</dd>" for name, value in rows if value)
    return f'<dl class="pr-facts">{inner}</dl>' if inner else ""


def section(title: str, inner: str) -> str:
    """A titled part as HTML; nothing where there is nothing inside. `inner` is HTML."""
    return f'<section class="pr-part"><h3>{safe.text(title)}</h3>{inner}</section>' if inner else ""


def _stat(name: str, value: str) -> str:
    return f"<div><span>{safe.text(name)}</span><b>{safe.text(value)}</b></div>" if value else ""


def _substance(one: Substance) -> str:
    name = one.name_zh if language() == "zh" and one.name_zh else one.name
    numbers = [f"CAS {one.cas}" if one.cas else "", f"UN {one.un}" if one.un else "", one.quantity]
    inside = ", ".join(part for part in numbers if part)
    return f"{name} ({inside})" if inside else name


def _claims(rows: Sequence[tuple[str, tuple[Claim, ...]]]) -> str:
    inner = []
    for name, claims in rows:
        shown = claims or (Claim(state=Known.UNKNOWN),)
        for place, claim in enumerate(shown):
            notes = [
                claim.note,
                tr("fact.as_of", date=claim.as_of) if claim.as_of else "",
                tr("fact.unverified") if claim.unverified else "",
                "" if claim.origin is Origin.STATED else tr(f"fact.origin_{claim.origin.value}"),
            ]
            faint = ' class="pr-unknown"' if claim.value is None else ""
            inner.append(
                f"<tr><th>{safe.text('' if place else name)}</th><td{faint}>{safe.text(figure(claim))}</td>"
                f"<td>{safe.text(claim.source)}</td><td>{safe.text(listed(notes))}</td></tr>"
            )
    return f'<div class="pr-table"><table class="pr-claims">{"".join(inner)}</table></div>'


def _duties(duties: Sequence[Duty], names: Names) -> str:
    rows = []
    for duty in duties:
        tongue = language() if not duty.action or _CHINESE.search(duty.action) else "en"
        modality = words(tongue)[f"modality.{duty.modality.value}"]
        what = " ".join(part for part in (modality, duty.action) if part)
        if duty.condition:
            what += f" ({duty.condition})"
        cells = (names.get(duty.anchor, duty.anchor), duty.who, what, listed((duty.deadline, duty.frequency)))
        rows.append("<tr>" + "".join(f"<td>{safe.text(cell)}</td>" for cell in cells) + "</tr>")
    if not rows:
        return ""
    heads = ("duty_where", "duty_who", "duty_what", "duty_when")
    head = "".join(f"<th>{safe.text(tr(f'fact.{name}'))}</th>" for name in heads)
    return f'<div class="pr-table"><table><tr>{head}</tr>{"".join(rows)}</table></div>'
