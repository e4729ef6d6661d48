"""Text of a document's sections, sliced from its passages."""

from __future__ import annotations

from kb.errors import NotFound
from kb.model.passage import OutlineEntry
from kb.model.view import DocumentView


def document_text(view: DocumentView, anchor: str | None = None) -> str:
    """A document, or the section at an anchor, as text with its headings."""
    if anchor is None:
        return "\n\n".join(_section(view, entry, own=True) for entry in view.outline) or "\n".join(
            passage.text for passage in view.passages
        )
    return _section(view, find(view, anchor), own=False)


def find(view: DocumentView, anchor: str) -> OutlineEntry:
    """The section with this anchor. Raises NotFound, naming what there is."""
    for entry in view.outline:
        if entry.anchor == anchor:
            return entry
    near = [entry.anchor for entry in view.outline if entry.anchor][:12]
    raise NotFound(f"{view.summary.id} has no section {anchor!r}.", f"It has, among others: {', '.join(near)}.")


def _section(view: DocumentView, entry: OutlineEntry, *, own: bool) -> str:
    text = section_text(view, entry, own=own)
    head = f"{entry.name} [{entry.anchor}]" if entry.name else f"[{entry.anchor}]"
    return f"{head}\n{text}".rstrip()


def section_text(view: DocumentView, entry: OutlineEntry, *, own: bool = False) -> str:
    """Text of a section with all below it; `own` stops where the next section begins."""
    if entry.first is None or entry.last is None:
        return ""
    last, end = entry.last, entry.end
    if own:
        place = view.outline.index(entry)
        for later in view.outline[place + 1 :]:
            if later.first is not None and later.depth > entry.depth:
                last, end = later.first, later.start
                break
            if later.depth <= entry.depth:
                break
    parts = []
    for passage in view.passages[entry.first : last + 1]:
        begin = entry.start if passage.seq == entry.first else 0
        stop = end if passage.seq == last else len(passage.text)
        parts.append(passage.text[begin:stop])
    return "\n".join(part.strip() for part in parts if part.strip())
