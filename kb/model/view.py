"""What the library shows of itself: documents, the ledger, its health."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from kb.model.cards import AnyCard
from kb.model.document import Kind, Role, Status
from kb.model.passage import OutlineEntry


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """One live document as lists show it."""

    id: str
    version: int
    kind: Kind
    title: str
    title_zh: str
    language: str
    status: Status
    edition: str | None
    passages: int
    digest: bool = False


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage as the catalogue keeps it; `id` is its number in both indexes, `seq` its place in the document."""

    id: int
    document: str
    version: int
    seq: int
    anchor: str
    label: str
    path: tuple[str, ...]
    text: str
    language: str
    page: int | None
    role: Role | None


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a document; `live` is the one that search sees."""

    number: int
    title: str
    edition: str | None
    added: dt.datetime
    live: bool
    file: str


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document to be read: card, outline, passages in order, versions newest first, and its original file."""

    summary: DocumentSummary
    card: AnyCard
    outline: tuple[OutlineEntry, ...]
    passages: tuple[StoredPassage, ...]
    versions: tuple[Version, ...]
    original: Path | None
    original_name: str


class FileState(StrEnum):
    """Where a file stands in the ledger."""

    STAGED = "staged"
    LIVE = "live"
    FAILED = "failed"
    DUPLICATE = "duplicate"
    SKIPPED = "skipped"
    VANISHED = "vanished"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """What became of one file: `stage`, `reason` and `advice` are filled where it failed or something was left out."""

    path: str
    state: FileState
    reader: str
    documents: int
    passages: int
    bytes: int
    seconds: float
    stage: str = ""
    reason: str = ""
    advice: str = ""
    updated: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is. `stage` is `read`, `embed`, `index` or `publish`; `done`/`total` count files or passages."""

    stage: str
    done: int
    total: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run did: counts of files by state, documents and passages added, and the entries that failed."""

    files: int
    unchanged: int
    added: int
    changed: int
    removed: int
    documents: int
    passages: int
    embedded: int
    seconds: float
    generation: int
    failed: tuple[LedgerEntry, ...] = ()
    duplicates: tuple[LedgerEntry, ...] = ()
    vanished: tuple[str, ...] = ()
    notes: tuple[LedgerEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class LibraryStatus:
    """Counts and health of a library; sizes in bytes."""

    folder: Path
    generation: int
    previous: int | None
    model: str
    documents: dict[Kind, int]
    passages: int
    vectors: int
    files: dict[FileState, int]
    catalogue_bytes: int
    index_bytes: int
    originals_bytes: int
    published: dt.datetime | None
