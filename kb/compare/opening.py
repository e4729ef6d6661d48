"""The opening of a comparison: in what all cases are alike, what some of them share, and where they part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kb.model.comparison import Row, Verdict
from kb.wording import say

PARTING = ("event", "accident_type", "substance", "activity", "response_problem")
"""Attributes in which the opening says where cases part, most telling first."""

ALIKE = (*PARTING, "cause_plant", "cause_human", "cause_organisational", "cause_external")
"""Attributes in which it says what they share."""

_NAMED = 3
"""Values of one case that the opening names of an attribute; further ones are counted."""


def opening(ids: Sequence[str], rows: Sequence[Row], silent: Sequence[str], language: str) -> tuple[str, str]:
    """Two lines over rows of attributes; `silent` are the cases of which no attribute is known."""
    by_key = {row.key: row for row in rows}
    marks = ("、", "；") if language == "zh" else (", ", "; ")
    alike, apart = [], []
    some: dict[tuple[str, ...], dict[str, None]] = {}
    for row in (by_key[key] for key in ALIKE if key in by_key):
        holders = _holders(ids, row)
        everywhere = [value for value, own in holders.items() if len(own) == len(ids)]
        if everywhere:
            alike.append(say(language, "compare.in", name=row.label, values=marks[0].join(everywhere)))
        for value, own in holders.items():
            if 1 < len(own) < len(ids):
                some.setdefault(tuple(own), {})[value] = None
        if row.key in PARTING and row.verdict is Verdict.DIFFERS:
            alone = [f"{one} {told}" for one in ids if (told := _named(holders, one, marks[0]))]
            if alone:
                apart.append(say(language, "compare.in", name=row.label, values=" / ".join(alone)))
    if len(ids) - len(silent) < 2:
        return say(language, "compare.no_attributes", cases=marks[0].join(silent)), say(language, "compare.by_text")
    first = [
        say(language, "compare.alike", parts=marks[1].join(alike)) if alike else say(language, "compare.alike_none")
    ]
    if some:
        groups = [
            say(language, "compare.in", name=marks[0].join(own), values=marks[0].join(values))
            for own, values in some.items()
        ]
        first.append(say(language, "compare.some", parts=marks[1].join(groups)))
    second = [
        say(language, "compare.apart", parts=marks[1].join(apart)) if apart else say(language, "compare.apart_none")
    ]
    if silent:
        second.append(say(language, "compare.no_attributes", cases=marks[0].join(silent)))
    between = "" if language == "zh" else " "
    return between.join(first), between.join(second)


def _holders(ids: Sequence[str], row: Row) -> dict[str, list[str]]:
    """The cases that have each value of a row, values in the order in which the columns name them."""
    holders: dict[str, list[str]] = {}
    for one, cell in zip(ids, row.cells, strict=True):
        for value in dict.fromkeys(said.text for said in cell):
            holders.setdefault(value, []).append(one)
    return holders


def _named(holders: Mapping[str, Sequence[str]], case: str, comma: str) -> str:
    """What a case alone has."""
    alone = [value for value, own in holders.items() if list(own) == [case]]
    further = [f"+{len(alone) - _NAMED}"] if len(alone) > _NAMED else []
    return comma.join([*alone[:_NAMED], *further])
