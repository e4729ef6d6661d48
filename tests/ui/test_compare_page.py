"""The page of cases side by side, and the tray that leads there, on the library of the corpus."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from kb.model.comparison import Column, Row, Section, SideBySide, Statement, Verdict

APP = Path(__file__).parents[2] / "app.py"

Open = Callable[..., AppTest]


@pytest.fixture
def page(corpus_library: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Opens a page by its path and query parameters."""
    monkeypatch.setenv("KB_LIBRARY", str(corpus_library))

    def opened(path: str = "compare", **query: str) -> AppTest:
        app = AppTest.from_file(str(APP), default_timeout=60)
        app._page_hash = calc_hash(path)
        for name, value in query.items():
            app.query_params[name] = value
        app.run()
        assert not app.exception
        assert not app.error
        return app

    return opened


def html(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


def pressed(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert not app.exception
    return app


def test_three_cases_stand_beside_each_other_with_marks_and_ways_to_their_texts(page: Open) -> None:
    app = page(cases="CN-01,XX-11,XX-08")
    shown = html(app)
    assert "ammonium nitrate" in shown
    for verdict in ("same", "differs", "unknown"):
        assert f'class="pr-verdict {verdict}"' in shown
    assert 'href="document?id=CN-01&amp;at=' in shown
    assert "&amp;mark=" in shown
    assert "data:image/svg+xml" in shown
    labels = [link.proto.label for link in app.get("page_link")]
    assert [one for one in labels if "Beirut" in one]


def test_the_same_address_in_chinese_has_chinese_labels_and_titles(page: Open) -> None:
    app = page(cases="CN-38,XX-13", lang="zh")
    assert app.button(key="fold-problems").label == "应急处置问题"
    assert "盲目施救" in html(app)
    assert any("双洲纸业" in link.proto.label for link in app.get("page_link"))


def test_columns_are_moved_pinned_and_dropped_in_the_address(page: Open) -> None:
    app = pressed(page(cases="CN-01,CN-02,CN-03", only="1"), "beside-right-0")
    assert app.query_params["cases"] == "CN-02,CN-01,CN-03"
    pressed(app, "beside-pin-2")
    assert app.query_params["pin"] == "CN-03"
    assert app.button(key="beside-unpin-0").label == "Unpin"
    pressed(app, "beside-drop-0")
    assert app.query_params["cases"] == "CN-02,CN-01"
    assert "pin" not in app.query_params
    app.selectbox(key="compare-add").select("XX-08").run()
    assert app.query_params["cases"] == "CN-02,CN-01,XX-08"
    assert app.query_params["only"] == "1"


def test_sections_fold_and_only_differences_leaves_out_what_is_the_same(page: Open) -> None:
    app = page(cases="CN-01,XX-11")
    assert '<tr class="same">' in html(app)
    app.toggle(key="compare-only").set_value(True).run()
    assert app.query_params["only"] == "1"
    assert '<tr class="same">' not in html(app)
    before = html(app).count("<table>")
    pressed(app, "fold-people")
    assert app.query_params["fold"] == "people"
    assert html(app).count("<table>") == before - 1


@pytest.mark.parametrize(
    ("cases", "told", "left"),
    [
        ("CN-01,CN-01,CN-02", "CN-01 is named twice", 2),
        ("CN-01,CN-02,CN-REG-03", "CN-REG-03 is a regulation; only cases", 2),
        ("CN-01,CN-02,PLAN-02", "PLAN-02 is a plan; only cases", 2),
        ("CN-01,CN-02,<b>X", "no document &lt;b&gt;X", 2),
        ("CN-01,CN-02,CN-03,CN-04,CN-05", "Left out: CN-05", 4),
        ("CN-01", "One case alone", 0),
        ("CN-REG-03,CN-REG-04", "Choose them here", 0),
        ("", "Choose them here", 0),
    ],
)
def test_what_cannot_be_compared_is_a_sentence_and_the_rest_is_shown(
    page: Open, cases: str, told: str, left: int
) -> None:
    app = page(cases=cases) if cases else page()
    assert told in html(app)
    assert len([b for b in app.button if str(b.key).startswith("beside-drop-")]) == left


def test_the_tray_takes_four_cases_says_no_to_a_fifth_and_leads_to_the_page(page: Open) -> None:
    app = page("search", q="explosion", kind="case")
    adding = [b.key for b in app.button if b.key and b.key.startswith("tray-") and "drop" not in b.key]
    assert len(adding) > 5
    for key in adding[:4]:
        pressed(app, key)
    assert "4 of 4" in html(app)
    pressed(app, adding[4])
    assert "do not fit side by side" in html(app)
    there = [link for link in app.get("page_link") if link.proto.query_string.startswith("cases=")]
    assert there[0].proto.query_string.count("%2C") == 3
    pressed(app, "tray-drop-0")
    assert "3 of 4" in html(app)
    assert "do not fit" not in html(app)
    pressed(app, "tray-clear")
    assert 'class="pr-tray"' not in html(app)


def test_only_cases_have_a_way_into_the_tray(page: Open) -> None:
    into = next(b for b in page("document", id="CN-38", lang="zh").button if b.key == "tray-document")
    assert into.label == "加入对比"
    assert not [b for b in page("document", id="CN-REG-03").button if b.key == "tray-document"]


def test_what_is_no_case_or_gone_does_not_stay_in_the_tray(page: Open) -> None:
    app = page("search")
    app.session_state["tray-cases"] = ("CN-REG-03", "GONE-1")
    app.run()
    assert 'class="pr-tray"' not in html(app)


def test_text_of_a_document_never_becomes_markup(corpus_library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kb.ui.comparison import opening_html, section_html

    monkeypatch.setenv("KB_LIBRARY", str(corpus_library))
    hostile = '"><script>alert(1)</script>'
    row = Row(hostile, hostile, Verdict.DIFFERS, ((Statement(hostile, "CN-01", hostile, source=hostile),), ()))
    section = Section("people", hostile, (row,))
    found = SideBySide("en", (Column(hostile, hostile), Column("B", "B")), hostile, hostile, (section,))
    shown = section_html(section, found, section.rows) + opening_html(found)
    assert "<script" not in shown
    assert "at=%22%3E%3Cscript" in shown
