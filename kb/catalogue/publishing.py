"""Generations in the catalogue: what a run adds and takes away, publishing and rolling back."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from kb.catalogue import tables as t
from kb.catalogue.store import Catalogue, get_fact, set_fact
from kb.errors import NotFound
from kb.model.view import FileState


@dataclass(frozen=True, slots=True)
class IndexRow:
    """A passage as the indexes need it."""

    id: int
    version: int
    kind: str
    language: str
    context: str
    path: str
    text: str
    text_hash: bytes


def visible(generation: int) -> sa.ColumnElement[bool]:
    """Condition on `versions`: seen by searches of this generation."""
    v = t.versions.c
    return sa.and_(v.from_generation <= generation, sa.or_(v.to_generation.is_(None), v.to_generation > generation))


def staged() -> sa.ColumnElement[bool]:
    """Condition on `versions`: waits to be published."""
    return t.versions.c.from_generation.is_(None)


def next_live() -> sa.ColumnElement[bool]:
    """Condition on `versions`: visible once what is staged has been published."""
    v = t.versions.c
    return sa.or_(v.from_generation.is_(None), sa.and_(v.to_generation.is_(None), v.retiring.is_(False)))


def begin_generation(connection: Connection) -> int:
    """A number for the generation to be built; numbers are never used twice."""
    connection.execute(sa.delete(t.generations).where(t.generations.c.state == "building"))
    inserted = connection.execute(sa.insert(t.generations).values(state="building", documents=0, passages=0, vectors=0))
    key = inserted.inserted_primary_key
    assert key is not None
    return int(key[0])


def publish(connection: Connection, number: int, *, documents: int, passages: int, vectors: int) -> None:
    """Make staged versions visible and retiring ones invisible, in the caller's one transaction."""
    v = t.versions
    before = int(get_fact(connection, "generation") or 0)
    connection.execute(sa.update(v).where(v.c.retiring.is_(True)).values(to_generation=number, retiring=False))
    connection.execute(sa.update(v).where(staged()).values(from_generation=number))
    connection.execute(
        sa.update(t.files)
        .where(t.files.c.state == FileState.STAGED.value)
        .values(state=FileState.LIVE.value, generation=number)
    )
    connection.execute(
        sa.update(t.generations)
        .where(t.generations.c.number == number)
        .values(
            state="published",
            previous=before or None,
            documents=documents,
            passages=passages,
            vectors=vectors,
            published=now(),
        )
    )
    set_fact(connection, "generation", str(number))


def roll_back(connection: Connection) -> tuple[int, int]:
    """Return to the generation before the published one; returns (left, now current).

    What the left generation added is forgotten, and its files are read anew by the next ingest.
    Raises NotFound where there is nothing to return to.
    """
    number = int(get_fact(connection, "generation") or 0)
    previous = connection.scalar(sa.select(t.generations.c.previous).where(t.generations.c.number == number))
    if not previous:
        raise NotFound("There is no earlier generation to return to.", "`kb status` shows the generations kept.")
    v = t.versions
    dropped = sa.select(v.c.id).where(sa.or_(v.c.from_generation == number, v.c.from_generation.is_(None)))
    connection.execute(sa.delete(t.facets).where(t.facets.c.version.in_(dropped)))
    connection.execute(sa.delete(t.passages).where(t.passages.c.version.in_(dropped)))
    connection.execute(sa.delete(v).where(sa.or_(v.c.from_generation == number, v.c.from_generation.is_(None))))
    connection.execute(sa.update(v).where(v.c.to_generation == number).values(to_generation=None))
    connection.execute(sa.update(v).where(v.c.retiring.is_(True)).values(retiring=False))
    connection.execute(
        sa.update(t.files)
        .where(sa.or_(t.files.c.generation == number, t.files.c.state == FileState.STAGED.value))
        .values(
            state=FileState.SKIPPED.value,
            sha256="",
            generation=None,
            reason=f"Rolled back with generation {number}.",
            advice="Ingest it again to read it anew.",
        )
    )
    connection.execute(sa.delete(t.generations).where(t.generations.c.number == number))
    set_fact(connection, "generation", str(previous))
    return number, int(previous)


def index_rows(catalogue: Catalogue, condition: sa.ColumnElement[bool], batch: int = 2_000) -> Iterator[list[IndexRow]]:
    """The passages of the versions that `condition` names, in batches by id."""
    p, v = t.passages.c, t.versions.c
    query = (
        sa.select(p.id, p.version, v.kind, p.language, p.path, p.text, p.text_hash)
        .join_from(t.passages, t.versions, p.version == v.id)
        .where(condition)
        .order_by(p.id)
        .limit(batch)
    )
    last = 0
    while True:
        with catalogue.reading() as connection:
            rows = connection.execute(query.where(p.id > last)).all()
        if not rows:
            return
        yield [_index_row(row) for row in rows]
        last = rows[-1].id


def _index_row(row: sa.Row[*tuple[Any, ...]]) -> IndexRow:
    path = " > ".join(json.loads(row.path))
    context = f"{path}\n{row.text}" if path else row.text
    return IndexRow(row.id, row.version, row.kind, row.language, context, path, row.text, row.text_hash)


def now() -> dt.datetime:
    """The present in UTC, without a zone, as the catalogue stores times."""
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)
