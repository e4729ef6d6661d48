"""What an English legal text says of itself: country, number, dates."""

from __future__ import annotations

import re
from typing import Any

from kb.model.regulation import RegulationLevel

_EU = re.compile(
    r"((?:Council |Commission |Delegated |Implementing )*(?:Directive|Regulation|Decision)"
    r"(?: \((?:EU|EC|EEC|Euratom)\))?(?: No\.?)? \d{2,4}/\d{1,4}(?:/(?:EU|EC|EEC|Euratom))?)"
)
_US = re.compile(r"(\d{1,2} (?:CFR|C\.F\.R\.) (?:Part )?§* ?\d+(?:\.\d+)?)")
_UK = re.compile(r"(?:S\.?I\.? |Statutory Instruments?:? )(\d{4}[/ ]+(?:No\.? ?)?\d{1,5})|\b(\d{4} No\. \d{1,5})\b")
_MONTHS = (
    "january february march april may june july august september october november december".split()
)  # fmt: skip
_DATE = r"(?:(\d{1,2})(?:st|nd|rd|th)?(?: day of)? ([A-Z][a-z]+),? (\d{4})|([A-Z][a-z]+) (\d{1,2}), (\d{4}))"
_MADE = re.compile(rf"\b(?:Made|Done at \w+,|of)\s+(?:-\s+)*{_DATE}")
_FORCE = re.compile(rf"(?:come into force on|Coming into force|enters? into force on)\s+(?:-\s+)*(?:the )?{_DATE}")


def standing_en(title: str, head: str, system: str) -> dict[str, Any]:
    """Card fields found by rule in the title and the text before the first article; absent where not stated."""
    text = f"{title}\n{head}"
    found: dict[str, Any] = {}
    if european := _EU.search(title) or (system == "eu" and _EU.search(text)) or None:
        found |= {"country": "EU", "number": european.group(1)}
    elif american := _US.search(text):
        found |= {"country": "US", "number": american.group(1)}
    elif british := _UK.search(text):
        found |= {
            "country": "GB",
            "number": "SI " + re.sub(r"[/ ]+(?:No\.? ?)?", "/", british.group(1) or british.group(2)),
        }
    if found:
        found["level"] = RegulationLevel.FOREIGN_LAW
    if made := _MADE.search(text):
        found["edition"] = _iso(made)
    if force := _FORCE.search(text):
        found["effective"] = _iso(force)
    return {field: value for field, value in found.items() if value}


def _iso(found: re.Match[str]) -> str:
    day, month, year, us_month, us_day, us_year = found.groups()
    name = (month or us_month).casefold()
    if name not in _MONTHS:
        return ""
    return f"{year or us_year}-{_MONTHS.index(name) + 1:02d}-{int(day or us_day):02d}"
