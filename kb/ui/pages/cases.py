"""The case library: all cases by facets, as a table, by year and severity, and on a map."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from kb.model.case_list import CaseList, CaseRow
from kb.model.document import Kind
from kb.model.result import Filter
from kb.ui import safe
from kb.ui.address import SearchAddress
from kb.ui.cases_address import AREAS, VIEWS, CasesAddress
from kb.ui.cases_map import show_map
from kb.ui.cases_rows import CaseWords
from kb.ui.cases_table import show_table
from kb.ui.cases_timeline import show_timeline
from kb.ui.facets import Spread, show_spread
from kb.ui.labels import filter_label
from kb.ui.language import language, tr
from kb.ui.pages.similar import show_described
from kb.ui.paging import ROWS, filter_box, last_page, show_pages
from kb.ui.resources import cases, library
from kb.ui.rooms import library_page, search_page

_ICONS = {"table": ":material/table_rows:", "timeline": ":material/bar_chart:", "map": ":material/public:"}


def show() -> None:
    """Draw the case library as the address says."""
    address = CasesAddress.read({key: st.query_params.get_all(key) for key in st.query_params})
    taxonomy = library().taxonomy
    words = CaseWords(taxonomy)
    everything = cases()
    st.html(f'<h1 class="pr-title">{safe.text(tr("cases.title"))}</h1>')
    if not everything.rows:
        _empty()
        return
    found = _found(address, words, everything)
    show_described(taxonomy)
    with st.container(key="cases-tools", horizontal=True, vertical_alignment="center"):
        filter_box("filter-case", address.text, lambda text: _go(address.with_text(text)))
        _views(address)
    _conditions(address)
    listed, side = st.columns([4.4, 1], gap="medium")
    with listed:
        _count(found.rows, everything.rows, address)
        if not found.rows:
            _nothing(address)
        elif address.view == "timeline":
            show_timeline(found.rows, address, words, _go)
        elif address.view == "map":
            _areas(address)
            show_map(found.rows, address, words, taxonomy, _go)
        else:
            _table(found.rows, address, words)
    with side:
        spread = Spread(len(found.rows), found.facets, address.filters, found.unknown)
        show_spread(spread, address, taxonomy, _go)


def _go(address: CasesAddress) -> None:
    """Make an address the page's own."""
    st.query_params.from_dict({**address.parameters(), "lang": language()})


def _found(address: CasesAddress, words: CaseWords, everything: CaseList) -> CaseList:
    """The cases that fulfil the filters and hold the words."""
    if not address.text:
        return cases(address.filters)
    holding = tuple(row.id for row in words.holding(everything.rows, address.text))
    return cases((*address.filters, Filter("document", holding)))


def _table(rows: tuple[CaseRow, ...], address: CasesAddress, words: CaseWords) -> None:
    page = min(address.page, last_page(len(rows)))
    ordered = words.ordered(rows, address.sort, down=address.down)
    show_table(ordered[(page - 1) * ROWS : page * ROWS], address, words, _go)
    show_pages(page, len(rows), lambda to: _go(replace(address, page=to)))


def _views(address: CasesAddress) -> None:
    def chosen() -> None:
        _go(replace(address, view=st.session_state["cases-view"]))

    st.session_state["cases-view"] = address.view
    st.segmented_control(
        tr("cases.view"),
        VIEWS,
        format_func=lambda view: f"{_ICONS[view]} {tr(f'cases.view_{view}')}",
        required=True,
        key="cases-view",
        on_change=chosen,
        label_visibility="collapsed",
    )


def _areas(address: CasesAddress) -> None:
    def chosen() -> None:
        _go(replace(address, area=st.session_state["cases-area"]))

    st.session_state["cases-area"] = address.area
    st.segmented_control(
        tr("cases.area"),
        AREAS,
        format_func=lambda area: tr(f"cases.area_{area}"),
        required=True,
        key="cases-area",
        on_change=chosen,
        label_visibility="collapsed",
    )


def _conditions(address: CasesAddress) -> None:
    """The filters in use, each of which can be taken back."""
    if not address.filters:
        return
    taxonomy = library().taxonomy
    with st.container(horizontal=True, key="conditions", gap="small", vertical_alignment="center"):
        for place, one in enumerate(address.filters):
            st.button(
                safe.markdown(filter_label(taxonomy, one)),
                key=f"chosen-{place}",
                icon=":material/close:",
                icon_position="right",
                help=tr("search.drop"),
                on_click=_go,
                args=(address.with_filter(one.name, None),),
            )
        if len(address.filters) > 1:
            st.button(tr("search.clear"), key="clear", type="tertiary", on_click=_go, args=(address.narrowed(()),))


def _count(rows: tuple[CaseRow, ...], everything: tuple[CaseRow, ...], address: CasesAddress) -> None:
    key = "cases.count_all" if len(rows) == len(everything) else "cases.count_some"
    said = tr(key, count=f"{len(rows):,}", all=f"{len(everything):,}")
    legend = tr("cases.legend") if rows and address.view == "table" else ""
    jump = f'<a class="pr-jump" href="#pr-narrow">{safe.text(tr("search.narrow"))}</a>'
    st.html(f'<p class="pr-faint" role="status"><b>{safe.text(said)}</b> {jump} {safe.text(legend)}</p>')


def _empty() -> None:
    with st.container(border=True, key="nothing"):
        st.subheader(tr("browse.none_title", kinds=tr("kinds.case").lower()), anchor=False)
        st.write(tr("browse.none_text"))
        st.page_link(library_page(), query_params={"lang": language()})


def _nothing(address: CasesAddress) -> None:
    told = tr("browse.no_match", text=address.text) if address.text else tr("cases.no_match")
    st.html(f'<div class="pr-notice"><p>{safe.text(told)}</p></div>')
    if address.text:
        parameters = SearchAddress(address.text, Kind.CASE).parameters()
        st.page_link(search_page(), label=tr("browse.search_instead"), query_params={**parameters, "lang": language()})
