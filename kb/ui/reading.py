"""A document's text as HTML: headings where sections begin, paragraphs, lists, tables, and the cited part marked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from kb.model.document import Level
from kb.model.passage import OutlineEntry
from kb.model.view import DocumentView, StoredPassage
from kb.ui import safe
from kb.ui.address import DocumentAddress, mark_of
from kb.ui.language import tr

CITED = "pr-cited"
"""Element id of the cited part."""

BULLET = "- "
CELLS = " | "

Linked = Callable[[str, str], str]
"""HTML for a reference to a document and an anchor in it; empty where there is no such document."""

_REFERENCE = re.compile(
    r"(?<![A-Za-z0-9#-])([A-Z]{2,4}(?:-[A-Z]{2,4})?-\d{1,4})(?![0-9-])(?:#([a-z0-9](?:[\w/.-]*[a-z0-9])?))?", re.ASCII
)
"""What the texts of the library write to point at each other: `CN-38`, `CN-REG-04#art26`."""

_TABLE, _END = '<div class="pr-table"><table>', "</table></div>"

_HEADED = frozenset(Level) - {Level.PARAGRAPH, Level.ITEM}


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a document: from character `start` of passage `first` to character `end` of passage `last`."""

    first: int
    start: int
    last: int
    end: int

    def within(self, seq: int, begin: int, end: int) -> bool:
        """Whether characters `begin` to `end` of a passage lie inside."""
        return (self.first, self.start) <= (seq, begin) and (seq, end) <= (self.last, self.end)


def section_of(view: DocumentView, anchor: str) -> OutlineEntry | None:
    """The outline entry of an anchor, or of the nearest section around it."""
    entries = {entry.anchor: entry for entry in view.outline}
    while anchor:
        if anchor in entries:
            return entries[anchor]
        anchor = anchor.rpartition("/")[0]
    return None


def cited_place(view: DocumentView, address: DocumentAddress) -> Place | None:
    """What an address cites: the marked passage where it still is, else the whole section."""
    if address.mark:
        same = [p for p in view.passages if mark_of(p.text) == address.mark]
        if same:
            best = next((p for p in same if p.anchor == address.anchor), same[0])
            return Place(best.seq, 0, best.seq, len(best.text))
    entry = section_of(view, address.anchor)
    if entry is None or entry.first is None or entry.last is None:
        return None
    return Place(entry.first, entry.start, entry.last, entry.end)


def passages_html(
    view: DocumentView, passages: Sequence[StoredPassage], cited: Place | None, linked: Linked | None = None
) -> str:
    """Consecutive passages as HTML; a page number stands where a page begins.

    A table that runs over several passages is one table. `linked` makes links of references to other documents.
    """
    begins: dict[int, list[OutlineEntry]] = {}
    for entry in view.outline:
        if entry.first is not None and entry.level in _HEADED and entry.name:
            begins.setdefault(entry.first, []).append(entry)
    parts: list[str] = []
    page: int | None = None
    for passage in passages:
        if passage.page is not None and passage.page != page:
            page = passage.page
            parts.append(f'<div class="pr-page">{safe.text(tr("document.page_number", page=page))}</div>')
        for part in _passage(passage, begins.get(passage.seq, ()), cited, linked):
            if parts and _goes_on(parts[-1], part):
                parts[-1] = parts[-1].removesuffix(_END) + part.removeprefix(_TABLE)
            else:
                parts.append(part)
    return f'<article class="pr-text" lang="{safe.text(view.summary.language)}">{"".join(parts)}</article>'


def _goes_on(before: str, after: str) -> bool:
    """Whether a table at the end of the one has its further rows at the beginning of the other."""
    if not (before.endswith(_END) and after.startswith(_TABLE)):
        return False
    return before.rpartition("<tr>")[2].count("<td>") == after.partition("</tr>")[0].count("<td>")


def _passage(
    passage: StoredPassage, entries: Sequence[OutlineEntry], cited: Place | None, linked: Linked | None
) -> Iterator[str]:
    length = len(passage.text)
    starts: dict[int, list[OutlineEntry]] = {}
    for entry in entries:
        starts.setdefault(min(entry.start, length), []).append(entry)
    cuts = {0, length, *starts}
    if cited and cited.first == passage.seq:
        cuts.add(min(cited.start, length))
    if cited and cited.last == passage.seq:
        cuts.add(min(cited.end, length))
    for begin, end in pairwise(sorted(cuts)):
        for entry in starts.get(begin, ()):
            level = min(entry.depth + 2, 6)
            yield f"<h{level}>{safe.text(entry.name)}</h{level}>"
        text = passage.text[begin:end].strip("\n")
        if not text.strip():
            continue
        blocks = [*_blocks(text, linked)]
        if cited and cited.within(passage.seq, begin, end):
            first = passage.seq == cited.first and begin == cited.start
            label = f'<span class="pr-cited-label">{safe.text(tr("document.cited"))}</span>' if first else ""
            mark = f' id="{CITED}"' if first else ""
            yield f'<div class="pr-cited"{mark}>{label}{"".join(blocks)}</div>'
        else:
            yield from blocks


def _blocks(text: str, linked: Linked | None) -> Iterator[str]:
    for kind, lines in groupby(text.split("\n"), _kind):
        if kind == "list":
            yield "<ul>" + "".join(f"<li>{_line(line.strip()[len(BULLET) :], linked)}</li>" for line in lines) + "</ul>"
        elif kind == "table":
            rows = (
                "".join(f"<td>{_line(cell.strip(), linked)}</td>" for cell in line.split(CELLS.strip()))
                for line in lines
            )
            yield _TABLE + "".join(f"<tr>{row}</tr>" for row in rows) + _END
        else:
            yield "".join(f"<p>{_line(line, linked)}</p>" for line in lines if line.strip())


def _line(text: str, linked: Linked | None) -> str:
    """A line as HTML, its references as links."""
    if linked is None:
        return safe.text(text)
    parts, done = [], 0
    for found in _REFERENCE.finditer(text):
        link = linked(found[1], found[2] or "")
        if link:
            parts += [safe.text(text[done : found.start()]), link]
            done = found.end()
    return "".join([*parts, safe.text(text[done:])])


def _kind(line: str) -> str:
    if line.lstrip().startswith(BULLET):
        return "list"
    return "table" if line.count(CELLS) >= 1 else "text"
