"""Which versions of documents a generation shows."""

from __future__ import annotations

import sqlalchemy as sa

from kb.catalogue import tables as t


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
