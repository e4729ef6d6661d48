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
from kb.catalogue.editions import mark_superseded
from kb.catalogue.store import Catalogue, get_fact, set_fact
from kb.catalogue.visibility import staged
from kb.errors import NotFound
from kb.model.view import FileState

_NO_FILE = 1 << 31


@dataclass(frozen=True, slots=True)
class IndexRow:
    """A passage as the indexes need it; the passages of a `series` are read one after the other.

    `context` is the text that the embedding model sees, `heads` the headings for words: the document's Chinese title
    is one, so that questions in either language find a document by its title.
    """

    id: int
    version: int
    kind: str
    language: str
    series: int
    context: str
    heads: str
    text: str
    text_hash: bytes


def begin_generation(connection: Connection) -> int:
    """A number for the generation to be built; numbers are never used twice."""
    connection.execute(sa.delete(t.generations).where(t.generations.c.state == "building"))
    inserted = connection.execute(sa.insert(t.generations).values(state="building", documents=0, passages=0, vectors=0))
    key = inserted.inserted_primary_key
    assert key is not None
    return int(key[0])


def publish(connection: Connection, number: int, model: str, *, documents: int, passages: int, vectors: int) -> None:
    """Make staged versions visible and retiring ones invisible, in the caller's one transaction.

    From then on the library is one of the embedding model `model`; a generation made with another one before it cannot
    be returned to.
    """
    v = t.versions
    before = int(get_fact(connection, "generation") or 0) if get_fact(connection, "model") in (None, model) else 0
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
    set_fact(connection, "model", model)
    mark_superseded(connection, number)


def roll_back(connection: Connection) -> tuple[int, int]:
    """Return to the generation before the published one; returns (left, now current).

    What the left generation added is forgotten, and its files are read anew by the next ingest.
    Raises NotFound where there is nothing to return to.
    """
    number = int(get_fact(connection, "generation") or 0)
    previous = previous_generation(connection)
    if previous is None:
        raise NotFound("There is no earlier generation to return to.", "`kb status` shows the generations kept.")
    forget_staged(connection)
    f, v = t.files.c, t.versions.c
    returning = sa.select(v.file).where(v.to_generation == number)
    told = f"Rolled back with generation {number}."
    _read_anew(connection, sa.or_(f.generation == number, f.id.in_(returning)), told)
    _drop(connection, v.from_generation == number)
    connection.execute(sa.update(t.versions).where(v.to_generation == number).values(to_generation=None))
    connection.execute(sa.delete(t.generations).where(t.generations.c.number == number))
    set_fact(connection, "generation", str(previous))
    mark_superseded(connection, previous)
    return number, previous


def forget_staged(connection: Connection) -> None:
    """Drop what an interrupted run left; its files are read anew by the next ingest, embeddings stay in the cache."""
    f, v = t.files.c, t.versions.c
    touched = sa.select(v.file).where(v.retiring.is_(True))
    told = "The run that read it did not come to its end."
    _read_anew(connection, sa.or_(f.state == FileState.STAGED.value, f.id.in_(touched)), told)
    _drop(connection, staged())
    connection.execute(sa.update(t.versions).where(v.retiring.is_(True)).values(retiring=False))


def _drop(connection: Connection, condition: sa.ColumnElement[bool]) -> None:
    dropped = sa.select(t.versions.c.id).where(condition)
    connection.execute(sa.delete(t.facets).where(t.facets.c.version.in_(dropped)))
    connection.execute(sa.delete(t.attributes).where(t.attributes.c.version.in_(dropped)))
    connection.execute(sa.delete(t.passages).where(t.passages.c.version.in_(dropped)))
    connection.execute(sa.delete(t.versions).where(condition))


def _read_anew(connection: Connection, condition: sa.ColumnElement[bool], reason: str) -> None:
    connection.execute(
        sa.update(t.files)
        .where(condition)
        .values(
            state=FileState.SKIPPED.value,
            sha256="",
            generation=None,
            reason=reason,
            advice="Ingest it again to read it anew.",
        )
    )


def index_rows(catalogue: Catalogue, condition: sa.ColumnElement[bool], batch: int = 5_000) -> Iterator[list[IndexRow]]:
    """The passages of the versions that `condition` names, in batches by id."""
    p, v = t.passages.c, t.versions.c
    query = (
        sa.select(p.id, p.version, v.kind, v.file, v.title_zh, p.language, p.path, p.text, p.text_hash)
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
    series = _NO_FILE | row.version if row.file is None else row.file
    heads = f"{row.title_zh} > {path}" if row.title_zh and row.title_zh not in path else path
    return IndexRow(row.id, row.version, row.kind, row.language, series, context, heads, row.text, row.text_hash)


def now() -> dt.datetime:
    """The present in UTC, without a zone, as the catalogue stores times."""
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)


def previous_generation(connection: Connection) -> int | None:
    """The generation that a rollback returns to."""
    number = int(get_fact(connection, "generation") or 0)
    previous = connection.scalar(sa.select(t.generations.c.previous).where(t.generations.c.number == number))
    return int(previous) if previous else None


def retire_document(connection: Connection, document: str) -> None:
    """Mark a live document to disappear with the next generation. Raises NotFound."""
    v = t.versions.c
    live = sa.and_(v.document == document, v.from_generation.is_not(None), v.to_generation.is_(None))
    if not connection.execute(sa.update(t.versions).where(live).values(retiring=True)).rowcount:
        raise NotFound(f"There is no document {document!r} in this library.", "`kb search` finds documents by content.")
