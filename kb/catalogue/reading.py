"""Reading documents and passages of one generation."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from kb.catalogue import tables as t
from kb.catalogue.visibility import visible
from kb.errors import NotFound
from kb.model.cards import card_from_json
from kb.model.document import Kind, Level, Role, Status
from kb.model.passage import OutlineEntry
from kb.model.slices import chunks
from kb.model.view import DocumentSummary, DocumentView, StoredPassage, Version

_SUMMARY = (
    t.versions.c.id,
    t.versions.c.document,
    t.versions.c.number,
    t.versions.c.kind,
    t.versions.c.title,
    t.versions.c.title_zh,
    t.versions.c.language,
    t.versions.c.status,
    t.versions.c.edition,
    t.versions.c.passages,
    t.versions.c.digest,
)


def summaries(connection: Connection, generation: int, versions: Collection[int]) -> dict[int, DocumentSummary]:
    """Documents by version row id."""
    found: dict[int, DocumentSummary] = {}
    for chunk in chunks(list(versions)):
        rows = connection.execute(sa.select(*_SUMMARY).where(visible(generation), t.versions.c.id.in_(chunk)))
        found.update({row.id: _summary(row) for row in rows})
    return found


def content_hashes(connection: Connection, generation: int, documents: Collection[str]) -> dict[str, str]:
    """Hashes of the content of live documents by id; one that is not there is absent."""
    v = t.versions.c
    found: dict[str, str] = {}
    for chunk in chunks(list(documents)):
        rows = sa.select(v.document, v.content_hash).where(visible(generation), v.document.in_(chunk))
        found.update({row.document: row.content_hash for row in connection.execute(rows)})
    return found


def arrived(connection: Connection, generation: int, since: int) -> set[str]:
    """Live documents that an earlier generation did not have, or had in another version."""
    v = t.versions.c
    return set(connection.scalars(sa.select(v.document).where(visible(generation), v.from_generation > since)))


def documents(
    connection: Connection, generation: int, kind: Kind | None = None, *, limit: int | None = None, offset: int = 0
) -> list[DocumentSummary]:
    """Live documents in the order of their ids."""
    query = sa.select(*_SUMMARY).where(visible(generation)).order_by(t.versions.c.document)
    if kind is not None:
        query = query.where(t.versions.c.kind == kind.value)
    return [_summary(row) for row in connection.execute(query.limit(limit).offset(offset))]


def version_id(connection: Connection, generation: int, document: str) -> int:
    """Row id of a document's live version. Raises NotFound."""
    found = connection.scalar(sa.select(t.versions.c.id).where(visible(generation), t.versions.c.document == document))
    if found is None:
        raise NotFound(f"There is no document {document!r} in this library.", "`kb search` finds documents by content.")
    return int(found)


def view(
    connection: Connection, generation: int, document: str, originals: Path, number: int | None = None
) -> DocumentView:
    """A document to be read: the live version, or the one numbered. Raises NotFound."""
    v = t.versions
    if number is None:
        row = connection.execute(sa.select(v).where(v.c.id == version_id(connection, generation, document))).one()
    else:
        older = connection.execute(
            sa.select(v).where(v.c.document == document, v.c.number == number, v.c.from_generation <= generation)
        ).one_or_none()
        if older is None:
            raise NotFound(f"Document {document!r} has no version {number}.")
        row = older
    texts = connection.execute(sa.select(t.passages).where(t.passages.c.version == row.id).order_by(t.passages.c.seq))
    original = connection.execute(sa.select(t.originals).where(t.originals.c.sha256 == row.original)).one_or_none()
    return DocumentView(
        summary=_summary(row),
        card=card_from_json(row.card),
        outline=tuple(_entry(entry) for entry in json.loads(row.outline)),
        passages=tuple(_passage(text, document, row.number) for text in texts),
        versions=tuple(_versions(connection, generation, document)),
        original=originals / original.sha256[:2] / original.sha256 if original else None,
        original_name=original.name if original else "",
    )


def outline(connection: Connection, version: int) -> tuple[OutlineEntry, ...]:
    """The sections of a version, by its row id."""
    stored = connection.scalar(sa.select(t.versions.c.outline).where(t.versions.c.id == version))
    return tuple(_entry(entry) for entry in json.loads(stored or "[]"))


def passages(connection: Connection, generation: int, ids: Collection[int]) -> dict[int, StoredPassage]:
    """Passages by id; one that this generation does not show is absent."""
    p, v = t.passages, t.versions
    found: dict[int, StoredPassage] = {}
    for chunk in chunks(list(ids)):
        rows = connection.execute(
            sa.select(p, v.c.document, v.c.number)
            .join_from(p, v, p.c.version == v.c.id)
            .where(visible(generation), p.c.id.in_(chunk))
        )
        found.update({row.id: _passage(row, row.document, row.number) for row in rows})
    return found


def cards(connection: Connection, versions: Collection[int]) -> dict[int, str]:
    """Stored cards (JSON) by version row id."""
    found: dict[int, str] = {}
    for chunk in chunks(list(versions)):
        rows = connection.execute(sa.select(t.versions.c.id, t.versions.c.card).where(t.versions.c.id.in_(chunk)))
        found.update({row.id: row.card for row in rows})
    return found


def cards_of(connection: Connection, documents: Collection[tuple[str, int]]) -> dict[str, str]:
    """Stored cards (JSON) by document id, of documents with the number of their version, live or not."""
    v = t.versions.c
    found: dict[str, str] = {}
    for chunk in chunks(list(documents), 1_000):
        wanted = sa.tuple_(v.document, v.number).in_(chunk)
        rows = connection.execute(sa.select(v.document, v.card).where(wanted))
        found.update({row.document: row.card for row in rows})
    return found


def _versions(connection: Connection, generation: int, document: str) -> Iterable[Version]:
    v = t.versions.c
    rows = connection.execute(
        sa.select(v.id, v.number, v.title, v.edition, v.added, v.from_generation, v.to_generation, t.files.c.path)
        .join_from(t.versions, t.files, v.file == t.files.c.id, isouter=True)
        .where(v.document == document, v.from_generation <= generation)
        .order_by(v.number.desc())
    )
    for row in rows:
        live = row.to_generation is None or row.to_generation > generation
        yield Version(row.number, row.title, row.edition, row.added, live, Path(row.path).name if row.path else "")


def _summary(row: sa.Row[*tuple[Any, ...]]) -> DocumentSummary:
    return DocumentSummary(
        id=row.document,
        version=row.number,
        kind=Kind(row.kind),
        title=row.title,
        title_zh=row.title_zh,
        language=row.language,
        status=Status(row.status),
        edition=row.edition,
        passages=row.passages,
        digest=row.digest,
    )


def _passage(row: sa.Row[*tuple[Any, ...]], document: str, number: int) -> StoredPassage:
    return StoredPassage(
        id=row.id,
        document=document,
        version=number,
        seq=row.seq,
        anchor=row.anchor,
        label=row.label,
        path=tuple(json.loads(row.path)),
        text=row.text,
        language=row.language,
        page=row.page,
        role=Role(row.role) if row.role else None,
    )


def _entry(values: dict[str, Any]) -> OutlineEntry:
    role = Role(values["role"]) if values["role"] else None
    return OutlineEntry(**{**values, "level": Level(values["level"]), "role": role})
