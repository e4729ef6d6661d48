"""`kb compare`: two to four cases side by side."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from kb.cli.console import JsonOption, LibraryOption, open_library, out
from kb.cli.exporting import ForceOption, LanguageOption
from kb.errors import KbError

if TYPE_CHECKING:
    from kb.model.comparison import SideBySide


def compare(
    cases: Annotated[list[str], typer.Argument(help="Ids of two to four cases.")],
    library: LibraryOption = None,
    lang: LanguageOption = "en",
    export: Annotated[
        Path | None, typer.Option("--export", help="Write it to a file instead: .docx, .pdf, .xlsx or .md.")
    ] = None,
    force: ForceOption = False,
    as_json: JsonOption = False,
) -> None:
    """Lay two to four cases side by side: what is the same, what differs, what is unknown."""
    from kb.cli.printing import line, print_json

    if export:
        _check(export, force=force)
    found = open_library(library).compare(cases, lang)
    if export:
        _write(found, export, force=force)
        out.print(line(f"{len(found.columns)} cases side by side are in {export}."))
    elif as_json:
        print_json(out, asdict(found))
    else:
        print_comparison(out, found)


def print_comparison(console: Console, found: SideBySide) -> None:
    """Opening line, then each row with its mark and each case's statements; `=` stands before what all share."""
    from kb.brief.comparison_notes import labels
    from kb.cli.printing import line
    from kb.wording import absent

    for column in found.columns:
        console.print(line(f"{column.id}  {column.title}", "bold"))
    console.print(line(f"\n{found.alike}\n{found.apart}"))
    for section in found.sections:
        console.print(line(f"\n{section.label}", "bold"))
        for row in section.rows:
            console.print(line(f"  {' · '.join(labels(row, found.language))}"))
            for column, cell in zip(found.columns, row.cells, strict=True):
                if not cell:
                    console.print(line(f"    {column.id}  {absent(section, found.language)}", "dim"))
                for one in cell:
                    console.print(line(f"    {column.id} {'=' if one.shared else ' '} {one.text}"))


def _check(file: Path, *, force: bool) -> None:
    from kb.brief.comparison_formats import format_for

    format_for(file)
    if file.exists() and not force:
        raise _there(file)


def _write(found: SideBySide, file: Path, *, force: bool) -> None:
    from kb.brief.comparison_formats import format_for

    content = format_for(file).content(found)
    try:
        with file.open("wb" if force else "xb") as target:
            target.write(content)
    except FileExistsError:
        raise _there(file) from None


def _there(file: Path) -> KbError:
    return KbError(f"{file} is there already; nothing was written.", "Choose another name, or add --force.")
