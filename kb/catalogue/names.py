"""What the documents of a generation are called: titles, other names, articles, and values of their cards."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from kb.catalogue import tables as t
from kb.catalogue.visibility import visible
from kb.model.document import Kind, Level

_FIRST = (Kind.REGULATION, Kind.PLAN, Kind.CASE, Kind.GUIDANCE, Kind.REGISTER)


@dataclass(frozen=True, slots=True)
class Named:
    """A live document with its titles and the other names (document numbers, aliases) of its card."""

    document: str
    kind: Kind
    title: str
    title_zh: str
    names: tuple[str, ...]
    passages: int


def named(connection: Connection, generation: int, limit: int) -> Iterator[Named]:
    """Live documents, at most `limit`: regulations first, then plans, cases and register rows."""
    v = t.versions.c
    tells = sa.or_(v.kind == Kind.REGULATION.value, v.card.contains('"aliases"'))
    card = sa.case((tells, v.card), else_="")
    order = sa.case({kind.value: place for place, kind in enumerate(_FIRST)}, value=v.kind)
    query = (
        sa.select(v.document, v.kind, v.title, v.title_zh, card.label("card"), v.passages)
        .where(visible(generation))
        .order_by(order, v.document)
        .limit(limit)
    )
    for row in connection.execute(query):
        yield Named(row.document, Kind(row.kind), row.title, row.title_zh, _names(row.card), row.passages)


def articles(connection: Connection, generation: int, limit: int) -> Iterator[tuple[str, str, str, str]]:
    """(document, anchor, label, heading) of the articles of live regulations, at most `limit`."""
    v = t.versions.c
    rows = connection.execute(
        sa.select(v.document, v.outline)
        .where(visible(generation), v.kind == Kind.REGULATION.value)
        .order_by(v.document)
    )
    given = 0
    for document, outline in rows:
        for entry in json.loads(outline):
            if entry["level"] != Level.ARTICLE.value:
                continue
            if given == limit:
                return
            given += 1
            yield document, entry["anchor"], entry["label"], entry["heading"]


def values(connection: Connection, generation: int, names: Sequence[str]) -> dict[tuple[str, str], int]:
    """(field, value) -> in how many live documents, for some fields of the cards."""
    f = t.facets.c
    query = (
        sa.select(f.name, f.value, sa.func.count())
        .join_from(t.facets, t.versions, f.version == t.versions.c.id)
        .where(visible(generation), f.name.in_(names))
        .group_by(f.name, f.value)
    )
    return {(name, value): count for name, value, count in connection.execute(query)}


def _names(card: str) -> tuple[str, ...]:
    if not card:
        return ()
    told = json.loads(card)
    return tuple(name for name in (told.get("number"), told.get("number_zh"), *told.get("aliases", ())) if name)
