"""Every page runs on a real library without an exception, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from kb.settings import Settings
from kb.ui.paging import ROWS
from kb.wording import words

APP = Path(__file__).parents[2] / "app.py"

Open = Callable[..., AppTest]


@pytest.fixture
def page(corpus_library: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Opens a page by its path and query parameters."""
    monkeypatch.setenv("KB_LIBRARY", str(corpus_library))

    def opened(path: str = "search", **query: str) -> AppTest:
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


def test_the_first_page_teaches_by_example(page: Open) -> None:
    app = page()
    examples = [button for button in app.button if str(button.key).startswith("example-")]
    assert len(examples) == 9
    examples[0].click().run()
    assert app.query_params["q"] == "tank overfilled, white mist, then explosion"
    assert "XX-07" in str([link.proto.query_string for link in app.get("page_link")])


def test_a_search_shows_cards_with_highlights_and_citations(page: Open) -> None:
    app = page(q="confined space entry without gas test")
    assert "<mark>" in html(app)
    assert "pr-citation" in html(app)
    assert app.segmented_control(key="kind-tabs").value == "all"


def test_a_chinese_search_in_the_chinese_interface(page: Open) -> None:
    app = page(q="盲目施救", lang="zh")
    assert "<mark>盲目施救</mark>" in html(app)
    labels = [link.proto.label for link in app.get("page_link")]
    assert "打开" in labels
    assert any("有限空间" in label for label in labels)


def test_a_facet_narrows_and_its_chip_widens_again(page: Open) -> None:
    app = page(q="explosion", kind="case")
    app.checkbox(key="facet-country-US").check().run()
    assert app.query_params["country"] == "US"
    assert app.checkbox(key="facet-country-US").value
    app.button(key="chosen-0").click().run()
    assert "country" not in app.query_params


def test_a_condition_in_the_words_becomes_a_chip(page: Open) -> None:
    app = page(q="emergency plan drill in China since 2015")
    chips = [button.label for button in app.button if str(button.key).startswith("understood-")]
    assert chips == ["Year\\: from 2015", "Country\\: China"]
    app.button(key="understood-0").click().run()
    assert app.query_params["aswords"] == "since 2015"
    assert [b.label for b in app.button if str(b.key).startswith("understood-")] == ["Country\\: China"]
    app.button(key="understand").click().run()
    assert len([b for b in app.button if str(b.key).startswith("understood-")]) == 2


def test_an_article_that_the_words_name_is_a_chip_and_comes_first(page: Open) -> None:
    app = page(q="Art. 22 of Decree 708", lang="en")
    assert "Art\\. 22" in app.button(key="understood-lookup-0").label
    opened = [link.proto.query_string for link in app.get("page_link") if "id=" in link.proto.query_string]
    assert opened[0].startswith("id=CN-REG-03&at=art22")
    app.button(key="understood-lookup-0").click().run()
    assert app.query_params["aswords"] == "Art. 22 of Decree 708"
    assert not [b for b in app.button if str(b.key).startswith("understood-")]
    chinese = page(q="国务院令第708号第二十二条", lang="zh")
    assert "第二十二条" in chinese.button(key="understood-lookup-0").label


def test_a_name_that_nothing_goes_by_is_told_so(page: Open) -> None:
    assert "Nothing in this library goes by “3·33”." in html(page(q="3·33 explosion"))
    assert "本库中没有名为“3·33”的内容" in html(page(q="3·33 爆炸", lang="zh"))


def test_a_question_that_nothing_answers_is_told_so(page: Open) -> None:
    app = page(q="quantum knitting patterns")
    assert "Nothing here is really about that." in html(app)
    assert "very relevant" not in html(app)


@pytest.mark.parametrize("question", ["???", "' OR 1=1 --", 'title:"', "<script>alert(1)</script>", "煤" * 3_000])
def test_senseless_questions_get_an_answer(page: Open, question: str) -> None:
    assert "<script" not in html(page(q=question))


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("view", ["text", "facts", "similar", "sources"])
@pytest.mark.parametrize("identity", ["CN-38", "CN-REG-03", "PLAN-02"])
def test_every_view_of_every_kind_of_document(page: Open, identity: str, view: str, lang: str) -> None:
    assert "pr-title" in html(page("document", id=identity, view=view, lang=lang))


def test_the_cited_article_is_marked(page: Open) -> None:
    shown = html(page("document", id="CN-REG-03", at="art22"))
    assert shown.count('id="pr-cited"') == 1


def test_a_place_that_is_not_there_is_told_so(page: Open) -> None:
    assert "has no place “art999”" in html(page("document", id="CN-REG-03", at="art999"))


def test_similar_cases_come_with_score_and_reasons(page: Open) -> None:
    shown = html(page("document", id="CN-38", view="similar"))
    assert "of 100 · " in shown
    assert "Both have" in shown
    assert "Substance: " in shown


def test_similar_cases_by_what_counts_for_the_reader(page: Open) -> None:
    app = page("document", id="CN-01", view="similar")
    balanced = html(app)
    app.segmented_control(key="similar-preset-choice").set_value("trainer").run()
    assert not app.exception
    assert html(app) != balanced


