"""What the source itself states: front matter, or the coded fields of a report."""

from __future__ import annotations

from collections.abc import Iterable

from kb.extract.extractor import Extractor, Told
from kb.extract.phrases import attribute_of
from kb.extract.substances import hazards
from kb.model.attributes import LISTS, Attributes, Found, merged
from kb.model.case import CaseCard
from kb.model.document import Role
from kb.model.passage import Passage
from kb.model.taxonomy import split_list
from kb.model.value import Origin


def case_attributes(card: CaseCard, parts: Iterable[Told], extractor: Extractor) -> Attributes:
    """What a case's card states, and what its text tells of the attributes that the card leaves unknown."""
    title = Passage("", "", (), f"{card.title}\n{card.title_zh}", card.language, role=Role.SUMMARY)
    return merged(stated(card, extractor), extractor.attributes((title, *parts)))


def stated(card: CaseCard, extractor: Extractor) -> Attributes:
    """The values that a card gives, each with the origin that the card gives the field.

    Names of equipment, substances and industries become codes where a rule knows them, else they stand for themselves.
    GHS classes follow from the substances and are inferred; so is the 2025 accident type of a 1986 one.
    """
    taxonomy = extractor.taxonomy
    found: dict[str, dict[str, Found]] = {}

    def add(name: str, code: str, field: str, told: str = "", origin: Origin = Origin.STATED) -> None:
        if code:
            found.setdefault(name, {}).setdefault(code, Found(code, card.origins.get(field, origin), told))

    for code in card.events:
        add("event", code, "events")
    for step in card.chain:
        add("event", step.code, "chain", step.event)
    for code in card.accident_types_2025:
        add("accident_type", code, "accident_types_2025")
    old = taxonomy.lists.get("accident_types_1986", {})
    for code in () if card.accident_types_2025 else card.accident_types_1986:
        options = split_list(old[code].more.get("types_2025", "")) if code in old else ()
        if len(options) == 1:
            add("accident_type", options[0], "accident_types_1986", origin=Origin.INFERRED)
    for substance in card.substances:
        code = extractor.substance(substance.cas, substance.name, substance.name_zh)
        add("substance", code, "substances", substance.name)
    for name in card.equipment:
        for code in extractor.code_names("equipment", name) or (name,):
            add("equipment", code, "equipment", name)
    for code in card.activity:
        add(attribute_of("activities", code, taxonomy), code, "activity")
    for code in card.environment:
        add("environment", code, "environment")
    for cause in card.causes:
        add(attribute_of("causes", cause.code, taxonomy), cause.code, "causes", cause.evidence, cause.origin)
    for problem in card.response_problems:
        add("response_problem", problem.code, "response_problems", problem.evidence, problem.origin)
    if card.industry:
        known = card.industry in taxonomy.lists.get("industries", {})
        codes = (card.industry,) if known else extractor.code_names("industry", card.industry) or (card.industry,)
        add("industry", codes[0], "industry", card.industry)
    values = {
        name: tuple(codes[code] for code in extractor.leaves(name, tuple(codes))) for name, codes in found.items()
    }
    if classes := hazards(values.get("substance", ()), taxonomy):
        values["hazard"] = classes
    return Attributes({name: values[name] for name in LISTS if name in values})
