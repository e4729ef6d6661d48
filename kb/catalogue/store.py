"""The catalogue's file: opening, migrating and the single values that everything hangs on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from kb.catalogue import tables
from kb.errors import ContentError, LibraryError, LibraryMismatch

SCHEMA = "0003"
"""Revision that this code reads and writes: the newest in `migrations/versions`."""

FILE = "catalogue.sqlite3"


class Catalogue:
    """One library's catalogue; thread-safe, cheap to keep open.

    Raises LibraryError where there is none (unless `create`), LibraryMismatch where a newer program made it.
    """

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        self.path = folder / FILE
        if not create and not self.path.is_file():
            raise LibraryError(
                f"There is no library in {folder}.", "Make one with `kb ingest PATH`, or name another with --library."
            )
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as failed:
            raise LibraryError(
                f"The library {folder} cannot be made: {failed.strerror}.", "Name another folder with --library."
            ) from failed
        self.engine = _engine(self.path)
        with self._told():
            self._migrate()

    def close(self) -> None:
        """Let go of the file."""
        self.engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the catalogue throughout."""
        with self._told(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction: all of it or, after an error or a crash, nothing."""
        with self._told(), self.engine.begin() as connection:
            yield connection

    def fact(self, name: str) -> str | None:
        """A single value, or None where it was never set."""
        with self.reading() as connection:
            return get_fact(connection, name)

    @property
    def generation(self) -> int:
        """The published generation; 0 before the first."""
        return int(self.fact("generation") or 0)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What the database cannot do (a full disk, no permission, a damaged file) as an error for a person."""
        try:
            yield
        except UnicodeEncodeError as wrong:
            raise ContentError(f"{wrong.object!r} is no valid text.", "Type or save it as UTF-8.") from wrong
        except (sa.exc.IntegrityError, sa.exc.ProgrammingError):
            raise
        except (sa.exc.DatabaseError, sqlite3.DatabaseError) as broken:
            raise LibraryError(
                f"The catalogue {self.path} cannot be used: {getattr(broken, 'orig', broken)}.",
                "Check free space and permissions; where the file is damaged, restore it from a backup, "
                "or move the folder away and ingest again.",
            ) from broken

    def _migrate(self) -> None:
        with self.engine.connect() as connection:
            present = sa.inspect(connection).has_table("alembic_version")
            found = connection.scalar(sa.text("select version_num from alembic_version")) if present else None
        if found == SCHEMA:
            return
        if found is not None and found > SCHEMA:
            raise LibraryMismatch(
                f"The library {self.path.parent} was made by a newer version of Precedent (catalogue {found}, "
                f"this one knows {SCHEMA}).",
                "Update Precedent (`git pull`, then `make app`), or name another library with --library.",
            )
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        with self.engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def get_fact(connection: Connection, name: str) -> str | None:
    """A single value, read inside the caller's transaction."""
    facts = tables.facts
    return connection.scalar(sa.select(facts.c.value).where(facts.c.name == name))


def set_fact(connection: Connection, name: str, value: str) -> None:
    """Set a single value inside the caller's transaction."""
    facts = tables.facts
    connection.execute(sa.delete(facts).where(facts.c.name == name))
    connection.execute(sa.insert(facts).values(name=name, value=value))


def _engine(path: Path) -> Engine:
    engine = sa.create_engine(f"sqlite:///{path}", connect_args={"timeout": 30, "check_same_thread": False})

    @sa.event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "foreign_keys=ON",
            "cache_size=-65536",
            "mmap_size=1073741824",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine
