"""Structured attributes of a case: codes with how each is known and the sentence it came from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from kb.model.value import Origin

LISTS: Mapping[str, str] = MappingProxyType(
    {
        "event": "events",
        "accident_type": "accident_types_2025",
        "substance": "substances",
        "hazard": "ghs_classes",
        "equipment": "equipment",
        "activity": "activities",
        "phase": "activities",
        "environment": "environments",
        "cause_plant": "causes",
        "cause_human": "causes",
        "cause_organisational": "causes",
        "cause_external": "causes",
        "response_action": "response_actions",
        "response_problem": "response_problems",
        "industry": "industries",
        "consequence": "consequences",
    }
)
"""Every attribute and the code list (a file of `corpus/taxonomy/`) that its codes and their tree are in."""

AXES: Mapping[str, str] = MappingProxyType(
    {
        "plant": "cause_plant",
        "human": "cause_human",
        "organisation": "cause_organisational",
        "external": "cause_external",
    }
)
"""The top codes of the causes and the attribute that holds each with what is below it."""


@dataclass(frozen=True, slots=True)
class Found:
    """One code, how it is known, and from where.

    `sentence` is as the text has it (empty for what the source states in a field), `anchor` the section it stands in,
    `weight` 0 to 1: how sure and central the value is; 1 for what the source states.
    """

    code: str
    origin: Origin
    sentence: str = ""
    anchor: str = ""
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Attributes:
    """What is known of a case, by attribute (see `LISTS`), the weightiest value first; an absent attribute is unknown.

    Where a code of a tree is there, the codes above it are not repeated. A substance that its list does not know has
    its CAS number, or else its name, for a code.
    """

    values: Mapping[str, tuple[Found, ...]] = field(default_factory=dict)

    def __getitem__(self, attribute: str) -> tuple[Found, ...]:
        return self.values.get(attribute, ())

    def __bool__(self) -> bool:
        return bool(self.values)

    def codes(self, attribute: str) -> tuple[str, ...]:
        """The codes of an attribute; none where it is unknown."""
        return tuple(found.code for found in self[attribute])

    def unknown(self) -> tuple[str, ...]:
        """The attributes of which nothing is known."""
        return tuple(attribute for attribute in LISTS if attribute not in self.values)

    def to_json(self) -> str:
        """Compact JSON: for each attribute rows of code, origin's first letter, weight, anchor and sentence."""
        rows = {
            name: [[f.code, _LETTER[f.origin], round(f.weight, 3), f.anchor, f.sentence] for f in founds]
            for name, founds in self.values.items()
        }
        return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Attributes:
        """What `to_json` wrote."""
        return cls(
            {
                name: tuple(Found(code, _ORIGIN[letter], told, at, weight) for code, letter, weight, at, told in rows)
                for name, rows in json.loads(text).items()
            }
        )


_LETTER = {origin: origin.value[0] for origin in Origin}
_ORIGIN = {letter: origin for origin, letter in _LETTER.items()}


def merged(stated: Attributes, extracted: Attributes) -> Attributes:
    """Stated values, and extracted ones for those attributes only that the source leaves unknown."""
    both = {**extracted.values, **stated.values}
    return Attributes({name: both[name] for name in LISTS if name in both})
