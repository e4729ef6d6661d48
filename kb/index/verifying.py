"""Comparing what is kept: the catalogue with both indexes, by id and count, and with the original files."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from kb.catalogue import tables as t
from kb.catalogue.store import Catalogue
from kb.catalogue.visibility import visible
from kb.errors import LibraryError
from kb.index.generation import Knows, open_indexes
from kb.index.vectors import LEADS
from kb.model.document import Kind

SHOWN = 10
"""How many ids a difference names."""


def differences(catalogue: Catalogue, library: Path, knows: Knows) -> list[str]:
    """One line for each difference; empty when all is well."""
    generation = catalogue.generation
    if not generation:
        return []
    try:
        indexes = open_indexes(library, generation)
    except LibraryError as missing:
        return [missing.message]
    wanted, cases, vectors = _wanted(catalogue, generation, knows)
    try:
        found = _compare("keyword index of passages", wanted, indexes.passages.keys())
        found += _compare("forward index of passages", wanted, indexes.forward.keys())
        found += _compare("words of cases", cases, set(indexes.accounts.keys.tolist()))
        for name in sorted({*vectors, *indexes.vectors.names()}):
            found += _compare(f"vectors of {name}", vectors.get(name, set()), indexes.vectors.keys(name))
            found += _compare(f"rows of vectors of {name}", vectors.get(name, set()), indexes.vectors.exact_keys(name))
    finally:
        indexes.close()
    return found + _integrity(catalogue) + _originals(catalogue, library / "originals", generation)


def _wanted(catalogue: Catalogue, generation: int, knows: Knows) -> tuple[set[int], set[int], dict[str, set[int]]]:
    v, p = t.versions.c, t.passages.c
    passages: set[int] = set()
    vectors: dict[str, set[int]] = {}
    with catalogue.reading() as connection:
        rows = connection.execute(
            sa.select(p.id, p.language, v.kind)
            .join_from(t.passages, t.versions, p.version == v.id)
            .where(visible(generation))
        )
        for row in rows:
            passages.add(row.id)
            if knows(row.language):
                vectors.setdefault(row.kind, set()).add(row.id)
        only_cases = sa.select(v.id, v.language).where(visible(generation), v.kind == Kind.CASE.value)
        cases = connection.execute(only_cases).all()
    leads = {row.id for row in cases if knows(row.language)}
    if leads:
        vectors[LEADS] = leads
    return passages, {row.id for row in cases}, vectors


def _compare(what: str, wanted: set[int], found: set[int]) -> list[str]:
    lines = []
    for text, ids in (("lacks", wanted - found), ("has without the catalogue", found - wanted)):
        if ids:
            some = ", ".join(str(number) for number in sorted(ids)[:SHOWN])
            lines.append(f"{what} {text} {len(ids)}: {some}{' ...' if len(ids) > SHOWN else ''}")
    return lines


def _integrity(catalogue: Catalogue) -> list[str]:
    with catalogue.reading() as connection:
        if connection.dialect.name != "sqlite":
            return []
        lines = list(connection.scalars(sa.text("pragma quick_check")))
        broken = connection.execute(sa.text("pragma foreign_key_check")).all()
    found = [f"catalogue: {line}" for line in lines if line != "ok"]
    return found + ([f"catalogue: {len(broken)} rows refer to rows that are missing"] if broken else [])


def _originals(catalogue: Catalogue, folder: Path, generation: int) -> list[str]:
    with catalogue.reading() as connection:
        query = sa.select(t.versions.c.original).where(visible(generation), t.versions.c.original.is_not(None))
        hashes = set(connection.scalars(query))
    lost = sorted(key for key in hashes if not (folder / key[:2] / key).is_file())
    return [f"originals: {len(lost)} files are missing: {', '.join(lost[:3])}"] if lost else []
