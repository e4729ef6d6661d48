"""The page of two to four cases side by side."""

from __future__ import annotations

import streamlit as st

from kb.ui.comparison_address import ComparisonAddress
from kb.ui.language import tr


def show() -> None:
    """Draw the comparison that the address names."""
    address = ComparisonAddress.read({key: st.query_params.get_all(key) for key in st.query_params})
    if len(address.cases) < 2:
        st.write(tr("compare.choose"))
        return
