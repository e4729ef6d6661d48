"""Judged questions: what a folder says, and where in the library the places are that it names."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ingest.readers.ids import document_id
from kb.errors import ContentError
from kb.library import Library
from kb.model.result import Hit

CORPUS = "corpus.jsonl"


@dataclass(frozen=True, slots=True)
class Judged:
    """A question and the grades of documents, or of places in them (`document#anchor`), that answer it."""

    id: str
    text: str
    grades: dict[str, int]


@dataclass(frozen=True, slots=True)
class Places:
    """The judged places of each document, each with the anchors at and below it."""

    below: dict[str, dict[str, frozenset[str]]] = field(default_factory=dict)

    def of(self, document: str, hit: Hit, grades: Collection[str]) -> list[str]:
        """What a document in a ranking is judged as: those of `grades` in which its shown passages lie, else itself.

        `hit` is the document's, or that of another with the same text.
        """
        shown = {hit.anchor, *(one.anchor for one in hit.more)}
        found = [
            place for place, anchors in self.below.get(document, {}).items() if place in grades and shown & anchors
        ]
        return found or [document]


def read_judged(folder: Path, queries: str, qrels: str) -> list[Judged]:
    """The judged questions of a folder. Raises ContentError naming the file and line that is missing or wrong."""
    grades: dict[str, dict[str, int]] = {}
    path = folder / f"{qrels}.tsv"
    for number, line in enumerate(_lines(path), 1):
        try:
            query, what, grade = line.split("\t")
            grades.setdefault(query, {})[what] = int(grade)
        except ValueError:
            raise ContentError(f"{path}, line {number}: wants query, document and grade.") from None
    path = folder / f"{queries}.jsonl"
    judged = []
    for number, line in enumerate(_lines(path), 1):
        try:
            row = json.loads(line)
            query, text = str(row["id"]), str(row["text"])
        except (ValueError, KeyError, TypeError):
            raise ContentError(f"{path}, line {number}: wants an object with id and text.") from None
        if query in grades:
            judged.append(Judged(query, text, grades[query]))
    if not judged:
        raise ContentError(f"{folder}: no question of {queries}.jsonl is judged in {qrels}.tsv.")
    return judged


def placed(
    judged: Iterable[Judged], library: Library, folder: Path, *, documents_only: bool
) -> tuple[list[Judged], Places]:
    """The same with ids as the library writes them, and the places that they name.

    With `documents_only` a place is judged as its document, with the best grade of its places. Raises ContentError
    naming documents that the library should hold and does not, and places that are not in their document.
    """
    ids = {summary.id for summary in library.documents()}
    known = _Known(library, ids, documents_only)
    translated = [
        Judged(one.id, one.text, _best((known.name(what), grade) for what, grade in one.grades.items()))
        for one in judged
    ]
    if not (folder / CORPUS).is_file():
        held = {what.partition("#")[0] for one in translated for what in one.grades}
        if missing := sorted(held - ids):
            raise ContentError(
                f"The library in use does not hold {', '.join(missing[:5])}, which {folder} has judgements of.",
                f"Ingest them, or give the folder a {CORPUS} of its own.",
            )
    return translated, known.places


class _Known:
    """Translates what a judgement names; each document's outline is read once."""

    def __init__(self, library: Library, ids: set[str], documents_only: bool) -> None:
        self.places = Places()
        self._library = library
        self._ids = ids
        self._documents_only = documents_only
        self._outlines: dict[str, dict[str, frozenset[str]]] = {}

    def name(self, what: str) -> str:
        whole = document_id(what)
        before, _, anchor = what.rpartition("#")
        document = document_id(before)
        if not before or whole in self._ids:
            return whole
        if self._documents_only:
            return document
        if document not in self._ids:
            return f"{document}#{anchor}"
        if document not in self._outlines:
            self._outlines[document] = dict(self._anchors(document))
        if anchor not in self._outlines[document]:
            raise ContentError(
                f"{document} has no place {anchor}, which a judgement names.",
                f"`kb show {document}` lists its places.",
            )
        place = f"{document}#{anchor}"
        self.places.below.setdefault(document, {})[place] = self._outlines[document][anchor]
        return place

    def _anchors(self, document: str) -> Iterator[tuple[str, frozenset[str]]]:
        outline = self._library.document(document).outline
        for place, entry in enumerate(outline):
            below = [entry.anchor]
            for later in outline[place + 1 :]:
                if later.depth <= entry.depth:
                    break
                below.append(later.anchor)
            yield entry.anchor, frozenset(below)


def _best(grades: Iterable[tuple[str, int]]) -> dict[str, int]:
    best: dict[str, int] = {}
    for what, grade in grades:
        best[what] = max(grade, best.get(what, grade))
    return best


def _lines(path: Path) -> list[str]:
    if not path.is_file():
        raise ContentError(f"{path} is missing.", "An evaluation folder has corpus.jsonl, queries.jsonl and qrels.tsv.")
    return [line for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
