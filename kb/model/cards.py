"""From front matter to the right card, with errors that name the field."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError

from kb.errors import ContentError
from kb.model.case import CaseCard
from kb.model.document import Card, Kind
from kb.model.plan import PlanCard
from kb.model.register import GuidanceCard, RegisterCard
from kb.model.regulation import RegulationCard

AnyCard = CaseCard | RegulationCard | PlanCard | RegisterCard | GuidanceCard

CARDS: dict[Kind, type[Card]] = {
    Kind.CASE: CaseCard,
    Kind.REGULATION: RegulationCard,
    Kind.PLAN: PlanCard,
    Kind.REGISTER: RegisterCard,
    Kind.GUIDANCE: GuidanceCard,
}

_stored: TypeAdapter[AnyCard] = TypeAdapter(Annotated[AnyCard, Field(discriminator="kind")])


def card_of(kind: Kind, meta: dict[str, Any]) -> Card:
    """The validated card. Raises ContentError with one line for each field that is wrong."""
    try:
        return CARDS[kind].model_validate({**meta, "kind": kind})
    except ValidationError as failed:
        lines = []
        for error in failed.errors(include_url=False, include_context=False):
            field = ".".join(str(part) for part in error["loc"]) or "front matter"
            lines.append(f"{field}: {error['msg']}")
        raise ContentError("; ".join(lines), "Correct the named fields; corpus/README.md describes each.") from None


def card_from_json(text: str) -> AnyCard:
    """A card as the catalogue stored it."""
    return _stored.validate_json(text)
