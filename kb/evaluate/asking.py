"""Asking the judged questions of a folder."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from pathlib import Path
from statistics import fmean, quantiles
from typing import Any

from ingest.readers.ids import document_id
from kb.errors import ContentError, QueryError
from kb.evaluate.judgements import CORPUS, Judged, Places, placed, read_judged
from kb.evaluate.measures import CUT, per_question
from kb.evaluate.run import SWITCHES, Answer, Evaluation
from kb.index.generation import FORMAT
from kb.library import Library
from kb.model.document import Kind
from kb.model.result import SearchRequest
from kb.model.view import Progress
from kb.settings import Settings

Report = Callable[[Progress], None]


def evaluate(
    folder: Path,
    settings: Settings,
    *,
    task: str = "search",
    queries: str = "queries",
    qrels: str = "qrels",
    without: Collection[str] = (),
    documents_only: bool = False,
    report: Report = lambda _: None,
) -> Evaluation:
    """Ask everything of a library of the folder's corpus (kept by content, so that a second run is quick).

    `task` is `search` (Library.search) or `similar` (Library.similar_to_text, where documents are judged). `without`
    are names in SWITCHES. A judged place counts as found where the best passage of its document, or one shown with it,
    has its anchor or one below it; with `documents_only` the document is enough. Raises ContentError naming the file
    that is missing or wrong, or judged documents and places that the library does not hold.
    """
    if task != "search" and without:
        raise QueryError("Parts can be switched off in a search only.", "Leave out --without, or use --task search.")
    documents_only |= task == "similar"
    switched_off: dict[str, Any] = dict.fromkeys((SWITCHES[name] for name in without), False)
    request = replace(SearchRequest("", k=CUT), **switched_off)
    judged = read_judged(folder, queries, qrels)
    library, seconds = _library(folder, settings, task, report)
    try:
        judged, places = placed(judged, library, folder, documents_only=documents_only)
        ids = {summary.id for summary in library.documents()}
        rankings: dict[str, list[str]] = {}
        times = []
        for done, question in enumerate(judged):
            report(Progress("ask", done, len(judged)))
            own = tuple({document_id(question.id)} & ids)
            begin = time.perf_counter()
            if task == "similar":
                rankings[question.id] = [one.document for one in library.similar_to_text(question.text, CUT, own)]
            else:
                rankings[question.id] = list(
                    _ranking(library, replace(request, text=question.text, exclude=own), question, places)
                )
            times.append(time.perf_counter() - begin)
        status = library.status()
    finally:
        library.close()
    cuts = quantiles(times, n=20) if len(times) > 1 else times * 19
    measures = per_question({one.id: one.grades for one in judged}, rankings)
    answers = tuple(Answer(one.id, one.text, one.grades, tuple(rankings[one.id]), measures[one.id]) for one in judged)
    return Evaluation(
        folder=str(folder),
        task=task,
        asked=queries,
        judged=qrels,
        without=tuple(sorted(without)),
        documents_only=documents_only,
        model=status.model,
        generation=status.generation,
        documents=sum(status.documents.values()),
        passages=status.passages,
        queries=len(answers),
        measures={name: fmean(one.measures[name] for one in answers) for name in answers[0].measures},
        p50=cuts[9],
        p95=cuts[18],
        ingest_seconds=seconds,
        passages_per_second=status.passages / seconds if seconds else None,
        answers=answers,
    )


def _ranking(library: Library, request: SearchRequest, question: Judged, places: Places) -> Iterator[str]:
    """What is found, as the judgements name it; a document has a rank for each judged place that it was found with."""
    for hit in library.search(request).hits:
        for document in (hit.document, *hit.duplicates):
            yield from places.of(document, hit, question.grades)


def _library(folder: Path, settings: Settings, task: str, report: Report) -> tuple[Library, float | None]:
    """The library to ask, and how long ingesting its corpus took (None where it was there already)."""
    corpus = folder / CORPUS
    if not corpus.is_file():
        return Library(settings), None
    kind = Kind.CASE if task == "similar" else Kind.REGULATION
    own = settings.model_copy(
        update={"library": settings.cache / "evaluation" / f"{_made_of(corpus, settings)}-{kind}"}
    )
    library = Library(own, create=True)
    begin = time.perf_counter()
    result = library.ingest([corpus], kind=kind, report=report)
    if result.failed:
        library.close()
        raise ContentError(f"{corpus}: {result.failed[0].reason}", result.failed[0].advice)
    return library, time.perf_counter() - begin if result.added else None


def _made_of(corpus: Path, settings: Settings) -> str:
    """What a library of this corpus depends on, in 16 letters: texts, rules that read attributes, layout of indexes."""
    digest = hashlib.sha256(FORMAT.encode())
    for path in (corpus, *sorted((settings.corpus / "taxonomy").rglob("*.csv"))):
        with path.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()[:16]
