"""A run: discover, read, structure, cut, embed, stage and publish.

Each file is staged in a transaction of its own and embeddings are cached batch by batch, so that an interrupted run
goes on where it stopped. Nothing becomes visible before the last step, which publishes all of it at once.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import sqlalchemy as sa

from ingest import originals
from ingest.discover import Found, discover, is_there, path_text
from ingest.embedding import embed
from ingest.prepare import FileContent, fingerprint, prepare
from ingest.readers.admission import regular_size, unreadable
from ingest.readers.worker import ReadingWorker
from kb.catalogue import ledger
from kb.catalogue import tables as t
from kb.catalogue.staging import PreparedDocument, keep_original, live_of, retire_file, stage, unstage
from kb.catalogue.store import Catalogue
from kb.embed import model_info
from kb.errors import ContentError, ReadError
from kb.index.writing import build_and_publish, has_staged, writer_lock
from kb.model.document import Kind
from kb.model.slices import chunks
from kb.model.view import FileState, LedgerEntry, Progress, RunReport
from kb.settings import Settings

Report = Callable[[Progress], None]

STAYS = "The version read before stays in the library."


@dataclass(frozen=True, slots=True)
class _Source:
    """A file as it is now: where, its bytes' hash and number, and what else decides what becomes of it."""

    file: Path
    path: str
    sha256: str
    size: int
    fingerprint: str

    @property
    def name(self) -> str:
        """The file's name in characters that can be stored."""
        return Path(self.path).name


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
            found = list(discover(paths, library))
            with ReadingWorker(self.settings.limits) as worker:
                for done, one in enumerate(found):
                    self.report(Progress("read", done, len(found), Path(path_text(one.path)).name))
                    self.entries.append(self._file(one, worker))
            self.report(Progress("read", len(found), len(found)))
            vanished = self._vanished(paths, prune=prune)
            embedded = embed(self.catalogue, self.settings, self.report)
            generation = self.catalogue.generation
            if has_staged(self.catalogue) or not generation:
                info = model_info(self.settings)
                generation = build_and_publish(
                    self.catalogue,
                    library,
                    info.name,
                    info.knows,
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
        source: _Source | None = None
        try:
            source = self._source(found)
            known = self._known(source)
            if known is not None:
                return known
            content = worker.run(prepare, source.file, source.name, self.kind, self.settings)
            return self._stage(source, content, begin)
        except (ReadError, ContentError) as failed:
            entry = LedgerEntry(
                path=path_text(found.path),
                state=FileState.FAILED,
                reader="",
                documents=0,
                passages=0,
                bytes=source.size if source else 0,
                seconds=time.perf_counter() - begin,
                stage="discover" if found.problem else failed.stage,
                reason=failed.message.encode(errors="backslashreplace").decode().rstrip(".") + ".",
                advice=failed.advice,
            )
            return self._failed(entry, source.sha256 if source else "")

    def _source(self, found: Found) -> _Source:
        if found.problem:
            raise ReadError(found.problem, found.advice)
        size = regular_size(found.path, self.settings.limits)
        try:
            digest = originals.sha256_of(found.path)
            mark = fingerprint(found.path, self.kind, self.settings)
        except OSError as failed:
            raise unreadable(found.path, failed) from failed
        return _Source(found.path, path_text(found.path), digest, size, mark)

    def _known(self, source: _Source) -> LedgerEntry | None:
        """What becomes of a file that need not be read, or None."""
        with self.catalogue.writing() as connection:
            twin = ledger.live_copy(connection, source.sha256, source.path)
            row = ledger.file_row(connection, source.path)
            own = row is not None and row.sha256 == source.sha256 and row.state in (FileState.LIVE, FileState.STAGED)
            if not own and twin is not None:
                if is_there(twin):
                    return self._duplicate(connection, source, twin)
                ledger.move(connection, twin, source.path)
                row = ledger.file_row(connection, source.path)
                own = True
            if row is None or not own or row.fingerprint != source.fingerprint:
                return None
            self.unchanged += 1
            return ledger.entry_of(row)

    def _duplicate(self, connection: sa.Connection, source: _Source, twin: str) -> LedgerEntry:
        entry = LedgerEntry(
            path=source.path,
            state=FileState.DUPLICATE,
            reader="",
            documents=0,
            passages=0,
            bytes=source.size,
            seconds=0.0,
            stage="discover",
            reason=f"The same content is in the library already, from {twin}.",
            advice="Nothing to do.",
        )
        file = ledger.record(connection, entry, sha256=source.sha256, fingerprint="")
        if retire_file(connection, file):
            self.removed += 1
        return entry

    def _stage(self, source: _Source, content: FileContent, begin: float) -> LedgerEntry:
        with self.catalogue.writing() as connection:
            row = ledger.file_row(connection, source.path)
            before = live_of(connection, row.id)[0] if row is not None else 0
            documents = self._with_own_ids(connection, row.id if row is not None else 0, source.path, content.documents)
            originals.keep(self.settings.library / "originals", source.file, source.sha256)
            entry = LedgerEntry(
                path=source.path,
                state=FileState.STAGED,
                reader=content.reader,
                documents=len(documents),
                passages=sum(len(document.cut.passages) for document in documents),
                bytes=source.size,
                seconds=time.perf_counter() - begin,
                stage="read" if content.notes else "",
                reason=_summed_up(content.notes),
            )
            keep_original(connection, source.sha256, source.name, source.size)
            file = ledger.record(connection, entry, sha256=source.sha256, fingerprint=source.fingerprint)
            staged = stage(connection, file, source.sha256, documents)
        if row is None or not before:
            self.added += 1
        elif row.sha256 != source.sha256 or staged.documents or staged.retired:
            self.changed += 1
        else:
            self.unchanged += 1
        self.documents += staged.documents
        self.passages += staged.passages
        return entry

    def _with_own_ids(
        self, connection: sa.Connection, file: int, path: str, documents: Sequence[PreparedDocument]
    ) -> list[PreparedDocument]:
        """Documents whose ids belong to no other file; a derived id that is taken gets a mark of the path."""
        owners: dict[str, str] = {}
        v = t.versions.c
        for part in chunks([document.card.id for document in documents]):
            rows = connection.execute(
                sa.select(v.document, t.files.c.path)
                .join_from(t.versions, t.files, v.file == t.files.c.id)
                .where(v.document.in_(part), v.to_generation.is_(None), v.retiring.is_(False), v.file != file)
            ).all()
            there = {row.path for row in rows if is_there(row.path)}
            owners.update({row.document: row.path for row in rows if row.path in there})
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
                result.append(replace(document, card=card))
        return result

    def _failed(self, entry: LedgerEntry, digest: str) -> LedgerEntry:
        with self.catalogue.writing() as connection:
            row = ledger.file_row(connection, entry.path)
            if row is not None:
                unstage(connection, row.id)
                documents, passages = live_of(connection, row.id)
                if documents:
                    reason = f"{entry.reason} {STAYS}"
                    entry = replace(entry, reader=row.reader, documents=documents, passages=passages, reason=reason)
            ledger.record(connection, entry, sha256=digest, fingerprint="")
        return entry

    def _vanished(self, paths: Sequence[Path], *, prune: bool) -> list[str]:
        """Files of earlier runs below the given folders that are no longer there; with `prune` they are removed.

        Where a given folder is itself not there, as with a disk that is not mounted, nothing is removed.
        """
        gone: dict[str, bool] = {}
        seen = {entry.path for entry in self.entries}
        with self.catalogue.writing() as connection:
            for path in paths:
                for entry in ledger.below(connection, Path(path_text(path))):
                    if entry.path not in seen and entry.path not in gone and not is_there(entry.path):
                        gone[entry.path] = prune and path.is_dir()
            for name, removing in list(gone.items()):
                row = ledger.file_row(connection, name)
                assert row is not None
                if row.state == FileState.REMOVED and not live_of(connection, row.id)[0]:
                    del gone[name]
                elif removing:
                    retire_file(connection, row.id)
                    self.removed += 1
            removed = [name for name, removing in gone.items() if removing]
            ledger.set_state(connection, removed, FileState.REMOVED, "The file was gone; removed with --prune.")
            left = [name for name, removing in gone.items() if not removing]
            reason = "The file is no longer there; its documents stay until a run with --prune."
            ledger.set_state(connection, left, FileState.VANISHED, reason)
        return list(gone)

    def _settle(self) -> None:
        """Files that were read again and gave just what is live already."""
        with self.catalogue.writing() as connection:
            connection.execute(
                sa.update(t.files)
                .where(t.files.c.state == FileState.STAGED.value)
                .values(state=FileState.LIVE.value, generation=self.catalogue.generation)
            )


def _summed_up(notes: Sequence[str], shown: int = 5) -> str:
    if len(notes) <= shown:
        return "; ".join(notes)
    return f"{'; '.join(notes[:shown])}; and {len(notes) - shown:,} more notes"
