"""The case library: facets, a table sorted with the unknown last, years, a map, and ticks that lead to a comparison."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from kb.model.case import Grade
from kb.model.case_list import CaseList, CaseRow
from kb.model.result import Filter
from kb.model.taxonomy import Taxonomy
from kb.settings import PROJECT
from kb.ui.cases_address import COLUMNS, CasesAddress
from kb.ui.cases_map import outlines_of, placed
from kb.ui.cases_rows import CaseWords
from kb.ui.cases_timeline import timeline

APP = PROJECT / "app.py"
TAXONOMY = Taxonomy.load(PROJECT / "corpus" / "taxonomy")

Open = Callable[..., AppTest]

ROWS = (
    CaseRow(
        "A", "Beta", date="2015-08", country="CN", province="Shandong", deaths=0, grade=Grade.GENERAL, official=True
    ),
    CaseRow("B", "alpha", date="2015-08-12", country="US", province="Texas", deaths=9, grade=Grade.MAJOR),
    CaseRow("C", "Gamma", "丙", country="CN", province="山东", industry="C26", types=("fire",)),
    CaseRow("D", "Delta", country="EU", source="BARPI"),
    CaseRow("E", "Epsilon", country="CN"),
    CaseRow("F", "Zeta"),
)


@pytest.fixture
def page(corpus_library: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Opens the case library with query parameters."""
    monkeypatch.setenv("KB_LIBRARY", str(corpus_library))

    def opened(**query: str) -> AppTest:
        app = AppTest.from_file(str(APP), default_timeout=60)
        app._page_hash = calc_hash("cases")
        for name, value in query.items():
            app.query_params[name] = value
        app.run()
        assert not app.exception
        assert not app.error
        return app

    return opened


