"""The case card: what is known of one accident, in codes and figures.

Fields follow the EU eMARS report (occurrence, consequences, response) joined with the parts of a Chinese
investigation report (Decree 493 Art. 30) and the assessment of the emergency response (Decree 708 Art. 27).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from kb.model.document import Card, Kind
from kb.model.references import name_keys
from kb.model.value import Claim, Claims, Known, Origin, PartialDate, Strict, current, year_of


class Occurrence(Strict):
    """When it happened. `time` is local and free text, as the source gives it (`fire 22:51, main blasts 23:34`)."""

    date: PartialDate | None = None
    end: PartialDate | None = None
    time: str = ""


class Place(Strict):
    """Where it happened; `country` is ISO 3166-1 alpha-2, `lat`/`lon` decimal degrees WGS 84."""

    country: str = Field(default="", pattern=r"^([A-Z]{2})?$")
    province: str = ""
    city: str = ""
    name: str = ""
    lat: float | None = Field(default=None, ge=-90, le=90)
    lon: float | None = Field(default=None, ge=-180, le=180)


class Substance(Strict):
    """A substance with its registry numbers; `cas` and `un` are None where unknown or where a mixture has none."""

    name: str
    name_zh: str = ""
    cas: str | None = Field(default=None, pattern=r"^\d{2,7}-\d{2}-\d$")
    un: str | None = Field(default=None, pattern=r"^\d{4}$")
    quantity: str = ""
    role: str = ""


class Grade(StrEnum):
    """Accident grade by Decree 493 Art. 3."""

    EXTRAORDINARILY_SERIOUS = "extraordinarily_serious"
    MAJOR = "major"
    LARGER = "larger"
    GENERAL = "general"


class Grading(Strict):
    """The grade as found officially, and whether it is only what the thresholds would give (foreign cases)."""

    official: Grade | None = None
    would_be: Grade | None = None
    note: str = ""


class Casualties(Strict):
    """People, each figure a list of claims with the current one first; an absent field is unknown."""

    deaths: Claims = (Claim(state=Known.UNKNOWN),)
    missing: Claims = (Claim(state=Known.UNKNOWN),)
    injured: Claims = (Claim(state=Known.UNKNOWN),)
    injured_serious: Claims = (Claim(state=Known.UNKNOWN),)
    trapped: Claims = (Claim(state=Known.UNKNOWN),)
    rescued: Claims = (Claim(state=Known.UNKNOWN),)
    evacuated: Claims = (Claim(state=Known.UNKNOWN),)
    responders_dead: Claims = (Claim(state=Known.UNKNOWN),)


class Event(Strict):
    """One step of the event chain or of the response; `code` is an event subtype where one fits."""

    time: str = ""
    event: str
    code: str = ""
    source: str = ""


class Coded(Strict):
    """A code from a list of the taxonomy, with the sentence that supports it."""

    code: str
    evidence: str = ""
    origin: Origin = Origin.STATED


class ArticleRef(Strict):
    """A regulation that bears on a case or plan step."""

    document: str
    anchor: str = ""
    note: str = ""


class CaseCard(Card):
    """An accident case. Codes are those of `corpus/taxonomy/`; empty means unknown."""

    kind: Literal[Kind.CASE] = Kind.CASE
    aliases: tuple[str, ...] = ()
    report_kind: str = ""
    occurrence: Occurrence = Occurrence()
    place: Place = Place()
    operator: str = ""
    industry: str = Field(default="", description="GB/T 4754-2017 division, or the industry as the source names it")
    accident_types_1986: tuple[str, ...] = Field(default=(), description="GB/T 6441-1986 codes 01-20")
    accident_types_2025: tuple[str, ...] = Field(default=(), description="GB 6441-2025 codes of the taxonomy")
    events: tuple[str, ...] = Field(default=(), description="event subtypes, eMARS based")
    grade: Grading = Grading()
    substances: tuple[Substance, ...] = ()
    equipment: tuple[str, ...] = ()
    activity: tuple[str, ...] = ()
    environment: tuple[str, ...] = ()
    chain: tuple[Event, ...] = ()
    causes: tuple[Coded, ...] = ()
    casualties: Casualties = Casualties()
    loss: Claims = (Claim(state=Known.UNKNOWN),)
    timeline: tuple[Event, ...] = Field(default=(), description="the response: reports, arrivals, decisions, control")
    response_problems: tuple[Coded, ...] = ()
    regulations: tuple[ArticleRef, ...] = ()

    def facets(self) -> dict[str, tuple[str | int, ...]]:
        """Country, year, industry, types, grade, substances, casualties, activity, environment, response problems.

        The grade is the official one, else what the thresholds would give, by its author or by the figures. `day` is
        month and day as one number (1122), `name` the keys of the names that it goes by.
        """
        date = self.occurrence.date or ""
        year, deaths = year_of(date), current(self.casualties.deaths)
        injured = current(self.casualties.injured)
        grade = self.grade.official or self.grade.would_be or computed_grade(self)
        return {
            "country": (self.place.country,) if self.place.country else (),
            "province": (self.place.province,) if self.place.province else (),
            "year": (year,) if year else (),
            "industry": (self.industry,) if self.industry else (),
            "accident_type": self.accident_types_2025 or self.accident_types_1986 or self.events,
            "grade": (grade.value,) if grade else (),
            "substance": tuple(s.name for s in self.substances) + tuple(s.cas for s in self.substances if s.cas),
            "deaths": (int(deaths.value),) if deaths.value is not None else (),
            "injured": (int(injured.value),) if injured.value is not None else (),
            "activity": self.activity,
            "environment": self.environment,
            "response_problem": tuple(p.code for p in self.response_problems),
            "day": (int(date[5:7] + date[8:10]),) if len(date) == 10 else (),
            "name": name_keys(self.aliases),
        }


_THRESHOLDS = (
    (Grade.EXTRAORDINARILY_SERIOUS, 30, 100, 100e6),
    (Grade.MAJOR, 10, 50, 50e6),
    (Grade.LARGER, 3, 10, 10e6),
)
"""Grade, deaths, serious injuries and direct loss in CNY from which it holds; any one is enough (Decree 493 Art. 3)."""


def computed_grade(card: CaseCard) -> Grade | None:
    """The grade that the current figures give, or None where deaths, serious injuries and loss are all unknown.

    A loss in another currency than CNY is not counted. What is unknown could raise the grade, never lower it.
    """
    deaths, serious = current(card.casualties.deaths).value, current(card.casualties.injured_serious).value
    claim = current(card.loss)
    loss = claim.value if claim.unit == "CNY" else None
    if deaths is None and serious is None and loss is None:
        return None
    for grade, dead, hurt, money in _THRESHOLDS:
        if (deaths or 0) >= dead or (serious or 0) >= hurt or (loss or 0) >= money:
            return grade
    return Grade.GENERAL
