"""The cases of one file with their attributes, without putting them into a library."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ingest.readers.admission import regular_size
from ingest.readers.registry import reader_for
from ingest.readers.worker import ReadingWorker
from ingest.structure.recognise import structure
from kb.errors import ContentError
from kb.extract import Extractor, case_attributes
from kb.model.attributes import Attributes
from kb.model.case import CaseCard
from kb.model.document import Kind, Section
from kb.settings import Settings


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One case of a file: its card, its sections and its attributes."""

    card: CaseCard
    sections: tuple[Section, ...]
    attributes: Attributes


def cases_of(path: Path, settings: Settings, most: int = 1_000) -> tuple[CaseFile, ...]:
    """The cases that a file holds, at most so many; a text of no known kind is read as a case.

    The file is read in a process of its own. Raises ReadError, and ContentError where it holds no case.
    """
    regular_size(path, settings.limits)
    with ReadingWorker(settings.limits) as worker:
        return worker.run(read_cases, path, settings, most)


def read_cases(path: Path, settings: Settings, most: int) -> tuple[CaseFile, ...]:
    """The same in this process."""
    extractor = Extractor.load(settings.corpus)
    found: list[CaseFile] = []
    other: Kind | None = None
    for raw in reader_for(path, settings.limits).read(path, settings.limits):
        document = structure(raw, path.name)
        if document.card.kind is Kind.GUIDANCE and raw.kind is None:
            document = structure(raw, path.name, Kind.CASE)
        if not isinstance(document.card, CaseCard):
            other = document.card.kind
            continue
        attributes = case_attributes(document.card, document.sections, extractor)
        found.append(CaseFile(document.card, document.sections, attributes))
        if len(found) == most:
            break
    if not found:
        told = f"it reads as a {other.value}" if other else "it holds no text"
        raise ContentError(f"{path.name} holds no case: {told}.", "Give a file that tells of an accident.")
    return tuple(found)
