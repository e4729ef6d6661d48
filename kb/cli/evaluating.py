"""`kb eval`: judged questions asked, kept and compared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from kb.cli.console import JsonOption, LibraryOption, err, out, read_settings

if TYPE_CHECKING:
    from kb.evaluate import Comparison, Evaluation
    from kb.evaluate.comparing import Change


def evaluate(
    folder: Annotated[
        Path,
        typer.Argument(
            help="Folder with queries.jsonl, qrels.tsv and, unless the library in use is meant, corpus.jsonl."
        ),
    ],
    task: Annotated[str, typer.Option("--task", help="search or similar.")] = "search",
    queries: Annotated[
        str, typer.Option("--queries", help="Name of the questions' file without its ending.")
    ] = "queries",
    qrels: Annotated[str, typer.Option("--qrels", help="Name of the judgements' file without its ending.")] = "qrels",
    documents: Annotated[
        bool, typer.Option("--documents", help="Judge documents also where the judgements name places in them.")
    ] = False,
    without: Annotated[
        list[str] | None,
        typer.Option("--without", help="Part to switch off, such as keyword, semantic, expansion; repeatable."),
    ] = None,
    saved: Annotated[Path | None, typer.Option("--save", help="Keep the run in this file (JSON).")] = None,
    against: Annotated[
        Path | None, typer.Option("--against", help="Compare with a run that was saved over the same questions.")
    ] = None,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure relevance and speed on judged questions, and compare two runs."""
    from kb.cli.printing import print_json
    from kb.cli.progress import bar
    from kb.evaluate import SWITCHES, compare, load, save
    from kb.evaluate import evaluate as run

    if task not in ("search", "similar"):
        raise typer.BadParameter("--task is `search` or `similar`.")
    if unknown := [name for name in without or () if name not in SWITCHES]:
        raise typer.BadParameter(f"--without is one of {', '.join(SWITCHES)}, not {', '.join(unknown)}.")
    earlier = None if against is None else load(against)
    with bar(err) as report:
        found = run(
            folder,
            read_settings(library),
            task=task,
            queries=queries,
            qrels=qrels,
            without=without or (),
            documents_only=documents,
            report=report,
        )
    if saved is not None:
        save(found, saved)
    compared = None if earlier is None else compare(earlier, found)
    if as_json:
        print_json(out, _json(found, compared))
        return
    print_evaluation(out, found)
    if compared is not None:
        print_comparison(out, compared)


def _json(found: Evaluation, compared: Comparison | None) -> dict[str, Any]:
    told = asdict(found)
    del told["answers"]
    return told if compared is None else told | {"against": asdict(compared)}


def print_evaluation(console: Console, found: Evaluation) -> None:
    """Measures, latency, rate and counts."""
    from kb.cli.printing import line

    off = f", without {', '.join(found.without)}" if found.without else ""
    console.print(
        line(
            f"{found.folder} ({found.task}{off}): {found.documents:,} documents, {found.passages:,} passages, "
            f"{found.queries:,} questions"
        )
    )
    console.print("  ".join(f"{name} {value:.3f}" for name, value in found.measures.items()))
    console.print(f"one question: p50 {found.p50 * 1000:.0f} ms, p95 {found.p95 * 1000:.0f} ms")
    if found.ingest_seconds and found.passages_per_second:
        console.print(f"ingested in {found.ingest_seconds:.0f} s, {found.passages_per_second:,.0f} passages/s")
    else:
        console.print("the library was there already")


def print_comparison(console: Console, compared: Comparison) -> None:
    """A line a measure, then the questions that won and lost most."""
    table = Table(box=None, pad_edge=False)
    table.add_column("Measure")
    for name in ("Before", "After", "Difference", "Won", "Lost", "Tied", "p"):
        table.add_column(name, justify="right")
    for one in compared.measures:
        table.add_row(
            one.measure,
            f"{one.before:.3f}",
            f"{one.after:.3f}",
            f"{one.difference:+.3f}",
            f"{one.won:,}",
            f"{one.lost:,}",
            f"{one.tied:,}",
            f"{one.p:.3f}",
        )
    console.print()
    console.print(table)
    _print_changes(console, "Largest wins", compared.wins)
    _print_changes(console, "Largest losses", compared.losses)


def _print_changes(console: Console, heading: str, changes: Iterable[Change]) -> None:
    from kb.cli.printing import line

    for number, one in enumerate(changes):
        if not number:
            console.print(f"\n{heading} (change of nDCG@10, rank of the first right answer)")
        ranks = f"{_rank(one.first_before)} → {_rank(one.first_after)}"
        console.print(line(f"{one.after - one.before:+.3f}  {ranks}  {one.id}  {one.text}"))


def _rank(first: int | None) -> str:
    return "none" if first is None else str(first)
