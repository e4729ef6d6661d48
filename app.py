"""Precedent in the browser: `streamlit run app.py`."""

from kb.ui.frame import run

run()
