"""Likeness of cases attribute by attribute: rare codes count more, unknown ones are neutral."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.catalogue.attributes import Codes
from kb.compare.weights import Weights
from kb.model.attributes import LISTS, Attributes
from kb.model.taxonomy import Taxonomy

UP = 0.5
"""What is left of a code's value at the code above it."""

LITTLE = 2.0
"""What the length of a cosine is raised by: with it, half-known cases mislead less. Measured in docs/cases.md."""

NAMES = tuple(LISTS)
_PLACE = {name: place for place, name in enumerate(NAMES)}

Feature = tuple[str, str]
"""Attribute and code."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Part:
    """An attribute that both cases tell of: share of the likeness, its own likeness (0-1), shared codes."""

    attribute: str
    share: float
    similarity: float
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Likenesses:
    """One case against all others of a space: overall 0-1 by version, and what it was compared by."""

    overall: Mapping[int, float]
    own: Mapping[Feature, float]


class AttributeSpace:
    """The attributes of all cases of a generation, ready to be compared with; made once, used from any thread.

    The value of a code is its weight times the root of its rarity, log(1 + cases / (cases with it + 1)).
    """

    def __init__(self, cases: Mapping[int, Codes], taxonomy: Taxonomy) -> None:
        self._taxonomy = taxonomy
        self.versions = np.array(list(cases), dtype=np.int64)
        self._row = {version: row for row, version in enumerate(cases)}
        self._cases = cases
        rows: dict[Feature, list[int]] = {}
        values: dict[Feature, list[float]] = {}
        for row, codes in enumerate(cases.values()):
            for feature, value in self._features(codes).items():
                rows.setdefault(feature, []).append(row)
                values.setdefault(feature, []).append(value)
        self._rarity = {feature: self._weight(len(found)) for feature, found in rows.items()}
        self._rows = {feature: np.array(found, dtype=np.int64) for feature, found in rows.items()}
        self._values = {feature: np.array(found) * self._rarity[feature] for feature, found in values.items()}
        self._squares: Numbers = np.zeros((len(NAMES), len(cases)))
        for feature, where in self._rows.items():
            self._squares[_PLACE[feature[0]], where] += self._values[feature] ** 2

    def codes(self, version: int) -> Codes:
        """The codes of a case; empty where nothing is known of it."""
        return self._cases.get(version, {})

    def compare(self, codes: Codes, weights: Weights) -> Likenesses:
        """How like each case is to one with these codes.

        Cosine over the attributes that both tell of, drawn towards 0 where these hold little (`LITTLE`), times the
        root of the coverage: how much of both is told by these.
        """
        own = self._vector(codes)
        dots: Numbers = np.zeros_like(self._squares)
        mine: Numbers = np.zeros(len(NAMES))
        for feature, value in own.items():
            mine[_PLACE[feature[0]]] += value**2
            if feature in self._rows:
                dots[_PLACE[feature[0]], self._rows[feature]] += value * self._values[feature]
        weight = np.array([weights.get(name, 0.0) for name in NAMES])
        both = (self._squares > 0) & (mine > 0)[:, None]
        left, right = weight @ (both * mine[:, None]), weight @ (both * self._squares)
        all_left, all_right = weight @ mine, weight @ self._squares
        with np.errstate(divide="ignore", invalid="ignore"):
            cosine = (weight @ dots) / (np.sqrt(left * right) + LITTLE)
            coverage = np.sqrt((left / all_left) * (right / all_right))
            total = np.nan_to_num(cosine * np.sqrt(coverage))
        return Likenesses(dict(zip(self.versions.tolist(), np.minimum(total, 1.0).tolist(), strict=True)), own)

    def parts(self, likenesses: Likenesses, version: int, weights: Weights) -> tuple[Part, ...]:
        """What makes a case alike, the attribute that adds most first; shared codes, the rarest first."""
        other = self._vector(self.codes(version))
        own = likenesses.own
        dots: dict[str, float] = {}
        shared: dict[str, list[tuple[float, str]]] = {}
        for feature in own.keys() & other.keys():
            name, code = feature
            dots[name] = dots.get(name, 0.0) + own[feature] * other[feature]
            shared.setdefault(name, []).append((own[feature] * other[feature], code))
        all_shared = sum(weights.get(name, 0.0) * dot for name, dot in dots.items()) or 1.0
        parts = []
        for name in {one for one, _ in own} & {one for one, _ in other}:
            size = _size(own, name) * _size(other, name)
            parts.append(
                Part(
                    name,
                    round(weights.get(name, 0.0) * dots.get(name, 0.0) / all_shared, 4),
                    round(min(1.0, dots.get(name, 0.0) / size), 4) if size else 0.0,
                    self._lowest(name, [code for _, code in sorted(shared.get(name, ()), reverse=True)]),
                )
            )
        return tuple(sorted(parts, key=lambda part: (-part.share, part.attribute)))

    def _lowest(self, name: str, codes: list[str]) -> tuple[str, ...]:
        """The codes without those above another one of them."""
        terms = self._taxonomy.lists.get(LISTS[name], {})
        above = set()
        for code in codes:
            while code in terms and (code := terms[code].parent):
                above.add(code)
        return tuple(code for code in codes if code not in above)

    def _vector(self, codes: Codes) -> dict[Feature, float]:
        alone = self._weight(0)
        return {
            feature: value * self._rarity.get(feature, alone)
            for feature, value in self._features(codes).items()
            if value > 0
        }

    def _features(self, codes: Codes) -> dict[Feature, float]:
        found: dict[Feature, float] = {}
        for name, values in codes.items():
            if name not in _PLACE:
                continue
            terms = self._taxonomy.lists.get(LISTS[name], {})
            for code, _, weight in values:
                value, at = weight, code
                while at:
                    feature = name, at
                    found[feature] = max(found.get(feature, 0.0), value)
                    value *= UP
                    at = terms[at].parent if at in terms else ""
        return found

    def _weight(self, cases: int) -> float:
        return float(np.log1p(max(1, len(self._row)) / (cases + 1)) ** 0.5)


def codes_of(attributes: Attributes) -> Codes:
    """The codes of attributes just read, in the form that the catalogue gives them."""
    return {
        name: tuple((one.code, one.origin.value[0], one.weight) for one in founds)
        for name, founds in attributes.values.items()
    }


def _size(vector: Mapping[Feature, float], name: str) -> float:
    return math.sqrt(sum(value**2 for (one, _), value in vector.items() if one == name))
