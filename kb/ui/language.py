"""The interface's words in English and Chinese."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from kb import wording
from kb.wording import LANGUAGES, say

_STATE = "language"


def tr(key: str, **values: object) -> str:
    """The text of a key in the interface's language, with `{names}` filled in. Plain text: escape it where shown."""
    return say(language(), key, **values)


def language() -> str:
    """The language of the interface, `en` or `zh`."""
    return str(st.session_state.get(_STATE, LANGUAGES[0]))


def title_in(title: str, title_zh: str) -> str:
    """A document's title in the interface's language, where it has one."""
    return title_zh if language() == "zh" and title_zh else title


def listed(names: Iterable[str]) -> str:
    """Names in one line, with the marks of the interface's language between them."""
    return wording.listed(names, language())


def place_in(names: Iterable[str]) -> str:
    """Names of a place from the smallest to the country, in the order of the interface's language."""
    return wording.place_in(names, language())


def set_language(chosen: str) -> None:
    """Use a language from now on and say so in the address."""
    st.session_state[_STATE] = chosen
    st.query_params["lang"] = chosen


def settle_language() -> None:
    """Take the language from the address (`lang=zh`); else keep the one in use; else the browser's."""
    asked = st.query_params.get("lang", "")
    if asked not in LANGUAGES:
        asked = st.session_state.get(_STATE) or ("zh" if (st.context.locale or "").startswith("zh") else "en")
    if st.query_params.get("lang") != asked or st.session_state.get(_STATE) != asked:
        set_language(asked)
