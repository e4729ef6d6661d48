"""The table of the case library: rows to be ticked for a comparison, opened, and sorted by each column."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from kb.model.case_list import CaseRow
from kb.model.comparison import MOST
from kb.ui import safe
from kb.ui.address import DocumentAddress
from kb.ui.cases_address import COLUMNS, CasesAddress
from kb.ui.cases_rows import CaseWords
from kb.ui.language import tr
from kb.ui.results import open_link
from kb.ui.tray import add, chosen, drop

NUMBERS = ("deaths", "injured")

Go = Callable[[CasesAddress], None]
"""Moves the page to another address."""


def show_table(rows: Sequence[CaseRow], address: CasesAddress, words: CaseWords, go: Go) -> None:
    """These rows below a head by which they are sorted; ticked rows are those of the tray, at most four."""
    with st.container(key="cases-table", gap=None):
        _head(address, go)
        inside = chosen()
        for place, row in enumerate(rows):
            with st.container(key=f"cases-row-{place}", horizontal=True, gap=None):
                _tick(row, place, inside, words)
                open_link(words.title(row), DocumentAddress(row.id))
                st.html(_cells(row, words))
                open_link(tr("hit.similar"), DocumentAddress(row.id, view="similar"))


def _head(address: CasesAddress, go: Go) -> None:
    with st.container(key="cases-head", horizontal=True, gap=None):
        _sorting(COLUMNS[0], address, go)
        with st.container(key="cases-heads", horizontal=True, gap=None):
            for column in COLUMNS[1:]:
                _sorting(column, address, go)


def _sorting(column: str, address: CasesAddress, go: Go) -> None:
    """The name of a column as a button that sorts by it, with an arrow where the table is sorted so."""
    way = tr(f"cases.{'down' if address.sorted_by(column).down else 'up'}")
    arrow = "arrow_downward" if address.down else "arrow_upward"
    st.button(
        tr(f"cases.column_{column}"),
        key=f"cases-sort-{column}",
        type="tertiary",
        icon=f":material/{arrow}:" if column == address.sort else None,
        icon_position="right",
        help=tr("cases.sort", column=tr(f"cases.column_{column}"), way=way),
        on_click=go,
        args=(address.sorted_by(column),),
    )


def _tick(row: CaseRow, place: int, inside: Sequence[str], words: CaseWords) -> None:
    """A tick that puts the row into the tray or takes it out; where the tray is full, it says so."""
    key = f"cases-tick-{place}-{row.id}"
    full = len(inside) >= MOST and row.id not in inside

    def changed() -> None:
        (add if st.session_state[key] else drop)(row.id)

    st.session_state[key] = row.id in inside
    st.checkbox(
        safe.markdown(tr("cases.tick", title=words.title(row))),
        key=key,
        on_change=changed,
        disabled=full,
        help=tr("tray.full", most=MOST) if full else None,
        label_visibility="collapsed",
    )


def _cells(row: CaseRow, words: CaseWords) -> str:
    said = {
        "date": row.date,
        "place": words.place(row),
        "industry": words.industry(row),
        "type": words.types(row),
        "deaths": "" if row.deaths is None else f"{row.deaths:,}",
        "injured": "" if row.injured is None else f"{row.injured:,}",
        "grade": words.grade(row),
        "source": row.source,
    }
    return f'<div class="pr-cells">{"".join(_cell(column, told) for column, told in said.items())}</div>'


def _cell(column: str, told: str) -> str:
    name = f'<span class="pr-name">{safe.text(tr(f"cases.column_{column}"))}</span>'
    kind = " ".join(("pr-number" if column in NUMBERS else "", "" if told else "pr-none")).strip()
    value = safe.text(told or tr("cases.unknown"))
    return f'<div class="pr-cell {column}">{name}<span class="{kind}" title="{value}">{value}</span></div>'
