"""Event chains and response timelines beside each other, aligned on the turns that every emergency has."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kb.compare.statements import sentences_of
from kb.compare.turns import TURNS, chain_turns, timeline_turns, turn_of
from kb.model.case import Event
from kb.model.comparison import Row, Statement, Verdict
from kb.model.document import Role
from kb.text.analyse import index_terms
from kb.wording import say

if TYPE_CHECKING:
    from kb.compare.side_by_side import Case

_CLOCK = re.compile(r"(?<!\d)\d{1,2}:\d{2}")
_TIME = re.compile(
    r"(?<![\d.,:])(?P<hour>[01]?\d|2[0-3])[:.](?P<minute>[0-5]\d)(?::\d\d)?(?!:?\d)"
    r"(?:\s*(?P<half>[ap])\.?m\b|(?<=:\d\d))"
    r"|(?<!\d)(?P<hour2>[01]?\d|2[0-3])\s*[时時](?!间|候)(?:(?P<minute2>[0-5]?\d)\s*分)?"
    r"|\b(?:at|about|approximately) (?P<hour3>[01]\d|2[0-3])(?P<minute3>[0-5]\d)(?: hours| hrs)?"
    r"(?=[ ,.;]+(?!m\b|km|kg|t\b|people|ft)|$)",
    re.IGNORECASE,
)
"""`07:54`, `7.54 pm`, `7时54分`, `at 0754`."""

MOST = 40
"""Sentences with a time that make a course."""

_STEM, _SHORT = 5, 3
"""Letters by which words are told apart (explosion, explodes), and those up to which a word says nothing."""


def course(cases: Sequence[Case], language: str) -> list[Row]:
    """A row for each turn that any case tells of, the steps of a case in their order."""
    steps = [_by_turn(case) for case in cases]
    rows = []
    for turn in TURNS:
        cells = tuple(tuple(own.get(turn, ())) for own in steps)
        if any(cells):
            verdict = Verdict.DIFFERS if all(cells) else Verdict.UNKNOWN
            rows.append(Row(turn, say(language, f"compare.turn.{turn}"), verdict, cells))
    return rows


def _by_turn(case: Case) -> dict[str, list[Statement]]:
    card, found = case.card, dict[str, list[Statement]]()
    if not (card.chain or card.timeline):
        return _by_clock(case)
    turns = [*chain_turns(card.chain), *timeline_turns(card.timeline)]
    roles = [Role.SEQUENCE] * len(card.chain) + [Role.RESPONSE] * len(card.timeline)
    steps = [*card.chain, *card.timeline]
    words = [_words(step) for step in steps]
    clocks = [frozenset(_CLOCK.findall(step.time)) or frozenset({step.time}) for step in steps]
    for place, (step, turn, role) in enumerate(zip(steps, turns, roles, strict=True)):
        said_again = any(
            clocks[place] & clocks[n] and (words[place] < words[n] or (words[place] == words[n] and n < place))
            for n in range(len(steps))
            if n != place and (turns[n] == turn or (role is Role.RESPONSE and any(clocks[place])))
        )
        if not said_again:
            found.setdefault(turn, []).append(_said(case, step, role))
    return found


def _by_clock(case: Case) -> dict[str, list[Statement]]:
    """Sentences with a time of day, for a case of which no step is written down; the first is the first event."""
    found: dict[str, list[Statement]] = {}
    told = [one for role in (Role.SEQUENCE, Role.RESPONSE) for one in sentences_of(case, role)]
    timed = [(clock, one) for one in told if (clock := clock_of(one.text))]
    for place, (clock, one) in enumerate(timed[:MOST]):
        turn = turn_of(one.text, acts=True)
        turn = turn or "response" if place else turn if turn in ("report", "arrival") else "release"
        found.setdefault(turn, []).append(replace(one, time=clock))
    return found


def clock_of(sentence: str) -> str:
    """The first time of day in a sentence as `07:54`; empty for none."""
    found = _TIME.search(sentence)
    if not found:
        return ""
    hour, minute = (
        int(next(filter(None, (found[f"{name}{n}"] for n in ("", 2, 3))), 0)) for name in ("hour", "minute")
    )
    if (found["half"] or "").lower().startswith("p") and hour < 12:
        hour += 12
    return f"{hour:02}:{minute:02}"


def _words(step: Event) -> frozenset[str]:
    terms = (term for term in index_terms(step.event) if "_" not in term)
    return frozenset(term[:_STEM] for term in terms if len(term) > _SHORT or not term.isascii())


def _said(case: Case, event: Event, role: Role) -> Statement:
    text = f"{event.time}: {event.event}" if event.time else event.event
    at = case.place(role, Role.SEQUENCE, Role.SUMMARY)
    return Statement(text, case.view.summary.id, at, source=case.source(event.source), time=event.time)
