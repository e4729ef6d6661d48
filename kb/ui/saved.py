"""Saved searches: saving one, what is new in it, and the list on the start page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import streamlit as st

from kb.errors import KbError, LibraryError, NotFound
from kb.library import Library
from kb.model.saved import News, SavedSearch
from kb.search.saved import LONGEST_NAME
from kb.ui import safe
from kb.ui.address import SearchAddress
from kb.ui.history import day, short, show_history
from kb.ui.language import listed, tr

Go = Callable[[SearchAddress], None]
"""Moves the page to another address."""

_NEWS, _PROBLEM = "saved-news", "saved-problem"


def show_saving(opened: Library, address: SearchAddress, go: Go) -> None:
    """A button to save the search under a name, or to forget it where it has one."""
    if address.saved:

        def forget() -> None:
            _forget(opened, address.saved)
            go(replace(address, saved=""))

        label = tr("saved.as", name=safe.markdown(address.saved))
        with st.popover(label, icon=":material/bookmark_added:", type="tertiary", width="content", key="kept"):
            st.button(tr("saved.forget"), key="save-forget", icon=":material/delete:", on_click=forget)
        return

    def save() -> None:
        name = " ".join(str(st.session_state["save-name"]).split()) or _name(address)
        try:
            opened.saved.add(name, address.request())
        except LibraryError as failed:
            st.session_state[_PROBLEM] = f"{tr('saved.trouble')} {failed.message} {failed.advice}"
        except KbError:
            st.session_state[_PROBLEM] = tr("saved.taken", name=name)
        else:
            st.session_state.pop(_NEWS, None)
            go(replace(address, saved=name))

    with st.popover(tr("saved.save"), icon=":material/bookmark_add:", type="tertiary", width="content", key="save"):
        with st.form("saving", border=False):
            st.text_input(tr("saved.name"), key="save-name", placeholder=_name(address), max_chars=LONGEST_NAME)
            st.form_submit_button(tr("saved.save_button"), key="save-button", on_click=save)
        if problem := st.session_state.pop(_PROBLEM, ""):
            st.html(f'<div class="pr-error" role="alert"><p>{safe.text(problem)}</p></div>')
        st.html(f'<p class="pr-faint">{safe.text(tr("saved.explained"))}</p>')


def show_news(opened: Library, address: SearchAddress) -> Mapping[str, str]:
    """Say what is new in the saved search of the address; gives `new` or `changed` by document.

    It counts as seen from then on, and stays marked for this reader until the search is opened from the start page.
    """
    if not address.saved:
        return {}
    try:
        news = _news(opened, address.saved)
    except NotFound:
        return {}
    except LibraryError as failed:
        _trouble(failed)
        return {}
    counted = replace(news.saved, new=len(news.new), changed=len(news.changed))
    st.html(f'<p class="pr-news" role="status">{safe.text(_counts(counted))}</p>')
    return dict.fromkeys(news.changed, "changed") | dict.fromkeys(news.new, "new")


def show_kept(opened: Library, go: Go) -> None:
    """Saved searches with counts of what is new, then the latest questions; nothing where there are none."""
    try:
        saved = opened.saved.all()
        if saved:
            st.html(f'<h2 class="pr-ask">{safe.text(tr("saved.title"))}</h2>')
            with st.container(key="saved", gap=None):
                for number, one in enumerate(saved):
                    _row(opened, number, one, go)
        show_history(opened, go)
    except LibraryError as failed:
        _trouble(failed)


def _row(opened: Library, number: int, one: SavedSearch, go: Go) -> None:
    def ask() -> None:
        st.session_state.pop(_NEWS, None)
        go(replace(SearchAddress.of(one.request), saved=one.name))

    with st.container(horizontal=True, key=f"saved-{number}", vertical_alignment="center"):
        st.button(
            safe.markdown(one.name),
            key=f"saved-ask-{number}",
            type="tertiary",
            icon=":material/bookmark:",
            on_click=ask,
        )
        tone = "good" if one.new or one.changed else ""
        question = f'<span class="pr-faint">{safe.text(short(one.request.text))}</span>'
        st.html(f'<span class="pr-badge {tone}">{safe.text(_counts(one))}</span> {question}', width="content")
        st.button(
            tr("saved.forget"),
            key=f"saved-forget-{number}",
            type="tertiary",
            on_click=_forget,
            args=(opened, one.name),
        )


def _news(opened: Library, name: str) -> News:
    """The news of this visit: a page that is drawn again does not look again."""
    kept = st.session_state.get(_NEWS)
    if not isinstance(kept, News) or kept.saved.name != name:
        kept = opened.saved.look(name)
        st.session_state[_NEWS] = kept
    return kept


def _forget(opened: Library, name: str) -> None:
    st.session_state.pop(_NEWS, None)
    try:
        opened.saved.remove(name)
    except NotFound:
        return
    except LibraryError as failed:
        st.toast(safe.markdown(f"{failed.message} {failed.advice}"))


def _counts(one: SavedSearch) -> str:
    news = [tr("saved.new", count=one.new)] if one.new else []
    news += [tr("saved.changed", count=one.changed)] if one.changed else []
    return tr("saved.since", news=listed(news) or tr("saved.nothing_new"), day=day(one.looked))


def _name(address: SearchAddress) -> str:
    return short(address.text)[:LONGEST_NAME]


def _trouble(failed: LibraryError) -> None:
    st.html(
        f'<div class="pr-notice" role="status"><p>{safe.text(tr("saved.trouble"))}</p>'
        f"<p>{safe.text(failed.message)} {safe.text(failed.advice)}</p></div>"
    )
