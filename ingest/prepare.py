"""One file to prepared documents: read, recognise, structure and cut. Runs in the reading process."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ingest.passages import cut
from ingest.readers.mapping import mapping_mark
from ingest.readers.registry import reader_for
from ingest.readers.tables import TableReader
from ingest.structure.recognise import structure
from kb.catalogue.staging import PreparedDocument
from kb.embed import ModelInfo, TokenCounter, load_counter, model_info
from kb.errors import ContentError, ReadError
from kb.extract import Extractor, case_attributes
from kb.model.block import RawDocument
from kb.model.case import CaseCard
from kb.model.document import Document, Kind
from kb.settings import Settings
from kb.text.language import language_of

VERSION = "3"
"""Raise it when reading, structuring or cutting changes, so that known files are read anew."""


@dataclass(frozen=True, slots=True)
class FileContent:
    """What a file held. `notes` are things that had to be left out, with the record they concern where it is one."""

    reader: str
    documents: tuple[PreparedDocument, ...]
    notes: tuple[str, ...]


def prepare(path: Path, name: str, kind: Kind | None, settings: Settings) -> FileContent:
    """Read one file.

    A record of a table that is not valid is left out and noted; where nothing is left the first error is raised.
    Raises ReadError and ContentError.
    """
    reader = reader_for(path, settings.limits)
    documents: dict[str, PreparedDocument] = {}
    notes: list[str] = []
    errors: list[ReadError | ContentError] = []
    for raw in reader.read(path, settings.limits):
        about = f"{raw.key}: " if raw.key else ""
        try:
            _check_characters(raw)
            document = structure(raw, name, kind)
            prepared = _prepared(document, "id" in raw.meta, settings)
            if prepared.card.id in documents:
                raise ContentError(
                    f"The id {prepared.card.id!r} stands twice in this file.", "Give each record its own id."
                )
            documents[prepared.card.id] = prepared
            notes.extend(about + note for note in document.notes)
        except (ReadError, ContentError) as failed:
            failed.message = about + failed.message
            errors.append(failed)
            notes.append(failed.message)
        notes.extend(raw.notes)
    if errors and not documents:
        raise errors[0]
    if not documents:
        raise ContentError("The file holds no document.", "Check that it has text or rows.")
    return FileContent(reader.name, tuple(documents.values()), tuple(notes))


def fingerprint(path: Path, kind: Kind | None, settings: Settings) -> str:
    """Names everything beside a file's bytes that decides what becomes of it, such as the mapping of a table."""
    info = model_info(settings)
    mapping = mapping_mark(path) if path.suffix.lower() in TableReader.suffixes else ""
    return f"{VERSION}/{info.name}/{info.max_tokens}/{kind or ''}/{mapping}/{_rules_mark(settings.corpus)}"


def _check_characters(raw: RawDocument) -> None:
    """Refuse halves of surrogate pairs, which escapes in JSON and YAML can make and no database takes."""
    try:
        for block in raw.blocks:
            "".join((block.text, block.marker, *(cell for row in block.rows for cell in row))).encode()
    except UnicodeEncodeError as wrong:
        half = wrong.object[wrong.start]
        raise ContentError(f"The text holds {half!r}, which is no character.", "Correct the escape.") from None


def _prepared(document: Document, named: bool, settings: Settings) -> PreparedDocument:
    card, model = document.card, _model(settings)
    if isinstance(card, CaseCard):
        Extractor.load(settings.corpus).taxonomy.check(card)
    passages = cut(document, model.count, model.info.max_tokens)
    if not passages.passages:
        raise ContentError("The document has no text.", "Check that the file is complete.")
    if not card.language:
        sample = " ".join(p.text for p in passages.passages[:5])
        card = card.model_copy(update={"language": language_of(sample)})
    attributes = None
    if isinstance(card, CaseCard):
        extractor = Extractor.load(settings.corpus)
        attributes = case_attributes(card, passages.passages, extractor)
    return PreparedDocument(card, passages, named, attributes)


@lru_cache(maxsize=2)
def _rules_mark(corpus: Path) -> str:
    """Changes with the code lists, the glossary and the rules that attributes are read by."""
    digest = hashlib.blake2b(digest_size=8)
    for path in sorted([*(corpus / "taxonomy").rglob("*.csv"), *(corpus / "glossary").glob("*.csv")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()


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
