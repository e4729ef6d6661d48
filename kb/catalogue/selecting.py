"""Filters and facets: which documents fulfil conditions, and how values are spread over documents."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from kb.catalogue import tables as t
from kb.catalogue.visibility import visible
from kb.errors import QueryError
from kb.model.document import Kind
from kb.model.result import FacetCount, Filter
from kb.model.slices import chunks

COLUMNS = {"kind": t.versions.c.kind, "language": t.versions.c.language, "status": t.versions.c.status}
"""Filters that are columns of a version."""

NUMBERS = ("year", "deaths", "injured")
"""Filters on ranges of whole numbers."""

TEXTS = (
    "country",
    "province",
    "accident_type",
    "industry",
    "substance",
    "grade",
    "activity",
    "environment",
    "response_problem",
    "level",
    "issuer",
    "plan_kind",
    "register",
)
"""Filters on values of a document's card."""

_LARGEST = 2**63 - 1
"""What the database can compare with; no stored number is beyond."""

FILTERS = (*COLUMNS, *NUMBERS, *TEXTS, "document")


def matching(connection: Connection, generation: int, filters: Sequence[Filter], kind: Kind | None = None) -> set[int]:
    """Version row ids of the live documents that fulfil every filter. Raises QueryError for an unknown field."""
    conditions = [visible(generation)]
    if kind is not None:
        conditions.append(t.versions.c.kind == kind.value)
    conditions.extend(_condition(one) for one in filters)
    return set(connection.scalars(sa.select(t.versions.c.id).where(*conditions)))


def kinds(connection: Connection, generation: int) -> dict[Kind, int]:
    """Live documents by kind."""
    column = t.versions.c.kind
    rows = connection.execute(sa.select(column, sa.func.count()).where(visible(generation)).group_by(column))
    return {Kind(row[0]): row[1] for row in rows}


def spread(
    connection: Connection, versions: Collection[int], names: Sequence[str]
) -> dict[str, tuple[FacetCount, ...]]:
    """Values of the named facets among some versions, most frequent first."""
    counts: dict[str, dict[str, int]] = {name: {} for name in names}
    f = t.facets.c
    for chunk in chunks(list(versions)):
        rows = connection.execute(
            sa.select(f.name, f.value, sa.func.count())
            .where(f.version.in_(chunk))  # the name is left out: SQLite would choose the index on it and read them all
            .group_by(f.name, f.value)
        )
        for name, value, count in rows:
            if name in counts:
                counts[name][value] = counts[name].get(value, 0) + count
        for name in set(names) & set(COLUMNS):
            column = COLUMNS[name]
            pairs = connection.execute(
                sa.select(column, sa.func.count()).where(t.versions.c.id.in_(chunk)).group_by(column)
            )
            for value, count in pairs:
                counts[name][value] = counts[name].get(value, 0) + count
    return {
        name: tuple(FacetCount(v, n) for v, n in sorted(values.items(), key=lambda pair: (-pair[1], pair[0])))
        for name, values in counts.items()
        if values
    }


def _within(number: int) -> int:
    return max(-_LARGEST, min(number, _LARGEST))


def _condition(one: Filter) -> sa.ColumnElement[bool]:
    if one.name == "document":
        return t.versions.c.document.in_(one.values)
    if one.name in COLUMNS:
        return COLUMNS[one.name].in_(one.values)
    return t.versions.c.id.in_(sa.select(t.facets.c.version).where(*_facet(one)))


def _facet(one: Filter) -> list[sa.ColumnElement[bool]]:
    """Conditions on a row of the facets, the one on its name first."""
    f = t.facets.c
    conditions: list[sa.ColumnElement[bool]] = [f.name == one.name]
    if one.name in NUMBERS:
        if one.low is not None:
            conditions.append(f.number >= _within(one.low))
        if one.high is not None:
            conditions.append(f.number <= _within(one.high))
    elif one.name in TEXTS:
        conditions.append(f.folded.in_([value.casefold() for value in one.values]))
    else:
        raise QueryError(f"There is no filter {one.name!r}.", f"Filters are: {', '.join(sorted(FILTERS))}.")
    return conditions
