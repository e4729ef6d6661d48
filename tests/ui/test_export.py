"""The export menu offers every format and says how much of what was found is in the file."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kb.brief.formats import FORMATS
from kb.brief.results import MOST
from kb.settings import Settings

APP = Path(__file__).parents[2] / "app.py"


def opened(folder: Path, monkeypatch: pytest.MonkeyPatch, **query: str) -> AppTest:
    monkeypatch.setenv("KB_LIBRARY", str(folder))
    app = AppTest.from_file(str(APP), default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def menu(app: AppTest) -> list[str]:
    return [button.proto.label for button in app.get("download_button")]


def test_every_format_is_offered_in_the_interfaces_language(
    corpus_library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    english = opened(corpus_library, monkeypatch, q="confined space rescue", lang="en")
    chinese = opened(corpus_library, monkeypatch, q="confined space rescue", lang="zh")
    assert menu(english) == ["Word (DOCX)", "Table for Excel (CSV)", "References (RIS)", "References (BibTeX)"]
    assert menu(chinese) == ["Word文档（DOCX）", "Excel表格（CSV）", "参考文献（RIS）", "参考文献（BibTeX）"]
    assert len(menu(english)) == len(FORMATS)


def test_the_menu_says_how_much_it_exports(corpus_library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened(corpus_library, monkeypatch, q="fire", lang="en")
    (said,) = [caption.value for caption in app.caption if "with passage, citation and source" in caption.value]
    found = sum(
        int(word) for word in [label.split()[-1] for label in app.segmented_control(key="kind-tabs").options[:1]]
    )
    expected = f"The first {MOST} of {found}" if found > MOST else f"All {found}"
    assert said.startswith(expected)


def test_where_nothing_was_found_nothing_is_offered(corpus_library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert menu(opened(corpus_library, monkeypatch, q="！？", lang="zh")) == []
    assert Settings().library == corpus_library
