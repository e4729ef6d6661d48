"""The plan card: owner, kind and management record of an emergency plan."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from kb.model.case import ArticleRef
from kb.model.document import Card, Kind
from kb.model.value import PartialDate, year_of


class PlanKind(StrEnum):
    """The element list that a plan follows: GB/T 29639-2020 clauses 6-8, US federal rules, Seveso III Annex IV."""

    COMPREHENSIVE = "comprehensive"
    SPECIAL = "special"
    ON_SITE = "on_site"
    US_FACILITY = "us_facility"
    SEVESO_INTERNAL = "seveso_internal"
    UNKNOWN = "unknown"


class PlanCard(Card):
    """An emergency plan; the anchors of its sections are the elements of the list that `plan_kind` names."""

    kind: Literal[Kind.PLAN] = Kind.PLAN
    plan_kind: PlanKind = PlanKind.UNKNOWN
    owner: str = ""
    country: str = Field(default="", pattern=r"^([A-Z]{2}|EU)?$")
    industry: str = ""
    hazards: tuple[str, ...] = ()
    substances: tuple[str, ...] = ()
    approved: PartialDate | None = None
    filed: PartialDate | None = None
    next_assessment: PartialDate | None = None
    cases: tuple[str, ...] = Field(default=(), description="ids of the cases that taught its steps")
    regulations: tuple[ArticleRef, ...] = ()

    def facets(self) -> dict[str, tuple[str | int, ...]]:
        """Country, year, industry, plan kind, substances, hazards as accident types."""
        year = year_of(self.edition or self.approved)
        return {
            "country": (self.country,) if self.country else (),
            "year": (year,) if year else (),
            "industry": (self.industry,) if self.industry else (),
            "plan_kind": (self.plan_kind.value,) if self.plan_kind is not PlanKind.UNKNOWN else (),
            "accident_type": self.hazards,
            "substance": self.substances,
        }
