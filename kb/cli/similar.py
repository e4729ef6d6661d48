"""`kb similar`: cases like a case or like a description, with a figure, a word and the reasons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from kb.cli.console import JsonOption, LibraryOption, open_library, out
from kb.cli.question import CountOption
from kb.errors import QueryError
from kb.model.result import SimilarHit
from kb.model.taxonomy import Taxonomy


def similar(
    document: Annotated[str | None, typer.Argument(help="Id of a case.")] = None,
    text: Annotated[str | None, typer.Option("--text", help="A description instead of a case.")] = None,
    file: Annotated[Path | None, typer.Option("--file", help="A text file (UTF-8) with a description.")] = None,
    preset: Annotated[str, typer.Option("--preset", help="balanced, rescue, plan or trainer.")] = "balanced",
    weight: Annotated[
        list[str] | None, typer.Option("--weight", help="Weight of an attribute, such as substance=3 (0 to 10).")
    ] = None,
    k: CountOption = 10,
    explain: Annotated[bool, typer.Option("--explain", help="Show what each likeness is made of.")] = False,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find cases like a case or like a description."""
    from kb.cli.printing import line, print_json
    from kb.compare.similar import READ
    from kb.text.language import language_of

    if sum(one is not None for one in (document, text, file)) != 1:
        raise typer.BadParameter("Name a case, or describe one with --text or --file.")
    if file is not None:
        text = _read(file)
    weights = dict(_weight(one) for one in weight or ())
    opened = open_library(library)
    if document is not None:
        hits = opened.similar(document, k, preset=preset, weights=weights)
    else:
        hits = opened.similar_to_text(text or "", k, preset=preset, weights=weights)
    if as_json:
        print_json(out, [asdict(hit) for hit in hits])
        return
    spoken = language_of(text) if text else ""
    if spoken and spoken not in READ:
        out.print(line("The description is in neither English nor Chinese; only words known here are compared.", "dim"))
    language = "zh" if spoken == "zh" else "en"
    print_similar(out, hits, language)
    if explain:
        for hit in hits:
            print_parts(out, hit, opened.taxonomy, language)


def print_similar(console: Console, hits: Iterable[SimilarHit], language: str) -> None:
    """Similar cases with figure, word and reasons."""
    from rich.padding import Padding

    from kb.cli.printing import line
    from kb.wording import say

    for number, hit in enumerate(hits, 1):
        title = hit.title_zh if language == "zh" and hit.title_zh else hit.title
        about = ", ".join(str(part) for part in (hit.country, hit.year) if part)
        dead = "deaths unknown" if hit.deaths is None else f"{hit.deaths} dead"
        like = f"{hit.percent} of 100, {say(language, f'likeness.{hit.word}')}"
        console.print(line(f"\n{number}. {title}", style="bold"))
        console.print(line(f"   {hit.document} · {about + ' · ' if about else ''}{dead} · {like}", style="cyan"))
        console.print(Padding(line(hit.summary), (0, 0, 0, 3)))
        if reasons := hit.reasons_zh if language == "zh" else hit.reasons:
            console.print(line(f"   {' · '.join(reasons)}", style="dim"))


def print_parts(console: Console, hit: SimilarHit, taxonomy: Taxonomy, language: str) -> None:
    """What one likeness is made of: its parts, then its attributes."""
    from kb.cli.printing import line
    from kb.wording import attribute_reason, say

    console.print(line(f"\n{hit.document}: likeness {hit.likeness:.2f}", style="bold"))
    for part in hit.parts:
        name = say(language, f"part.{part.name}")
        console.print(line(f"  {name}: cosine {part.cosine:.2f}, counts {part.share:.0%}, adds {part.adds:+.2f}"))
    for role in hit.roles:
        near = say(language, "compare.unknown") if role.meaning is None else f"{role.meaning:.2f}"
        name, words, meaning = (say(language, key) for key in (f"compare.{role.role}", "part.words", "part.meaning"))
        console.print(line(f"    {name}: {words} {role.words:.2f}, {meaning} {near}"))
    for one in hit.attributes:
        told = attribute_reason(taxonomy, one.attribute, one.shared, language, most=10)
        told += "" if one.shared else say(language, "compare.differs")
        console.print(line(f"    {one.share:4.0%} of the attributes, alike {one.similarity:.2f} · {told}"))


def _weight(told: str) -> tuple[str, float]:
    name, _, number = told.partition("=")
    try:
        return name.strip(), float(number)
    except ValueError:
        raise QueryError(f"{told!r} is no weight.", "Write it as substance=3.") from None


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise QueryError(f"{file} cannot be read as a description: {wrong}.", "Name a text file in UTF-8.") from None
