"""All checks over the corpus."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.corpus.cases import check_case
from ingest.corpus.entry import Entry, Finding
from ingest.corpus.links import check_links
from ingest.corpus.lists import check_glossary, check_register, check_taxonomy
from ingest.corpus.plans import check_plan
from ingest.corpus.regulations import check_regulation
from ingest.readers.registry import reader_for
from ingest.structure.recognise import structure
from kb.errors import KbError
from kb.model.case import CaseCard
from kb.model.plan import PlanCard
from kb.model.regulation import RegulationCard
from kb.model.taxonomy import Taxonomy
from kb.settings import Limits

FOLDERS = ("cases", "regulations", "plans")


@dataclass(frozen=True, slots=True)
class Checked:
    """How much was looked at, and what was found."""

    documents: int
    findings: tuple[Finding, ...]


def check_corpus(corpus: Path) -> Checked:
    """Check every document and list below `corpus`; nothing is written.

    Raises ContentError where a code list cannot be read, for then nothing else can be judged.
    """
    taxonomy = Taxonomy.load(corpus / "taxonomy")
    findings: list[Finding] = []
    library: dict[str, Entry] = {}
    files = [path for folder in FOLDERS for path in sorted((corpus / folder).glob("*.md"))]
    for path in files:
        file = path.relative_to(corpus).as_posix()
        try:
            entry = _read(path, file)
        except KbError as failed:
            findings.append(Finding(file, "", failed.message))
            continue
        if entry.document.card.id in library:
            other = library[entry.document.card.id].file
            findings.append(Finding(file, "id", f"{entry.document.card.id} is also the id of {other}"))
        library[entry.document.card.id] = entry
        findings.extend(Finding(file, "", note) for note in entry.document.notes)
    for entry in library.values():
        findings.extend(_check(entry, library, taxonomy))
    registers = sorted((corpus / "registers").glob("*.csv"))
    for register in registers:
        findings.extend(check_register(register))
    findings.extend(check_taxonomy(taxonomy))
    findings.extend(check_glossary(corpus / "glossary" / "glossary.csv", taxonomy))
    return Checked(len(files) + len(registers), tuple(findings))


def _read(path: Path, file: str) -> Entry:
    limits = Limits()
    (raw,) = reader_for(path, limits).read(path, limits)
    return Entry(file, structure(raw, path.name))


def _check(entry: Entry, library: dict[str, Entry], taxonomy: Taxonomy) -> Iterator[Finding]:
    yield from check_links(entry, library)
    card = entry.document.card
    folder = entry.file.partition("/")[0]
    if f"{card.kind.value}s" != folder:
        yield Finding(entry.file, "kind", f"a {card.kind.value} does not belong in {folder}/")
    if isinstance(card, CaseCard):
        yield from check_case(entry, card, taxonomy)
    elif isinstance(card, RegulationCard):
        yield from check_regulation(entry, card)
    elif isinstance(card, PlanCard):
        yield from check_plan(entry, card, taxonomy)
