"""The export menu of a result list: four formats, made when they are asked for."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from kb.brief.formats import FORMATS, Format
from kb.brief.results import MOST, found_in
from kb.library import Library
from kb.model.result import SearchRequest, SearchResponse
from kb.ui.language import language, tr

_ICONS = {
    ".docx": ":material/description:",
    ".csv": ":material/table:",
    ".ris": ":material/format_quote:",
    ".bib": ":material/format_quote:",
}


def show_export(library: Library, response: SearchResponse) -> None:
    """A button that opens the menu; all that was found is exported, not only what the page shows."""
    found = found_in(response)
    if not response.hits or not found:
        return
    shown = min(found, MOST)
    request = replace(response.request, k=shown)
    with st.popover(tr("export.menu"), icon=":material/download:", type="tertiary", width="content"):
        st.caption(_about(shown, found))
        for ending, icon in _ICONS.items():
            st.download_button(
                tr(f"export.{ending[1:]}"),
                partial(_content, library, request, FORMATS[ending], language()),
                file_name=f"{tr('export.file')}{ending}",
                mime=FORMATS[ending].media,
                key=f"export-{ending[1:]}",
                icon=icon,
                type="tertiary",
                on_click="ignore",
            )


def _about(shown: int, found: int) -> str:
    if found == 1:
        return tr("export.about_one")
    return tr("export.about_all", count=found) if shown == found else tr("export.about_first", shown=shown, count=found)


def _content(library: Library, request: SearchRequest, chosen: Format, language: str) -> bytes:
    return chosen.content(library.results_of(library.search(request), language))