def test_weights_of_attributes_are_set_by_the_reader(page: Open) -> None:
    app = page("document", id="CN-01", view="similar")
    balanced = html(app)
    app.slider(key="weight-balanced-event").set_value(0.0)
    app.slider(key="weight-balanced-industry").set_value(4.0).run()
    assert not app.exception
    assert html(app) != balanced


def test_weights_that_are_all_nothing_are_told_so(page: Open) -> None:
    app = page("document", id="CN-01", view="similar")
    for one in app.slider:
        one.set_value(0.0)
    app.run()
    assert not app.exception
    assert "All weights are 0." in html(app)


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", "Workers went down into a sewage pit one after another and were overcome by hydrogen sulphide"),
        ("zh", "污水处理池内硫化氢中毒，多人未佩戴防护装备盲目下池施救相继倒下"),
    ],
)
def test_a_description_finds_cases_like_it(page: Open, lang: str, told: str) -> None:
    app = page("cases", lang=lang)
    app.text_area(key="described-text").set_value(told)
    app.button[[one.label for one in app.button].index(words(lang)["similar.describe_go"])].click().run()
    assert not app.exception
    assert words(lang)["similar.reasons"] in html(app)


@pytest.mark.parametrize(("told", "said"), [("!!! ???", "no word"), ("Взрыв пыли на заводе", "script")])
def test_a_description_that_cannot_be_read_is_told_why(page: Open, told: str, said: str) -> None:
    app = page("cases")
    app.text_area(key="described-text").set_value(told)
    app.button[[one.label for one in app.button].index(words("en")["similar.describe_go"])].click().run()
    assert not app.exception
    assert said in html(app)


def test_a_missing_document_is_a_sentence(page: Open) -> None:
    shown = html(page("document", id="<b>NO-1</b>"))
    assert "pr-error" in shown
    assert "&lt;b&gt;NO-1" in shown


@pytest.mark.parametrize("path", ["cases", "regulations", "plans"])
def test_lists_hold_all_documents_of_their_kind(page: Open, path: str) -> None:
    expected = len(list((Settings().corpus / path).glob("*.md")))
    links = [link.proto.query_string for link in page(path).get("page_link")]
    assert len([one for one in links if "id=" in one and "view=" not in one]) == min(expected, ROWS)


def test_a_list_is_filtered_by_title_in_both_languages(page: Open) -> None:
    for text in ("shuangzhou", "双洲"):
        links = [link.proto.query_string for link in page("cases", filter=text).get("page_link")]
        assert {one.split("&")[0] for one in links} == {"id=CN-38"}


def test_the_library_page_counts_and_checks(page: Open) -> None:
    app = page("library")
    cases = len(list((Settings().corpus / "cases").glob("*.md")))
    assert f"<span>Cases</span><b>{cases}</b>" in html(app)
    app.button(key="verify").click().run()
    assert [message.value for message in app.success] == ["Catalogue, indexes and originals agree."]


def test_without_a_library_the_page_says_what_to_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_LIBRARY", str(tmp_path / "none"))
    app = AppTest.from_file(str(APP), default_timeout=60).run()
    assert not app.exception
    assert "make library" in app.code[0].value
    assert not (tmp_path / "none").exists()


def test_a_list_is_filtered_by_what_it_shows(page: Open) -> None:
    for text, lang in (("Dongguan Guangdong poisoning", "en"), ("广东 中毒 2019-02", "zh")):
        links = [link.proto.query_string for link in page("cases", filter=text, lang=lang).get("page_link")]
        assert any("CN-38" in link for link in links)


def test_the_country_with_most_rules_comes_first(page: Open) -> None:
    links = [link.proto.query_string for link in page("regulations").get("page_link")]
    assert "id=CN-REG-01" in next(link for link in links if "id=" in link)


def test_references_have_titles_and_articles_have_names(page: Open) -> None:
    app = page("document", id="PLAN-02", view="facts", lang="zh")
    labels = [link.proto.label for link in app.get("page_link")]
    assert any("工贸企业有限空间作业安全规定" in label for label in labels)
    assert any(label.startswith("Art\\. 3") for label in labels)
    assert not any(label.startswith("CN\\-") for label in labels)


def test_references_in_a_plan_lead_to_the_article(page: Open) -> None:
    shown = html(page("document", id="PLAN-02", lang="zh"))
    assert 'href="document?id=CN-REG-04&amp;at=art14&amp;lang=zh"' in shown
    assert ">CN-REG-04 Art. 14</a>" in shown


def test_a_reader_of_chinese_is_led_to_the_chinese_part(page: Open) -> None:
    app = page("document", id="CN-02", lang="zh")
    assert "中文部分：中文概要" in [link.proto.label for link in app.get("page_link")]
    app = page("document", id="CN-02", lang="en")
    assert "中文概要" in [link.proto.label for link in app.get("page_link")]


def test_similar_cases_tell_their_story_in_chinese(page: Open) -> None:
    shown = html(page("document", id="CN-38", view="similar", lang="zh"))
    assert "氮气" in shown
    assert "breathing set" not in shown
