"""Attributes of cases in the catalogue: codes to compare many cases by, evidence to show one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from kb.catalogue import tables as t
from kb.catalogue.visibility import visible
from kb.model.attributes import Attributes

Codes = Mapping[str, list[tuple[str, str, float]]]
"""Code, origin's first letter and weight of each value, by attribute; read as lists."""


def row(version: int, attributes: Attributes) -> dict[str, object]:
    """The row of a version."""
    codes = {
        name: [(one.code, one.origin.value[0], round(one.weight, 3)) for one in founds]
        for name, founds in attributes.values.items()
    }
    short = json.dumps(codes, ensure_ascii=False, separators=(",", ":"))
    return {"version": version, "codes": short, "evidence": attributes.to_json()}


def replace(connection: Connection, rows: Iterable[Mapping[str, object]]) -> None:
    """Write the attributes of versions, over those that are there."""
    new = list(rows)
    if new:
        connection.execute(
            sa.delete(t.attributes).where(t.attributes.c.version == sa.bindparam("b_version")),
            [{"b_version": one["version"]} for one in new],
        )
        connection.execute(sa.insert(t.attributes), new)


def of_version(connection: Connection, version: int) -> Attributes | None:
    """The attributes of a version with their evidence; None where none were ever read: it is no case."""
    text = connection.scalar(sa.select(t.attributes.c.evidence).where(t.attributes.c.version == version))
    return Attributes.from_json(text) if text is not None else None


def codes(connection: Connection, generation: int) -> dict[int, Codes]:
    """The codes of every live case by version row id; a case that was stored without attributes is absent."""
    a, v = t.attributes.c, t.versions.c
    live = (
        sa.select(a.version, a.codes).join_from(t.attributes, t.versions, a.version == v.id).where(visible(generation))
    )
    rows = connection.execute(live).all()
    return dict(zip((row.version for row in rows), json.loads(f"[{','.join(row.codes for row in rows)}]"), strict=True))
