"""A misspelt question is told with what was meant, which is one click away."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

APP = Path(__file__).parents[2] / "app.py"


@pytest.mark.parametrize(
    ("asked", "meant", "lang"),
    [
        ("amonia leak", "ammonia leak", "en"),
        ("有限空问作业", "有限空间作业", "zh"),
        ("amonia :red[x]", "ammonia :red[x]", "en"),
    ],
)
def test_what_was_meant_is_one_click_away(
    corpus_library: Path, monkeypatch: pytest.MonkeyPatch, asked: str, meant: str, lang: str
) -> None:
    monkeypatch.setenv("KB_LIBRARY", str(corpus_library))
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.query_params["q"], app.query_params["lang"] = asked, lang
    app.run()
    assert not app.exception
    app.button(key="meant-ask").click().run()
    assert app.query_params["q"] == meant
    assert not [button for button in app.button if button.key == "meant-ask"]
