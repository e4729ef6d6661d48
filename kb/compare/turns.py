"""At which turn of an emergency a step of its course stands, by rules that are data."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from kb.model.case import Event

TURNS = ("release", "report", "arrival", "escalation", "response", "control")
"""Turns in the order of a course: first event, report, arrival, escalation, further response, control."""

_RULES = Path(__file__).with_name("turns.toml")


def chain_turns(chain: Sequence[Event]) -> list[str]:
    """The turn of each step of an event chain.

    Up to its first coded event a chain tells how it began. Later coded events escalate it; later steps without a code
    go by their words, and without any cue they are part of the escalation.
    """
    began = next((place for place, step in enumerate(chain) if step.code), 0)
    turns = []
    for place, step in enumerate(chain):
        told = turn_of(step.event, acts=True)
        if place <= began:
            turns.append(told if place and told in ("report", "arrival") else "release")
        else:
            turns.append("escalation" if step.code else told or "escalation")
    return turns


def timeline_turns(timeline: Sequence[Event]) -> list[str]:
    """The turn of each step of a response."""
    return [turn_of(step.event) or "response" for step in timeline]


def turn_of(step: str, *, acts: bool = False) -> str:
    """The turn whose cue stands first in a step; empty where none is there. `acts` looks for acts of response too."""
    rules, aside = _rules()
    plain = aside.sub(lambda found: " " * len(found.group()), step)
    first: tuple[int, str] | None = None
    for turn, cues in rules.items():
        if turn == "response" and not acts:
            continue
        found = cues.search(step if turn == "response" else plain)
        if found and (first is None or found.start() < first[0]):
            first = found.start(), turn
    return first[1] if first else ""


@cache
def _rules() -> tuple[dict[str, re.Pattern[str]], re.Pattern[str]]:
    with _RULES.open("rb") as file:
        read = tomllib.load(file)
    aside = _any(read.pop("aside"))
    return {turn: _any(rule["cues"]) for turn, rule in read.items()}, aside


def _any(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one})" for one in patterns), re.IGNORECASE)
