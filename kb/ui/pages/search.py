"""The search page: one box, kinds with counts, conditions, results and what narrows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from kb.model.document import Kind
from kb.model.result import SearchResponse
from kb.model.taxonomy import Taxonomy
from kb.ui import safe
from kb.ui.address import MOST, STEP, SearchAddress
from kb.ui.chips import show_chips, unknown_told
from kb.ui.explain import show_how, show_switched_off, silence
from kb.ui.export import show_export
from kb.ui.facets import show_facets
from kb.ui.history import remember
from kb.ui.language import language, tr
from kb.ui.meant import show_meant
from kb.ui.resources import library
from kb.ui.results import show_hit
from kb.ui.saved import show_kept, show_news, show_saving
from kb.ui.searchbox import search_box

KINDS = (Kind.CASE, Kind.REGULATION, Kind.PLAN)
"""Kinds that always have their tab; others get one where they have hits."""

EXAMPLES = {"rescue": 3, "planner": 3, "trainer": 3}


def show() -> None:
    """Draw the page for the address in use."""
    address = SearchAddress.read(_query())
    opened = library()
    if not address.text.strip():
        _box(address, hero=True)
        _examples(address)
        show_kept(opened, _go)
        return
    _box(address, hero=False)
    response = opened.search(address.request())
    remember(opened, response)
    show_chips(response, address, opened.taxonomy, _go)
    show_meant(response, address, _go)
    results, side = st.columns([3.1, 1], gap="large")
    with results:
        _kinds(response, address)
        with st.container(horizontal=True, key="tools", vertical_alignment="center"):
            show_how(response, address, _go)
            show_saving(opened, address, _go)
            show_export(opened, response)
        show_switched_off(address, _go)
        _results(response, address, opened.taxonomy, show_news(opened, address))
    with side:
        show_facets(response, address, opened.taxonomy, _go)


def _query() -> dict[str, list[str]]:
    return {key: st.query_params.get_all(key) for key in st.query_params}


def _go(address: SearchAddress) -> None:
    """Make an address the page's own."""
    st.query_params.from_dict({**address.parameters(), "lang": language()})


def _box(address: SearchAddress, *, hero: bool) -> None:
    with st.container(key="hero" if hero else "asking"):
        heading = st.empty()  # so the box keeps its place: the old one would stand beside the new until all is drawn
        if hero:
            heading.html(f'<h1 class="pr-hero">Precedent</h1><p class="pr-lead">{safe.text(tr("search.tagline"))}</p>')
        search_box(address, _go)


def _examples(address: SearchAddress) -> None:
    st.html(f'<h2 class="pr-ask">{safe.text(tr("roles.title"))}</h2>')
    icons = {"rescue": ":material/emergency:", "planner": ":material/edit_document:", "trainer": ":material/school:"}
    with st.container(key="examples"):
        for column, (role, count) in zip(st.columns(len(EXAMPLES), gap="medium"), EXAMPLES.items(), strict=True):
            with column, st.container(border=True, key=f"role-{role}", height="stretch"):
                st.markdown(f"**{icons[role]} {tr(f'roles.{role}')}**")
                st.html(f'<p class="pr-faint">{safe.text(tr(f"roles.{role}_text"))}</p>')
                for number in range(1, count + 1):
                    example = tr(f"example.{role}_{number}")
                    st.button(
                        safe.markdown(example),
                        key=f"example-{role}-{number}",
                        type="tertiary",
                        icon=":material/north_east:",
                        on_click=_go,
                        args=(address.asking(example),),
                    )


def _kinds(response: SearchResponse, address: SearchAddress) -> None:
    others = [kind for kind in Kind if kind not in KINDS and (response.counts.get(kind) or kind is address.kind)]
    counts = {kind.value: response.counts.get(kind, 0) for kind in (*KINDS, *others)}
    options = ["all", *counts]

    def label(option: str) -> str:
        if option == "all":
            return f"{tr('kind.all')} {sum(response.counts.values())}"
        return f"{tr(f'kinds.{option}')} {counts[option]}"

    def chosen() -> None:
        option = st.session_state["kind-tabs"]
        _go(address.of_kind(None if option == "all" else Kind(option)))

    st.session_state["kind-tabs"] = address.kind.value if address.kind else "all"
    st.segmented_control(
        tr("search.kinds"),
        options,
        format_func=label,
        required=True,
        key="kind-tabs",
        on_change=chosen,
        label_visibility="collapsed",
    )


def _results(response: SearchResponse, address: SearchAddress, taxonomy: Taxonomy, marks: Mapping[str, str]) -> None:
    if not response.hits:
        title = tr("search.nothing_found") if response.counts or response.filters else tr("search.no_words")
        _notice(*(silence(response) or (title, tr("search.nothing_left"))))
        return
    for told, advice in unknown_told(response):
        _notice(told, advice)
    if not response.relevant:
        _notice(tr("search.nothing"), tr("search.nothing_advice"))
        st.divider()
    total = response.counts.get(address.kind, 0) if address.kind else sum(response.counts.values())
    for place, hit in enumerate(response.hits):
        if place == total:
            st.html(f'<h2 class="pr-beyond">{safe.text(tr("search.beyond"))}</h2>')
        show_hit(place, hit, response, taxonomy, marks.get(hit.document, ""))
    if len(response.hits) == address.shown and total > address.shown and address.shown < MOST:
        more = replace(address, shown=address.shown + STEP)
        st.button(tr("search.more"), key="more", icon=":material/expand_more:", on_click=_go, args=(more,))
    seconds = tr("search.timing", milliseconds=round(response.seconds * 1000))
    found = tr("search.found_one") if total == 1 else tr("search.found_many", count=total)
    st.html(f'<p class="pr-faint pr-end">{safe.text(found)} · {safe.text(seconds)}</p>')


def _notice(title: str, text: str) -> None:
    st.html(f'<div class="pr-notice" role="status"><p>{safe.text(title)}</p><p>{safe.text(text)}</p></div>')
