"""The commands of `kb`.

Exit codes: 0 done, 1 the request failed or differences were found, 2 wrong usage, 3 done but some files failed,
130 interrupted.
"""

from __future__ import annotations

import logging
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.logging import RichHandler

from kb.cli.cards import card
from kb.cli.clusters import clusters
from kb.cli.comparing import compare
from kb.cli.console import JsonOption, LibraryOption, err, out, read_settings
from kb.cli.console import open_library as _open
from kb.cli.corpus import corpus_app
from kb.cli.evaluating import evaluate
from kb.cli.exporting import ExportOption, ForceOption, FoundOption, LanguageOption, check_target, write_results
from kb.cli.question import (
    AsWordsOption,
    ExplainOption,
    FiltersOption,
    KindOption,
    NoConditionsOption,
    NoMeaningOption,
    NoRerankOption,
    NoSynonymsOption,
    NoWordsOption,
    PlainOption,
    WithoutOption,
    asked,
)
from kb.cli.saved import history, saved_app
from kb.cli.similar import similar
from kb.cli.suggesting import suggest
from kb.errors import KbError
from kb.model.document import Kind
from kb.model.view import FileState

app = typer.Typer(
    name="kb",
    help="Precedent: regulations, emergency plans and accident cases, searched with their sources.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.add_typer(corpus_app, name="corpus")
app.command()(suggest)
app.command()(similar)
app.command()(card)
app.command()(compare)
app.command()(clusters)
app.add_typer(saved_app, name="saved")
app.command()(history)


@app.command()
def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Files and folders; folders are read with all below them.")],
    kind: Annotated[
        Kind | None, typer.Option("--kind", help="What the documents are; recognised when not given.")
    ] = None,
    library: LibraryOption = None,
    prune: Annotated[bool, typer.Option("--prune", help="Remove documents whose files have vanished.")] = False,
) -> None:
    """Read files into the library and publish them together."""
    from kb.cli.printing import print_run
    from kb.cli.progress import bar

    opened = _open(library, create=True)
    try:
        with bar(err) as report:
            result = opened.ingest(paths, kind=kind, prune=prune, report=report)
    except KeyboardInterrupt:
        err.print("Interrupted. The published library is as it was; run the same command again to go on.")
        raise typer.Exit(130) from None
    print_run(out, result)
    raise typer.Exit(3 if result.failed else 0)


@app.command()
def search(
    text: Annotated[str, typer.Argument(help="A question or some words, English or Chinese.")],
    kind: KindOption = None,
    filters: FiltersOption = None,
    k: FoundOption = None,
    library: LibraryOption = None,
    as_json: JsonOption = False,
    export: ExportOption = None,
    lang: LanguageOption = "en",
    force: ForceOption = False,
    explain: ExplainOption = False,
    plain: PlainOption = False,
    no_words: NoWordsOption = False,
    no_meaning: NoMeaningOption = False,
    no_rerank: NoRerankOption = False,
    no_synonyms: NoSynonymsOption = False,
    no_conditions: NoConditionsOption = False,
    without: WithoutOption = None,
    as_words: AsWordsOption = None,
) -> None:
    """Find passages by words and by meaning, with their citations."""
    from kb.cli.printing import line, print_json, print_response, response_json

    most = 10
    if export:
        from kb.brief.results import MOST

        check_target(export, force=force)
        most = MOST
    request = asked(
        text,
        kind,
        filters,
        k or most,
        plain=plain,
        no_words=no_words,
        no_meaning=no_meaning,
        no_rerank=no_rerank,
        no_synonyms=no_synonyms,
        no_conditions=no_conditions,
        without=without,
        as_words=as_words,
    )
    opened = _open(library)
    response = opened.search(request)
    opened.history.remember(response)
    if export:
        out.print(line(write_results(opened, response, export, lang, force=force)))
    elif as_json:
        print_json(out, response_json(response))
    else:
        print_response(out, response, explain=explain)


