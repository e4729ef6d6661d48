"""The file of kept searches: a small database beside the catalogue, which no search depends on.

It is made by the first write, locks only for the moment of one, and needs no place to write beside it to be read.
Whoever does not want what was asked to be known deletes the file.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from kb.errors import LibraryError, NotFound, QueryError
from kb.model.result import SearchRequest
from kb.model.saved import PastSearch, SavedSearch

FILE = "searches.sqlite3"

SCHEMA = 1
"""Version of the tables below, kept in the file's `user_version`."""

MOST_PAST = 200
"""Questions kept in the history."""

WAIT = 5.0
"""Seconds to wait while another process writes."""

_TABLES = """
create table history (
    question text primary key, request text not null, found integer not null, asked text not null
);
create table saved (
    name text primary key, request text not null, looked text not null, generation integer not null,
    counted integer not null, new integer not null, changed integer not null
);
create table seen (
    name text not null references saved on delete cascade, document text not null, hash text not null,
    primary key (name, document)
) without rowid;
"""


class SearchesFile:
    """Kept searches of one library; safe to share between threads and processes.

    Everything raises LibraryError where the file is damaged, locked for long, or cannot be written.
    """

    def __init__(self, library: Path) -> None:
        self.path = library / FILE

    def past(self, limit: int = MOST_PAST) -> list[PastSearch]:
        """Questions asked, the latest first."""
        with self._reading() as file:
            rows = file and file.execute(
                "select request, found, asked from history order by asked desc, rowid desc limit ?", (limit,)
            )
            return [PastSearch(_request(text), found, _time(asked)) for text, found, asked in rows or ()]

    def remember(self, request: SearchRequest, found: int) -> None:
        """Put a question at the head of the history; the same words count as one question however they were asked."""
        with self._writing() as file:
            file.execute(
                "insert or replace into history values (?, ?, ?, ?)",
                (" ".join(request.text.casefold().split()), _text(request), found, _now()),
            )
            file.execute(
                "delete from history where rowid not in"
                " (select rowid from history order by asked desc, rowid desc limit ?)",
                (MOST_PAST,),
            )

    def forget_past(self) -> int:
        """Empty the history; returns how many questions it held."""
        if not self.path.exists():
            return 0
        with self._writing() as file:
            count = file.execute("delete from history").rowcount
        with self._connected() as file:
            file.execute("vacuum")
        return count

    def saved(self) -> list[tuple[SavedSearch, int]]:
        """Saved searches by name, each with the generation for which its news were counted."""
        with self._reading() as file:
            rows = file and file.execute(
                "select name, request, looked, generation, new, changed, counted from saved order by name"
            )
            return [
                (SavedSearch(name, _request(text), _time(looked), generation, new, changed), counted)
                for name, text, looked, generation, new, changed, counted in rows or ()
            ]

    def one_saved(self, name: str) -> SavedSearch:
        """A saved search by its name. Raises NotFound."""
        for saved, _ in self.saved():
            if saved.name == name:
                return saved
        raise NotFound(f"There is no saved search {name!r}.", "`kb saved` lists them.")

    def seen(self, name: str) -> dict[str, str]:
        """Documents in the answer last looked at, with the hash of their content then."""
        with self._reading() as file:
            return dict(file.execute("select document, hash from seen where name = ?", (name,))) if file else {}

    def add(self, name: str, request: SearchRequest, generation: int, seen: Mapping[str, str]) -> SavedSearch:
        """Save a search whose answer has just been seen. Raises QueryError where the name is taken."""
        with self._writing() as file:
            if file.execute("select 1 from saved where name = ?", (name,)).fetchone():
                raise QueryError(
                    f"There is a saved search {name!r} already.", "Choose another name, or remove that one."
                )
            file.execute(
                "insert into saved values (?, ?, ?, ?, ?, 0, 0)", (name, _text(request), _now(), generation, generation)
            )
            _see(file, name, seen)
        return self.one_saved(name)

    def look(self, name: str, generation: int, seen: Mapping[str, str]) -> None:
        """Note that the answer of a generation has been looked at."""
        with self._writing() as file:
            looked = "update saved set looked = ?, generation = ?, counted = ?, new = 0, changed = 0 where name = ?"
            if file.execute(looked, (_now(), generation, generation, name)).rowcount:
                file.execute("delete from seen where name = ?", (name,))
                _see(file, name, seen)

    def count(self, saved: SavedSearch, generation: int) -> None:
        """Keep the counts of news for a generation, unless somebody has looked meanwhile."""
        with self._writing() as file:
            file.execute(
                "update saved set counted = ?, new = ?, changed = ? where name = ? and generation = ?",
                (generation, saved.new, saved.changed, saved.name, saved.generation),
            )

    def remove(self, name: str) -> None:
        """Forget a saved search. Raises NotFound."""
        self.one_saved(name)
        with self._writing() as file:
            file.execute("delete from saved where name = ?", (name,))

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection | None]:
        """A connection to tables that are there, or None where nothing was ever kept."""
        try:
            there = self.path.exists()
        except OSError as failed:
            raise self._unusable(failed) from failed
        if not there:
            yield None
            return
        with self._connected() as file:
            yield file if self._version(file) else None

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction: all of it, or nothing."""
        with self._connected() as file:
            file.execute("begin immediate")
            try:
                if not self._version(file):
                    for statement in filter(str.strip, _TABLES.split(";")):
                        file.execute(statement)
                    file.execute(f"pragma user_version = {SCHEMA}")
                yield file
                file.execute("commit")
            finally:
                if file.in_transaction:
                    file.execute("rollback")

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(self.path, timeout=WAIT, isolation_level=None)) as file:
                file.execute("pragma foreign_keys = on")
                file.execute("pragma secure_delete = on")
                yield file
        except (sqlite3.Error, UnicodeEncodeError) as failed:
            raise self._unusable(failed) from failed

    def _version(self, file: sqlite3.Connection) -> int:
        version = int(file.execute("pragma user_version").fetchone()[0])
        if version > SCHEMA:
            raise LibraryError(
                f"The kept searches {self.path} were written by a newer version of Precedent.", "Update Precedent."
            )
        return version

    def _unusable(self, failed: Exception) -> LibraryError:
        return LibraryError(
            f"The kept searches {self.path} cannot be used: {failed}.",
            "Search works without them. Check permissions and free space; where the file is damaged, move it away, and "
            "a new one is begun.",
        )


def _see(file: sqlite3.Connection, name: str, seen: Mapping[str, str]) -> None:
    file.executemany("insert into seen values (?, ?, ?)", [(name, *one) for one in seen.items()])


@cache
def _requests() -> TypeAdapter[SearchRequest]:
    return TypeAdapter(SearchRequest)


def _text(request: SearchRequest) -> str:
    try:
        return _requests().dump_json(request).decode()
    except PydanticSerializationError as broken:
        raise QueryError(f"{request.text!r} is no valid text and cannot be kept.", "Type it as UTF-8.") from broken


def _request(text: str) -> SearchRequest:
    try:
        return _requests().validate_json(text)
    except ValidationError as wrong:
        raise sqlite3.DatabaseError(f"a request in it is not valid ({wrong.error_count()} errors)") from wrong


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="microseconds")


def _time(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)