def html(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


def shown(app: AppTest) -> list[str]:
    """Ids of the rows, from the links that open them."""
    links = [link.proto.query_string for link in app.get("page_link")]
    return [one.split("&")[0].removeprefix("id=") for one in links if one.startswith("id=") and "view=" not in one]


def test_an_address_says_all_and_is_read_back() -> None:
    address = CasesAddress(
        "酒精", (Filter("country", ("CN", "US")), Filter("year", low=2010)), "deaths", True, 3, "map", "china"
    )
    written = {key: value if isinstance(value, list) else [value] for key, value in address.parameters().items()}
    assert CasesAddress.read(written) == address
    assert CasesAddress().parameters() == {}


def test_what_makes_no_sense_in_an_address_is_left_out() -> None:
    query = {"sort": ["-colour"], "page": ["-4"], "view": ["<b>"], "area": ["mars"], "year": ["x"]}
    assert CasesAddress.read(query) == CasesAddress()


def test_a_column_sorts_its_own_way_first_and_then_the_other() -> None:
    by_deaths = CasesAddress(page=4).sorted_by("deaths")
    assert (by_deaths.sort, by_deaths.down, by_deaths.page) == ("deaths", True, 1)
    assert not by_deaths.sorted_by("deaths").down
    assert not by_deaths.sorted_by("title").down


@pytest.mark.parametrize("down", [True, False])
@pytest.mark.parametrize("column", COLUMNS)
def test_the_unknown_comes_last_in_every_order(column: str, down: bool) -> None:
    ordered = CaseWords(TAXONOMY).ordered(ROWS, column, down=down)
    known = {
        "title": "ABCDEF",
        "date": "AB",
        "place": "ABCDE",
        "industry": "C",
        "type": "C",
        "deaths": "AB",
        "injured": "",
        "grade": "AB",
        "source": "D",
    }[column]
    assert {row.id for row in ordered[: len(known)]} == set(known)


def test_zero_is_a_number_and_a_grade_has_its_rank() -> None:
    words = CaseWords(TAXONOMY)
    assert [row.id for row in words.ordered(ROWS, "deaths", down=False)][:2] == ["A", "B"]
    assert [row.id for row in words.ordered(ROWS, "grade", down=True)][:2] == ["B", "A"]
    assert [row.title for row in words.ordered(ROWS, "title", down=False)][:2] == ["alpha", "Beta"]


def test_chinese_titles_are_ordered_by_their_sound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.ui.language.language", lambda: "zh")
    monkeypatch.setattr("kb.ui.cases_rows.language", lambda: "zh")
    rows = [CaseRow(str(n), "x", title) for n, title in enumerate(("张家口", "北京", "天津", "大连"))]
    assert [row.title_zh for row in CaseWords(TAXONOMY).ordered(rows, "title", down=False)] == [
        "北京",
        "大连",
        "天津",
        "张家口",
    ]


def test_cases_stand_on_the_map_by_their_codes_and_the_others_are_counted() -> None:
    world = placed(ROWS, "world", TAXONOMY)
    assert world.counts == {"CN": 3, "US": 1}
    assert world.elsewhere == {"EU": 1}
    assert world.unknown == 1
    china = placed(ROWS, "china", TAXONOMY)
    assert china.counts == {"Shandong": 2}
    assert china.spellings == {"Shandong": ("Shandong", "山东")}
    assert (china.elsewhere, china.unknown) == ({}, 1)


def test_the_outlines_have_every_province_and_country_of_the_code_lists() -> None:
    def codes(area: str) -> set[str]:
        return {shape["id"] for shape in outlines_of(area)["objects"]["places"]["geometries"]}

    assert codes("china") == set(TAXONOMY.lists["provinces"])
    assert set(TAXONOMY.lists["countries"]) - codes("world") == {"EU", "INT"}


def test_a_year_without_cases_is_a_gap_and_severities_are_counted_apart() -> None:
    rows = (*ROWS[:2], CaseRow("G", "Eta", date="1921"))
    chart = timeline(rows, CaseWords(TAXONOMY)).to_dict()
    values = [(one["year"], one["severity"], one["count"]) for one in next(iter(chart["datasets"].values()))]
    assert values == [(1921, "grade unknown", 1), (2015, "major", 1), (2015, "general", 1)]
    assert chart["encoding"]["x"]["type"] == "quantitative"


def test_facets_narrow_with_counts_and_what_is_unknown_is_said(page: Open) -> None:
    app = page()
    assert "pr-unsaid" in html(app)
    app.checkbox(key="facet-country-US").check().run()
    assert app.query_params["country"] == "US"
    assert shown(app)
    assert all(one.startswith("XX-") for one in shown(app))
    assert app.checkbox(key="facet-country-CN").value is False
    app.button(key="chosen-0").click().run()
    assert "country" not in app.query_params


def test_the_order_is_in_the_address_and_can_be_shared(page: Open) -> None:
    app = page()
    app.button(key="cases-sort-deaths").click().run()
    assert app.query_params["sort"] == "-deaths"
    first = shown(app)
    assert shown(page(sort="-deaths")) == first
    app.button(key="cases-sort-deaths").click().run()
    assert app.query_params["sort"] == "deaths"
    assert shown(app) != first


def test_unknown_is_said_in_both_languages(page: Open) -> None:
    assert '<span class="pr-number pr-none" title="unknown">unknown</span>' in html(page(sort="injured", page="99"))
    chinese = html(page(sort="injured", page="99", lang="zh"))
    assert '<span class="pr-number pr-none" title="不明">不明</span>' in chinese
    assert '<span class="pr-name">死亡</span>' in chinese


def test_ticked_rows_go_into_the_tray_and_a_fifth_cannot_be_ticked(page: Open) -> None:
    app = page(country="CN")
    chosen = shown(app)[:4]
    for place, case in enumerate(chosen):
        app.checkbox(key=f"cases-tick-{place}-{case}").check().run()
    ticks = [box for box in app.checkbox if str(box.key).startswith("cases-tick-")]
    assert [box.disabled for box in ticks] == [False] * 4 + [True] * (len(ticks) - 4)
    way = next(link.proto for link in app.get("page_link") if link.proto.query_string.startswith("cases="))
    assert way.query_string.startswith("cases=" + "%2C".join(chosen))
    app.checkbox(key=f"cases-tick-0-{chosen[0]}").uncheck().run()
    assert not any(box.disabled for box in app.checkbox if str(box.key).startswith("cases-tick-"))


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("query", [{"view": "timeline"}, {"view": "map"}, {"view": "map", "area": "china"}])
def test_years_and_maps_are_drawn_in_both_languages(page: Open, query: dict[str, str], lang: str) -> None:
    app = page(**query, lang=lang)
    assert len(app.get("vega_lite_chart")) == 1
    assert not shown(app)


def test_nothing_found_is_a_sentence_and_leads_to_the_search(page: Open) -> None:
    app = page(filter="<script>alert(1)</script>")
    assert "<script>" not in html(app)
    assert "&lt;script&gt;" in html(app)
    assert any(link.proto.query_string.startswith("q=") for link in app.get("page_link"))


def test_a_hostile_title_stays_text(page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    hostile = CaseRow(
        "CN-01", "<img src=x onerror=alert(1)> [x](http://x.y) $x^2$ :material/home:", source="<b>them</b>"
    )
    monkeypatch.setattr("kb.ui.pages.cases.cases", lambda filters=(): CaseList((hostile,), {}, {}))
    app = page()
    label = next(link.proto.label for link in app.get("page_link") if link.proto.query_string.startswith("id=CN-01"))
    assert r"\[x\]\(http\:" in label
    assert "<b>them" not in html(app)
    assert "&lt;b&gt;them&lt;/b&gt;" in html(app)
