"""A document's text as HTML: headings where sections begin, paragraphs, lists, tables, and the cited part marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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


def passages_html(view: DocumentView, passages: Sequence[StoredPassage], cited: Place | None) -> str:
    """Consecutive passages as HTML; a page number stands where a page begins."""
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
        parts.extend(_passage(passage, begins.get(passage.seq, ()), cited))
    return f'<article class="pr-text" lang="{safe.text(view.summary.language)}">{"".join(parts)}</article>'


def _passage(passage: StoredPassage, entries: Sequence[OutlineEntry], cited: Place | None) -> Iterator[str]:
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
        inner = "".join(_paragraphs(text))
        if cited and cited.within(passage.seq, begin, end):
            first = passage.seq == cited.first and begin == cited.start
            label = f'<span class="pr-cited-label">{safe.text(tr("document.cited"))}</span>' if first else ""
            mark = f' id="{CITED}"' if first else ""
            yield f'<div class="pr-cited"{mark}>{label}{inner}</div>'
        else:
            yield inner


def _paragraphs(text: str) -> Iterator[str]:
    for kind, lines in groupby(text.split("\n"), _kind):
        if kind == "list":
            yield "<ul>" + "".join(f"<li>{safe.text(line.strip()[len(BULLET) :])}</li>" for line in lines) + "</ul>"
        elif kind == "table":
            rows = (
                "".join(f"<td>{safe.text(cell.strip())}</td>" for cell in line.split(CELLS.strip())) for line in lines
            )
            yield '<div class="pr-table"><table>' + "".join(f"<tr>{row}</tr>" for row in rows) + "</table></div>"
        else:
            yield "".join(f"<p>{safe.text(line)}</p>" for line in lines if line.strip())


def _kind(line: str) -> str:
    if line.lstrip().startswith(BULLET):
        return "list"
    return "table" if line.count(CELLS) >= 1 else "text"
