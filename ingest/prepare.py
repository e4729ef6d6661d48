"""One file to prepared documents: read, recognise, structure and cut. Runs in the reading process."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ingest.passages import cut
from ingest.readers.registry import reader_for
from ingest.structure.recognise import structure
from kb.catalogue.staging import PreparedDocument
from kb.embed import ModelInfo, TokenCounter, load_counter, model_info
from kb.errors import ContentError, KbError
from kb.model.block import RawDocument
from kb.model.case import CaseCard
from kb.model.document import Kind
from kb.model.taxonomy import Taxonomy
from kb.settings import Settings
from kb.text.language import language_of

VERSION = "1"
"""Raise it when reading, structuring or cutting changes, so that known files are read anew."""


@dataclass(frozen=True, slots=True)
class FileContent:
    """What a file held. `notes` are things that a reader had to leave out, with the record they concern."""

    reader: str
    documents: tuple[PreparedDocument, ...]
    notes: tuple[str, ...]


def prepare(path: Path, name: str, kind: Kind | None, settings: Settings) -> FileContent:
    """Read one file.

    A record of a table that is not valid is left out and noted; where nothing is left the first error is raised.
    Raises ReadError and ContentError.
    """
    reader = reader_for(path, settings.limits)
    documents: list[PreparedDocument] = []
    notes: list[str] = []
    errors: list[KbError] = []
    seen: set[str] = set()
    for raw in reader.read(path, settings.limits):
        try:
            document = _document(raw, name, kind, settings)
            if document.card.id in seen:
                raise ContentError(
                    f"The id {document.card.id!r} stands twice in this file.", "Give each record its own id."
                )
            seen.add(document.card.id)
            documents.append(document)
        except KbError as failed:
            errors.append(failed)
            notes.append(f"{raw.key}: {failed.message}" if raw.key else failed.message)
        notes.extend(f"{raw.key}: {note}" if raw.key else note for note in raw.notes)
    if errors and not documents:
        raise errors[0]
    if not documents:
        raise ContentError("The file holds no document.", "Check that it has text or rows.")
    return FileContent(reader.name, tuple(documents), tuple(notes))


def fingerprint(settings: Settings, kind: Kind | None) -> str:
    """Names everything beside a file's bytes that decides what becomes of it."""
    info = model_info(settings)
    return f"{VERSION}/{info.name}/{info.max_tokens}/{kind or ''}"


def sha256_of(path: Path) -> str:
    """Hash of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _document(raw: RawDocument, name: str, kind: Kind | None, settings: Settings) -> PreparedDocument:
    document = structure(raw, name, kind)
    if isinstance(document.card, CaseCard):
        _taxonomy(settings.corpus / "taxonomy").check(document.card)
    model = _model(settings)
    passages = cut(document, model.count, model.info.max_tokens)
    if not passages.passages:
        raise ContentError("The document has no text.", "Check that the file is complete.")
    card = document.card
    if not card.language:
        sample = " ".join(p.text for p in passages.passages[:5])
        card = card.model_copy(update={"language": language_of(sample)})
    return PreparedDocument(card, passages, named="id" in raw.meta, notes=raw.notes)


@lru_cache(maxsize=2)
def _taxonomy(folder: Path) -> Taxonomy:
    return Taxonomy.load(folder)


@dataclass(frozen=True, slots=True)
class _Model:
    info: ModelInfo
    count: TokenCounter


_models: dict[str, _Model] = {}


def _model(settings: Settings) -> _Model:
    """The model's measures, read once in a process."""
    if settings.model not in _models:
        _models[settings.model] = _Model(model_info(settings), load_counter(settings))
    return _models[settings.model]
