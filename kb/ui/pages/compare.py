"""The page of two to four cases side by side."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from kb.brief.comparison_formats import FORMATS
from kb.model.comparison import MOST, Column, Section, SideBySide
from kb.model.document import Kind
from kb.ui import safe
from kb.ui.address import DocumentAddress
from kb.ui.comparison import LABELS, counts, differing, legend_html, opening_html, section_html
from kb.ui.comparison_address import ComparisonAddress
from kb.ui.labels import kind_label
from kb.ui.language import language, listed, title_in, tr
from kb.ui.resources import comparison, document, holds, listing
from kb.ui.results import open_link
from kb.ui.timeline import timeline_html
from kb.ui.tray import chosen, set_chosen

_ICONS = {
    ".docx": ":material/description:",
    ".pdf": ":material/picture_as_pdf:",
    ".xlsx": ":material/table:",
    ".md": ":material/article:",
}


def show() -> None:
    """Draw the comparison that the address names, else that of the chosen cases."""
    asked = ComparisonAddress.read({key: st.query_params.get_all(key) for key in st.query_params})
    if not asked.cases and chosen():
        asked = ComparisonAddress(chosen())
        go(asked)
    cases, troubles = fitting(asked.columns)
    address = asked.of(cases)
    if cases:
        set_chosen(cases)
    st.html(f'<h1 class="pr-title">{safe.text(tr("compare.title"))}</h1>')
    for told, advice in troubles:
        st.html(
            f'<div class="pr-notice" role="status"><p>{safe.text(told)}</p>'
            f'<p class="pr-faint">{safe.text(advice)}</p></div>'
        )
    if len(cases) < 2:
        _too_few(address)
        return
    found = comparison(address.columns, language())
    st.html(opening_html(found))
    _tools(found, address)
    _comparison(found, address)


def go(address: ComparisonAddress) -> None:
    """Look at another comparison, whose cases are the chosen ones from now on."""
    set_chosen(address.cases)
    st.query_params.from_dict({**address.parameters(), "lang": language()})


def fitting(asked: tuple[str, ...]) -> tuple[tuple[str, ...], list[tuple[str, str]]]:
    """The cases that can be laid side by side, and (what, advice) for each that cannot."""
    kept: list[str] = []
    troubles = []
    for one in asked:
        if not holds(one):
            troubles.append((tr("compare.missing", document=one), tr("compare.missing_advice")))
        elif (kind := document(one).summary.kind) is not Kind.CASE:
            told = tr("compare.no_case", document=one, kind=kind_label(kind).lower())
            troubles.append((told, tr("compare.no_case_advice")))
        elif one in kept:
            troubles.append((tr("compare.twice", document=one), tr("compare.twice_advice")))
        else:
            kept.append(one)
    if len(kept) > MOST:
        told = tr("compare.too_many", count=len(kept), most=MOST, left=listed(kept[MOST:]))
        troubles.append((told, tr("compare.too_many_advice")))
    return tuple(kept[:MOST]), troubles


def _too_few(address: ComparisonAddress) -> None:
    with st.container(border=True, key="compare-nothing"):
        st.subheader(tr("compare.choose"), anchor=False)
        if address.cases:
            summary = document(address.cases[0]).summary
            alone = tr("compare.alone", title=title_in(summary.title, summary.title_zh))
            st.html(f"<p>{safe.text(alone)}</p>")
            open_link(
                tr("hit.similar"), DocumentAddress(address.cases[0], view="similar"), icon=":material/join_inner:"
            )
        else:
            st.html(f"<p>{safe.text(tr('compare.choose_text'))}</p>")
        _add(address)


def _add(address: ComparisonAddress) -> None:
    titles = {one.id: one for one in listing(Kind.CASE) if one.id not in address.cases}

    def added() -> None:
        if case := st.session_state["compare-add"]:
            go(address.adding(case))

    st.session_state["compare-add"] = None
    st.selectbox(
        tr("compare.add"),
        [*titles],
        format_func=lambda case: f"{title_in(titles[case].title, titles[case].title_zh)} · {case}",
        index=None,
        placeholder=tr("compare.add"),
        key="compare-add",
        on_change=added,
        label_visibility="collapsed",
    )


def _tools(found: SideBySide, address: ComparisonAddress) -> None:
    def turned() -> None:
        go(replace(address, only=bool(st.session_state["compare-only"])))

    with st.container(horizontal=True, key="compare-tools", vertical_alignment="center"):
        if len(found.columns) < MOST:
            with st.container(width=360, key="compare-adding"):
                _add(address)
        st.session_state["compare-only"] = address.only
        st.toggle(tr("compare.only"), key="compare-only", on_change=turned)
        _export(found)
    st.html(legend_html())


def _export(found: SideBySide) -> None:
    with st.popover(tr("compare.export"), icon=":material/download:", type="tertiary", width="content"):
        for ending, icon in _ICONS.items():
            st.download_button(
                tr(f"compare.{ending[1:]}"),
                partial(FORMATS[ending].content, found),
                file_name=f"{tr('compare.file')}{ending}",
                mime=FORMATS[ending].media,
                key=f"compare-export-{ending[1:]}",
                icon=icon,
                type="tertiary",
                on_click="ignore",
            )


def _comparison(found: SideBySide, address: ComparisonAddress) -> None:
    with st.container(key=f"comparison-{len(found.columns)}{'-pinned' if address.pinned else ''}", gap=None):
        _heads(found, address)
        for section in found.sections:
            _section(section, found, address)


def _heads(found: SideBySide, address: ComparisonAddress) -> None:
    count = len(found.columns)
    with st.container(key="beside-heads"):
        _, *columns = st.columns([LABELS * count, *[1] * count], gap=None, wrap=False)
        for place, (column, into) in enumerate(zip(found.columns, columns, strict=True)):
            with into:
                _head(column, place, address)


def _head(column: Column, place: int, address: ComparisonAddress) -> None:
    pinned = address.pinned == column.id
    fixed = 1 if address.pinned else 0
    actions = (
        ("left", ":material/chevron_left:", address.moved(column.id, -1), place <= fixed),
        ("right", ":material/chevron_right:", address.moved(column.id, 1), pinned or place + 1 == len(address.cases)),
        (
            "unpin" if pinned else "pin",
            f":material/{'keep_off' if pinned else 'keep'}:",
            address.pinning(column.id),
            False,
        ),
        ("drop", ":material/close:", address.without(column.id), False),
    )
    with st.container(horizontal=True, gap=None, key=f"beside-actions-{place}", vertical_alignment="center"):
        note = f'<span class="pr-faint">{safe.text(column.id)}</span>'
        st.html(note + (f' <span class="pr-badge accent">{safe.text(tr("compare.pinned"))}</span>' if pinned else ""))
        for name, icon, there, off in actions:
            st.button(
                tr(f"compare.{name}"),
                key=f"beside-{name}-{place}",
                icon=icon,
                type="tertiary",
                help=tr(f"compare.{name}"),
                disabled=off,
                on_click=go,
                args=(there,),
            )
    open_link(column.title, DocumentAddress(column.id))


def _section(section: Section, found: SideBySide, address: ComparisonAddress) -> None:
    folded = section.key in address.folded
    with st.container(horizontal=True, key=f"beside-section-{section.key}", vertical_alignment="center"):
        st.button(
            section.label,
            key=f"fold-{section.key}",
            icon=f":material/{'chevron_right' if folded else 'expand_more'}:",
            type="tertiary",
            help=tr("compare.unfold" if folded else "compare.fold"),
            on_click=go,
            args=(address.folding(section.key),),
        )
        st.html(f'<span class="pr-faint">{safe.text(counts(section))}</span>', width="content")
    if folded:
        return
    rows = differing(section) if address.only else section.rows
    if section.key == "course":
        st.html(timeline_html(found, section))
    if rows:
        st.html(section_html(section, found, rows, pinned=bool(address.pinned)))
    else:
        st.html(f'<p class="pr-faint">{safe.text(tr("compare.all_same"))}</p>')
