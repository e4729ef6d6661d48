"""From a likeness of attributes and meaning to 0-100 and a word."""

from __future__ import annotations

import numpy as np

ATTRIBUTES = 0.5
"""Share of the attributes in the figure; the rest is meaning, where both are known."""

_FROM = (0.0, 0.3, 0.45, 0.6, 1.0)
_TO = (0.0, 25.0, 50.0, 75.0, 100.0)
"""Likeness and percent between which is drawn straight: half of all pairs of cases are below the first word's bound."""

_WORDS = ((75, "very_like"), (50, "like"), (25, "loosely_like"), (0, "not_alike"))
"""Least percent of each word."""


def percent(attributes: float | None, cosine: float | None) -> int:
    """0 to 100 from the attributes' likeness (0-1) and the cosine of meaning; an unknown one is left out.

    The same for (a, b) as for (b, a), as both of its parts are, and 100 for a case and itself.
    """
    if attributes is None and cosine is None:
        return 0
    if attributes is None:
        likeness = max(0.0, cosine or 0.0)
    elif cosine is None:
        likeness = attributes
    else:
        likeness = ATTRIBUTES * attributes + (1 - ATTRIBUTES) * max(0.0, cosine)
    return round(float(np.interp(likeness, _FROM, _TO)))


def word(value: int) -> str:
    """`very_like`, `like`, `loosely_like` or `not_alike`; the interface says it in its language (`likeness.*`)."""
    return next(name for least, name in _WORDS if value >= least)
