"""Substances by their registry numbers, and the hazards that follow from them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kb.model.attributes import Found
from kb.model.taxonomy import Taxonomy, split_list
from kb.model.value import Origin

_CAS = re.compile(r"\d{2,7}-\d\d-\d(?![\d-])")
_UN = re.compile(r"\bun(?:[ -]?(?:no|number|id)\b\.?)?:?[ -]?(\d{4})\b|联合国编号[::]?\s*(\d{4})\b")


class Numbers:
    """Finds CAS and UN numbers in a folded text; a UN number counts where one substance of the list has it first."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._cas: dict[str, str] = {}
        self._un: dict[str, str] = {}
        for code, term in taxonomy.lists.get("substances", {}).items():
            for cas in split_list(term.more.get("cas", "")):
                self._cas.setdefault(cas, code)
            for un in split_list(term.more.get("un", ""))[:1]:
                self._un.setdefault(un, code)

    def find(self, folded: str) -> Iterator[tuple[str, int]]:
        """Substance and place of each number; a valid CAS number that the list does not have stands for itself."""
        for found in _CAS.finditer(folded):
            number, before = found[0], folded[max(found.start() - 1, 0) : found.start()]
            if before.isdigit() or before == "-":
                continue
            if number in self._cas or is_cas(number):
                yield self._cas.get(number, number), found.start()
        if "un" in folded or "联合国" in folded:
            for found in _UN.finditer(folded):
                if code := self._un.get(found[1] or found[2]):
                    yield code, found.start()

    def by_cas(self, number: str) -> str:
        """The code of a substance by CAS number; empty where the list has none."""
        return self._cas.get(number, "")


def is_cas(number: str) -> bool:
    """Whether the last digit is the check digit of a CAS registry number."""
    *digits, check = (int(digit) for digit in number if digit.isdigit())
    return sum(weight * digit for weight, digit in enumerate(reversed(digits), 1)) % 10 == check


def hazards(substances: Iterable[Found], taxonomy: Taxonomy) -> tuple[Found, ...]:
    """The GHS classes of substances, each inferred from the weightiest substance that has it."""
    classes: dict[str, Found] = {}
    known = taxonomy.lists.get("substances", {})
    for found in sorted(substances, key=lambda one: -one.weight):
        term = known.get(found.code)
        for code in split_list(term.more.get("ghs", "")) if term else ():
            classes.setdefault(code, Found(code, Origin.INFERRED, found.sentence, found.anchor, found.weight))
    return tuple(classes.values())
