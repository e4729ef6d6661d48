"""`kb corpus`: work on the documents that ship."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from kb.cli.console import JsonOption, out, read_settings

corpus_app = typer.Typer(help="The documents that ship with the project.", no_args_is_help=True)


@corpus_app.callback()
def corpus() -> None:
    """The documents that ship with the project."""


@corpus_app.command()
def check(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Report on these files only; all are read for the links between them.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Check format, codes, dates, links, sources, figures, languages and lengths; exit 1 if anything is wrong."""
    from ingest.corpus import check_corpus
    from kb.cli.printing import line, print_json

    folder = read_settings().corpus.resolve()
    checked = check_corpus(folder)
    wanted = {path.resolve() for path in paths or ()}
    findings = [one for one in checked.findings if not wanted or folder / one.file in wanted]
    if as_json:
        print_json(out, [asdict(one) for one in findings])
    else:
        for one in findings:
            out.print(line(": ".join(part for part in (one.file, one.where, one.problem) if part)))
        read = f"{checked.documents} files"
        out.print(f"{read} are right." if not findings else f"{len(findings)} findings in {read}.")
    raise typer.Exit(1 if findings else 0)
