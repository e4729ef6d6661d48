"""Which documents go by an id, a number, a name or a day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from kb.catalogue import tables as t
from kb.catalogue.visibility import visible
from kb.model.document import Kind


@dataclass(frozen=True, slots=True)
class Identified:
    """A live document and the row of its version."""

    version: int
    document: str
    kind: Kind
    title: str
    title_zh: str


def by_id(connection: Connection, generation: int, documents: Collection[str]) -> list[Identified]:
    """Live documents with these ids."""
    return _identified(connection, generation, t.versions.c.document.in_(list(documents)))


def by_key(connection: Connection, generation: int, field: str, keys: Collection[str]) -> dict[str, list[Identified]]:
    """Live documents by the keys of a field (`number`, `name`) that they carry."""
    f = t.facets.c
    pairs = connection.execute(
        sa.select(f.folded, f.version).where(f.name == field, f.folded.in_([key.casefold() for key in keys]))
    ).all()
    if not pairs:
        return {}
    known = {
        one.version: one for one in _identified(connection, generation, t.versions.c.id.in_({row[1] for row in pairs}))
    }
    found: dict[str, list[Identified]] = {}
    for key, version in pairs:
        if version in known:
            found.setdefault(key, []).append(known[version])
    return found


def by_day(connection: Connection, generation: int, month: int, day: int, year: int | None = None) -> list[Identified]:
    """Cases that happened on a day, of one year or of any."""
    f = t.facets.c
    on_day = sa.select(f.version).where(f.name == "day", f.number == month * 100 + day)
    conditions = [t.versions.c.id.in_(on_day)]
    if year is not None:
        conditions.append(t.versions.c.id.in_(sa.select(f.version).where(f.name == "year", f.number == year)))
    return _identified(connection, generation, *conditions)


def passage_at(connection: Connection, version: int, seq: int) -> int | None:
    """The number of a version's passage by its place."""
    p = t.passages.c
    return connection.scalar(sa.select(p.id).where(p.version == version, p.seq == seq))


def _identified(connection: Connection, generation: int, *conditions: sa.ColumnElement[bool]) -> list[Identified]:
    v = t.versions.c
    rows = connection.execute(
        sa.select(v.id, v.document, v.kind, v.title, v.title_zh)
        .where(visible(generation), *conditions)
        .order_by(v.document)
    )
    return [Identified(row.id, row.document, Kind(row.kind), row.title, row.title_zh) for row in rows]
