"""Parts of a case's text within its roles, by rules that are data: what helped and what hurt, lessons by reader."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kb.model.document import Role
from kb.text.analyse import index_terms

_RULES = Path(__file__).with_name("parts.toml")
_OPENING = re.compile(r"([^.:：。!！?？，,;；]{1,40})(?:[.:：。]\s*|$)")


@dataclass(frozen=True, slots=True)
class _Part:
    key: str
    role: Role
    said: re.Pattern[str]


def keys_of(role: Role) -> tuple[str, ...]:
    """The keys of the parts that a role may have, in the order in which they are shown."""
    return tuple(part.key for part in _parts() if part.role is role)


def named_by(role: Role, heading: str) -> str:
    """The part that a heading names; empty for none."""
    return next((part.key for part in _parts() if part.role is role and part.said.fullmatch(heading.strip())), "")


def opened_by(role: Role, line: str) -> tuple[str, str]:
    """The part whose name begins a line, and what follows the name; an empty key and the whole line for none."""
    opening = _OPENING.match(line)
    key = named_by(role, opening[1]) if opening else ""
    return (key, line[opening.end() :]) if key and opening else ("", line)


def plain_words() -> frozenset[str]:
    """Index terms too common in texts of this kind to say that two sentences tell the same."""
    return _plain()


@cache
def _parts() -> tuple[_Part, ...]:
    return tuple(
        _Part(one["key"], Role(one["role"]), re.compile("|".join(f"(?:{p})" for p in one["said"]), re.IGNORECASE))
        for one in _rules()["part"]
    )


@cache
def _plain() -> frozenset[str]:
    return frozenset(index_terms(_rules()["plain"]["words"].replace("\n", " ")))


@cache
def _rules() -> dict[str, Any]:
    with _RULES.open("rb") as file:
        return tomllib.load(file)
