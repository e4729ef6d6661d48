"""A comparison as HTML: its opening, and a table for each section whose statements open their places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from urllib.parse import urlencode

from kb.model.comparison import Row, Section, SideBySide, Statement, Verdict
from kb.ui import safe
from kb.ui.address import DocumentAddress
from kb.ui.language import language, tr
from kb.ui.resources import holds
from kb.wording import absent

SIGNS = {Verdict.SAME: "=", Verdict.DIFFERS: "≠", Verdict.UNKNOWN: "?"}
"""Beside its word and its colour each mark has a sign."""

MATRICES = ("problems", "regulations")
"""Sections whose cells say that a case has what the row names."""

TEXTS = ("narrative", "lessons")
"""Sections in which each statement is shared or a case's own."""

FIRST = 6
"""Statements of a cell that are shown at once."""

LABELS = 0.147
"""Width of the rows' names as a share of all columns of cases."""

_NAMES = round(100 * LABELS / (1 + LABELS), 2)
_HOVERED = 300


def opening_html(found: SideBySide) -> str:
    """In what the cases are alike, and where they part."""
    lines = "".join(
        f'<p><span class="pr-sign {mark.value}">{SIGNS[mark]}</span> {safe.text(told)}</p>'
        for mark, told in ((Verdict.SAME, found.alike), (Verdict.DIFFERS, found.apart))
    )
    return f'<div class="pr-opening">{lines}</div>'


def legend_html() -> str:
    """What the marks mean."""
    marks = "".join(_mark(verdict) for verdict in Verdict)
    said = "".join(
        f'<span class="pr-say {kind}">{safe.text(tr(f"compare.{kind}"))}</span>' for kind in ("shared", "own")
    )
    return f'<div class="pr-legend">{marks}{said}<span class="pr-faint">{safe.text(tr("compare.opens"))}</span></div>'


def counts(section: Section) -> str:
    """How many rows of a section are the same, differ and are unknown: `= 3   ≠ 4   ? 1`."""
    counted = Counter(row.verdict for row in section.rows)
    return "\u2002".join(f"{SIGNS[mark]} {counted[mark]}" for mark in Verdict if counted[mark])


def differing(section: Section) -> tuple[Row, ...]:
    """The rows of a section in which the cases that tell of it do not all say the same."""
    return tuple(row for row in section.rows if _differs(section, row))


def section_html(section: Section, found: SideBySide, rows: Sequence[Row], pinned: bool = False) -> str:
    """Rows of a section as a table, each of which can be folded; `pinned` keeps the first case in view."""
    names = "".join(f'<th scope="col">{safe.text(f"{one.id} {one.title}")}</th>' for one in found.columns)
    body = "".join(_row(section, found, row) for row in rows)
    widths = f'<col style="width:{_NAMES}%">{"<col>" * len(found.columns)}'
    return (
        f'<div class="pr-beside{" pinned" if pinned else ""}"><table><colgroup>{widths}</colgroup>'
        f'<thead class="pr-unseen"><tr><th scope="col">{safe.text(tr("compare.row"))}</th>{names}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def opens(one: Statement) -> str:
    """The address of a statement's place, relative to a page of the app; empty where the library has no such text."""
    if not holds(one.document):
        return ""
    there = DocumentAddress(one.document, one.anchor, one.mark).parameters()
    return f"document?{urlencode({**there, 'lang': language()})}"


def _differs(section: Section, row: Row) -> bool:
    if row.verdict is not Verdict.UNKNOWN:
        return row.verdict is Verdict.DIFFERS
    told = [{one.text.casefold() for one in cell} for cell in row.cells if cell]
    return section.key in MATRICES or any(one != told[0] for one in told[1:])


def _row(section: Section, found: SideBySide, row: Row) -> str:
    cells = "".join(
        f'<td data-case="{safe.text(column.id)}"><div>{_cell(section, found, row, cell)}</div></td>'
        for column, cell in zip(found.columns, row.cells, strict=True)
    )
    note = f'<p class="pr-faint">{safe.text(row.note)}</p>' if row.note else ""
    return (
        f'<tr class="{row.verdict.value}"><th scope="row"><details open><summary>{safe.text(row.label)}</summary>'
        f"</details>{note}{_mark(row.verdict)}</th>{cells}</tr>"
    )


def _mark(verdict: Verdict) -> str:
    word = safe.text(tr(f"compare.{verdict.value}"))
    return f'<span class="pr-verdict {verdict.value}"><b>{SIGNS[verdict]}</b> {word}</span>'


def _cell(section: Section, found: SideBySide, row: Row, cell: Sequence[Statement]) -> str:
    if not cell:
        return f'<p class="pr-none">{safe.text(absent(section, found.language))}</p>'
    said = [_said(section, row, one) for one in cell]
    top = f'<p class="pr-faint">{safe.text(_shares(cell))}</p>' if section.key in TEXTS and _shares(cell) else ""
    if len(said) <= FIRST + 1:
        return top + "".join(said)
    further = safe.text(tr("compare.further", count=len(said) - FIRST))
    rest = "".join(said[FIRST:])
    return f"{top}{''.join(said[:FIRST])}<details><summary>{further}</summary>{rest}</details>"


def _shares(cell: Sequence[Statement]) -> str:
    shared = sum(one.shared for one in cell)
    return tr("compare.counted", shared=shared, own=len(cell) - shared) if shared else ""


def _said(section: Section, row: Row, one: Statement) -> str:
    """A statement as a link to its place; what it rests on stands below, the sentence it was read from on hovering."""
    kind, sign = "", ""
    if row.verdict is not Verdict.SAME and one.shared:
        kind, sign = " shared", f'<b title="{safe.text(tr("compare.shared"))}">=</b> '
    elif section.key in TEXTS and any(other.shared for cell in row.cells for other in cell):
        kind = " own"
    elif section.key in MATRICES:
        sign = "<b>✓</b> "
    words = safe.text(one.text)
    if one.time and one.text.startswith(f"{one.time}: "):
        words = f'<span class="pr-time">{safe.text(one.time)}</span> {safe.text(one.text[len(one.time) + 2 :])}'
    link = opens(one)
    if link:
        hover = "" if section.key == "people" else one.source
        told = f' title="{safe.text(hover[:_HOVERED])}"' if hover else ""
        words = f'<a href="{safe.text(link)}" target="_blank"{told}>{words}</a>'
    below = f'<span class="pr-faint">{safe.text(one.source)}</span>' if section.key == "people" and one.source else ""
    return f'<p class="pr-say{kind}">{sign}{words}{below}</p>'
