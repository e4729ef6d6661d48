"""Relevance and speed on a folder of judged questions, through the product's own pipeline and search.

A folder has `corpus.jsonl` ({id, text[, title, sections]}), `queries.jsonl` ({id, text}) and `qrels.tsv` (query,
document, grade). Without `corpus.jsonl` the questions are asked of the library in use. Where a query is itself in the
corpus, its own id is left out of its ranking.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

from ingest.readers.ids import document_id
from kb.errors import ContentError
from kb.library import Library
from kb.model.document import Kind
from kb.model.result import SearchRequest
from kb.model.view import Progress
from kb.settings import Settings

CORPUS = "corpus.jsonl"
CUT = 10
"""Rank at which rankings are judged."""

Report = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Judged:
    """A question and the grades of documents that answer it."""

    id: str
    text: str
    grades: dict[str, int]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Means over the judged questions; seconds of one question at the median and at 95 in 100."""

    folder: str
    task: str
    documents: int
    passages: int
    queries: int
    measures: dict[str, float]
    p50: float
    p95: float
    ingest_seconds: float | None
    passages_per_second: float | None
    model: str


def evaluate(
    folder: Path, settings: Settings, *, task: str = "search", queries: str = "queries", report: Report = lambda _: None
) -> Evaluation:
    """Ask everything of a library of the folder's corpus (kept by content, so that a second run is quick).

    `task` is `search` (Library.search) or `similar` (Library.similar_to_text). Raises ContentError naming the file that
    is missing or wrong, or judged documents that the library in use does not hold.
    """
    judged = list(_judged(folder, queries))
    library, seconds = _library(folder, settings, task, report)
    try:
        ids = {summary.id for summary in library.documents()}
        if not (folder / CORPUS).is_file():
            _check_held(judged, ids, folder)
        run: dict[str, dict[str, float]] = {}
        times = []
        for done, question in enumerate(judged):
            report(Progress("ask", done, len(judged)))
            own = tuple({document_id(question.id)} & ids)
            begin = time.perf_counter()
            run[question.id] = dict(_ranking(library, question.text, own, task))
            times.append(time.perf_counter() - begin)
        status = library.status()
    finally:
        library.close()
    cuts = quantiles(times, n=20) if len(times) > 1 else times * 19
    return Evaluation(
        folder=str(folder),
        task=task,
        documents=sum(status.documents.values()),
        passages=status.passages,
        queries=len(judged),
        measures=_measures(judged, run),
        p50=cuts[9],
        p95=cuts[18],
        ingest_seconds=seconds,
        passages_per_second=status.passages / seconds if seconds else None,
        model=status.model,
    )


def _ranking(library: Library, text: str, own: tuple[str, ...], task: str) -> Iterator[tuple[str, float]]:
    if task == "similar":
        for similar in library.similar_to_text(text, CUT, own):
            yield similar.document, similar.score
        return
    response = library.search(SearchRequest(text, k=CUT, exclude=own))
    shown = (document for hit in response.hits for document in (hit.document, *hit.duplicates))
    for rank, document in enumerate(shown):
        yield document, 1.0 / (1 + rank)


def _measures(judged: list[Judged], run: dict[str, dict[str, float]]) -> dict[str, float]:
    import ir_measures
    from ir_measures import AP, RR, P, R, Success, nDCG

    gains = {grade: 2**grade - 1 for grade in range(10)}
    wanted = {
        "nDCG@10": nDCG(cutoff=CUT, gains=gains),
        "R@10": R @ CUT,
        "MAP@10": AP @ CUT,
        "MRR@10": RR @ CUT,
        "P@10": P @ CUT,
        "Success@3": Success @ 3,
    }
    grades = {question.id: question.grades for question in judged}
    found = ir_measures.calc_aggregate(list(wanted.values()), grades, run)
    return {name: float(found[measure]) for name, measure in wanted.items()}


def _judged(folder: Path, queries: str) -> Iterator[Judged]:
    grades: dict[str, dict[str, int]] = {}
    for number, line in enumerate(_lines(folder / "qrels.tsv"), 1):
        try:
            query, document, grade = line.split("\t")
            grades.setdefault(query, {})[document_id(document)] = int(grade)
        except ValueError:
            raise ContentError(f"{folder / 'qrels.tsv'}, line {number}: wants query, document and grade.") from None
    for number, line in enumerate(_lines(folder / f"{queries}.jsonl"), 1):
        try:
            row = json.loads(line)
            query, text = str(row["id"]), str(row["text"])
        except (ValueError, KeyError, TypeError):
            raise ContentError(f"{folder / queries}.jsonl, line {number}: wants an object with id and text.") from None
        if query in grades:
            yield Judged(query, text, grades[query])


def _check_held(judged: list[Judged], ids: set[str], folder: Path) -> None:
    if missing := sorted({document for question in judged for document in question.grades} - ids):
        raise ContentError(
            f"The library in use does not hold {', '.join(missing[:5])}, which {folder / 'qrels.tsv'} names.",
            f"Ingest them, or give the folder a {CORPUS} of its own.",
        )


def _lines(path: Path) -> list[str]:
    if not path.is_file():
        raise ContentError(f"{path} is missing.", "An evaluation folder has corpus.jsonl, queries.jsonl and qrels.tsv.")
    return [line for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


def _library(folder: Path, settings: Settings, task: str, report: Report) -> tuple[Library, float | None]:
    """The library to ask, and how long ingesting its corpus took (None where it was there already)."""
    corpus = folder / CORPUS
    if not corpus.is_file():
        return Library(settings), None
    kind = Kind.CASE if task == "similar" else Kind.REGULATION
    with corpus.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()[:16]
    own = settings.model_copy(update={"library": settings.cache / "evaluation" / f"{digest}-{kind.value}"})
    library = Library(own, create=True)
    begin = time.perf_counter()
    result = library.ingest([corpus], kind=kind, report=report)
    if result.failed:
        library.close()
        raise ContentError(f"{corpus}: {result.failed[0].reason}", result.failed[0].advice)
    return library, time.perf_counter() - begin if result.added else None