@app.command()
def show(
    address: Annotated[str, typer.Argument(help="Document id, or id#anchor for one section.")],
    version: Annotated[int | None, typer.Option("--version", help="An earlier version of the document.")] = None,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print a document or a passage with its citation."""
    from kb.cli.printing import print_document, print_json
    from kb.model.sections import document_text

    document, _, anchor = address.partition("#")
    view = _open(library).document(document, version)
    if as_json:
        text = document_text(view, anchor or None)
        print_json(out, {"card": view.card.model_dump(mode="json"), "anchor": anchor, "text": text})
    else:
        print_document(out, view, anchor or None)


@app.command()
def status(library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """Counts, sizes and generations of the library."""
    from kb.cli.printing import print_json, print_status

    found = _open(library).status()
    if as_json:
        print_json(out, asdict(found))
    else:
        print_status(out, found)


@app.command()
def ledger(
    state: Annotated[FileState | None, typer.Option("--state", help="Only files in this state.")] = None,
    limit: Annotated[int | None, typer.Option("--limit", help="How many, newest first.", min=1)] = None,
    library: LibraryOption = None,
) -> None:
    """What became of each file: state, reader, counts, seconds, reason."""
    from kb.cli.printing import print_ledger

    print_ledger(out, _open(library).ledger(state, limit))


@app.command()
def verify(library: LibraryOption = None) -> None:
    """Compare the catalogue with both indexes and the kept originals; exit 1 and a list when they differ."""
    from kb.cli.printing import line

    problems = _open(library).verify()
    for problem in problems:
        out.print(line(problem))
    if problems:
        err.print("Run `kb rebuild` to make the indexes anew from the catalogue.")
        raise typer.Exit(1)
    out.print("The catalogue, both indexes and the originals agree.")


@app.command()
def rebuild(
    library: LibraryOption = None,
    reembed: Annotated[bool, typer.Option("--reembed", help="Change over to the model that KB_MODEL names.")] = False,
) -> None:
    """Make the indexes anew from the catalogue alone; needs no model."""
    from kb.cli.progress import bar

    opened = _open(library, any_model=reembed)
    with bar(err) as report:
        number = opened.rebuild(reembed=reembed, report=report)
    out.print(f"Generation {number} is published.")


@app.command()
def rollback(library: LibraryOption = None) -> None:
    """Return to the generation before the published one."""
    out.print(f"Generation {_open(library).roll_back()} is in use again.")


@app.command()
def remove(document: Annotated[str, typer.Argument(help="Document id.")], library: LibraryOption = None) -> None:
    """Take a document out of the library; its file stays where it is."""
    from kb.cli.printing import line

    number = _open(library).remove(document)
    out.print(line(f"{document} is removed. Generation {number} is published."))


app.command("eval")(evaluate)


@app.command()
def setup() -> None:
    """Make the optimised embedding model once; quick when it is there."""
    from kb.embed import prepare_encoder, prepare_reranker

    prepare_encoder(read_settings(), err.print)
    prepare_reranker(read_settings(), err.print)


def main() -> None:
    """Run `kb`; every error that a person can mend is a sentence and exit code 1."""
    logging.basicConfig(
        level=logging.WARNING, format="%(message)s", handlers=[RichHandler(console=err, show_path=False)]
    )
    try:
        app()
    except KbError as failed:
        _say(failed.message, failed.advice)
    except OSError as failed:
        about = f"{failed.filename}: " if failed.filename else ""
        _say(f"{about}{failed.strerror or failed}", "Check the path, its permissions and the free space.")
    sys.exit(1)


def run() -> None:
    """Run `kb` as a program: end as soon as the answer is out, half a second before all libraries are taken apart."""
    try:
        main()
    except SystemExit as done:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(done.code if isinstance(done.code, int) else int(done.code is not None))


def _say(*sentences: str) -> None:
    from kb.cli.printing import line

    for sentence in filter(None, sentences):
        err.print(line(sentence))
