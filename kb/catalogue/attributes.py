"""Attributes of cases in the catalogue: codes to compare many cases by, evidence to show one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from kb.catalogue import tables as t
from kb.catalogue.visibility import visible
from kb.model.attributes import Attributes

Value = tuple[str, str, float]
"""A code, its origin's first letter and its weight."""

Codes = Mapping[str, tuple[Value, ...]]
"""Values by attribute."""


def row(version: int, attributes: Attributes) -> dict[str, object]:
    """The row of a version.

    In `codes` an attribute is one text with a line for each value, `fire_pool e84` for extracted with weight .84: with
    few objects to make, ten thousand cases are read in a fifth of a second.
    """
    codes = {
        name: "\n".join(
            f"{' '.join(one.code.split())} {one.origin.value[0]}{round(one.weight * 100)}" for one in founds
        )
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
    read = json.loads(f"[{','.join([row[1] for row in rows])}]")
    return {
        version: {name: tuple(map(_value, told.split("\n"))) for name, told in one.items()}
        for (version, _), one in zip(rows, read, strict=True)
    }


@cache
def _value(told: str) -> Value:
    code, _, mark = told.rpartition(" ")
    return code, mark[0], int(mark[1:]) / 100
