"""Passages: the pieces of a document that are searched and cited."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from kb.model.document import Level, Role


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a document, whole sentences within the embedding model's token budget.

    `anchor` is the section it begins in, `label` what a citation prints (`Art. 22`, `Causes`), `path` the headings from
    the document's title down, `language` its own (`en`, `zh`, `mul` for both, `und`), which may differ from the
    document's.
    """

    anchor: str
    label: str
    path: tuple[str, ...]
    text: str
    language: str
    page: int | None = None
    role: Role | None = None

    @property
    def context(self) -> str:
        """The text the model sees: heading path, then the passage."""
        return " > ".join(self.path) + "\n" + self.text if self.path else self.text


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """One section in a document's outline and where its text lies in the passages.

    `depth` is 0 at the top. `first`/`last` are passage sequence numbers (inclusive), `start`/`end` character offsets in
    the first and last passage; a section without any text has `first` None.
    """

    level: Level
    anchor: str
    label: str
    heading: str
    depth: int
    page: int | None
    role: Role | None
    first: int | None = None
    last: int | None = None
    start: int = 0
    end: int = 0

    @property
    def name(self) -> str:
        """Label and heading as a reader says them."""
        return " ".join(part for part in (self.label, self.heading) if part)


@dataclass(frozen=True, slots=True)
class CutDocument:
    """What cutting makes of a document: its passages in reading order and its outline over them."""

    passages: tuple[Passage, ...]
    outline: tuple[OutlineEntry, ...]


def mark_of(text: str) -> str:
    """A short name for a passage by its text, which stays when the document around it changes."""
    return hashlib.sha256(text.encode()).hexdigest()[:10]
