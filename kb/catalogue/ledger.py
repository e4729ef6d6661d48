"""The ingest ledger: for each file its state, reader, counts, time and reason."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from kb.catalogue import tables as t
from kb.catalogue.publishing import now
from kb.catalogue.staging import retire_file
from kb.model.view import FileState, LedgerEntry


def file_row(connection: Connection, path: str) -> sa.Row[*tuple[Any, ...]] | None:
    """The ledger's row of a file, or None."""
    return connection.execute(sa.select(t.files).where(t.files.c.path == path)).one_or_none()


def live_copy(connection: Connection, sha256: str, path: str) -> str | None:
    """Path of another file with the same bytes whose documents are in the library or staged."""
    f = t.files.c
    states = [state.value for state in (FileState.LIVE, FileState.STAGED, FileState.VANISHED)]
    return connection.scalar(
        sa.select(f.path).where(f.sha256 == sha256, f.path != path, f.state.in_(states)).order_by(f.id).limit(1)
    )


def record(connection: Connection, entry: LedgerEntry, *, sha256: str, fingerprint: str) -> int:
    """Write what became of a file; returns its row id."""
    values = {
        "sha256": sha256,
        "bytes": entry.bytes,
        "fingerprint": fingerprint,
        "state": entry.state.value,
        "reader": entry.reader,
        "documents": entry.documents,
        "passages": entry.passages,
        "seconds": entry.seconds,
        "stage": entry.stage,
        "reason": entry.reason,
        "advice": entry.advice,
        "updated": now(),
    }
    known = connection.scalar(sa.select(t.files.c.id).where(t.files.c.path == entry.path))
    if known is not None:
        connection.execute(sa.update(t.files).where(t.files.c.id == known).values(values))
        return int(known)
    inserted = connection.execute(sa.insert(t.files).values(path=entry.path, **values)).inserted_primary_key
    assert inserted is not None
    return int(inserted[0])


def entries(connection: Connection, state: FileState | None = None, limit: int | None = None) -> list[LedgerEntry]:
    """The ledger, newest first."""
    query = sa.select(t.files).order_by(t.files.c.updated.desc(), t.files.c.path)
    if state is not None:
        query = query.where(t.files.c.state == state.value)
    return [entry_of(row) for row in connection.execute(query.limit(limit))]


def below(connection: Connection, folder: Path) -> list[LedgerEntry]:
    """Entries of files inside a folder (by their recorded path)."""
    prefix = str(folder).rstrip("/") + "/"
    query = sa.select(t.files).where(sa.func.substr(t.files.c.path, 1, len(prefix)) == prefix)
    return [entry_of(row) for row in connection.execute(query)]


def set_state(connection: Connection, paths: Sequence[str], state: FileState, reason: str) -> None:
    """Change the state of some files, saying why."""
    for path in paths:
        connection.execute(
            sa.update(t.files)
            .where(t.files.c.path == path)
            .values(state=state.value, reason=reason, stage="", advice="", updated=now())
        )


def counts(connection: Connection) -> dict[FileState, int]:
    """Files by state."""
    rows = connection.execute(sa.select(t.files.c.state, sa.func.count()).group_by(t.files.c.state))
    return {FileState(state): count for state, count in rows}


def entry_of(row: sa.Row[*tuple[Any, ...]]) -> LedgerEntry:
    """A row as the rest of the program sees it."""
    r = row._mapping
    return LedgerEntry(
        path=r["path"],
        state=FileState(r["state"]),
        reader=r["reader"],
        documents=r["documents"],
        passages=r["passages"],
        bytes=r["bytes"],
        seconds=r["seconds"],
        stage=r["stage"],
        reason=r["reason"],
        advice=r["advice"],
        updated=r["updated"],
    )


def move(connection: Connection, before: str, after: str) -> None:
    """A file was renamed: its row, and so its documents, go on under the new path; those of a file that it replaced go.

    Their history stays, as that of the renamed file.
    """
    f, v = t.files.c, t.versions.c
    moved = connection.execute(sa.select(f.id, f.state).where(f.path == before)).one()
    replaced = connection.scalar(sa.select(f.id).where(f.path == after))
    if replaced is not None:
        retire_file(connection, replaced)
        connection.execute(sa.update(t.versions).where(v.file == replaced).values(file=moved.id))
        connection.execute(sa.delete(t.files).where(f.id == replaced))
    there = {"state": FileState.LIVE.value, "reason": ""} if moved.state == FileState.VANISHED.value else {}
    connection.execute(sa.update(t.files).where(f.id == moved.id).values(path=after, updated=now(), **there))
