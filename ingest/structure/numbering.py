"""Nested numbers of paragraphs, (a)(1)(i)(A): which level each belongs to.

`(i)` is the letter after (h) or the Roman one, `(v)` the letter after (u) or five: only the numbers before and after
can tell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from kb.text.numerals import letter_number, roman_number

_MARKERS = re.compile(r"(?:\s*[\[]?\(([a-zA-Z]{1,5}|\d{1,3})\))+(?=[\s\])—–-]|$|(?=[A-Z“\"]))")
_ONE = re.compile(r"\(([a-zA-Z]{1,5}|\d{1,3})\)")


def _decimal(printed: str) -> int | None:
    return int(printed) if printed.isdecimal() else None


def _lower_letter(printed: str) -> int | None:
    return letter_number(printed) if printed.islower() else None


def _upper_letter(printed: str) -> int | None:
    return letter_number(printed) if printed.isupper() else None


def _lower_roman(printed: str) -> int | None:
    return roman_number(printed) if printed.islower() else None


def _upper_roman(printed: str) -> int | None:
    return roman_number(printed) if printed.isupper() else None


class Form(Enum):
    """How one level is numbered; `value_of` gives a marker's place in its row or None."""

    DECIMAL = "1"
    LETTER = "a"
    ROMAN = "i"
    CAPITAL = "A"
    CAPITAL_ROMAN = "I"

    def value_of(self, printed: str) -> int | None:
        """The place of a printed marker in this row, or None where it cannot be one of it."""
        return _VALUES[self](printed)


_VALUES: dict[Form, Callable[[str], int | None]] = {
    Form.DECIMAL: _decimal,
    Form.LETTER: _lower_letter,
    Form.ROMAN: _lower_roman,
    Form.CAPITAL: _upper_letter,
    Form.CAPITAL_ROMAN: _upper_roman,
}

US = (Form.LETTER, Form.DECIMAL, Form.ROMAN, Form.CAPITAL, Form.DECIMAL, Form.ROMAN)
"""Levels of the Code of Federal Regulations below a section (1 CFR 21.11)."""

EUROPE = (Form.DECIMAL, Form.LETTER, Form.ROMAN, Form.CAPITAL)
"""Levels below an article of an EU act or below a UK or Indian regulation: (1) or 1., (a), (i), (A)."""


def leading_markers(text: str) -> tuple[str, ...]:
    """The bracketed numbers that a paragraph begins with: `(a)(1) Text` gives a and 1."""
    found = _MARKERS.match(text)
    return tuple(_ONE.findall(found.group(0))) if found else ()


@dataclass(frozen=True, slots=True)
class _Open:
    level: int
    value: int


class Numbering:
    """Follows the numbers of one article from paragraph to paragraph."""

    def __init__(self, forms: Sequence[Form]) -> None:
        self._forms = forms
        self._open: list[_Open] = []

    def place(self, marker: str, upcoming: Sequence[str] = ()) -> int | None:
        """How deep `marker` stands (0 outermost, counted in open levels), or None where it fits nowhere.

        `upcoming` are the next markers of the article; they decide between a letter and a Roman number.
        """
        chosen = self._choose(marker, upcoming)
        if chosen is None:
            return None
        self._open = [step for step in self._open if step.level < chosen.level]
        self._open.append(chosen)
        return len(self._open) - 1

    def _choose(self, marker: str, upcoming: Sequence[str]) -> _Open | None:
        next_in_row = [s for step in reversed(self._open) if (s := self._continues(step, marker, gap=False))]
        first = self._first(marker)
        if next_in_row and first and first.level == self._open[-1].level + 1:
            return first if self._begins_below(first, next_in_row[0], upcoming) else next_in_row[0]
        if next_in_row:
            return next_in_row[0]
        if first:
            return first
        gaps = [s for step in reversed(self._open) if (s := self._continues(step, marker, gap=True))]
        return gaps[0] if gaps else self._first(marker, anywhere=True)

    def _continues(self, step: _Open, marker: str, *, gap: bool) -> _Open | None:
        value = self._forms[step.level].value_of(marker)
        if value is None or (value <= step.value if gap else value != step.value + 1):
            return None
        return _Open(step.level, value)

    def _first(self, marker: str, *, anywhere: bool = False) -> _Open | None:
        below = self._open[-1].level + 1 if self._open else 0
        for level in range(below, len(self._forms)):
            value = self._forms[level].value_of(marker)
            if value == 1 or (anywhere and value is not None and not self._open):
                return _Open(level, value)
        return None

    def _begins_below(self, first: _Open, other: _Open, upcoming: Sequence[str]) -> bool:
        """Whether the coming markers belong to a new row that `first` begins rather than to the row of `other`."""
        for place, marker in enumerate(upcoming):
            if place == 0:
                if other.level + 1 < first.level and self._forms[other.level + 1].value_of(marker) == 1:
                    return False
                above = self._open[-1]
                if above.level != other.level and self._forms[above.level].value_of(marker) == above.value + 1:
                    return True
            if self._forms[first.level].value_of(marker) == first.value + 1:
                return True
            if self._forms[other.level].value_of(marker) == other.value + 1:
                return False
        return False
