"""`kb card`: what is known of a case, value by value, with how it is known and from which sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from kb.cli.console import JsonOption, LibraryOption, open_library, out, read_settings
from kb.errors import NotFound
from kb.model.attributes import LISTS, Attributes
from kb.model.case import CaseCard, Casualties
from kb.model.taxonomy import Taxonomy
from kb.model.value import Known, current


def card(
    case: Annotated[str, typer.Argument(help="Id of a case, or a file that tells of one.")],
    record: Annotated[str | None, typer.Option("--record", help="Which case of a file with many, by id.")] = None,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a case's attributes, each stated, extracted or inferred, with its sentence; what is unknown is said."""
    from kb.cli.printing import line, print_json

    settings = read_settings(library)
    others = 0
    if Path(case).is_file():
        from ingest.cases import cases_of

        read = cases_of(Path(case), settings)
        chosen = [one for one in read if record in (None, one.card.id)]
        if not chosen:
            known = ", ".join(one.card.id for one in read[:5])
            raise NotFound(f"{case} has no case {record!r}.", f"Its first cases are {known}.")
        found, attributes, others = chosen[0].card, chosen[0].attributes, len(read) - 1
    else:
        found, attributes = open_library(library).case(case)
    taxonomy = Taxonomy.load(settings.corpus / "taxonomy")
    if as_json:
        print_json(out, card_json(found, attributes, taxonomy))
        return
    print_card(out, found, attributes, taxonomy)
    if others and record is None:
        out.print(line(f"\nThe file holds {others:,} more cases; --record ID shows another.", "dim"))


def card_json(found: CaseCard, attributes: Attributes, taxonomy: Taxonomy) -> dict[str, Any]:
    """The card as documented in the README."""
    return {
        "card": found.model_dump(mode="json"),
        "attributes": {
            name: [
                {
                    "code": one.code,
                    "label": taxonomy.label(LISTS[name], one.code, "en"),
                    "label_zh": taxonomy.label(LISTS[name], one.code, "zh"),
                    "origin": one.origin.value,
                    "weight": one.weight,
                    "anchor": one.anchor,
                    "sentence": one.sentence,
                }
                for one in founds
            ]
            for name, founds in attributes.values.items()
        },
        "unknown": list(attributes.unknown()),
    }


def print_card(console: Console, found: CaseCard, attributes: Attributes, taxonomy: Taxonomy) -> None:
    """Identity and casualties, then each attribute with its values, then what is unknown."""
    from kb.cli.printing import line

    console.print(line(found.title, "bold"))
    if found.title_zh and found.title_zh != found.title:
        console.print(line(found.title_zh))
    place = ", ".join(part for part in (found.place.city, found.place.province, found.place.country) if part)
    facts = (found.id, found.occurrence.date or "date unknown", place or "place unknown")
    console.print(line(" · ".join(facts), "cyan"))
    console.print(line("; ".join(_figures(found.casualties))))
    language = "zh" if found.language == "zh" else "en"
    for name, founds in attributes.values.items():
        console.print(line(f"\n{name.replace('_', ' ')}", "bold"))
        for one in founds:
            label = taxonomy.label(LISTS[name], one.code, language)
            told = one.origin.value if one.weight == 1 else f"{one.origin.value} {one.weight:.2f}"
            text = line(f"  {label}")
            console.print(text.append_text(line(f"  {one.code} · {told}" if label != one.code else f"  {told}", "dim")))
            if one.sentence:
                address = f"[{one.anchor}] " if one.anchor else ""
                console.print(line(f"      {address}{one.sentence}", "italic"))
    unknown = ", ".join(name.replace("_", " ") for name in attributes.unknown())
    if unknown:
        console.print(line(f"\nUnknown: {unknown}", "yellow"))


def _figures(casualties: Casualties) -> list[str]:
    told = []
    for name in ("deaths", "missing", "injured", "responders_dead", "evacuated"):
        claim = current(getattr(casualties, name))
        words = name.replace("_", " ")
        if claim.state is Known.KNOWN and claim.value is not None:
            source = f" ({claim.source})" if claim.source else ""
            told.append(f"{words} {claim.qualifier + ' ' if claim.qualifier else ''}{claim.value:,.0f}{source}")
        else:
            told.append(f"{words} {claim.state.value.replace('_', ' ')}")
    return told
