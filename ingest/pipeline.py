"""A run: discover, read, structure, cut, embed, stage and publish.

Each file is staged in a transaction of its own and embeddings are cached batch by batch, so that an interrupted run
goes on where it stopped. Nothing becomes visible before the last step, which publishes all of it at once.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

from ingest import originals
from ingest.discover import Found, discover, path_text
from ingest.embedding import embed
from ingest.prepare import FileContent, fingerprint, prepare, sha256_of
from ingest.readers.worker import ReadingWorker
from kb.catalogue import ledger
from kb.catalogue import tables as t
from kb.catalogue.staging import PreparedDocument, chunks, keep_original, retire, stage, unstage
from kb.catalogue.store import Catalogue
from kb.embed import model_info
from kb.errors import ContentError, KbError, ReadError
from kb.index.writing import build_and_publish, has_staged, writer_lock
from kb.model.document import Kind
from kb.model.view import FileState, LedgerEntry, Progress, RunReport
from kb.settings import Settings

Report = Callable[[Progress], None]


@dataclass
class Run:
    """One ingest run over a library; counts what it does."""

    catalogue: Catalogue
    settings: Settings
    kind: Kind | None = None
    report: Report = lambda progress: None
    unchanged: int = 0
    added: int = 0
    changed: int = 0
    removed: int = 0
    documents: int = 0
    passages: int = 0
    entries: list[LedgerEntry] = field(default_factory=list)

    def execute(self, paths: Sequence[Path], *, prune: bool = False) -> RunReport:
        """Ingest what is below `paths`. Raises LibraryLocked; a file that fails only appears in the report."""
        begin = time.perf_counter()
        library = self.settings.library
        with writer_lock(library):
            found = list(discover(paths))
            with ReadingWorker(self.settings.limits) as worker:
                for done, one in enumerate(found):
                    self.report(Progress("read", done, len(found), one.path.name))
                    self.entries.append(self._file(one, worker))
            self.report(Progress("read", len(found), len(found)))
            vanished = self._vanished(paths, prune=prune)
            embedded = embed(self.catalogue, self.settings, self.report)
            generation = self.catalogue.generation
            if has_staged(self.catalogue) or not generation:
                generation = build_and_publish(
                    self.catalogue,
                    library,
                    model_info(self.settings).name,
                    model_info(self.settings).knows,
                    progress=lambda done, total: self.report(Progress("index", done, total)),
                )
            else:
                self._settle()
        return RunReport(
            files=len(found),
            unchanged=self.unchanged,
            added=self.added,
            changed=self.changed,
            removed=self.removed,
            documents=self.documents,
            passages=self.passages,
            embedded=embedded,
            seconds=time.perf_counter() - begin,
            generation=generation,
            failed=tuple(entry for entry in self.entries if entry.state is FileState.FAILED),
            duplicates=tuple(entry for entry in self.entries if entry.state is FileState.DUPLICATE),
            vanished=tuple(vanished),
            notes=tuple(entry for entry in self.entries if entry.state is FileState.STAGED and entry.reason),
        )

    def _file(self, found: Found, worker: ReadingWorker) -> LedgerEntry:
        begin = time.perf_counter()
        path = path_text(found.path)
        digest, size = "", 0
        try:
            if found.problem:
                raise ReadError(found.problem, found.advice)
            try:
                size = found.path.stat().st_size
                if size > self.settings.limits.file_bytes:
                    raise ReadError(
                        f"The file has {size:,} bytes, more than the limit of {self.settings.limits.file_bytes:,}.",
                        "Split it, or raise KB_LIMIT_FILE_BYTES.",
                    )
                digest = sha256_of(found.path)
            except OSError as failed:
                raise ReadError(
                    f"The file cannot be read: {failed.strerror}.", "Grant read permission on it."
                ) from None
            known = self._known(path, digest)
            if known is not None:
                return known
            content = worker.run(prepare, found.path, found.path.name, self.kind, self.settings)
            return self._stage(found.path, path, digest, size, content, begin)
        except KbError as failed:
            stage_name = getattr(failed, "stage", "structure")
            entry = LedgerEntry(
                path,
                FileState.FAILED,
                "",
                0,
                0,
                size,
                time.perf_counter() - begin,
                stage_name,
                failed.message,
                failed.advice,
            )
            return self._failed(entry, digest)

    def _known(self, path: str, digest: str) -> LedgerEntry | None:
        with self.catalogue.writing() as connection:
            row = ledger.file_row(connection, path)
            if (
                row is not None
                and row.sha256 == digest
                and row.fingerprint == fingerprint(self.settings, self.kind)
                and row.state in (FileState.LIVE, FileState.STAGED)
            ):
                self.unchanged += 1
                return ledger.entry_of(row)
            twin = ledger.live_copy(connection, digest, path)
            if twin is None:
                return None
            if Path(twin).exists():
                reason = f"The same content is in the library already, from {twin}."
                entry = LedgerEntry(path, FileState.DUPLICATE, "", 0, 0, 0, 0.0, "discover", reason, "Nothing to do.")
                file = ledger.record(connection, entry, sha256=digest, fingerprint="")
                retire_file(connection, file)
                return entry
            ledger.move(connection, twin, path)
            self.unchanged += 1
            moved = ledger.file_row(connection, path)
            assert moved is not None
            return ledger.entry_of(moved)

    def _stage(
        self, source: Path, path: str, digest: str, size: int, content: FileContent, begin: float
    ) -> LedgerEntry:
        originals.keep(self.settings.library / "originals", source, digest)
        with self.catalogue.writing() as connection:
            before = ledger.file_row(connection, path)
            documents = self._with_own_ids(connection, before.id if before else None, path, content.documents)
            entry = LedgerEntry(
                path,
                FileState.STAGED,
                content.reader,
                len(documents),
                sum(len(document.cut.passages) for document in documents),
                size,
                time.perf_counter() - begin,
                stage="read" if content.notes else "",
                reason=_summed_up(content.notes),
            )
            keep_original(connection, digest, source.name, size)
            file = ledger.record(connection, entry, sha256=digest, fingerprint=fingerprint(self.settings, self.kind))
            staged = stage(connection, file, digest, documents)
        if before is not None and before.sha256 and before.state != FileState.FAILED:
            self.changed += 1
        else:
            self.added += 1
        self.documents += len(documents)
        self.passages += staged
        return entry

    def _with_own_ids(
        self, connection: sa.Connection, file: int | None, path: str, documents: Sequence[PreparedDocument]
    ) -> list[PreparedDocument]:
        """Documents whose ids belong to no other file; a derived id that is taken gets a mark of the path."""
        owners: dict[str, str] = {}
        v = t.versions.c
        for part in chunks([document.card.id for document in documents]):
            rows = connection.execute(
                sa.select(v.document, t.files.c.path)
                .join_from(t.versions, t.files, v.file == t.files.c.id)
                .where(v.document.in_(part), v.to_generation.is_(None), v.file != (file or 0))
            )
            owners.update({row.document: row.path for row in rows if Path(row.path).exists()})
        result = []
        for document in documents:
            owner = owners.get(document.card.id)
            if owner is None:
                result.append(document)
            elif document.named:
                raise ContentError(
                    f"The id {document.card.id!r} is used by {owner} already.", "Give one of the two another id."
                )
            else:
                mark = hashlib.sha256(path.encode()).hexdigest()[:6]
                card = document.card.model_copy(update={"id": f"{document.card.id}-{mark}"})
                result.append(PreparedDocument(card, document.cut, document.named, document.notes))
        return result

    def _failed(self, entry: LedgerEntry, digest: str) -> LedgerEntry:
        with self.catalogue.writing() as connection:
            before = ledger.file_row(connection, entry.path)
            if before is not None and before.state == FileState.LIVE:
                kept = f"{entry.reason} The version read before stays in the library."
                entry = LedgerEntry(
                    entry.path,
                    FileState.FAILED,
                    before.reader,
                    before.documents,
                    before.passages,
                    entry.bytes,
                    entry.seconds,
                    entry.stage,
                    kept,
                    entry.advice,
                )
            ledger.record(connection, entry, sha256=digest, fingerprint="")
        return entry

    def _vanished(self, paths: Sequence[Path], *, prune: bool) -> list[str]:
        """Files of earlier runs below the given folders that are no longer there; with `prune` they are removed."""
        gone: list[str] = []
        with self.catalogue.writing() as connection:
            for path in paths:
                for entry in ledger.below(connection, Path(path_text(path))):
                    present = entry.state not in (FileState.VANISHED, FileState.REMOVED)
                    if (present or prune) and entry.state is not FileState.REMOVED and not Path(entry.path).exists():
                        gone.append(entry.path)
            if prune:
                for path_gone in gone:
                    row = ledger.file_row(connection, path_gone)
                    assert row is not None
                    unstage(connection, row.id)
                    retire_file(connection, row.id)
                ledger.set_state(connection, gone, FileState.REMOVED, "The file was gone; removed with --prune.")
                self.removed += len(gone)
            else:
                reason = "The file is no longer there; its documents stay until a run with --prune."
                ledger.set_state(connection, gone, FileState.VANISHED, reason)
        return gone

    def _settle(self) -> None:
        """Files that were read again and gave just what is live already."""
        with self.catalogue.writing() as connection:
            connection.execute(
                sa.update(t.files)
                .where(t.files.c.state == FileState.STAGED.value)
                .values(state=FileState.LIVE.value, generation=self.catalogue.generation)
            )


def retire_file(connection: sa.Connection, file: int) -> None:
    """Mark all live documents of a file to disappear with the next generation."""
    v = t.versions.c
    live = sa.select(v.id).where(v.file == file, v.from_generation.is_not(None), v.to_generation.is_(None))
    retire(connection, connection.scalars(live))


def _summed_up(notes: Sequence[str], shown: int = 5) -> str:
    if len(notes) <= shown:
        return " ".join(notes)
    return f"{' '.join(notes[:shown])} And {len(notes) - shown:,} more notes of this kind."
