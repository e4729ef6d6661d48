"""One writer: the lock, building and publishing of a generation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from filelock import FileLock, Timeout

from kb.catalogue import tables as t
from kb.catalogue.publishing import begin_generation, publish
from kb.catalogue.store import Catalogue
from kb.catalogue.visibility import next_live, staged
from kb.errors import LibraryError, LibraryLocked
from kb.index.generation import Knows, build, prune
from kb.index.vectors import LEADS
from kb.model.document import Kind


@contextmanager
def writer_lock(library: Path) -> Iterator[None]:
    """Hold the library's writer lock. Raises LibraryLocked at once where another process holds it.

    The operating system frees the lock of a process that dies.
    """
    library.mkdir(parents=True, exist_ok=True)
    lock = FileLock(library / "writer.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise LibraryLocked(
            f"Another process is writing to the library {library}.", "Wait until it has finished, then try again."
        ) from None
    try:
        yield
    finally:
        lock.release()


@dataclass(frozen=True, slots=True)
class Expected:
    """What a generation must hold by the catalogue."""

    documents: int
    passages: int
    vectors: dict[str, int]


def expected(catalogue: Catalogue, condition: sa.ColumnElement[bool], knows: Knows) -> Expected:
    """Counts of documents, passages and vectors (by collection) of the versions that `condition` names."""
    v, p = t.versions.c, t.passages.c
    with catalogue.reading() as connection:
        documents = connection.scalar(sa.select(sa.func.count()).where(condition).select_from(t.versions)) or 0
        rows = connection.execute(
            sa.select(v.kind, p.language, sa.func.count())
            .join_from(t.passages, t.versions, p.version == v.id)
            .where(condition)
            .group_by(v.kind, p.language)
        ).all()
        cases = connection.execute(
            sa.select(v.language, sa.func.count())
            .where(condition, v.kind == Kind.CASE.value, v.passages > 0)
            .group_by(v.language)
        ).all()
    vectors: dict[str, int] = {}
    for kind, language, count in rows:
        if knows(language):
            vectors[kind] = vectors.get(kind, 0) + count
    leads = sum(count for language, count in cases if knows(language))
    if leads:
        vectors[LEADS] = leads
    return Expected(documents, sum(row[2] for row in rows), vectors)


def build_and_publish(
    catalogue: Catalogue,
    library: Path,
    model: str,
    knows: Knows,
    *,
    anew: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> int:
    """Build the next generation from what is staged, check its counts and publish it; returns its number.

    The caller holds the writer lock. `anew` builds from the catalogue alone instead of a copy. Raises LibraryError
    where the built indexes do not hold what the catalogue says; the published generation then stays as it is.
    """
    before = catalogue.generation
    with catalogue.writing() as connection:
        number = begin_generation(connection)
    prune(library, _kept(catalogue, before))
    indexes = build(catalogue, library, number, None if anew or not before else before, model, knows, progress)
    try:
        wanted = expected(catalogue, next_live(), knows)
        found = {name: indexes.vectors.count(name) for name in {*wanted.vectors, *indexes.vectors.names()}}
        found = {name: count for name, count in found.items() if count}
        passages = {len(indexes.passages), len(indexes.forward)}
        if passages != {wanted.passages} or found != wanted.vectors:
            raise LibraryError(
                f"The new indexes do not match the catalogue: {min(passages)} of {wanted.passages} passages, "
                f"vectors {found} instead of {wanted.vectors}. Nothing was published.",
                "Run `kb rebuild`; if it fails the same way, the disk or the catalogue is damaged (`kb verify`).",
            )
    finally:
        indexes.close()
    with catalogue.writing() as connection:
        publish(
            connection,
            number,
            model,
            documents=wanted.documents,
            passages=wanted.passages,
            vectors=sum(wanted.vectors.values()),
        )
    prune(library, _kept(catalogue, number))
    return number


def has_staged(catalogue: Catalogue) -> bool:
    """Whether anything waits to be published."""
    with catalogue.reading() as connection:
        waiting = sa.select(t.versions.c.id).where(sa.or_(staged(), t.versions.c.retiring.is_(True))).limit(1)
        return connection.scalar(waiting) is not None


def _kept(catalogue: Catalogue, number: int) -> tuple[int, ...]:
    with catalogue.reading() as connection:
        previous = connection.scalar(sa.select(t.generations.c.previous).where(t.generations.c.number == number))
    return (number, previous) if previous else (number,)
