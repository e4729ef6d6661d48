"""The formats in which a result list can be taken away, by a file's ending."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kb.brief.bibtex import bibtex_of
from kb.brief.records import records_of
from kb.brief.results import ResultList
from kb.brief.ris import ris_of
from kb.brief.table import csv_of
from kb.errors import QueryError


@dataclass(frozen=True, slots=True)
class Format:
    """A file format: its media type, and what makes the file's content."""

    media: str
    content: Callable[[ResultList], bytes]


def _docx(results: ResultList) -> bytes:
    from kb.brief.results_docx import docx_of  # python-docx is needed for this format only

    return docx_of(results)


FORMATS = {
    ".csv": Format("text/csv", csv_of),
    ".docx": Format("application/vnd.openxmlformats-officedocument.wordprocessingml.document", _docx),
    ".ris": Format("application/x-research-info-systems", lambda results: ris_of(records_of(results))),
    ".bib": Format("application/x-bibtex", lambda results: bibtex_of(records_of(results))),
}
"""Formats by ending."""


def format_for(path: Path) -> Format:
    """The format that a file's ending names. Raises QueryError for another ending."""
    try:
        return FORMATS[path.suffix.lower()]
    except KeyError:
        raise QueryError(
            f"{path.name}: its ending names no format that results can be exported in.",
            f"Name a file that ends in {', '.join(FORMATS)}.",
        ) from None
