"""The case library in the catalogue: rows of its table and the values that they can be filtered by."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from kb.catalogue import selecting
from kb.catalogue import tables as t
from kb.model.case import Grade
from kb.model.case_list import CaseList, CaseRow
from kb.model.document import Kind
from kb.model.result import Filter
from kb.model.slices import chunks

FACETS = (
    "year",
    "country",
    "province",
    "industry",
    "accident_type",
    "grade",
    "substance",
    "activity",
    "response_problem",
)
"""Fields whose values are counted."""

_FIELDS = (
    "$.occurrence.date",
    "$.place.country",
    "$.place.province",
    "$.place.city",
    "$.industry",
    "$.casualties.deaths[0].value",
    "$.casualties.injured[0].value",
    "$.grade.official",
    "$.sources[0].publisher",
    "$.sources[0].title",
)


def case_list(connection: Connection, generation: int, filters: Sequence[Filter] = ()) -> CaseList:
    """The live cases that fulfil every filter. Raises QueryError for an unknown field."""
    found = selecting.matching(connection, generation, filters, Kind.CASE)
    facets = selecting.spread(connection, found, FACETS)
    for name in {one.name for one in filters} & set(FACETS):
        others = [one for one in filters if one.name != name]
        among = selecting.matching(connection, generation, others, Kind.CASE)
        facets |= selecting.spread(connection, among, [name])
    told = _told(connection, found)
    known = {name: sum(name in one for one in told.values()) for name in FACETS}
    unknown = {name: len(found) - count for name, count in known.items() if count < len(found)}
    return CaseList(_rows(connection, found, told), facets, unknown)


def _told(connection: Connection, versions: Collection[int]) -> dict[int, dict[str, list[str]]]:
    """Values by field, of versions by row id."""
    f = t.facets.c
    told: dict[int, dict[str, list[str]]] = {version: {} for version in versions}
    for chunk in chunks(list(versions)):
        rows = connection.execute(sa.select(f.version, f.name, f.value).where(f.version.in_(chunk)))
        for version, name, value in rows:
            told[version].setdefault(name, []).append(value)
    return told


def _rows(
    connection: Connection, versions: Collection[int], told: dict[int, dict[str, list[str]]]
) -> tuple[CaseRow, ...]:
    v = t.versions.c
    found: list[CaseRow] = []
    for chunk in chunks(list(versions)):
        fields = sa.func.json_extract(v.card, *_FIELDS)
        rows = connection.execute(sa.select(v.id, v.document, v.title, v.title_zh, fields).where(v.id.in_(chunk)))
        for version, document, title, title_zh, values in rows:
            found.append(_row(document, title, title_zh, json.loads(values), told[version]))
    return tuple(sorted(found, key=lambda row: row.id))


def _row(document: str, title: str, title_zh: str, values: list[Any], told: dict[str, list[str]]) -> CaseRow:
    date, country, province, city, industry, deaths, injured, official, publisher, source = values
    grade = next(iter(told.get("grade", ())), None)
    return CaseRow(
        id=document,
        title=title,
        title_zh=title_zh,
        date=date or "",
        country=country or "",
        province=province or "",
        city=city or "",
        industry=industry or "",
        types=tuple(told.get("accident_type", ())),
        deaths=None if deaths is None else int(deaths),
        injured=None if injured is None else int(injured),
        grade=Grade(grade) if grade else None,
        official=official is not None,
        source=publisher or source or "",
    )
