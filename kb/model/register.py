"""Register rows and guidance: cards for what is neither case, regulation nor plan."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from kb.model.document import Card, Kind
from kb.model.value import year_of


class RegisterCard(Card):
    """One row of a register: a team, a piece of equipment, an expert, a drill, a course."""

    kind: Literal[Kind.REGISTER] = Kind.REGISTER
    table: str = Field(default="", description="teams, materials, experts, drills, training, or the table's name")
    country: str = ""
    province: str = ""
    fields: dict[str, str] = Field(default_factory=dict, description="column heading -> cell, as the table has them")

    def facets(self) -> dict[str, tuple[str | int, ...]]:
        """Country, province, register, year of the edition."""
        year = year_of(self.edition)
        return {
            "country": (self.country,) if self.country else (),
            "province": (self.province,) if self.province else (),
            "register": (self.table,) if self.table else (),
            "year": (year,) if year else (),
        }


class GuidanceCard(Card):
    """Guidance, handbooks, forms, fact sheets and everything whose kind is not recognised."""

    kind: Literal[Kind.GUIDANCE] = Kind.GUIDANCE
    publisher: str = ""
    country: str = ""

    def facets(self) -> dict[str, tuple[str | int, ...]]:
        """Country, year of the edition."""
        year = year_of(self.edition)
        return {"country": (self.country,) if self.country else (), "year": (year,) if year else ()}
