"""Did you mean: the question with its misspelt words put right, one click away."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from kb.model.result import SearchResponse
from kb.ui import safe
from kb.ui.address import SearchAddress
from kb.ui.language import tr


def show_meant(response: SearchResponse, address: SearchAddress, go: Callable[[SearchAddress], None]) -> None:
    """The question that was probably meant, where words of this one are in no document."""
    if not response.did_you_mean:
        return
    with st.container(horizontal=True, key="meant", gap="small", vertical_alignment="center"):
        st.html(f'<span role="status">{safe.text(tr("suggestion.meant"))}</span>', width="content")
        st.button(
            safe.markdown(response.did_you_mean),
            key="meant-ask",
            type="tertiary",
            on_click=go,
            args=(address.asking(response.did_you_mean),),
        )
