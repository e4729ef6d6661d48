"""What surrounds every page: name, menu, language switch, style, and errors said in sentences."""

from __future__ import annotations

import logging
from functools import cache
from pathlib import Path

import streamlit as st

from kb.errors import KbError, LibraryError, LibraryLocked, LibraryMismatch
from kb.ui import safe
from kb.ui.language import language, set_language, settle_language, tr
from kb.ui.rooms import all_pages, library_page
from kb.ui.tray import show_tray
from kb.wording import LANGUAGES

HERE = Path(__file__).parent

_BUILD = "kb ingest corpus/cases corpus/regulations corpus/plans"

_log = logging.getLogger(__name__)


def run() -> None:
    """Draw the page that the address names."""
    settle_language()
    st.set_page_config(page_title="Precedent", page_icon=str(HERE / "mark.svg"), layout="wide")
    st.html(f"<style>{_style()}:root {{ --pr-upload: '{tr('library.choose')}'; }}</style>")
    st.logo(str(HERE / "mark.svg"), size="large")
    page = st.navigation(all_pages(), position="top")
    _language_switch()
    try:
        page.run()
        if page.url_path != "compare":
            show_tray()
    except LibraryError as error:
        if isinstance(error, LibraryLocked | LibraryMismatch):
            show_error(error)
        else:
            _no_library(error)
    except KbError as error:
        show_error(error)
    except Exception:  # noqa: BLE001 - the edge: logged here, said to the person below
        _log.exception("A page failed")
        st.error(f"**{tr('trouble.unexpected')}** {tr('trouble.unexpected_text')}", icon=":material/error:")


def show_error(error: KbError) -> None:
    """An error as a sentence with its next step."""
    advice = f'<p class="pr-faint">{safe.text(error.advice)}</p>' if error.advice else ""
    st.html(f'<div class="pr-error" role="alert"><p>{safe.text(error.message)}</p>{advice}</div>')


def _no_library(error: LibraryError) -> None:
    with st.container(border=True, key="no-library"):
        st.subheader(tr("trouble.no_library"), anchor=False)
        show_error(error)
        st.write(tr("trouble.no_library_text"))
        st.code(f"make library\n# {_BUILD}", language="bash")
        st.page_link(library_page(), label=tr("trouble.no_library_upload"), query_params={"lang": language()})


def _language_switch() -> None:
    def chosen() -> None:
        set_language(st.session_state["language-switch"])

    st.session_state["language-switch"] = language()
    with st.container(key="language-bar"):
        st.segmented_control(
            tr("app.language"),
            LANGUAGES,
            format_func=lambda code: {"en": "EN", "zh": "中文"}[code],
            required=True,
            key="language-switch",
            on_change=chosen,
            label_visibility="collapsed",
        )


@cache
def _style() -> str:
    return (HERE / "style.css").read_text(encoding="utf-8")
