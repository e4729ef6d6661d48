"""A library made before documents could be looked up by number and name learns both from the cards it holds."""

from __future__ import annotations

import shutil
from pathlib import Path

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

from kb.catalogue import tables as t
from kb.catalogue.migrations.versions import m0002_names
from kb.catalogue.store import Catalogue


def rows(catalogue: Catalogue) -> set[tuple[object, ...]]:
    with catalogue.reading() as connection:
        return {tuple(row) for row in connection.execute(sa.select(t.facets))}


def test_an_older_catalogue_gets_the_facets_that_a_new_one_has(corpus_library: Path, tmp_path: Path) -> None:
    shutil.copytree(corpus_library, tmp_path / "library")
    catalogue = Catalogue(tmp_path / "library")
    made = rows(catalogue)
    with catalogue.writing() as connection:
        connection.execute(sa.delete(t.facets).where(t.facets.c.name.in_(("number", "name", "day", "injured"))))
    assert len(rows(catalogue)) < len(made)
    with catalogue.writing() as connection, Operations.context(MigrationContext.configure(connection)):
        m0002_names.upgrade()
    assert rows(catalogue) == made
    catalogue.close()
