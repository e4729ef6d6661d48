"""The address of the case library: what is shown, in which order, and how."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kb.model.result import Filter
from kb.ui.address import Narrowing, Parameters, filter_parameters, filters_in, first

COLUMNS = ("title", "date", "place", "industry", "type", "deaths", "injured", "grade", "source")
"""Columns of the table, each of which it can be sorted by."""

UPWARDS = ("title", "place", "industry", "type", "source")
"""Columns that are sorted from A to Z at first; the others begin with the latest or the greatest."""

VIEWS = ("table", "timeline", "map")

AREAS = ("world", "china")
"""What the map shows."""


@dataclass(frozen=True, slots=True)
class CasesAddress(Narrowing):
    """The case library: words to be found in its rows, filters, order, page (from 1), view and the map's area."""

    text: str = ""
    filters: tuple[Filter, ...] = ()
    sort: str = "date"
    down: bool = True
    page: int = 1
    view: str = "table"
    area: str = "world"

    @classmethod
    def read(cls, query: Mapping[str, Sequence[str]]) -> CasesAddress:
        """The address in query parameters: `country=CN&sort=-deaths&page=2`; what makes no sense is left out."""
        sort, page, view, area = (first(query, key) for key in ("sort", "page", "view", "area"))
        known = sort.removeprefix("-") in COLUMNS
        return cls(
            text=first(query, "filter"),
            filters=filters_in(query),
            sort=sort.removeprefix("-") if known else "date",
            down=sort.startswith("-") if known else True,
            page=max(int(page), 1) if re.fullmatch(r"[0-9]{1,6}", page) else 1,
            view=view if view in VIEWS else "table",
            area=area if area in AREAS else "world",
        )

    def parameters(self) -> Parameters:
        """The query parameters; defaults are left out."""
        found: Parameters = {"filter": self.text} if self.text else {}
        found |= filter_parameters(self.filters)
        if (self.sort, self.down) != ("date", True):
            found["sort"] = f"{'-' if self.down else ''}{self.sort}"
        if self.page > 1:
            found["page"] = str(self.page)
        if self.view != "table":
            found["view"] = self.view
        if self.area != "world":
            found["area"] = self.area
        return found

    def narrowed(self, filters: tuple[Filter, ...]) -> CasesAddress:
        """The same page with these filters, from the first row."""
        return replace(self, filters=filters, page=1)

    def with_text(self, text: str) -> CasesAddress:
        """With other words to be found in the rows."""
        return replace(self, text=text, page=1)

    def sorted_by(self, column: str) -> CasesAddress:
        """Sorted by a column; by the one in use, the other way round."""
        down = not self.down if column == self.sort else column not in UPWARDS
        return replace(self, sort=column, down=down, page=1)
