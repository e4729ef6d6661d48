"""The regulation card: standing, dates, relations and duties of a legal text or standard."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from kb.model.document import Card, Kind, Status
from kb.model.references import name_keys, number_keys
from kb.model.value import Origin, PartialDate, Strict, year_of


class RegulationLevel(StrEnum):
    """Rank of an instrument; earlier members prevail over later ones inside one jurisdiction."""

    TREATY = "treaty"
    LAW = "law"
    ADMINISTRATIVE_REGULATION = "administrative_regulation"
    LOCAL_REGULATION = "local_regulation"
    DEPARTMENTAL_RULE = "departmental_rule"
    JUDICIAL_INTERPRETATION = "judicial_interpretation"
    NORMATIVE_DOCUMENT = "normative_document"
    MANDATORY_STANDARD = "mandatory_standard"
    RECOMMENDED_STANDARD = "recommended_standard"
    INDUSTRY_STANDARD = "industry_standard"
    FOREIGN_LAW = "foreign_law"
    UNKNOWN = "unknown"


class RelationKind(StrEnum):
    """How one instrument bears on another."""

    IMPLEMENTS = "implements"
    AMENDS = "amends"
    REPLACES = "replaces"
    REPLACED_BY = "replaced_by"
    CITES = "cites"
    OVERTAKEN_BY = "overtaken_by"


class Relation(Strict):
    """A relation to another instrument: its id in the library where it has one, its name otherwise."""

    kind: RelationKind
    document: str = ""
    name: str = ""
    note: str = ""


class Modality(StrEnum):
    """What a norm does."""

    SHALL = "shall"
    SHALL_NOT = "shall_not"
    MAY = "may"
    DEFINITION = "definition"
    PENALTY = "penalty"


class Duty(Strict):
    """One norm of one article. `deadline` and `frequency` are as the article words them (`within 1 hour`)."""

    anchor: str
    modality: Modality
    who: str = ""
    action: str
    condition: str = ""
    deadline: str = ""
    frequency: str = ""
    penalty: str = ""
    origin: Origin = Origin.STATED


class RegulationCard(Card):
    """A law, regulation, rule or standard."""

    kind: Literal[Kind.REGULATION] = Kind.REGULATION
    status: Status = Status.UNKNOWN
    level: RegulationLevel = RegulationLevel.UNKNOWN
    issuer: str = ""
    issuer_zh: str = ""
    number: str = Field(default="", description="document number: `State Council Decree 708`, `GB/T 29639-2020`")
    number_zh: str = Field(default="", description="the same where Chinese writes it otherwise: `国务院令第708号`")
    citation: str = ""
    aliases: tuple[str, ...] = Field(default=(), description="other names: `Seveso III`, `PSM`, 矿山安全法")
    country: str = Field(default="", pattern=r"^([A-Z]{2}|EU|INT)?$")
    province: str = ""
    industry: tuple[str, ...] = ()
    adopted: PartialDate | None = None
    effective: PartialDate | None = None
    repealed: PartialDate | None = None
    relations: tuple[Relation, ...] = ()
    article_status: dict[str, Status] = Field(default_factory=dict, description="anchor -> status, where it differs")
    duties: tuple[Duty, ...] = ()
    official_text: str = Field(default="", description="where the official text is published")

    def facets(self) -> dict[str, tuple[str | int, ...]]:
        """Country, province, year of the edition, level, issuer, industry; keys of its numbers and names."""
        year = year_of(self.edition or self.adopted or self.effective)
        return {
            "country": (self.country,) if self.country else (),
            "province": (self.province,) if self.province else (),
            "year": (year,) if year else (),
            "level": (self.level.value,) if self.level is not RegulationLevel.UNKNOWN else (),
            "issuer": (self.issuer,) if self.issuer else (),
            "industry": self.industry,
            "number": number_keys((self.number, self.number_zh, *self.aliases)),
            "name": name_keys((self.title, self.title_zh, *self.aliases)),
        }
