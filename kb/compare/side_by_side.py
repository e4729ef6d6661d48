"""Two to four cases beside each other, row by row: what is the same, what differs and what is unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from kb.compare.course import course
from kb.compare.statements import role_row
from kb.errors import QueryError
from kb.model.attributes import LISTS, Attributes
from kb.model.case import CaseCard, Casualties
from kb.model.comparison import MOST, Column, Row, Section, SideBySide, Statement, Verdict
from kb.model.document import Role
from kb.model.taxonomy import Taxonomy
from kb.model.value import Claim, Known
from kb.model.view import DocumentView
from kb.wording import say, short_label, value_label

NARRATIVE = (Role.SUMMARY, Role.SEQUENCE, Role.CAUSES, Role.RESPONSE, Role.CONSEQUENCES)
OPENING = ("event", "accident_type", "substance", "activity", "response_problem")
"""Attributes that the opening names, most telling first."""

_NAMED = 3


@dataclass(frozen=True, slots=True)
class Case:
    """What a comparison needs of one case."""

    view: DocumentView
    card: CaseCard
    attributes: Attributes

    def place(self, *roles: Role) -> str:
        """The anchor of the first part of the text with one of these roles, or of its first part."""
        passages = self.view.passages
        return next(
            (p.anchor for role in roles for p in passages if p.role is role), passages[0].anchor if passages else ""
        )


def check_ids(ids: Sequence[str]) -> None:
    """Raise QueryError unless two to four different cases are named."""
    if len(ids) < 2:
        raise QueryError("A comparison needs two cases or more.", "Add another case; `kb similar ID` finds like ones.")
    if twice := next((one for one in ids if ids.count(one) > 1), None):
        raise QueryError(f"{twice} is named twice; a case compared with itself shows nothing.", "Name another case.")
    if len(ids) > MOST:
        raise QueryError(f"{len(ids)} cases are named; {MOST} fit side by side.", f"Leave out {len(ids) - MOST}.")


def side_by_side(cases: Sequence[Case], taxonomy: Taxonomy, language: str) -> SideBySide:
    """The comparison, labels in `en` or `zh`. Raises QueryError for fewer than two, more than four or equal cases."""
    check_ids([case.view.summary.id for case in cases])
    attributes = _attributes(cases, taxonomy, language)
    alike, apart = _opening(attributes, language)
    columns = tuple(
        Column(
            c.view.summary.id,
            (c.view.summary.title_zh if language == "zh" else "") or c.view.summary.title,
        )
        for c in cases
    )
    parts: dict[str, Iterable[Row]] = {
        "identity": _identity(cases, taxonomy, language),
        "people": _people(cases, language),
        "attributes": attributes,
        "course": course(cases, language),
        "narrative": (role_row(cases, role, say(language, f"compare.{role.value}")) for role in NARRATIVE),
        "problems": _problems(cases, taxonomy, language),
        "lessons": (role_row(cases, Role.LESSONS, say(language, "compare.lessons")),),
        "regulations": _regulations(cases),
    }
    sections = (Section(key, say(language, f"compare.{key}"), tuple(rows)) for key, rows in parts.items())
    return SideBySide(language, columns, alike, apart, tuple(s for s in sections if s.rows))


def _row(key: str, label: str, cells: Sequence[tuple[Statement, ...]]) -> Row:
    """A row judged by the texts of its cells; what all of them say is marked as shared."""
    said = [{one.text.casefold() for one in cell} for cell in cells]
    everywhere = set.intersection(*said)
    verdict = (
        Verdict.UNKNOWN if not all(said) else Verdict.SAME if all(one == said[0] for one in said) else Verdict.DIFFERS
    )
    marked = tuple(tuple(replace(s, shared=s.text.casefold() in everywhere) for s in cell) for cell in cells)
    return Row(key, label, verdict, marked)


def _identity(cases: Sequence[Case], taxonomy: Taxonomy, language: str) -> list[Row]:
    def places(card: CaseCard) -> str:
        place = card.place
        names = [
            place.city,
            value_label(taxonomy, "province", place.province, language),
            value_label(taxonomy, "country", place.country, language),
        ]
        return ", ".join(dict.fromkeys(name for name in names if name))

    def grade(card: CaseCard) -> str:
        if card.grade.official:
            return short_label(taxonomy, "grade", card.grade.official.value, language)
        if card.grade.would_be:
            named = short_label(taxonomy, "grade", card.grade.would_be.value, language)
            return say(language, "fact.grade_would_be", grade=named)
        return ""

    fields: dict[str, Callable[[CaseCard], str]] = {
        "date": lambda card: ", ".join(filter(None, (card.occurrence.date, card.occurrence.time))),
        "place": places,
        "operator": lambda card: card.operator,
        "industry": lambda card: value_label(taxonomy, "industry", card.industry, language),
        "grade": grade,
        "report": lambda card: card.report_kind,
    }
    return [
        _row(name, say(language, f"fact.{name}"), [_cell(case, value(case.card), Role.SUMMARY) for case in cases])
        for name, value in fields.items()
    ]


def _cell(case: Case, text: str, *roles: Role) -> tuple[Statement, ...]:
    return (Statement(text, case.view.summary.id, case.place(*roles)),) if text else ()


def _people(cases: Sequence[Case], language: str) -> list[Row]:
    def cell(case: Case, claims: tuple[Claim, ...]) -> tuple[Statement, ...]:
        at = case.place(Role.CONSEQUENCES, Role.SUMMARY)
        return tuple(
            Statement(_figure(one, language), case.view.summary.id, at, source=_source(case.card, one.source))
            for one in claims
            if one.state is not Known.UNKNOWN
        )

    rows = [
        _row(name, say(language, f"fact.{name}"), [cell(case, getattr(case.card.casualties, name)) for case in cases])
        for name in Casualties.model_fields
    ]
    rows.append(_row("loss", say(language, "fact.loss"), [cell(case, case.card.loss) for case in cases]))
    return [row for row in rows if any(row.cells)]


def _figure(claim: Claim, language: str) -> str:
    if claim.value is None:
        return say(language, "fact.not_applicable")
    notes = [claim.note, say(language, "fact.unverified") if claim.unverified else ""]
    noted = "; ".join(filter(None, notes))
    figure = " ".join(filter(None, (claim.qualifier, f"{claim.value:,.10g}", claim.unit)))
    return f"{figure} ({noted})" if noted else figure


def _source(card: CaseCard, identity: str) -> str:
    found = next((one for one in card.sources if one.id == identity), None)
    return f"{identity}: {found.title}" if identity and found else identity


def _attributes(cases: Sequence[Case], taxonomy: Taxonomy, language: str) -> list[Row]:
    def cell(case: Case, name: str) -> tuple[Statement, ...]:
        return tuple(
            Statement(
                taxonomy.label(LISTS[name], found.code, language),
                case.view.summary.id,
                found.anchor or case.place(Role.SUMMARY),
                source=found.sentence,
            )
            for found in case.attributes[name]
        )

    rows = [
        _row(name, say(language, f"compare.of.{name}"), [cell(case, name) for case in cases])
        for name in LISTS
        if name != "response_problem"
    ]
    problems = _row(
        "response_problem",
        say(language, "compare.of.response_problem"),
        [cell(case, "response_problem") for case in cases],
    )
    return [row for row in [*rows, problems] if any(row.cells)]


def _opening(rows: Sequence[Row], language: str) -> tuple[str, str]:
    """In what all are alike and where they part, of the telling attributes; where codes say nothing, that."""
    comma = "、" if language == "zh" else ", "
    between = "；" if language == "zh" else "; "
    alike, apart = [], []
    by_key = {row.key: row for row in rows}
    for row in (by_key[key] for key in OPENING if key in by_key):
        shared = [s.text for s in row.cells[0] if s.shared]
        if shared:
            alike.append(say(language, "compare.in", name=row.label, values=comma.join(shared[:_NAMED])))
        if row.verdict is Verdict.DIFFERS:
            own = [
                f"{cell[0].document} {comma.join(left[:_NAMED])}"
                for cell in row.cells
                if (left := [s.text for s in cell if not s.shared])
            ]
            if own:
                apart.append(say(language, "compare.in", name=row.label, values=" / ".join(own)))
    return (
        say(language, "compare.alike", parts=between.join(alike)) if alike else say(language, "compare.alike_none"),
        say(language, "compare.apart", parts=between.join(apart)) if apart else say(language, "compare.apart_none"),
    )


def _problems(cases: Sequence[Case], taxonomy: Taxonomy, language: str) -> list[Row]:
    """A row for each response problem that any case has; a case without any recorded is unknown in all of them."""
    codes = dict.fromkeys(code for case in cases for code in case.attributes.codes("response_problem"))
    unknown = any(not case.attributes["response_problem"] for case in cases)

    def cell(case: Case, code: str) -> tuple[Statement, ...]:
        at = case.place(Role.RESPONSE, Role.SUMMARY)
        told = [one for one in case.attributes["response_problem"] if one.code == code]
        evidence = {one.code: one.evidence for one in case.card.response_problems}
        return tuple(
            Statement(
                one.sentence or evidence.get(code, "") or say(language, "compare.yes"),
                case.view.summary.id,
                one.anchor or at,
            )
            for one in told
        )

    rows = []
    for code in codes:
        cells = tuple(cell(case, code) for case in cases)
        verdict = Verdict.SAME if all(cells) else Verdict.UNKNOWN if unknown else Verdict.DIFFERS
        rows.append(Row(code, taxonomy.label("response_problems", code, language), verdict, cells))
    return sorted(rows, key=lambda row: -sum(map(bool, row.cells)))


def _regulations(cases: Sequence[Case]) -> list[Row]:
    """A row for each article that any case cites; its statements open the article."""
    cited = dict.fromkeys((one.document, one.anchor) for case in cases for one in case.card.regulations)
    rows = []
    for document, anchor in cited:
        label = f"{document} {anchor}".strip()
        cells = tuple(
            tuple(
                Statement(one.note or label, document, anchor)
                for one in case.card.regulations
                if (one.document, one.anchor) == (document, anchor)
            )
            for case in cases
        )
        rows.append(Row(label, label, Verdict.SAME if all(cells) else Verdict.DIFFERS, cells))
    return sorted(rows, key=lambda row: -sum(map(bool, row.cells)))
