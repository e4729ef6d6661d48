"""Every part of a search can be seen and switched in the app, and the address holds what is switched."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kb.library import Library
from kb.model.document import Kind
from kb.model.result import Filter, SearchRequest
from kb.settings import Settings
from kb.ui.address import Parameters, SearchAddress
from tests.conftest import build_reranker

APP = Path(__file__).parents[2] / "app.py"

TANK = "---\nid: C-1\nkind: case\ntitle: LPG tanker fire\nlanguage: en\n---\n## Summary\n\nAn LPG tanker burnt.\n"
OLD = (
    "---\nid: R-1\nkind: regulation\ntitle: 液化石油气规定\nlanguage: zh\nstatus: repealed\ncountry: CN\n---\n"
    "## 第一条 {#art1}\n\n液化石油气槽车卸车时应当有人监护，严禁盲目施救。\n"
)

Open = Callable[..., AppTest]


@pytest.fixture(scope="module")
def made(encoder: object, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("explain")
    (folder / "tank.md").write_text(TANK, encoding="utf-8")
    (folder / "规定.md").write_text(OLD, encoding="utf-8")
    library = Library(Settings(library=folder / "library"), create=True)
    assert not library.ingest([folder / "tank.md", folder / "规定.md"]).failed
    library.close()
    return folder / "library"


@pytest.fixture
def page(made: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    monkeypatch.setenv("KB_LIBRARY", str(made))

    def opened(**query: str | list[str]) -> AppTest:
        app = AppTest.from_file(str(APP), default_timeout=60)
        for name, value in query.items():
            app.query_params[name] = value
        app.run()
        assert not app.exception
        assert not app.error
        return app

    return opened


def html(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


def test_an_address_is_the_request_and_back() -> None:
    asked = SearchRequest(
        "液化石油气",
        Kind.CASE,
        (Filter("country", ("CN",)),),
        understand=False,
        expand=False,
        keyword=False,
        leave_out=("LPG", "petrol & gas"),
    )
    address = SearchAddress.of(asked)
    assert address.request() == asked
    parameters: Parameters = {**address.parameters(), "saved": "罐区"}
    query = {key: [value] if isinstance(value, str) else value for key, value in parameters.items()}
    assert SearchAddress.read(query).request() == asked
    assert SearchAddress.read(query).saved == "罐区"


def test_what_is_switched_stays_for_other_words_but_single_names_do_not() -> None:
    address = SearchAddress("fire", left_out=("blaze",), saved="mine").switched("meaning").switched("words")
    assert address.off == ("words", "meaning")
    assert address.saved == "mine"
    other = address.switched("words").asking("gas")
    assert (other.off, other.left_out, other.saved) == (("meaning",), (), "")
    assert SearchAddress.read({"off": ["poems", "synonyms"]}).off == ("synonyms",)


@pytest.mark.parametrize(("language", "meaning"), [("en", "Meaning"), ("zh", "语义")])
def test_a_part_is_switched_off_and_everything_used_again(page: Open, language: str, meaning: str) -> None:
    app = page(q="LPG tanker", lang=language)
    assert "0.60 =" in html(app)
    app.toggle(key="switch-meaning").set_value(False).run()
    assert app.query_params["off"] == "meaning"
    assert f"{meaning}" in html(app)
    assert "1.00 =" in html(app)
    app.button(key="everything").click().run()
    assert "off" not in app.query_params


@pytest.mark.parametrize(("question", "name"), [("LPG tanker", "液化石油气"), ("液化石油气 槽车", "LPG")])
def test_a_single_name_is_left_out_and_brought_back(page: Open, question: str, name: str) -> None:
    app = page(q=question)
    (pill,) = [one for one in app.button if str(one.key).startswith("name-") and one.label == name]
    pill.click().run()
    assert app.query_params["without"] == name
    assert not [one for one in app.button if str(one.key).startswith("name-") and one.label == name]
    app.button(key=f"left-out-{name}").click().run()
    assert "without" not in app.query_params


def test_what_moved_a_passage_is_named(page: Open) -> None:
    assert "repealed × 0.60" in html(page(q="液化石油气 槽车", lang="en"))
    assert "已废止 × 0.60" in html(page(q="液化石油气 槽车", lang="zh"))
    assert "across languages × 0.70" in html(page(q="LPG tanker", lang="en"))


@pytest.mark.parametrize(("language", "told"), [("en", "both switched off"), ("zh", "都已关闭")])
def test_both_sides_off_is_a_message(page: Open, language: str, told: str) -> None:
    assert told in html(page(q="LPG tanker", off=["words", "meaning"], lang=language))


def test_conditions_from_words_can_be_switched(page: Open) -> None:
    app = page(q="tanker fire since 2015")
    app.toggle(key="switch-conditions").set_value(False).run()
    assert app.query_params["literal"] == "1"
    app.toggle(key="switch-conditions").set_value(True).run()
    assert "literal" not in app.query_params


@pytest.mark.parametrize(("language", "name"), [("en", "Reranking model"), ("zh", "重排模型")])
def test_a_reranking_model_is_shown_and_switched_where_one_is_named(
    page: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, language: str, name: str
) -> None:
    assert name not in html(page(q="LPG tanker", lang=language))
    monkeypatch.setenv("KB_RERANKER", str(build_reranker(tmp_path / "reranker", ["burnt"])))
    app = page(q="LPG tanker", lang=language)
    assert name in html(app)
    (switch,) = [one for one in app.toggle if one.key == "switch-reranking"]
    switch.set_value(False).run()
    assert app.query_params["off"] == "reranking"
    assert not app.exception
    assert all(name not in body for body in html(app).split("pr-share")[1:])
