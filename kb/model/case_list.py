"""The case library as a list: what its table shows of each case, and how values are spread over cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kb.model.case import Grade
from kb.model.result import FacetCount
from kb.model.value import year_of


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case. What is None or empty is unknown, which is not zero.

    `date` is a partial date, `country` ISO 3166-1 alpha-2, `types` codes of GB 6441-2025, else of 1986, else events.
    `official` says that the grade was found officially; otherwise it is what the thresholds of Decree 493 would give.
    `source` is the publisher of the first source, or its title.
    """

    id: str
    title: str
    title_zh: str = ""
    date: str = ""
    country: str = ""
    province: str = ""
    city: str = ""
    industry: str = ""
    types: tuple[str, ...] = ()
    deaths: int | None = None
    injured: int | None = None
    grade: Grade | None = None
    official: bool = False
    source: str = ""

    @property
    def year(self) -> int | None:
        """The year in which it happened."""
        return year_of(self.date)


@dataclass(frozen=True, slots=True)
class CaseList:
    """The cases that fulfil filters, in the order of their ids.

    `facets` are the values by field with how many cases have each, most frequent first; the values of a field that is
    filtered are counted as if it were not. `unknown` is how many of the rows have no value of a field.
    """

    rows: tuple[CaseRow, ...]
    facets: Mapping[str, tuple[FacetCount, ...]]
    unknown: Mapping[str, int]
