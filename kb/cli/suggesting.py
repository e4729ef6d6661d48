"""`kb suggest`: what may be meant by the beginning of a name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console

from kb.cli.console import JsonOption, LibraryOption, out, read_settings
from kb.model.suggestion import Suggestion


def suggest(
    text: Annotated[str, typer.Argument(help="The beginning of a name, English or Chinese.")],
    limit: Annotated[int, typer.Option("--limit", help="How many at most.", min=1, max=100)] = 8,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Names that the library holds: titles, articles, substances, places, terms."""
    from kb.cli.printing import print_json
    from kb.library import Library

    found = Library(read_settings(library)).suggest(text, limit)
    if as_json:
        print_json(out, [asdict(one) for one in found])
    else:
        print_suggestions(out, found)


def print_suggestions(console: Console, suggestions: Iterable[Suggestion]) -> None:
    """One a line, with what each belongs to and where it lies."""
    from kb.cli.printing import line

    for one in suggestions:
        address = "#".join(part for part in (one.document, one.anchor) if part)
        told = " · ".join(part for part in (one.note, address) if part)
        console.print(line(f"{one.kind.value:<10}{one.text}").append_text(line(f"  {told}" if told else "", "dim")))
