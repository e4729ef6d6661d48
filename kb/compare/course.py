"""Event chains and response timelines beside each other, aligned on the turns that every emergency has."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kb.model.case import Event
from kb.model.comparison import Row, Statement, Verdict
from kb.model.document import Role
from kb.wording import say

if TYPE_CHECKING:
    from kb.compare.side_by_side import Case

TURNS = ("release", "report", "arrival", "escalation", "response", "control")
"""Rows of the course, in order: first event, report, arrival, escalation, further steps of response, control."""

_WORDS = {
    "control": r"\b(out|extinguish\w*|under control|controlled|ends?|ended|closed|stopped|last (body|survivor))\b"
    r"|扑灭|熄灭|控制住|得到控制|结束|关闭|完毕",
    "escalation": r"\b(explo\w+|blasts?|detonat\w+|collaps\w+|spreads?|secondary|again|kills?)\b"
    r"|爆炸|蔓延|坍塌|再次|复燃",
    "arrival": r"\b(arriv\w+|on (the )?scene|reach\w* the (scene|site))\b|到场|到达|赶到|抵达",
    "report": r"\b(calls?|called|report(s|ed)?|alarms?|alerts?|alerted|notif\w+)\b|报警|接警|报告|接报|通报",
}


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
    found: dict[str, list[Statement]] = {}
    for place, event in enumerate(case.card.chain):
        escalates = place > 0 and bool(event.code or re.search(_WORDS["escalation"], event.event, re.IGNORECASE))
        found.setdefault("escalation" if escalates else "release", []).append(_said(case, event, Role.SEQUENCE))
    for event in case.card.timeline:
        turn = next((name for name, said in _WORDS.items() if re.search(said, event.event, re.IGNORECASE)), "response")
        found.setdefault(turn, []).append(_said(case, event, Role.RESPONSE))
    return found


def _said(case: Case, event: Event, role: Role) -> Statement:
    text = f"{event.time}: {event.event}" if event.time else event.event
    at = case.place(role, Role.SEQUENCE, Role.SUMMARY)
    return Statement(text, case.view.summary.id, at, source=event.source, time=event.time)
