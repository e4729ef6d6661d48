"""`kb saved` and `kb history`: searches that are kept."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Annotated, Any

import typer

from kb.cli.console import JsonOption, LibraryOption, open_library, out
from kb.cli.question import (
    CountOption,
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
from kb.model.saved import PastSearch, SavedSearch

saved_app = typer.Typer(help="Searches under a name, with what is new since they were last looked at.")

NameArgument = Annotated[str, typer.Argument(help="Name of the saved search.")]


@saved_app.callback(invoke_without_command=True)
def saved(context: typer.Context, library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """Searches under a name, with what is new since they were last looked at; alone, the command lists them."""
    if context.invoked_subcommand is not None:
        return
    from kb.cli.printing import line, print_json

    found = open_library(library).saved.all()
    if as_json:
        print_json(out, [asdict(one) for one in found])
        return
    for one in found:
        out.print(line(f"{one.name}: {_news(one)}", style="bold" if one.new or one.changed else ""))
        out.print(line(f"   {one.request.text}", style="dim"))
    if not found:
        out.print('No search is saved. Save one with `kb saved add NAME "..."`.')


@saved_app.command()
def add(
    name: NameArgument,
    text: Annotated[list[str], typer.Argument(help="The question, as for `kb search`.")],
    kind: KindOption = None,
    filters: FiltersOption = None,
    library: LibraryOption = None,
    plain: PlainOption = False,
    no_words: NoWordsOption = False,
    no_meaning: NoMeaningOption = False,
    no_rerank: NoRerankOption = False,
    no_synonyms: NoSynonymsOption = False,
    no_conditions: NoConditionsOption = False,
    without: WithoutOption = None,
) -> None:
    """Save a search; what it finds today counts as seen."""
    from kb.cli.printing import line

    request = asked(
        " ".join(text),
        kind,
        filters,
        plain=plain,
        no_words=no_words,
        no_meaning=no_meaning,
        no_rerank=no_rerank,
        no_synonyms=no_synonyms,
        no_conditions=no_conditions,
        without=without,
    )
    made = open_library(library).saved.add(name, request)
    out.print(line(f"Saved as “{made.name}”."))


@saved_app.command()
def run(
    name: NameArgument,
    k: CountOption = 10,
    library: LibraryOption = None,
    as_json: JsonOption = False,
    explain: ExplainOption = False,
) -> None:
    """Ask a saved search again: hits are marked new or changed since last time."""
    from kb.cli.printing import line, print_json, print_response, response_json

    news = open_library(library).saved.look(name)
    response = replace(news.response, hits=news.response.hits[:k])
    marks = dict.fromkeys(news.changed, "changed") | dict.fromkeys(news.new, "new")
    if as_json:
        since = {"name": name, "looked": news.saved.looked, "new": sorted(news.new), "changed": sorted(news.changed)}
        print_json(out, {**response_json(response), "saved": since})
        return
    print_response(out, response, explain=explain, marks=marks)
    counted = replace(news.saved, new=len(news.new), changed=len(news.changed))
    out.print(line(f"{name}: {_news(counted)}", style="bold"))


@saved_app.command()
def remove(name: NameArgument, library: LibraryOption = None) -> None:
    """Forget a saved search."""
    from kb.cli.printing import line

    open_library(library).saved.remove(name)
    out.print(line(f"“{name}” is forgotten."))


def history(
    limit: Annotated[int | None, typer.Option("--limit", help="How many, the latest first.", min=1)] = None,
    clear: Annotated[bool, typer.Option("--clear", help="Forget all questions.")] = False,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Questions asked lately, with how many documents they found."""
    from kb.cli.printing import line, print_json

    opened = open_library(library)
    if clear:
        out.print(f"{opened.history.clear()} questions are forgotten.")
        return
    past = opened.history.questions(limit)
    if as_json:
        print_json(out, [_past_json(one) for one in past])
        return
    for one in past:
        out.print(line(f"{one.asked.astimezone():%Y-%m-%d %H:%M}  {one.found:>5}  {one.request.text}"))
    if not opened.history.on:
        out.print("The history is switched off (KB_HISTORY).")
    elif not past:
        out.print("Nothing has been asked yet.")


def _past_json(one: PastSearch) -> dict[str, Any]:
    return {"asked": one.asked, "found": one.found, "request": asdict(one.request)}


def _news(saved: SavedSearch) -> str:
    counts = [f"{saved.new} new"] if saved.new else []
    counts += [f"{saved.changed} changed"] if saved.changed else []
    return f"{', '.join(counts) or 'nothing new'} since {saved.looked.astimezone():%Y-%m-%d %H:%M}"
