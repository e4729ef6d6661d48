"""What long lists share: the box that filters them, and the way from one page to the next."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from kb.ui import safe
from kb.ui.language import tr

ROWS = 25
"""Rows on one page of a list."""


def filter_box(key: str, text: str, filtered: Callable[[str], None]) -> None:
    """The box above a list; `filtered` is called with what is in it from now on."""

    def changed() -> None:
        filtered(st.session_state[key].strip())

    st.session_state[key] = text
    st.text_input(
        tr("browse.filter"),
        key=key,
        placeholder=tr("browse.placeholder"),
        icon=":material/filter_list:",
        label_visibility="collapsed",
        max_chars=200,
        on_change=changed,
        width=420,
    )


def last_page(count: int) -> int:
    """The number of pages of so many rows, at least one."""
    return max(1, -(-count // ROWS))


def show_pages(page: int, count: int, turn: Callable[[int], None]) -> None:
    """Which rows these are and the buttons to the pages before and after; `turn` is called with a page."""
    pages = last_page(count)
    if pages == 1:
        said = tr("browse.count_one") if count == 1 else tr("browse.count_many", count=count)
        st.html(f'<p class="pr-faint pr-end">{safe.text(said)}</p>')
        return
    with st.container(horizontal=True, key="pages", vertical_alignment="center", horizontal_alignment="right"):
        last = min(page * ROWS, count)
        said = tr("browse.range", first=(page - 1) * ROWS + 1, last=last, count=count)
        st.html(f'<span class="pr-faint">{safe.text(said)}</span>', width="content")
        st.button(tr("browse.previous"), key="previous", disabled=page == 1, on_click=turn, args=(page - 1,))
        st.button(tr("browse.next"), key="next", disabled=page == pages, on_click=turn, args=(page + 1,))
