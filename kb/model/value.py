"""Values that say what they know: partly known dates, claims with a source, sources."""

from __future__ import annotations

import datetime as dt
import re
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator


class Strict(BaseModel):
    """Base of all front-matter models: immutable, and an unknown field is an error that names it."""

    model_config = ConfigDict(extra="forbid", frozen=True)


_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def _partial_date(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not (found := _PARTIAL.fullmatch(value)):
        raise ValueError(f"{value!r} is no date; write YYYY, YYYY-MM or YYYY-MM-DD")
    year, month, day = (int(g) if g else 1 for g in found.groups())
    dt.date(year, month, day)
    return value


PartialDate = Annotated[str, BeforeValidator(_partial_date)]
"""A date known to the year, month or day: `2015`, `2015-08`, `2015-08-12`. Sorts as text."""


def year_of(date: str | None) -> int | None:
    """The year of a partial date, or None where the date is unknown."""
    return int(date[:4]) if date else None


class Known(StrEnum):
    """Whether a value is known; kept apart from zero."""

    KNOWN = "known"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


class Origin(StrEnum):
    """How a structured value came to be."""

    STATED = "stated"
    EXTRACTED = "extracted"
    INFERRED = "inferred"


class Claim(Strict):
    """One figure as one source gives it. `unit` is needed for money (`CNY`) only."""

    value: float | None = None
    state: Known = Known.KNOWN
    qualifier: str = ""
    unit: str = ""
    as_of: PartialDate | None = None
    source: str = ""
    note: str = ""
    unverified: bool = False
    origin: Origin = Origin.STATED

    @model_validator(mode="before")
    @classmethod
    def _from_scalar(cls, value: Any) -> Any:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return {"value": value}
        if value is None:
            return {"state": Known.UNKNOWN}
        if value in (Known.UNKNOWN, Known.NOT_APPLICABLE):
            return {"state": value}
        return value

    @model_validator(mode="after")
    def _value_goes_with_state(self) -> Claim:
        if (self.value is not None) != (self.state is Known.KNOWN):
            raise ValueError("a known claim has a value, an unknown or not applicable one has none")
        if self.value is not None and self.value < 0:
            raise ValueError("a figure cannot be below zero")
        return self


def _claims(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else [value]


Claims = Annotated[tuple[Claim, ...], BeforeValidator(_claims)]
"""A figure's claims, the current one first. A bare number, `unknown` or `not_applicable` is one claim."""


def current(claims: tuple[Claim, ...]) -> Claim:
    """The claim to show: the first; an empty list is unknown."""
    return claims[0] if claims else Claim(state=Known.UNKNOWN)


class Source(Strict):
    """Where a statement comes from. `id` is what claims refer to (`S1`)."""

    id: str = ""
    title: str
    publisher: str = ""
    published: PartialDate | None = None
    url: str = ""
    licence: str = ""
    retrieved: PartialDate | None = None
    note: str = ""
