"""Writing a result list to a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from kb.errors import KbError

if TYPE_CHECKING:
    from kb.library import Library
    from kb.model.result import SearchResponse

FoundOption = Annotated[
    int | None, typer.Option("-k", help="How many documents (10, or 100 with --export).", min=1, max=1000)
]
ExportOption = Annotated[
    Path | None,
    typer.Option("--export", help="Write what was found to a file instead: .csv, .docx, .ris or .bib."),
]
LanguageOption = Annotated[Literal["en", "zh"], typer.Option("--lang", help="Language of the exported file.")]
ForceOption = Annotated[bool, typer.Option("--force", help="Let --export overwrite a file.")]


def check_target(file: Path, *, force: bool) -> None:
    """Raise before any work where the file's ending names no format, or another file would be overwritten unasked."""
    from kb.brief.formats import format_for

    format_for(file)
    check_free(file, force=force)


def check_free(file: Path, *, force: bool) -> None:
    """Raise where a file is there already, unless `force`."""
    if file.exists() and not force:
        raise _there(file)


def write_file(file: Path, content: bytes, *, force: bool) -> None:
    """Write a file; one that is there already only with `force`. Raises KbError."""
    try:
        with file.open("wb" if force else "xb") as target:
            target.write(content)
    except FileExistsError:
        raise _there(file) from None
    except OSError as failed:
        raise KbError(
            f"{file} cannot be written: {failed.strerror}.", "Name a file in a folder that is there."
        ) from None


def write_results(library: Library, response: SearchResponse, file: Path, language: str, *, force: bool) -> str:
    """Write what was found to a file and say how much that is. An existing file is overwritten only with `force`."""
    from kb.brief.formats import format_for

    results = library.results_of(response, language)
    content = format_for(file).content(results)
    write_file(file, content, force=force)
    said = f"{len(results.results)} of {results.found} documents found are in {file}."
    return f"{response.message}\n{said}" if response.message else said


def _there(file: Path) -> KbError:
    return KbError(f"{file} is there already; nothing was written.", "Choose another name, or add --force.")
