"""The tray: cases chosen for a comparison, kept while a person goes from page to page."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from kb.model.comparison import MOST
from kb.model.document import Kind
from kb.ui import safe
from kb.ui.comparison_address import ComparisonAddress
from kb.ui.language import language, title_in, tr
from kb.ui.resources import document, holds
from kb.ui.rooms import compare_page

_CHOSEN, _SAID = "tray-cases", "tray-said"


def chosen() -> tuple[str, ...]:
    """The ids of the chosen cases that the library still has, in the order in which they were chosen."""
    return tuple(one for one in st.session_state.get(_CHOSEN, ()) if _is_case(one))


def set_chosen(cases: Iterable[str]) -> None:
    """Choose these cases instead of what was chosen; what is no case, and what does not fit any more, is left out."""
    fitting = [one for one in dict.fromkeys(cases) if _is_case(one)]
    st.session_state[_CHOSEN] = tuple(fitting[:MOST])


def add(case: str) -> None:
    """Choose one more case; where it is no case or does not fit any more, the bar says so instead."""
    there = chosen()
    if not _is_case(case):
        st.session_state[_SAID] = tr("tray.no_case", document=case)
    elif case not in there and len(there) >= MOST:
        st.session_state[_SAID] = tr("tray.full", most=MOST)
    else:
        set_chosen((*there, case))


def drop(case: str) -> None:
    """Choose a case no longer."""
    set_chosen(one for one in chosen() if one != case)


def clear() -> None:
    """Choose nothing."""
    set_chosen(())


def tray_button(document: str, key: str) -> None:
    """A button that puts a case into the tray or takes it out; nothing for a document that is no case.

    `key` names the button on its page.
    """
    if not _is_case(document):
        return
    inside = document in chosen()
    st.button(
        tr("compare.in_tray" if inside else "compare.add_here"),
        key=key,
        icon=":material/check:" if inside else ":material/add:",
        type="tertiary",
        help=tr("compare.drop") if inside else None,
        on_click=drop if inside else add,
        args=(document,),
    )


def show_tray() -> None:
    """The bar at the foot of the page: the chosen cases, each to be removed, and the way to their comparison.

    Nothing is shown where nothing is chosen and nothing is to be said.
    """
    said = st.session_state.pop(_SAID, "")
    cases = chosen()
    if not cases and not said:
        return
    with st.container(key="tray", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(
            f'<span class="pr-tray" role="status">{safe.text(tr("compare.tray", count=len(cases), most=MOST))}</span>',
            width="content",
        )
        for place, case in enumerate(cases):
            summary = document(case).summary
            st.button(
                safe.markdown(title_in(summary.title, summary.title_zh)),
                key=f"tray-drop-{place}",
                icon=":material/close:",
                icon_position="right",
                help=safe.markdown(f"{tr('compare.drop')}: {case}"),
                on_click=drop,
                args=(case,),
            )
        if said or len(cases) < 2:
            tone = "pr-warn-text" if said else "pr-faint"
            st.html(f'<span class="{tone}" role="status">{safe.text(said or tr("tray.more"))}</span>', width="content")
        if len(cases) > 1:
            st.page_link(
                compare_page(),
                label=f"**{tr('compare.open')}**",
                icon=":material/view_column:",
                query_params={**ComparisonAddress(cases).parameters(), "lang": language()},
            )
        if cases:
            st.button(tr("compare.clear"), key="tray-clear", type="tertiary", on_click=clear)


def _is_case(identity: str) -> bool:
    return holds(identity) and document(identity).summary.kind is Kind.CASE
