"""The formats in which a comparison can be taken away, by a file's ending."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kb.brief.comparison_docx import docx_of
from kb.brief.comparison_markdown import markdown_of
from kb.brief.comparison_pdf import pdf_of
from kb.brief.comparison_xlsx import xlsx_of
from kb.errors import QueryError
from kb.model.comparison import SideBySide


@dataclass(frozen=True, slots=True)
class Format:
    """A file format: its media type, and what makes the file's content."""

    media: str
    content: Callable[[SideBySide], bytes]


_OFFICE = "application/vnd.openxmlformats-officedocument"

FORMATS = {
    ".docx": Format(f"{_OFFICE}.wordprocessingml.document", docx_of),
    ".pdf": Format("application/pdf", pdf_of),
    ".xlsx": Format(f"{_OFFICE}.spreadsheetml.sheet", xlsx_of),
    ".md": Format("text/markdown", markdown_of),
}
"""Formats by ending."""


def format_for(path: Path) -> Format:
    """The format that a file's ending names. Raises QueryError for another ending."""
    try:
        return FORMATS[path.suffix.lower()]
    except KeyError:
        raise QueryError(
            f"{path.name}: its ending names no format that a comparison can be exported in.",
            f"Name a file that ends in {', '.join(FORMATS)}.",
        ) from None
