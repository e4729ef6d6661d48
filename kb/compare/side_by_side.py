"""Two to four cases beside each other, row by row: what is the same, what differs and what is unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kb.compare.course import course
from kb.compare.opening import opening
from kb.compare.statements import role_rows, unlisted
from kb.errors import QueryError
from kb.model.attributes import LISTS, Attributes
from kb.model.case import CaseCard, Casualties
from kb.model.comparison import MOST, Column, Row, Section, SideBySide, Statement, Verdict
from kb.model.document import Role
from kb.model.taxonomy import Taxonomy
from kb.model.value import Claim, Known, Source
from kb.model.view import DocumentView
from kb.wording import figure, listed, place_in, say, short_label, value_label

NARRATIVE = (Role.SUMMARY, Role.SEQUENCE, Role.CAUSES, Role.RESPONSE, Role.CONSEQUENCES)
Names = Mapping[tuple[str, str], tuple[str, str]]
"""What an article (document and anchor) is called, and the title of its document."""


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

    def source(self, identity: str) -> str:
        """What a sign of the case's sources stands for: `S1: title`."""
        found = next((one for one in self.card.sources if one.id == identity), None)
        return f"{identity}: {found.title}" if identity and found else identity


def check_ids(ids: Sequence[str]) -> None:
    """Raise QueryError unless two to four different cases are named."""
    if len(ids) < 2:
        raise QueryError("A comparison needs two cases or more.", "Add another case; `kb similar ID` finds like ones.")
    if twice := next((one for one in ids if ids.count(one) > 1), None):
        raise QueryError(f"{twice} is named twice; a case compared with itself shows nothing.", "Name another case.")
    if len(ids) > MOST:
        raise QueryError(f"{len(ids)} cases are named; {MOST} fit side by side.", f"Leave out {len(ids) - MOST}.")


def side_by_side(cases: Sequence[Case], taxonomy: Taxonomy, language: str, names: Names) -> SideBySide:
    """The comparison, labels in `en` or `zh`, articles by the names given.

    Raises QueryError for fewer than two, more than four or equal cases.
    """
    check_ids([case.view.summary.id for case in cases])
    attributes = _attributes(cases, taxonomy, language)
    silent = [case.view.summary.id for case in cases if not case.attributes]
    alike, apart = opening([case.view.summary.id for case in cases], attributes, silent, language)
    columns = tuple(
        Column(
            c.view.summary.id,
            (c.view.summary.title_zh if language == "zh" else "") or c.view.summary.title,
            tuple(map(_source_line, c.card.sources)),
        )
        for c in cases
    )
    parts: dict[str, Iterable[Row]] = {
        "identity": _identity(cases, taxonomy, language),
        "people": _people(cases, language),
        "attributes": attributes,
        "course": course(cases, language),
        "narrative": (row for role in NARRATIVE for row in role_rows(cases, role, language)),
        "problems": _problems(cases, taxonomy, language),
        "lessons": role_rows(cases, Role.LESSONS, language),
        "regulations": _regulations(cases, names),
    }
    sections = (Section(key, say(language, f"compare.{key}"), tuple(rows)) for key, rows in parts.items())
    return SideBySide(language, columns, alike, apart, tuple(s for s in sections if s.rows))


def _row(
    key: str, label: str, cells: Sequence[tuple[Statement, ...]], meant: Sequence[Sequence[str]] | None = None
) -> Row:
    """A row judged by what its statements mean, else by their texts; what all cells say is marked as shared."""
    told = meant or [[one.text.casefold() for one in cell] for cell in cells]
    said = [set(own) for own in told]
    everywhere = set.intersection(*said)
    verdict = (
        Verdict.UNKNOWN if not all(said) else Verdict.SAME if all(one == said[0] for one in said) else Verdict.DIFFERS
    )
    marked = tuple(
        tuple(replace(one, shared=means in everywhere) for one, means in zip(cell, own, strict=True))
        for cell, own in zip(cells, told, strict=True)
    )
    return Row(key, label, verdict, marked)


