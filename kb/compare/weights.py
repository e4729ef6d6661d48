"""How much each attribute counts: presets for who asks, which a user may change."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType

from kb.errors import QueryError
from kb.model.attributes import LISTS

Weights = Mapping[str, float]

BALANCED = "balanced"
"""The preset of who names none."""

_LITTLE = {"industry": 0.3, "consequence": 0.5}
"""A near miss in another trade can teach a disaster: what it cost and where it was say little."""

_BALANCED = {
    **dict.fromkeys(LISTS, 1.0),
    **_LITTLE,
    **dict.fromkeys(("response_action", "response_problem"), 0.5),
    **dict.fromkeys(("accident_type", "activity"), 1.5),
    **dict.fromkeys(("event", "cause_plant", "cause_external"), 2.0),
    "hazard": 0.75,
}
"""Measured on the development sets of docs/cases.md."""

PRESETS: Mapping[str, Weights] = MappingProxyType(
    {
        BALANCED: _BALANCED,
        "rescue": {
            **dict.fromkeys(LISTS, 1.0),
            **_LITTLE,
            "event": 1.5,
            "substance": 1.5,
            "hazard": 1.5,
            "environment": 1.5,
            "response_action": 1.5,
            "response_problem": 2.0,
            "cause_organisational": 0.3,
            "cause_human": 0.5,
        },
        "plan": {
            **dict.fromkeys(LISTS, 1.0),
            **_LITTLE,
            "substance": 1.5,
            "equipment": 1.5,
            "activity": 1.5,
            "response_action": 1.5,
            "response_problem": 1.5,
            "industry": 0.8,
        },
        "trainer": {
            **dict.fromkeys(LISTS, 1.0),
            **_LITTLE,
            "activity": 1.5,
            "cause_human": 2.0,
            "cause_organisational": 1.5,
            "response_problem": 1.5,
            "substance": 0.5,
            "hazard": 0.5,
        },
    }
)
"""Weights by preset: `rescue` for who stands before it, `plan` for who writes a plan, `trainer` for who teaches."""


def weights_of(preset: str = BALANCED, changed: Weights | None = None) -> dict[str, float]:
    """The weights of a preset with some of them changed; 0 leaves an attribute out.

    Raises QueryError for an unknown preset or attribute, for a weight that is no number from 0 to 10, and where all
    are 0.
    """
    if preset not in PRESETS:
        raise QueryError(f"There is no preset {preset!r}.", f"Choose of {', '.join(PRESETS)}.")
    if unknown := sorted(set(changed or ()) - set(LISTS)):
        raise QueryError(f"There is no attribute {unknown[0]!r}.", f"Attributes are {', '.join(LISTS)}.")
    weights = {**PRESETS[preset], **(changed or {})}
    for name, weight in weights.items():
        if not math.isfinite(weight) or not 0 <= weight <= 10:
            raise QueryError(f"The weight of {name} is {weight}.", "Give a number from 0 to 10.")
    if not any(weights.values()):
        raise QueryError("All weights are 0.", "Leave one attribute at least.")
    return weights
