"""The address of a comparison: its cases in the order of their columns, and how they are looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kb.ui.address import Parameters


@dataclass(frozen=True, slots=True)
class ComparisonAddress:
    """Cases beside each other: `pinned` stays in view as the first column, `folded` names sections that are shut.

    `only` leaves out rows in which all cases say the same. The cases are as the address has them, however many.
    """

    cases: tuple[str, ...] = ()
    pinned: str = ""
    only: bool = False
    folded: tuple[str, ...] = ()

    @classmethod
    def read(cls, query: Mapping[str, Sequence[str]]) -> ComparisonAddress:
        """The address in query parameters: `cases=CN-01,CN-02&pin=CN-02&only=1&fold=people`."""
        cases = _listed(query.get("cases", ()))
        pinned = next(iter(query.get("pin", ())), "")
        return cls(
            cases=cases,
            pinned=pinned if pinned in cases else "",
            only="1" in query.get("only", ()),
            folded=tuple(dict.fromkeys(_listed(query.get("fold", ())))),
        )

    def parameters(self) -> Parameters:
        """The query parameters; what is not in use is left out."""
        found: Parameters = {}
        if self.cases:
            apart = any("," in one for one in self.cases)
            found["cases"] = [*self.cases] if apart else ",".join(self.cases)
        if self.pinned:
            found["pin"] = self.pinned
        if self.only:
            found["only"] = "1"
        if self.folded:
            found["fold"] = ",".join(self.folded)
        return found

    @property
    def columns(self) -> tuple[str, ...]:
        """The cases in the order of their columns: the pinned one first."""
        first = (self.pinned,) if self.pinned else ()
        return (*first, *(one for one in self.cases if one != self.pinned))

    def of(self, cases: Sequence[str]) -> ComparisonAddress:
        """The same look at other cases."""
        return replace(self, cases=tuple(cases), pinned=self.pinned if self.pinned in cases else "")

    def adding(self, case: str) -> ComparisonAddress:
        """With one more case as the last column."""
        return self.of((*self.columns, case))

    def without(self, case: str) -> ComparisonAddress:
        """Without a case."""
        return self.of([one for one in self.columns if one != case])

    def moved(self, case: str, steps: int) -> ComparisonAddress:
        """With a column moved to the right, or for negative `steps` to the left; the pinned one stays first."""
        order = [*self.columns]
        place = order.index(case)
        order.insert(max(place + steps, 0), order.pop(place))
        return self.of(order)

    def pinning(self, case: str) -> ComparisonAddress:
        """With a case pinned, or no longer pinned where it was."""
        return replace(self, cases=self.columns, pinned="" if self.pinned == case else case)

    def folding(self, section: str) -> ComparisonAddress:
        """With a section shut, or open again."""
        kept = tuple(one for one in self.folded if one != section)
        return replace(self, folded=kept if len(kept) < len(self.folded) else (*kept, section))


def _listed(values: Sequence[str]) -> tuple[str, ...]:
    """Several values as they are; a single one cut at its commas."""
    parts = values if len(values) > 1 else [part for value in values for part in value.split(",")]
    return tuple(part.strip() for part in parts if part.strip())
