"""`kb compare`: two to four cases side by side."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from kb.cli.console import JsonOption, LibraryOption, open_library, out
from kb.cli.exporting import ForceOption, LanguageOption, check_free, write_file

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
        from kb.brief.comparison_formats import format_for

        written = format_for(export)
        check_free(export, force=force)
    found = open_library(library).compare(cases, lang)
    if export:
        write_file(export, written.content(found), force=force)
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
