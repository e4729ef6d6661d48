"""Cells into the values of card fields: dates, figures, codes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, get_args

from pydantic import BaseModel

from ingest.readers.mapping import Rule
from kb.errors import ContentError
from kb.model.cards import CARDS
from kb.model.document import Kind
from kb.model.value import Claim, PartialDate

BLANK = frozenset(
    (
        "",
        "-",
        "--",
        "—",
        "——",
        "/",
        "?",
        "n/a",
        "na",
        "null",
        "nan",
        "unknown",
        "unk",
        "not known",
        "未知",
        "不详",
        "不明",
    )
)
"""What a cell says, in lower case, when it says nothing; a rule's `map` may give any of these a meaning."""

_DATE = re.compile(r"(\d{4})(?:\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(\d{1,2})\s*日?|月)?|年)?(?:[ T]\d{1,2}:\d{2}.*)?")
_NUMBER = re.compile(r"([-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE][-+]?\d+)?)\s*[人名]?")

Remark = Callable[[str, str], None]
"""Takes what is wrong with a value, and the value."""


class Shape(StrEnum):
    """What a card field holds."""

    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    CLAIM = "claim"


@dataclass(frozen=True, slots=True)
class Leaf:
    """A card field that a column can fill; `many` where it is a list."""

    shape: Shape
    many: bool


def leaf_of(kind: Kind, path: str) -> Leaf:
    """What the field at a dotted path of a kind's card holds; `causes[].code` is the code of each cause.

    Raises ContentError with the fields there are where it has none of that name.
    """
    model: type[BaseModel] | None = CARDS[kind]
    annotation: Any = None
    for name in path.split("."):
        plain = name.removesuffix("[]")
        if model is None or plain not in model.model_fields:
            known = ", ".join(model.model_fields) if model else "no parts"
            raise ContentError(f"{path}: a {kind} card has no such field", f"There is: {known}.")
        annotation = model.model_fields[plain].annotation
        held = list(_models(annotation))
        model = held[0] if held else None
        if annotation == tuple[Claim, ...]:
            return Leaf(Shape.CLAIM, many=False)
        if name.endswith("[]") != (model is not None and _is_tuple(annotation)):
            raise ContentError(f"{path}: write {plain}[] for a list of things with parts, and only there")
    if model is not None:
        raise ContentError(f"{path}: name one of its parts", f"There is: {', '.join(model.model_fields)}.")
    return Leaf(_shape(annotation), _is_tuple(annotation))


def values_of(rule: Rule, leaf: Leaf, text: str, remark: Remark) -> Iterator[Any]:
    """The values that a cell's or template's text gives a field; none where it says nothing.

    A map's answer counts as it stands. What is said but cannot be used goes to `remark`.
    """
    for part in text.split(rule.split) if rule.split else (text,):
        said = part.strip()
        meant = rule.map.get(said.casefold())
        if meant is not None:
            yield from (value for value in ((meant,) if isinstance(meant, str) else meant) if value)
        elif said.casefold() in BLANK:
            continue
        elif rule.map and not rule.keep:
            remark("left out what the map does not have", said)
        elif rule.number or leaf.shape in (Shape.NUMBER, Shape.CLAIM):
            figure = _number(said)
            if figure is None:
                remark("left out what is no number", said)
            else:
                yield {"value": figure, "unit": rule.unit} if rule.unit else figure
        elif rule.format or leaf.shape is Shape.DATE:
            date = _date(said, rule.format)
            if date is None:
                remark("left out what is no date of the given form", said)
            else:
                yield date
        else:
            yield said


def _number(text: str) -> float | int | None:
    found = _NUMBER.fullmatch(text)
    if not found:
        return None
    figure = float(found[1].replace(",", ""))
    return int(figure) if figure.is_integer() else figure


def _date(text: str, formats: tuple[str, ...]) -> str | None:
    """An ISO date, to the year or month where no more is said. Without formats the year has to come first."""
    for pattern in formats:
        try:
            return dt.datetime.strptime(text, pattern).date().isoformat()
        except ValueError:
            continue
    found = _DATE.fullmatch(text)
    if formats or not found:
        return None
    date = "-".join(part.zfill(2) for part in found.groups() if part)
    try:
        dt.date.fromisoformat(f"{date}-01-01"[:10])
    except ValueError:
        return None
    return date


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    else:
        for part in get_args(annotation):
            yield from _models(part)


def _is_tuple(annotation: Any) -> bool:
    return getattr(annotation, "__origin__", None) is tuple


def _shape(annotation: Any) -> Shape:
    parts = get_args(annotation) or (annotation,)
    if PartialDate in parts:
        return Shape.DATE
    return Shape.NUMBER if float in parts else Shape.TEXT
