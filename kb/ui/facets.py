"""The column that narrows a search: values present among the results, with how many documents have each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import streamlit as st

from kb.model.document import Status
from kb.model.result import FacetCount, Filter, SearchResponse
from kb.model.taxonomy import Taxonomy
from kb.ui import safe
from kb.ui.address import Narrowing, SearchAddress
from kb.ui.labels import CAS, short_label
from kb.ui.language import tr

Page = TypeVar("Page", bound=Narrowing)

Go = Callable[[Page], None]
"""Moves the page to another address."""

ORDER = (
    "status",
    "country",
    "year",
    "accident_type",
    "response_problem",
    "substance",
    "industry",
    "activity",
    "grade",
    "level",
    "province",
    "language",
)

FEW = 5
"""Values shown before a reader asks for all."""

MANY = 60
"""Values up to which all are shown at once; of more than these one is chosen from a list."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Values of fields among so many documents, the filters in use, and how many documents have no value of a field."""

    found: int
    facets: Mapping[str, Sequence[FacetCount]]
    filters: Sequence[Filter]
    unknown: Mapping[str, int]


def show_facets(response: SearchResponse, address: SearchAddress, taxonomy: Taxonomy, go: Go[SearchAddress]) -> None:
    """The facets by which these results can be narrowed, the narrowing ones checked."""
    found = sum(response.counts.values()) if address.kind is None else response.counts.get(address.kind, 0)
    show_spread(Spread(found, response.facets, response.filters, {}), address, taxonomy, go)


def show_spread(spread: Spread, address: Page, taxonomy: Taxonomy, go: Go[Page]) -> None:
    """The facets of any list, the narrowing ones checked."""
    st.html(f'<h2 class="pr-side" id="pr-narrow">{safe.text(tr("search.narrow"))}</h2>')
    shown = 0
    for name in ORDER:
        counts = tuple(one for one in spread.facets.get(name, ()) if _tells(name, one))
        if name == "year":
            shown += _years(counts, spread, address, go)
        elif address.values(name) or any(one.count != spread.found and _known(name, one) for one in counts):
            shown += _choices(name, counts, spread.unknown.get(name, 0), address, taxonomy, go)
    if not shown:
        st.html(f'<p class="pr-faint">{safe.text(tr("search.narrow_none"))}</p>')


def _tells(name: str, one: FacetCount) -> bool:
    if name == "status":
        return one.value != Status.NOT_APPLICABLE
    return name != "substance" or not CAS.fullmatch(one.value)


def _known(name: str, one: FacetCount) -> bool:
    return name != "status" or one.value != Status.UNKNOWN


def _choices(
    name: str, counts: tuple[FacetCount, ...], unknown: int, address: Page, taxonomy: Taxonomy, go: Go[Page]
) -> bool:
    chosen = address.values(name)
    present = {one.value for one in counts}
    spellings: dict[str, list[FacetCount]] = {}
    for one in (*(FacetCount(value, 0) for value in chosen if value not in present), *counts):
        spellings.setdefault(short_label(taxonomy, name, one.value), []).append(one)
    listed = [
        (label, tuple(one.value for one in same), sum(one.count for one in same)) for label, same in spellings.items()
    ]
    listed.sort(key=lambda entry: (not set(chosen).intersection(entry[1]), -entry[2]))
    if not listed:
        return False
    key = f"facet-all-{name}"
    most = max(FEW, len(chosen))
    few = listed if st.session_state.get(key) and len(listed) <= MANY else listed[:most]
    with st.container(key=f"facet-{name}", gap=None):
        st.html(f'<h3 class="pr-facet">{safe.text(tr(f"facet.{name}"))}</h3>')
        for label, values, count in few:
            box = f"facet-{name}-{values[0]}"
            st.session_state[box] = bool(set(chosen).intersection(values))
            with st.container(horizontal=True, gap="small", horizontal_alignment="distribute", key=f"row-{box}"):
                st.checkbox(
                    safe.markdown(label),
                    key=box,
                    on_change=go,
                    args=(address.toggled(name, *values),),
                )
                st.html(f'<span class="pr-count">{count}</span>', width="content")
        if unknown:
            st.html(f'<p class="pr-unsaid"><span>{safe.text(tr("facet.unknown"))}</span><span>{unknown}</span></p>')
        if len(listed) > MANY:
            rest = {f"{label} ({count})": values for label, values, count in listed[most:]}
            _more(f"{key}-rest", rest, lambda picked: go(address.toggled(name, *rest[picked])))
        elif len(listed) > len(few):
            more = tr("search.show_all", count=len(listed) - len(few))
            st.button(more, key=f"{key}-more", type="tertiary", on_click=_remember, args=(key, True))
        elif len(listed) > most:
            st.button(tr("search.show_few"), key=f"{key}-fewer", type="tertiary", on_click=_remember, args=(key, False))
    return True


def _more(key: str, labels: Iterable[str], picked: Callable[[str], None]) -> None:
    """A list to find one of many values in by typing; `picked` is called with its label."""

    def changed() -> None:
        if st.session_state[key]:
            picked(st.session_state[key])

    st.session_state[key] = None
    options = [*labels]
    told = tr("search.show_all", count=len(options))
    st.selectbox(told, options, key=key, placeholder=told, on_change=changed, label_visibility="collapsed")


def _remember(key: str, value: bool) -> None:
    st.session_state[key] = value


def _years(counts: tuple[FacetCount, ...], spread: Spread, address: Page, go: Go[Page]) -> bool:
    """Bars of documents by year over a slider that narrows to a range."""
    by_year = {int(one.value): one.count for one in counts if one.value.isdigit()}
    lows = [one.low for one in spread.filters if one.name == "year" and one.low is not None]
    highs = [one.high for one in spread.filters if one.name == "year" and one.high is not None]
    ends = [*by_year, *lows, *highs]
    if len(set(ends)) < 2:
        return False
    low, high = min(ends), max(ends)

    def narrowed() -> None:
        first, last = st.session_state["facet-year-slider"]
        whole = first == low and last == high
        go(address.with_filter("year", None if whole else Filter("year", low=first, high=last)))

    with st.container(key="facet-year", gap=None):
        st.html(f'<h3 class="pr-facet">{safe.text(tr("facet.year"))}</h3>{_bars(by_year, low, high)}')
        now = (max(lows, default=low), min(highs, default=high))
        st.session_state["facet-year-slider"] = (max(low, now[0]), min(high, now[1]))
        st.slider(
            tr("facet.year"),
            low,
            high,
            key="facet-year-slider",
            on_change=narrowed,
            label_visibility="collapsed",
        )
    return True


def _bars(by_year: dict[int, int], low: int, high: int, most_bars: int = 40) -> str:
    width = max(1, -(-(high - low + 1) // most_bars))
    bars = [sum(by_year.get(y, 0) for y in range(start, start + width)) for start in range(low, high + 1, width)]
    top = max(bars) or 1
    inner = "".join(f'<span style="height:{max(4, round(100 * n / top)) if n else 0}%"></span>' for n in bars)
    return f'<div class="pr-bars" aria-hidden="true">{inner}</div>'
