"""Editions of one instrument in the library: an older one must not look as if it bound."""

from __future__ import annotations

import json
import re

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from kb.catalogue import tables as t
from kb.catalogue.visibility import visible
from kb.model.document import Kind, Status

_NOT_NAME = re.compile(r"[（(\[【][^）)\]】]*[）)\]】]|\s+|《|》|^中华人民共和国")


def name_of(title: str) -> str:
    """A title without what tells editions apart (brackets), blanks and the state's name."""
    return _NOT_NAME.sub("", title).casefold()


def mark_superseded(connection: Connection, generation: int) -> None:
    """Set the status of regulations whose own text does not say it, by the other editions in the library.

    Superseded: the same title is here with a later edition. Otherwise unknown: nothing is guessed from age alone.
    """
    v = t.versions.c
    only = (visible(generation), v.kind == Kind.REGULATION.value)
    rows = connection.execute(sa.select(v.id, v.title, v.edition, v.status, v.card).where(*only)).all()
    newest: dict[str, str] = {}
    for row in rows:
        if row.edition:
            newest[name_of(row.title)] = max(newest.get(name_of(row.title), ""), row.edition)
    for row in rows:
        if "status" in json.loads(row.card):
            continue
        later = row.edition is not None and newest[name_of(row.title)] > row.edition
        status = Status.SUPERSEDED if later else Status.UNKNOWN
        if status.value != row.status:
            connection.execute(sa.update(t.versions).where(v.id == row.id).values(status=status.value))
