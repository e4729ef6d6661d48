"""The search box: what is typed is completed to names that the library holds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from kb.model.suggestion import Suggestion
from kb.ui.address import DocumentAddress, SearchAddress
from kb.ui.labels import kind_label
from kb.ui.language import language, tr
from kb.ui.resources import library
from kb.ui.rooms import document_page

MAX_CHARACTERS = 10_000
"""What is longer is cut."""

KEY = "search-box"

_HERE = Path(__file__).parent
_HTML = """
<div class="box" role="search">
  <svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round" aria-hidden="true">
    <circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>
  </svg>
  <input type="text" role="combobox" aria-autocomplete="list" aria-expanded="false" aria-controls="suggestions"
    autocomplete="off" autocapitalize="none" spellcheck="false" enterkeyhint="search">
  <ul id="suggestions" role="listbox" hidden></ul>
  <span role="status" aria-live="polite"></span>
</div>
"""  # noqa: E501

_box = st.components.v2.component(
    "precedent_search_box",
    html=_HTML,
    css=(_HERE / "searchbox.css").read_text(encoding="utf-8"),
    js=(_HERE / "searchbox.js").read_text(encoding="utf-8"),
)


@st.fragment
def search_box(address: SearchAddress, go: Callable[[SearchAddress], None]) -> None:
    """The box with the question in use. Typing draws only the box anew; `go` is called with what is then asked.

    A chosen title or article opens there, a chosen word is searched for, and Enter alone asks what was typed.
    """
    typed = str(st.session_state.get(KEY, {}).get("typed") or "")[:MAX_CHARACTERS]
    said = _box(
        key=KEY,
        data={
            "asked": address.text,
            "typed": typed,
            "suggestions": [_shown(one) for one in library().suggest(typed)] if typed else [],
            "label": tr("search.box"),
            "placeholder": tr("search.placeholder"),
            "list": tr("suggestion.list"),
            "count": tr("suggestion.count", count="{count}"),
            "longest": MAX_CHARACTERS,
        },
        on_typed_change=_nothing,
        on_asked_change=_nothing,
        on_chosen_change=_nothing,
    )
    if said.chosen:
        st.switch_page(document_page(), query_params=_opening(said.chosen))
    if said.asked is not None:
        go(address.asking(str(said.asked)[:MAX_CHARACTERS].strip()))
        st.rerun()


def _shown(one: Suggestion) -> dict[str, str]:
    named = kind_label(one.document_kind) if one.document_kind and not one.anchor else tr(f"suggestion.{one.kind}")
    return {"text": one.text, "note": one.note, "kind": named, "document": one.document, "anchor": one.anchor}


def _opening(chosen: dict[str, Any]) -> dict[str, str | list[str]]:
    address = DocumentAddress(str(chosen.get("document", "")), str(chosen.get("anchor", "")))
    return {**address.parameters(), "lang": language()}


def _nothing() -> None:
    """States and triggers of the component are known to Streamlit by their callbacks."""
