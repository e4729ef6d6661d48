"""The options by which a question is asked, the same for every command that takes one."""

from __future__ import annotations

from typing import Annotated

import typer

from kb.model.document import Kind
from kb.model.result import Filter, SearchRequest

KindOption = Annotated[Kind | None, typer.Option("--kind", help="Only this kind of document.")]
CountOption = Annotated[int, typer.Option("-k", help="How many documents.", min=1, max=1000)]
FiltersOption = Annotated[
    list[str] | None,
    typer.Option("--filter", help="field=value, such as country=CN, year=2010..2020, status=in_force; repeatable."),
]
PlainOption = Annotated[
    bool, typer.Option("--plain", help="Take every word as text: no filters from words, no synonyms.")
]
NoWordsOption = Annotated[bool, typer.Option("--no-words", help="Search by meaning alone.")]
NoMeaningOption = Annotated[bool, typer.Option("--no-meaning", help="Search by words alone.")]
NoRerankOption = Annotated[bool, typer.Option("--no-rerank", help="Without the model that KB_RERANKER names.")]
NoSynonymsOption = Annotated[bool, typer.Option("--no-synonyms", help="No synonyms and translations.")]
NoConditionsOption = Annotated[bool, typer.Option("--no-conditions", help="No filters from the words.")]
WithoutOption = Annotated[
    list[str] | None, typer.Option("--without", help="A synonym or translation not to be used; repeatable.")
]
AsWordsOption = Annotated[
    list[str] | None,
    typer.Option("--as-words", help="Words that are to stay words and make no filter or look-up; repeatable."),
]
ExplainOption = Annotated[bool, typer.Option("--explain", help="Say how each score comes about.")]


def asked(
    text: str,
    kind: Kind | None = None,
    filters: list[str] | None = None,
    k: int = 10,
    *,
    plain: bool = False,
    no_words: bool = False,
    no_meaning: bool = False,
    no_rerank: bool = False,
    no_synonyms: bool = False,
    no_conditions: bool = False,
    without: list[str] | None = None,
    as_words: list[str] | None = None,
) -> SearchRequest:
    """The request that the options make. Raises BadParameter for a filter that is none."""
    return SearchRequest(
        text,
        kind,
        tuple(parse_filter(one) for one in filters or ()),
        k,
        understand=not (plain or no_conditions),
        expand=not (plain or no_synonyms),
        keyword=not no_words,
        semantic=not no_meaning,
        rerank=not no_rerank,
        leave_out=tuple(without or ()),
        as_words=tuple(as_words or ()),
        facets=False,
    )


def parse_filter(text: str) -> Filter:
    """`country=CN`, `kind=case,plan`, `year=2010..2020`, `deaths=10..`."""
    name, separator, value = text.partition("=")
    if not separator or not value:
        raise typer.BadParameter(f"{text!r} is no filter; write field=value.")
    from kb.catalogue.selecting import NUMBERS

    if name not in NUMBERS:
        return Filter(name, tuple(part.strip() for part in value.split(",") if part.strip()))
    low, dots, high = value.partition("..")
    try:
        first = int(low) if low else None
        last = (int(high) if high else None) if dots else first
    except ValueError:
        raise typer.BadParameter(f"{name} wants whole numbers: {name}=2015, {name}=2010..2020, {name}=2010..") from None
    return Filter(name, low=first, high=last)
