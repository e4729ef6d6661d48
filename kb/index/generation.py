"""Index generations: folders that are built beside the one in use and never changed once published.

`generations/<number>/` holds `passages/` (the keyword index), `forward/` (the words of each passage), `accounts/` (the
words and topics of whole cases), `columns/` (what documents are filtered and counted by), `vectors/` (Chroma) and
`exact/` (the same vectors in plain rows), and `words` (English words as they are written); `format` names the layout.
A new generation starts as a copy of the published one; a crash leaves at worst a folder that nothing points to.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Lock

import numpy as np
import sqlalchemy as sa

from kb.catalogue import tables as t
from kb.catalogue.embeddings import cached
from kb.catalogue.publishing import IndexRow, index_rows
from kb.catalogue.store import Catalogue
from kb.catalogue.visibility import next_live, staged, visible
from kb.errors import LibraryError
from kb.index.accounts import AccountIndex
from kb.index.columns import Columns
from kb.index.forward import ForwardIndex
from kb.index.keyword import KeywordIndex
from kb.index.vectors import LEADS, VectorIndex
from kb.index.vocabulary import Vocabulary
from kb.model.document import Kind
from kb.model.slices import chunks
from kb.text.analyse import index_terms
from kb.text.sequence import sequence

FORMAT = "5"
"""Layout of a generation's folder; raise it when what the indexes hold changes."""

Knows = Callable[[str], bool]
"""Whether the embedding model knows a language: texts in others have no vector."""


class Indexes:
    """The indexes of one generation's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.passages = KeywordIndex(folder / "passages")
        self.accounts = AccountIndex(folder / "accounts")
        self.forward = ForwardIndex(folder / "forward")
        self.words = Vocabulary(folder / "words")
        self.vectors = VectorIndex(folder / "vectors")
        self._columns: Columns | None = None
        self._reading = Lock()

    def columns(self, catalogue: Catalogue) -> Columns:
        """What its documents are filtered and counted by; a generation that was made without is asked of the catalogue.

        Read once: whoever opens the generation sees the statuses of then.
        """
        with self._reading:
            if self._columns is None:
                folder = self.folder / "columns"
                with catalogue.reading() as connection:
                    self._columns = (
                        Columns.load(folder, connection)
                        if folder.is_dir()
                        else Columns.made(connection, visible(int(self.folder.name)))
                    )
            return self._columns

    def close(self) -> None:
        """Give the memory back."""
        self.vectors.close()


def folder_of(library: Path, number: int) -> Path:
    """Where a generation's indexes lie."""
    return library / "generations" / str(number)


def open_indexes(library: Path, number: int) -> Indexes:
    """The published indexes. Raises LibraryError where the folder is gone."""
    folder = folder_of(library, number)
    if not folder.is_dir():
        raise LibraryError(
            f"The indexes of generation {number} are missing from {folder.parent}.",
            "Run `kb rebuild` to make them anew.",
        )
    if not _current(folder):
        raise LibraryError(
            f"The indexes of generation {number} were made by another version of this program.",
            "Run `kb rebuild` to make them anew.",
        )
    return Indexes(folder)


def _current(folder: Path) -> bool:
    path = folder / "format"
    return path.is_file() and path.read_text(encoding="utf-8") == FORMAT


def prune(library: Path, keep: Iterable[int]) -> None:
    """Remove the folders of every other generation."""
    kept = {str(number) for number in keep}
    for folder in (library / "generations").glob("*"):
        if folder.name not in kept:
            shutil.rmtree(folder, ignore_errors=True)


def build(
    catalogue: Catalogue,
    library: Path,
    number: int,
    base: int | None,
    model: str,
    knows: Knows,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Indexes:
    """Indexes of everything that will be live once the staged work is published.

    `base` is the generation to copy and change; None builds from the catalogue alone. Vectors come from the embedding
    cache, so no model is needed. `progress` is told passages done and in all.
    """
    folder = folder_of(library, number)
    shutil.rmtree(folder, ignore_errors=True)
    if base is not None and _current(folder_of(library, base)):
        shutil.copytree(folder_of(library, base), folder)
        condition = staged()
    else:
        base, condition = None, next_live()
    indexes = Indexes(folder)
    total = _count(catalogue, condition)
    done = 0
    if base is not None:
        _remove_retiring(catalogue, indexes)
    for batch in index_rows(catalogue, condition):
        indexes.passages.add(
            (row.id, row.version, row.kind, index_terms(row.text), index_terms(row.heads)) for row in batch
        )
        indexes.forward.add(
            (row.id, row.version, row.kind, row.language, row.series, sequence(row.text), sequence(row.heads))
            for row in batch
        )
        indexes.words.add(f"{row.heads} {row.text}" for row in batch)
        _add_vectors(catalogue, indexes, model, [row for row in batch if knows(row.language)])
        done += len(batch)
        progress(done, total)
    indexes.passages.commit()
    indexes.forward.commit()
    indexes.words.commit()
    _add_leads(catalogue, indexes, condition, model, knows)
    indexes.accounts.build(indexes.forward)
    with catalogue.reading() as connection:
        Columns.made(connection, next_live()).save(folder / "columns")
    indexes.vectors.commit()
    (folder / "format").write_text(FORMAT, encoding="utf-8")
    return indexes


def _count(catalogue: Catalogue, condition: sa.ColumnElement[bool]) -> int:
    with catalogue.reading() as connection:
        return int(connection.scalar(sa.select(sa.func.sum(t.versions.c.passages)).where(condition)) or 0)


def _remove_retiring(catalogue: Catalogue, indexes: Indexes) -> None:
    v, p = t.versions.c, t.passages.c
    with catalogue.reading() as connection:
        retiring = connection.execute(sa.select(v.id, v.kind).where(v.retiring.is_(True))).all()
        for chunk in chunks(retiring):
            kinds = {row.id: row.kind for row in chunk}
            rows = connection.execute(sa.select(p.id, p.version).where(p.version.in_(list(kinds)))).all()
            indexes.passages.remove(row.id for row in rows)
            indexes.forward.remove(row.id for row in rows)
            for kind in set(kinds.values()):
                indexes.vectors.remove(kind, [row.id for row in rows if kinds[row.version] == kind])
            indexes.vectors.remove(LEADS, list(kinds))


def _add_vectors(catalogue: Catalogue, indexes: Indexes, model: str, rows: list[IndexRow]) -> None:
    with catalogue.reading() as connection:
        vectors = cached(connection, model, [row.text_hash for row in rows])
    for kind in sorted({row.kind for row in rows}):
        some = [row for row in rows if row.kind == kind and row.text_hash in vectors]
        if some:
            indexes.vectors.add(kind, [row.id for row in some], np.stack([vectors[row.text_hash] for row in some]))


def _add_leads(
    catalogue: Catalogue, indexes: Indexes, condition: sa.ColumnElement[bool], model: str, knows: Knows
) -> None:
    v = t.versions.c
    only = sa.and_(condition, v.kind == Kind.CASE.value)
    with catalogue.reading() as connection:
        leads = {
            row.id: row.lead_hash
            for row in connection.execute(sa.select(v.id, v.lead_hash, v.language).where(only))
            if knows(row.language)
        }
        vectors: dict[bytes, np.ndarray] = cached(connection, model, list(leads.values()))
    present = [version for version, key in leads.items() if key in vectors]
    if present:
        indexes.vectors.add(LEADS, present, np.stack([vectors[leads[version]] for version in present]))
