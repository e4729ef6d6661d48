"""The case library on a map: outlines that ship with the product, a circle for each country or Chinese province."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from kb.model.case_list import CaseRow
from kb.model.result import Filter
from kb.model.taxonomy import Taxonomy
from kb.ui import safe
from kb.ui.cases_address import AREAS, CasesAddress
from kb.ui.cases_chart import show_chart
from kb.ui.cases_rows import CaseWords
from kb.ui.cases_table import Go
from kb.ui.language import listed, tr

if TYPE_CHECKING:
    import altair as alt

MAPS = Path(__file__).parent / "maps"

FIELDS = {"world": "country", "china": "province"}


@dataclass(frozen=True, slots=True)
class Placed:
    """Cases by place: on the map by its code, those of places that it does not have, those of no known place.

    `spellings` are the values of the field that the cases of a code have.
    """

    counts: Mapping[str, int]
    spellings: Mapping[str, tuple[str, ...]]
    elsewhere: Mapping[str, int]
    unknown: int


def show_map(rows: Sequence[CaseRow], address: CasesAddress, words: CaseWords, taxonomy: Taxonomy, go: Go) -> None:
    """The map of an area, a click on which narrows to a place; cases that are not on it are counted beside it."""
    area, field = address.area, FIELDS[address.area]
    found = placed(rows, area, taxonomy)
    if found.counts:
        show_chart(
            f"map-{area}",
            drawn_map(found, area, words),
            tr(f"cases.map_{area}_told", count=f"{sum(found.counts.values()):,}"),
            lambda code: go(address.with_filter(field, Filter(field, found.spellings[code]))),
        )
    else:
        st.html(f'<div class="pr-notice"><p>{safe.text(tr("cases.map_empty"))}</p></div>')
    told = []
    if found.unknown:
        told.append(tr(f"cases.map_{area}_unknown", count=found.unknown))
    if found.elsewhere:
        places = listed(f"{words.label(field, value)} ({count})" for value, count in found.elsewhere.items())
        told.append(tr("cases.map_elsewhere", count=sum(found.elsewhere.values()), places=places))
    told.append(tr("cases.map_note"))
    st.html("".join(f'<p class="pr-faint">{safe.text(one)}</p>' for one in told))


def placed(rows: Iterable[CaseRow], area: str, taxonomy: Taxonomy) -> Placed:
    """Where cases are on the map of an area; that of China has those of its provinces only."""
    codes = _codes(area, taxonomy)
    counts: dict[str, int] = {}
    spellings: dict[str, dict[str, None]] = {}
    elsewhere: dict[str, int] = {}
    unknown = 0
    for row in rows:
        if area == "china" and row.country != "CN":
            continue
        value = row.province if area == "china" else row.country
        code = codes.get(value.casefold())
        if code:
            counts[code] = counts.get(code, 0) + 1
            spellings.setdefault(code, {})[value] = None
        elif value:
            elsewhere[value] = elsewhere.get(value, 0) + 1
        else:
            unknown += 1
    return Placed(counts, {code: tuple(said) for code, said in spellings.items()}, elsewhere, unknown)


def drawn_map(found: Placed, area: str, words: CaseWords) -> alt.LayerChart:
    """Outlines, and circles that grow with the number of cases."""
    import altair as alt

    outlines = outlines_of(area)
    values = [
        {"id": code, "place": words.label(FIELDS[area], code), "count": count, "lon": at[0], "lat": at[1]}
        for code, count in sorted(found.counts.items(), key=lambda one: -one[1])
        for at in (_spots(area)[code],)
    ]
    land = alt.Chart(
        alt.InlineData(values=outlines, format=alt.TopoDataFormat(feature="places", type="topojson"))
    ).mark_geoshape(fill="#8a9a9a", fillOpacity=0.22, stroke="#8a9a9a", strokeWidth=0.6)
    picked = alt.selection_point(name="picked", fields=["id"], toggle=False)
    most = max(found.counts.values())
    circles = (
        alt.Chart(alt.InlineData(values=values))
        .mark_circle(color="#d9722e", opacity=0.78, stroke="#ffffff", strokeWidth=0.8, cursor="pointer")
        .encode(
            longitude="lon:Q",
            latitude="lat:Q",
            size=alt.Size("count:Q", scale=alt.Scale(domain=[1, max(most, 2)], range=[60, 1500]), legend=None),
            tooltip=[
                alt.Tooltip("place:N", title=tr(f"facet.{FIELDS[area]}")),
                alt.Tooltip("count:Q", title=tr("kinds.case")),
            ],
        )
        .add_params(picked)
    )
    projection: Any = "equalEarth" if area == "world" else "mercator"
    return alt.LayerChart(layer=[land, circles], height=400, projection=alt.Projection(type=projection))


@cache
def outlines_of(area: str) -> dict[str, Any]:
    """The shapes of an area as TopoJSON (`places`), each with its code for an id and a point inside it (`at`)."""
    if area not in AREAS:
        raise KeyError(area)
    found: dict[str, Any] = json.loads((MAPS / f"{area}.json").read_text(encoding="utf-8"))
    return found


@cache
def _spots(area: str) -> dict[str, tuple[float, float]]:
    shapes = outlines_of(area)["objects"]["places"]["geometries"]
    return {shape["id"]: tuple(shape["properties"]["at"]) for shape in shapes}


def _codes(area: str, taxonomy: Taxonomy) -> dict[str, str]:
    """Codes of the map by all names of their places, folded."""
    codes = {code.casefold(): code for code in _spots(area)}
    for code, term in taxonomy.lists.get("provinces" if area == "china" else "countries", {}).items():
        if code in _spots(area):
            codes.update({name.casefold(): code for name in (term.en, term.zh, *term.synonyms) if name})
    return codes
