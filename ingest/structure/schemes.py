"""How English legal texts open their articles: United States, European Union, United Kingdom and its like."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from ingest.structure.numbering import EUROPE, US, Form, leading_markers

LONGEST_HEADING = 140

_POINT_MARKER = re.compile(r"(\d{1,3})\.\s+(?=\S)(?!\d)")
_US_SECTION = re.compile(r"§+\s*(\d+\.\d+[a-z]?(?:-\d+)?)\s*[.—–-]?\s*(?!\()(.*)")
_US_ADDRESS = re.compile(r"(?:§\s*)?(\d+\.\d+[a-z]?)((?:\([A-Za-z0-9]{1,5}\))+)\s*")
_EU_ARTICLE = re.compile(r"(?:Article|ARTICLE|Art\.)\s+(\d+)([a-z]?)\b\s*[.:—–-]*\s*(.*)")
_AMENDED = re.compile(r"^(?:\[\d{1,2}\]\s*)?\[\s*(?=[A-Z\d(])(?!\d+\])")
_UK_NAMED = re.compile(r"(Regulation|Rule|Section|Clause)\s+(\d+)([A-Z]*)\b\s*[.:—–-]*\s*(.*)")
_UK_DASHED = re.compile(r"(\d+)([A-Z]*)\.\s*[—–-]+\s*(.*)")
_UK_TITLED = re.compile(
    r"(\d+)([A-Z]*)\.\s+([A-Z][^.;\n]{2,140}?)(?:\s*[.:]\s*[—–-]{1,2}|\s*[—–]{1,2}|\s+-|-{1,2}(?=\s|\(|$))\s*(.*)"
)
_UK_PLAIN = re.compile(r"(\d+)([A-Z]*)\.\s+(.*)")


def continues(rest: str) -> bool:
    """Whether what follows a number shows that it is a reference inside a sentence: `Article 5 of the Directive`."""
    return rest[:1].islower() or rest.startswith(("(", ")", ",", ";"))


@dataclass(frozen=True, slots=True)
class Head:
    """The line that opens an article: its number, address, printed label, heading, and text on the same line."""

    number: int
    anchor: str
    label: str
    heading: str = ""
    text: str = ""
    sequential: bool = True


@dataclass(frozen=True, slots=True)
class Scheme:
    """How one country's texts are numbered. `head` gets the line's text and the last article's number."""

    name: str
    forms: tuple[Form, ...]
    head: Callable[[str, int], Head | None]
    points: bool
    sections_are_upper: bool = True

    def markers(self, text: str, section: str = "") -> tuple[str, ...]:
        """The numbers that a paragraph begins with: bracketed, `1.` where the scheme has them, or a full address."""
        if section and (found := _US_ADDRESS.match(text)) and found.group(1) == section:
            return tuple(re.findall(r"\(([^)]+)\)", found.group(2)))
        if self.points and (point := _POINT_MARKER.match(text)):
            return (point.group(1), *leading_markers(text[point.end() :]))
        return leading_markers(without_amendment_marks(text))


def _us_head(text: str, last: int) -> Head | None:
    found = _US_SECTION.match(text)
    if not found or len(found.group(2)) > LONGEST_HEADING or found.group(2)[:1].islower():
        return None
    number, heading = found.group(1), found.group(2).rstrip(".")
    return Head(0, f"s{number}", f"§ {number}", heading, sequential=False)


def _eu_head(text: str, last: int) -> Head | None:
    found = _EU_ARTICLE.match(text)
    if not found:
        return None
    number, letter, rest = found.groups()
    if continues(rest):
        return None
    heading, body = (rest, "") if len(rest) <= LONGEST_HEADING and not rest.endswith(".") else ("", rest)
    return Head(int(number), f"art{number}{letter}", f"Article {number}{letter}", heading, body)


def without_amendment_marks(text: str) -> str:
    """The text without the `[1] [` that consolidated rules print before an amended passage."""
    return _AMENDED.sub("", text)


def _uk_head(text: str, last: int) -> Head | None:
    text = without_amendment_marks(text)
    if found := _UK_NAMED.match(text):
        kind, number, letters, rest = found.groups()
        if continues(rest):
            return None
        heading, body = (rest, "") if len(rest) <= LONGEST_HEADING and not rest.endswith(".") else ("", rest)
        prefix = {"Regulation": "reg", "Rule": "rule", "Section": "s", "Clause": "c"}[kind]
        return Head(int(number), f"{prefix}{number}{letters}", f"{kind} {number}{letters}", heading, body)
    if found := _UK_DASHED.match(text):
        number, letters, body = found.groups()
        return Head(int(number), f"reg{number}{letters}", f"{number}{letters}.", "", body)
    if found := _UK_TITLED.match(text):
        number, letters, heading, body = found.groups()
        if last < int(number) <= last + 3:
            return Head(int(number), f"reg{number}{letters}", f"{number}{letters}.", heading, body)
    found = _UK_PLAIN.match(text)
    if found and int(found.group(1)) == last + 1:
        number, letters, body = found.groups()
        return Head(int(number), f"reg{number}{letters}", f"{number}{letters}.", "", body)
    return None


UNITED_STATES = Scheme("us", US, _us_head, points=False)
EUROPEAN_UNION = Scheme("eu", EUROPE, _eu_head, points=True)
UNITED_KINGDOM = Scheme("uk", EUROPE, _uk_head, points=False)
