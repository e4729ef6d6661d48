"""`kb clusters`: cases grouped by what went wrong in the rescue, with what they teach."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kb.cli.console import JsonOption, LibraryOption, open_library, out
from kb.cli.exporting import ForceOption, LanguageOption, check_free, write_file
from kb.errors import QueryError

if TYPE_CHECKING:
    from rich.console import Console

    from kb.model.clusters import Cluster, Lesson, Member


def clusters(
    code: Annotated[str | None, typer.Argument(help="A group; without it all groups are listed.")] = None,
    library: LibraryOption = None,
    lang: LanguageOption = "en",
    export: Annotated[Path | None, typer.Option("--export", help="Write a hand-out of the group: .docx.")] = None,
    force: ForceOption = False,
    as_json: JsonOption = False,
) -> None:
    """Group cases by what went wrong in the rescue: who belongs, what they teach, which articles answer."""
    from kb.cli.printing import line, print_json
    from kb.wording import say

    if export:
        if code is None:
            raise QueryError("A hand-out is of one group.", "Name the group; `kb clusters` lists them.")
        if export.suffix.lower() != ".docx":
            raise QueryError(f"{export.name}: a hand-out is a Word file.", "Name a file that ends in .docx.")
        check_free(export, force=force)
    opened = open_library(library)
    if code is None:
        groups = opened.clusters(lang)
        if as_json:
            print_json(out, [asdict(one) for one in groups])
            return
        for one in groups:
            out.print(line(f"{one.code}  {one.label}", "bold"))
            out.print(line(f"  {say(lang, 'lessons.size', known=one.known, hinted=one.hinted)}", "dim"))
        return
    found = opened.cluster(code, lang)
    if export:
        from kb.brief.lessons_docx import docx_of

        write_file(export, docx_of(found), force=force)
        out.print(line(f"{found.group.label}: {len(found.members)} cases are in {export}."))
    elif as_json:
        print_json(out, asdict(found))
    else:
        print_cluster(out, found)


def print_cluster(console: Console, found: Cluster) -> None:
    """A group: lessons with the sentences they rest on, articles, then its cases; each with its place."""
    from kb.cli.printing import line
    from kb.wording import say

    console.print(line(found.group.label, "bold"))
    console.print(line(found.group.about))
    for heading, lessons in (("shared", found.shared), ("single", found.single)):
        if lessons:
            console.print(line(f"\n{say(found.language, f'lessons.{heading}')}", "bold"))
        for one in lessons:
            _lesson(console, one, found.language)
    if found.articles:
        console.print(line(f"\n{say(found.language, 'lessons.articles')}", "bold"))
    for article in found.articles:
        status = say(found.language, f"status.{article.status.value}")
        why = article.why or say(found.language, "lessons.cited", count=len(article.cited))
        console.print(line(f"  {article.label} · {article.title} · {status} · {why}"))
    for heading, members in (("members", found.members), ("hinted", found.hinted)):
        if members:
            console.print(line(f"\n{say(found.language, f'lessons.{heading}')}", "bold"))
        for member in members:
            _member(console, member)


def _lesson(console: Console, one: Lesson, language: str) -> None:
    from kb.cli.printing import line
    from kb.wording import say

    console.print(line(f"  {one.label} ({say(language, 'lessons.cases', count=len(one.cases))})"))
    for told in one.told:
        console.print(line(f"    {told.document}#{told.anchor}  {told.text}", "dim"))


def _member(console: Console, one: Member) -> None:
    from kb.cli.printing import line

    console.print(line(f"  {one.case}  {one.title}"))
    for trouble in one.troubles:
        console.print(
            line(f"    {trouble.label}: {trouble.told.text} [{trouble.told.document}#{trouble.told.anchor}]", "dim")
        )
