"""Rows of the case library in words: what each column says, how rows are ordered and found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from kb.model.case import Grade
from kb.model.case_list import CaseRow
from kb.model.taxonomy import Taxonomy
from kb.ui.labels import short_label
from kb.ui.language import language, listed, place_in, title_in, tr

SEVERITY = (*reversed(Grade),)
"""Grades from the lightest to the gravest."""

_SHOWN_TYPES = 2


class CaseWords:
    """What the columns say, in the interface's language; an unknown value is an empty text."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._taxonomy = taxonomy
        self._labels: dict[tuple[str, str], str] = {}

    def label(self, field: str, value: str) -> str:
        """The name of a code, empty for none."""
        key = field, value
        if key not in self._labels:
            self._labels[key] = short_label(self._taxonomy, field, value) if value else ""
        return self._labels[key]

    def title(self, row: CaseRow) -> str:
        """The title in the interface's language, where it has one."""
        return title_in(row.title, row.title_zh)

    def place(self, row: CaseRow) -> str:
        """Province and country, or town and country where no province is known."""
        smaller = self.label("province", row.province) if row.province else row.city
        return place_in((smaller, self.label("country", row.country)))

    def industry(self, row: CaseRow) -> str:
        """The industry by name."""
        return self.label("industry", row.industry)

    def types(self, row: CaseRow) -> str:
        """The first accident types by name."""
        return listed(self.label("accident_type", code) for code in row.types[:_SHOWN_TYPES])

    def grade(self, row: CaseRow) -> str:
        """The grade by name, in brackets where it was not found officially."""
        if row.grade is None:
            return ""
        said = self.label("grade", row.grade.value)
        return said if row.official else tr("cases.would_be", grade=said)

    def ordered(self, rows: Iterable[CaseRow], column: str, *, down: bool) -> list[CaseRow]:
        """Rows in the order of a column, those in which it is unknown last either way; equal ones by date and id."""
        key = self._keys()[column]
        plain = sorted(rows, key=lambda row: row.id)
        plain.sort(key=lambda row: row.date, reverse=True)
        known = [row for row in plain if key(row) not in (None, b"")]
        return [*sorted(known, key=key, reverse=down), *(row for row in plain if key(row) in (None, b""))]

    def holding(self, rows: Iterable[CaseRow], text: str) -> list[CaseRow]:
        """The rows in which all words of a text stand, in either language's title or in what the columns say."""
        wanted = text.casefold().split()
        return [row for row in rows if all(word in self._told(row) for word in wanted)]

    def _told(self, row: CaseRow) -> str:
        said = (self.place(row), row.city, self.industry(row), row.source, *self._all_types(row))
        return " ".join((row.id, row.title, row.title_zh, row.date, *said)).casefold()

    def _all_types(self, row: CaseRow) -> Sequence[str]:
        return [self.label("accident_type", code) for code in row.types]

    def _keys(self) -> dict[str, Callable[[CaseRow], Any]]:
        return {
            "title": lambda row: spelt(self.title(row)),
            "date": lambda row: row.date or None,
            "place": lambda row: spelt(place_in((self.label("country", row.country), self.place(row)))),
            "industry": lambda row: spelt(self.industry(row)),
            "type": lambda row: spelt(self.types(row)),
            "deaths": lambda row: row.deaths,
            "injured": lambda row: row.injured,
            "grade": lambda row: SEVERITY.index(row.grade) if row.grade else None,
            "source": lambda row: spelt(row.source),
        }


def spelt(text: str) -> bytes:
    """A sort key: letters without regard to their case, common Chinese characters by their pinyin, as GB 18030 does."""
    return text.casefold().encode("gb18030" if language() == "zh" else "utf-8", "replace")
