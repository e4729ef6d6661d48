"""One figure out of the parts of a likeness: words, topics, meaning, roles, attributes.

Each part is put on one scale by what it is between any two cases: 0 at its median, 1 where one pair of a hundred lies
(measured on three development sets of accident reports, 10,000 cases). So a part that is unknown can be left out
without moving a pair up or down.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

PARTS = ("words", "topics", "meaning", "roles", "attributes")

SCALES: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "words": (0.17, 0.35),
        "topics": (0.15, 0.5),
        "meaning": (0.41, 0.64),
        "roles": (0.38, 0.58),
        "attributes": (0.12, 0.54),
    }
)
"""Median and 99th percentile of each part between any two cases; of `words` the root is taken first."""

SHARES: Mapping[str, float] = MappingProxyType(
    {"words": 0.15, "topics": 0.11, "meaning": 0.26, "roles": 0.1, "attributes": 0.48}
)
"""What each part counts beside the others that are known; measured on the development sets."""

_LIKENESS = (0.0, 0.4, 0.8, 1.2, 2.0)
_PERCENT = (0.0, 25.0, 50.0, 75.0, 100.0)

WORDS = ((75, "very_like"), (50, "like"), (25, "loosely_like"), (0, "not_alike"))
"""Least percent of each word."""


def on_scale(name: str, values: Numbers) -> Numbers:
    """A part's values (cosines, 0-1) on the common scale: 0 as any two cases, 1 as one pair of a hundred."""
    middle, high = SCALES[name]
    raw = np.sqrt(np.maximum(values, 0.0)) if name == "words" else values
    return np.asarray((raw - middle) / (high - middle))


def likeness(parts: Mapping[str, Numbers], count: int) -> Numbers:
    """The mean of the parts (each (count,), cosines, NaN where unknown) by their shares; NaN where all are unknown."""
    total, shares = np.zeros(count), np.zeros(count)
    for name, values in parts.items():
        known = ~np.isnan(values)
        total[known] += SHARES[name] * on_scale(name, values[known])
        shares[known] += SHARES[name]
    with np.errstate(invalid="ignore"):
        return np.asarray(total / np.where(shares > 0, shares, np.nan))


def percent(value: float) -> int:
    """0 to 100; the same for (a, b) as for (b, a), and 100 for a case and itself."""
    return round(float(np.interp(value, _LIKENESS, _PERCENT)))


def word(value: int) -> str:
    """`very_like`, `like`, `loosely_like` or `not_alike` of a percent; `likeness.*` says it in a language."""
    return next(name for least, name in WORDS if value >= least)
