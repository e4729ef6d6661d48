"""Event chains and response timelines beside each other, aligned on the turns that every emergency has."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kb.compare.turns import TURNS, chain_turns, timeline_turns
from kb.model.case import Event
from kb.model.comparison import Row, Statement, Verdict
from kb.model.document import Role
from kb.text.analyse import index_terms
from kb.wording import say

if TYPE_CHECKING:
    from kb.compare.side_by_side import Case

_CLOCK = re.compile(r"(?<!\d)\d{1,2}:\d{2}")

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
    turns = [*chain_turns(card.chain), *timeline_turns(card.timeline)]
    roles = [Role.SEQUENCE] * len(card.chain) + [Role.RESPONSE] * len(card.timeline)
    steps = [*card.chain, *card.timeline]
    for place, (step, turn, role) in enumerate(zip(steps, turns, roles, strict=True)):
        others = [one for n, one in enumerate(steps) if n != place and (turns[n] == turn or role is Role.RESPONSE)]
        if not any(_says_no_more(step, one, place < steps.index(one)) for one in others):
            found.setdefault(turn, []).append(_said(case, step, role))
    return found


def _says_no_more(step: Event, other: Event, earlier: bool) -> bool:
    """Whether a step only names again what another one at the same clock time tells."""
    if not (set(_CLOCK.findall(step.time)) & set(_CLOCK.findall(other.time))):
        return False
    own, theirs = _words(step), _words(other)
    return own < theirs or (own == theirs and not earlier)


def _words(step: Event) -> frozenset[str]:
    terms = (term for term in index_terms(step.event) if "_" not in term)
    return frozenset(term[:_STEM] for term in terms if len(term) > _SHORT or not term.isascii())


def _said(case: Case, event: Event, role: Role) -> Statement:
    text = f"{event.time}: {event.event}" if event.time else event.event
    at = case.place(role, Role.SEQUENCE, Role.SUMMARY)
    return Statement(text, case.view.summary.id, at, source=case.source(event.source), time=event.time)
