"""Sections that a question names (`Art. 22`, `第二十二条`, `(k)(1)`), and where they are in a document's outline."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.model.document import Level
from kb.model.passage import OutlineEntry
from kb.text.numerals import CHINESE, chinese_number

_INNER = r"((?:\s?\([A-Za-z0-9]{1,5}\))*)"
_ENGLISH = re.compile(
    r"(?<![A-Za-z])(?:articles?|arts?\.?|regulations?|regs?\.?|sections?|secs?\.?|clauses?|rules?|§+)"
    rf"\s*(\d{{1,5}}[a-z]?(?:\.\d{{1,4}})*){_INNER}(?![A-Za-z0-9/])",
    re.IGNORECASE,
)
_N = rf"([\d{CHINESE}]{{1,8}})"
_CHINESE = re.compile(
    rf"第\s*([\d.{CHINESE}]{{1,8}})\s*条(?:之{_N})?(?:\s*第?\s*{_N}\s*款)?(?:\s*第?\s*[((]?{_N}[))]?\s*项)?"
)

_LABEL = re.compile(
    rf"(?:articles?|arts?\.?|regulations?|regs?\.?|sections?|clauses?|rules?|§+|第)?\s*"
    rf"(\d+[a-z]?(?:\.\d+)*|[{CHINESE}]+)(?:\s*[-–—至]\s*(?:第)?\s*(\d+(?:\.\d+)*|[{CHINESE}]+)(?![\d.]))?\s*(?:条|\.(?!\d))?",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\s*((?:\([A-Za-z0-9]{1,5}\)(?:\s*[-–]\s*\([A-Za-z0-9]{1,5}\))?)+)")
_STEPS = re.compile(r"\(([A-Za-z0-9]{1,5})\)(?:\s*[-–]\s*\(([A-Za-z0-9]{1,5})\))?")


@dataclass(frozen=True, slots=True)
class Section:
    """A section named at [start, end) of a text: its number and what follows in brackets (`k`, `1`)."""

    start: int
    end: int
    number: str
    inner: tuple[str, ...] = ()

    def among(self, outline: Sequence[OutlineEntry]) -> tuple[OutlineEntry, ...]:
        """The sections of an outline that are this one, or hold it, or are its parts where it is cut up."""
        held = [entry for entry in outline if entry.first is not None]
        for fits in (self._is, self._holds, self._begins, self._lists):
            found = [entry for entry in held if fits(entry)]
            if found:
                top = min(entry.depth for entry in found)
                return tuple(entry for entry in found if entry.depth == top)
        return ()

    def _is(self, entry: OutlineEntry) -> bool:
        marks = _marks(entry)
        if marks is not None and marks[0] == self.number and not marks[1]:
            return marks[2] == tuple((step, step) for step in self.inner)
        steps = entry.anchor.casefold().split("/")
        exact = re.fullmatch(r"[a-z]*", steps[0].removesuffix(self.number)) and steps[0].endswith(self.number)
        return (
            bool(exact)
            and self.inner != ()
            and [re.sub(r"^[pi](?=\d)", "", step) for step in steps[1:]] == list(self.inner)
        )

    def _holds(self, entry: OutlineEntry) -> bool:
        """A range of articles or of letters, or a section above the one named."""
        marks = _marks(entry)
        if marks is None or not (marks[0] == self.number or _between(self.number, marks[0], marks[1])):
            return False
        return len(marks[2]) <= len(self.inner) and all(
            low == step or _between(step, low, high) for step, (low, high) in zip(self.inner, marks[2], strict=False)
        )

    def _begins(self, entry: OutlineEntry) -> bool:
        """A part of the one named, which itself has no section of its own."""
        marks = _marks(entry)
        if marks is None or marks[0] != self.number or len(marks[2]) <= len(self.inner):
            return False
        return all(low == step for step, (low, _) in zip(self.inner, marks[2], strict=False))

    def _lists(self, entry: OutlineEntry) -> bool:
        """One that lists it: `Art. 25(1),(4)`."""
        marks = _marks(entry)
        return marks is not None and marks[0] == self.number and all(f"({step})" in entry.name for step in self.inner)


def sections(text: str) -> list[Section]:
    """The sections named in a text."""
    found = [
        Section(m.start(), m.end(), m[1].lower(), tuple(re.findall(r"\(([^)]+)\)", m[2].lower())))
        for m in _ENGLISH.finditer(text)
    ]
    for m in _CHINESE.finditer(text):
        number = m[1] if "." in m[1] else _arabic(m[1])
        if number:
            number += f"-{_arabic(m[2])}" if m[2] else ""
            found.append(Section(m.start(), m.end(), number, tuple(_arabic(part) for part in (m[3], m[4]) if part)))
    return sorted(found, key=lambda one: one.start)


def _arabic(printed: str) -> str:
    value = chinese_number(printed)
    return "" if value is None else str(value)


def _marks(entry: OutlineEntry) -> tuple[str, str, tuple[tuple[str, str], ...]] | None:
    """Number, last number of a range (or nothing) and bracketed steps, each (first, last), that a label begins with."""
    name = entry.name
    label = _LABEL.match(name)
    if label is None or entry.level in (Level.CHAPTER, Level.PART, Level.SECTION):
        return None
    first, last = (
        printed and (_arabic(printed) if printed[0] in CHINESE else printed.lower()) for printed in label.groups()
    )
    brackets = _BRACKETS.match(name, label.end())
    steps = _STEPS.findall(brackets[1].lower()) if brackets else []
    if not first:
        return None
    return first, last or "", tuple((low, high or low) for low, high in steps)


def _between(said: str, low: str, high: str) -> bool:
    """Whether a number, or a letter, lies in a range: `50.11` in `50.10-50.12`, `e` in `d-f`."""
    if not high:
        return False
    parts = [one.rpartition(".") for one in (said, low, high)]
    if parts[0][0] != parts[1][0] or (parts[2][0] and parts[2][0] != parts[1][0]):
        return False
    said, low, high = (one[2] for one in parts)
    if said.isdecimal() and low.isdecimal() and high.isdecimal():
        return int(low) <= int(said) <= int(high)
    return len(said) == len(low) == len(high) == 1 and low <= said <= high