def _identity(cases: Sequence[Case], taxonomy: Taxonomy, language: str) -> list[Row]:
    def places(card: CaseCard) -> str:
        place = card.place
        city_state = place.city == value_label(taxonomy, "province", place.province, "en")
        names = [
            "" if city_state else place.city,
            value_label(taxonomy, "province", place.province, language),
            value_label(taxonomy, "country", place.country, language),
        ]
        return place_in(names, language)

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
        "report": lambda card: value_label(taxonomy, "report", card.report_kind, language),
    }
    graded = [case.card.grade.official or case.card.grade.would_be for case in cases]
    meant = {"grade": [[one.value] if one else [] for one in graded]}
    rows = [
        _row(
            name,
            say(language, f"fact.{name}"),
            [_cell(case, value(case.card), Role.SUMMARY) for case in cases],
            meant.get(name),
        )
        for name, value in fields.items()
    ]
    return [row for row in rows if any(row.cells)]


def _cell(case: Case, text: str, *roles: Role) -> tuple[Statement, ...]:
    return (Statement(text, case.view.summary.id, case.place(*roles)),) if text else ()


def _people(cases: Sequence[Case], language: str) -> list[Row]:
    claims = {name: [getattr(case.card.casualties, name) for case in cases] for name in Casualties.model_fields}
    claims["loss"] = [case.card.loss for case in cases]
    rows = []
    for name, told in claims.items():
        known = [[one for one in own if one.state is not Known.UNKNOWN] for own in told]
        cells = [tuple(_figure(case, one, language) for one in own) for case, own in zip(cases, known, strict=True)]
        meant = [[figure(one, language) for one in own] for own in known]
        rows.append(_row(name, say(language, f"fact.{name}"), cells, meant))
    return [row for row in rows if any(row.cells)]


def _figure(case: Case, claim: Claim, language: str) -> Statement:
    said = figure(claim, language)
    noted = listed([claim.note, say(language, "fact.unverified") if claim.unverified else ""], language)
    text = say(language, "compare.in", name=said, values=noted) if noted else said
    at = case.place(Role.CONSEQUENCES, Role.SUMMARY)
    return Statement(text, case.view.summary.id, at, source=case.source(claim.source))


def _source_line(one: Source) -> str:
    """A source with its sign, publisher, date and address."""
    told = ", ".join(filter(None, (one.title, one.publisher, one.published, one.url)))
    return f"{one.id}: {told}" if one.id else told


def _attributes(cases: Sequence[Case], taxonomy: Taxonomy, language: str) -> list[Row]:
    def cell(case: Case, name: str) -> tuple[Statement, ...]:
        return tuple(
            Statement(
                taxonomy.label(LISTS[name], found.code, language),
                case.view.summary.id,
                found.anchor or case.place(_told_in(name), Role.SUMMARY),
                source="" if found.sentence == found.code else unlisted(found.sentence),
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


def _told_in(attribute: str) -> Role:
    """The part of a text that tells of an attribute for which no place is known."""
    if attribute.startswith("cause_"):
        return Role.CAUSES
    return {"response_problem": Role.RESPONSE, "response_action": Role.RESPONSE}.get(attribute, Role.SUMMARY)


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


def _regulations(cases: Sequence[Case], names: Names) -> list[Row]:
    """A row for each article that any case cites; its statements open the article. Cases that cite none are unknown."""
    cited = dict.fromkeys((one.document, one.anchor) for case in cases for one in case.card.regulations)
    unknown = any(not case.card.regulations for case in cases)
    rows = []
    for document, anchor in cited:
        label, title = names.get((document, anchor), (f"{document} {anchor}".strip(), ""))
        cells = tuple(
            tuple(
                Statement(one.note or label, document, anchor)
                for one in case.card.regulations
                if (one.document, one.anchor) == (document, anchor)
            )
            for case in cases
        )
        verdict = Verdict.SAME if all(cells) else Verdict.UNKNOWN if unknown else Verdict.DIFFERS
        rows.append(Row(f"{document}#{anchor}", label, verdict, cells, note=title))
    return sorted(rows, key=lambda row: -sum(map(bool, row.cells)))
