"""Courses of several cases as a drawing: a lane for each case, its steps below the turn that they belong to."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.brief.safe import one_line
from kb.model.comparison import Row, Section, SideBySide, Statement
from kb.ui import safe
from kb.ui.language import tr

WIDTH, MARGIN = 1176, 8
NAMES, HEAD, LINE = 150, 46, 15
STEPS, LINES = 2, 4
"""Steps of a turn that are drawn, those with a time first, and lines of each; the rows below have all of them."""

_LETTER, _WIDER = 5.6, 11.5
"""Guessed widths in pixels of a letter, and of a Chinese character."""

_CLOCK = re.compile(r"(?<!\d)([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?(?!\d)")

_STYLE = """
svg { color-scheme: light dark; font: 11.5px 'Source Sans', 'Noto Sans', 'Noto Sans CJK SC', 'PingFang SC',
  'Microsoft YaHei', sans-serif; fill: #1c2526; }
.rule { stroke: #d9dedd; } .lane { stroke: #0b6b6b; stroke-width: 2; } .faint { fill: #566465; }
.gap { stroke: #566465; stroke-width: 1.5; stroke-dasharray: 3 4; } .head { font-size: 13px; font-weight: 600; }
.time { font-weight: 600; fill: #0b6b6b; } .told { fill: #0b6b6b; } .escalation { fill: #9c2329; }
.open { fill: #fbfbfa; stroke: #566465; stroke-width: 1.5; stroke-dasharray: 2 2; }
@media (prefers-color-scheme: dark) {
  svg { fill: #e4eae9; } .rule { stroke: #324042; } .lane { stroke: #6fd0ca; } .faint { fill: #9fadad; }
  .gap { stroke: #9fadad; } .time, .told { fill: #6fd0ca; } .escalation { fill: #f3a19e; }
  .open { fill: #12191a; stroke: #9fadad; }
}
"""


@dataclass(frozen=True, slots=True)
class _Step:
    """One drawn step: its time with what passed since the first clock time, and its lines."""

    time: tuple[str, ...]
    lines: tuple[str, ...]


def timeline_html(found: SideBySide, section: Section) -> str:
    """The drawing as an image that says in words what it shows."""
    drawn = base64.b64encode(timeline_svg(found, section).encode()).decode()
    told = safe.text(tr("compare.chart", cases=", ".join(one.id for one in found.columns)))
    note = safe.text(tr("compare.chart_note"))
    return (
        f'<figure class="pr-chart"><img src="data:image/svg+xml;base64,{drawn}" alt="{told}">'
        f'<figcaption class="pr-faint">{note}</figcaption></figure>'
    )


def timeline_svg(found: SideBySide, section: Section) -> str:
    """An SVG of one column for each row of the course and one lane for each case; unknown turns are open circles."""
    turns = section.rows
    wide = (WIDTH - NAMES - MARGIN) / len(turns)
    heads = "".join(
        _text(NAMES + n * wide + 4, 18, row.label, "head" + (" escalation" if row.key == "escalation" else ""))
        for n, row in enumerate(turns)
    )
    lanes, top = [], float(HEAD)
    for place, column in enumerate(found.columns):
        cells = [_steps(row, place, wide, turns) for row in turns]
        deepest = max(
            [sum(len(step.time) + len(step.lines) for step in cell) + 0.2 * len(cell) for cell in cells] + [3]
        )
        lanes.append(_lane(top, column.id, column.title, turns, place, cells, wide))
        top += 30 + deepest * LINE + 14
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top:.0f}" width="{WIDTH}" height="{top:.0f}">'
        f"<style>{_STYLE}</style>{heads}{''.join(lanes)}</svg>"
    )


def _lane(
    top: float, case: str, title: str, turns: Sequence[Row], place: int, cells: Sequence[Sequence[_Step]], wide: float
) -> str:
    at = top + 10
    parts = [
        f'<line class="rule" x1="0" x2="{WIDTH}" y1="{top - 14:.0f}" y2="{top - 14:.0f}"/>',
        _text(0, at + 4, case, "head"),
    ]
    parts += [
        _text(0, at + 4 + LINE * (n + 1), line, "faint") for n, line in enumerate(_wrapped(title, NAMES - 18, LINES))
    ]
    known = [bool(row.cells[place]) for row in turns]
    spots = [NAMES + n * wide + 10 for n in range(len(turns))]
    for n in range(len(turns) - 1):
        kind = "lane" if known[n] and known[n + 1] else "gap"
        parts.append(f'<line class="{kind}" x1="{spots[n]:.0f}" x2="{spots[n + 1]:.0f}" y1="{at:.0f}" y2="{at:.0f}"/>')
    for row, told, spot, steps in zip(turns, known, spots, cells, strict=True):
        kind = "open" if not told else "escalation" if row.key == "escalation" else "told"
        parts.append(f'<circle class="{kind}" cx="{spot:.0f}" cy="{at:.0f}" r="6"/>')
        if not told:
            parts.append(_text(spot - 6, at + 4 + LINE * 1.4, f"? {tr('compare.unknown')}", "faint"))
        y = at + 4 + LINE * 1.4
        for step in steps:
            for line, kind in (*((one, "time") for one in step.time), *((one, "") for one in step.lines)):
                parts.append(_text(spot - 6, y, line, kind))
                y += LINE
            y += 3
    return "".join(parts)


def _steps(row: Row, place: int, wide: float, turns: Sequence[Row]) -> list[_Step]:
    cell = row.cells[place]
    began = next((one for turn in turns for one in turn.cells[place] if _clock(one.time) is not None), None)
    drawn = []
    timed_first = sorted(range(len(cell)), key=lambda place: not cell[place].time)
    for one in (cell[place] for place in sorted(timed_first[:STEPS])):
        told = one.text.removeprefix(f"{one.time}: ") if one.time else one.text
        time, since = one_line(one.time), _since(began, one)
        whole = _wrapped(f"{time} {since}".strip(), 0.93 * wide - 14, 2)
        lines = whole if len(whole) < 2 or not since else (*_wrapped(time, 0.93 * wide - 14, 2), since)
        drawn.append(_Step(lines, _wrapped(told, wide - 14, LINES)))
    if len(cell) > STEPS:
        drawn.append(_Step((), (tr("compare.further", count=len(cell) - STEPS),)))
    return drawn


def _since(began: Statement | None, one: Statement) -> str:
    """`(+16 min)` from the first clock time of a case, where both stand on the same day as it is written."""
    if began is None or began is one:
        return ""
    first, now = _clock(began.time), _clock(one.time)
    if first is None or now is None or first[0] != now[0] or now[1] <= first[1]:
        return ""
    hours, minutes = divmod(now[1] - first[1], 60)
    if hours:
        return tr("compare.hours", hours=hours, minutes=minutes)
    return tr("compare.minutes", minutes=minutes)


def _clock(time: str) -> tuple[str, int] | None:
    """What stands beside the clock time, and the minutes since midnight; nothing for none or more than one."""
    found = [*_CLOCK.finditer(time)]
    if len(found) != 1:
        return None
    beside = (time[: found[0].start()] + time[found[0].end() :]).replace("about", "").strip(" ,")
    return beside.casefold(), 60 * int(found[0][1]) + int(found[0][2])


def _text(x: float, y: float, line: str, kind: str) -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" class="{kind}">{safe.text(line)}</text>'


def _wrapped(text: str, wide: float, most: int) -> tuple[str, ...]:
    """Lines that fit into a width by a guess of each letter's own, cut between words; dots where text is left out."""
    lines, line, taken = [], "", 0.0
    for word in re.findall(r"[^\x00-\u2e7f]|[\x00-\u2e7f]+?(?:\s+|(?=[^\x00-\u2e7f])|$)", one_line(text)):
        size = sum(_WIDER if ord(letter) > 0x2E7F else _LETTER for letter in word)
        if line and taken + size - (_LETTER if word.endswith(" ") else 0) > wide:
            lines.append(line.strip())
            line, taken = "", 0.0
        line += word
        taken += size
    lines.append(line.strip())
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1].rstrip(' ,;.，；。')}…"]
    return tuple(one for one in lines if one)
