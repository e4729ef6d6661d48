"""The questions asked lately: taking them down, and listing them on the start page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from kb.errors import LibraryError
from kb.library import Library
from kb.model.result import SearchResponse
from kb.ui import safe
from kb.ui.address import SearchAddress
from kb.ui.language import language, tr

Go = Callable[[SearchAddress], None]
"""Moves the page to another address."""

RECENT = 5
"""Questions shown before a reader asks for all."""

CHARACTERS = 90
"""Of a long question, so much is shown."""


def remember(opened: Library, response: SearchResponse) -> None:
    """Put a question into the history, once however often its page is drawn."""
    asked = replace(response.request, k=1)
    if st.session_state.get("remembered") != asked:
        st.session_state["remembered"] = asked
        opened.history.remember(response)


def show_history(opened: Library, go: Go) -> None:
    """The latest questions, to be asked again; nothing where there are none. Raises LibraryError."""
    past = opened.history.questions()
    if not past:
        return
    shown = past if st.session_state.get("history-all") else past[:RECENT]
    st.html(f'<h2 class="pr-ask">{safe.text(tr("history.title"))}</h2>')
    with st.container(key="history", gap=None):
        for number, one in enumerate(shown):
            with st.container(horizontal=True, key=f"past-{number}", vertical_alignment="center"):
                st.button(
                    safe.markdown(short(one.request.text)),
                    key=f"past-ask-{number}",
                    type="tertiary",
                    icon=":material/history:",
                    on_click=go,
                    args=(SearchAddress.of(one.request),),
                )
                found = tr("search.found_one") if one.found == 1 else tr("search.found_many", count=one.found)
                st.html(f'<span class="pr-faint">{safe.text(f"{found} · {day(one.asked)}")}</span>', width="content")
        with st.container(horizontal=True, key="history-actions"):
            if len(past) > len(shown):
                more = tr("search.show_all", count=len(past) - len(shown))
                st.button(more, key="history-more", type="tertiary", on_click=_show_all)
            st.button(
                tr("history.clear"),
                key="history-clear",
                type="tertiary",
                icon=":material/delete:",
                on_click=_clear,
                args=(opened,),
            )


def short(text: str) -> str:
    """A question in one line."""
    line = " ".join(text.split())
    return line if len(line) <= CHARACTERS else line[:CHARACTERS].rstrip() + " …"


def day(time: dt.datetime) -> str:
    """A time as people of the interface's language say it: by the clock today, by the day before."""
    local, now = time.astimezone(), dt.datetime.now().astimezone()
    if local.date() == now.date():
        return f"{local:%H:%M}"
    if language() == "zh":
        return f"{local.year}年{local.month}月{local.day}日"
    return f"{local.day} {local:%B}" + (f" {local.year}" if local.year != now.year else "")


def _clear(opened: Library) -> None:
    try:
        opened.history.clear()
    except LibraryError as failed:
        st.toast(safe.markdown(f"{failed.message} {failed.advice}"))


def _show_all() -> None:
    st.session_state["history-all"] = True
