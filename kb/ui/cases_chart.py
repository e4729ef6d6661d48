"""A chart of the case library whose marks narrow it when they are clicked."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    import altair as alt

_DRAWN = "cases-chart"


def show_chart(name: str, chart: alt.Chart | alt.LayerChart, told: str, picked: Callable[[str], None]) -> None:
    """Draw a chart with the words that say what it shows; a clicked mark's `id` is given to `picked`.

    The chart has a selection of the name `picked`. After a click it is drawn under a new name, with nothing chosen.
    """
    number = st.session_state.get(_DRAWN, 0)
    key = f"{name}-{number}"

    def clicked() -> None:
        marks = st.session_state[key]["selection"].get("picked") or [{}]
        if marks[0].get("id"):
            st.session_state[_DRAWN] = number + 1
            picked(str(marks[0]["id"]))

    st.caption(told)
    st.altair_chart(chart, key=key, on_select=clicked, selection_mode="picked")
