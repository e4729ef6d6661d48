"""What a question names exactly comes first: articles, documents, days and substances, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.library import Library
from kb.model.document import Kind
from kb.model.references import name_key, number_keys, references
from kb.model.result import Filter, SearchRequest, SearchResponse
from kb.search.lookups import Lookups
from kb.search.sheet import Sheet
from kb.settings import Settings


@pytest.fixture(scope="module")
def library(corpus_library: Path) -> Iterator[Library]:
    opened = Library(Settings(library=corpus_library))
    yield opened
    opened.close()


def ask(library: Library, text: str, **wishes: object) -> SearchResponse:
    return library.search(SearchRequest(text, **wishes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "document", "anchors"),
    [
        ("Art. 22 of Decree 708", "CN-REG-03", ("art22",)),
        ("Decree 708, Article 22", "CN-REG-03", ("art22",)),
        ("State Council Decree No. 708 art 22", "CN-REG-03", ("art22",)),
        ("国务院令第708号第二十二条", "CN-REG-03", ("art22",)),
        ("第708号令第22条", "CN-REG-03", ("art22",)),
        ("国务院令第７０８号第二十二条", "CN-REG-03", ("art22",)),
        ("生产安全事故应急条例第二十二条", "CN-REG-03", ("art22",)),
        ("安全生产法第八十二条", "CN-REG-01", ("art82",)),
        ("《安全生产法》第82条", "CN-REG-01", ("art82",)),
        ("中华人民共和国安全生产法第八十二条", "CN-REG-01", ("art82",)),
        ("安全生产法（2021修正）第八十二条", "CN-REG-01", ("art82",)),
        ("安全生产法第二十一条第六项", "CN-REG-01", ("art21-6-7",)),
        ("Art. 82 of the Work Safety Law", "CN-REG-01", ("art82",)),
        ("Work Safety Law (2021 amendment) Art. 82", "CN-REG-01", ("art82",)),
        ("Seveso III Article 12", "EU-REG-41", ("art12",)),
        ("article 8 of the Seveso III Directive", "EU-REG-41", ("art7-8",)),
        ("Article 12 of Directive 2012/18/EU", "EU-REG-41", ("art12",)),
        ("COMAH reg. 12", "UK-REG-42", ("reg12",)),
        ("29 CFR 1910.146(k)(1)", "US-REG-32", ("k-1",)),
        ("1910.146(k)", "US-REG-32", ("k-1", "k-2", "k-3")),
        ("1910.146 (e)", "US-REG-32", ("e-f",)),
        ("§ 1910.120(q)(2)", "US-REG-31", ("q-2",)),
        ("40 CFR 68.95", "US-REG-38", ("68.95",)),
        ("30 CFR 75.1506", "US-REG-40", ("75.1505-1507",)),
        ("42 USC 11003(c)", "US-REG-39", ("11003-c",)),
        ("GB/T 29639-2020 6.3", "CN-REG-08", ("6.3",)),
        ("GB/T 29639第6.3条", "CN-REG-08", ("6.3",)),
        ("ISO 45001 clause 8.2", "INT-REG-44", ("8.2",)),
        ("CN-REG-03#art22", "CN-REG-03", ("art22",)),
    ],
)
def test_an_article_that_is_named_comes_first(
    library: Library, question: str, document: str, anchors: tuple[str, ...]
) -> None:
    found = ask(library, question)
    assert [(one.document, one.anchors) for one in found.lookups] == [(document, anchors)]
    assert found.lookups[0].words in question.translate(str.maketrans("（）７０８", "()708"))
    hit = found.hits[0]
    assert (hit.document, hit.anchor) == (document, anchors[0])
    assert [more.anchor for more in hit.more][: len(anchors) - 1] == list(anchors[1:])
    assert found.relevant
    assert found.message == ""
    assert found.filters == ()


@pytest.mark.parametrize(
    ("question", "document"),
    [
        ("29 CFR 1910.146", "US-REG-32"),
        ("1910.120 training", "US-REG-31"),
        ("第708号令", "CN-REG-03"),
        ("应急管理部令第13号 监护人员", "CN-REG-15"),
        ("Order No. 13 of the Ministry of Emergency Management", "CN-REG-15"),
        ("is decree 591 on dangerous chemicals still valid", "CN-REG-07"),
        ("国办发〔2024〕5号", "CN-REG-25"),
        ("国办发[2024]5号", "CN-REG-25"),
        ("GB 30871-2022 动火", "CN-REG-14"),
        ("gb30871", "CN-REG-14"),
        ("SI 2015/483", "UK-REG-42"),
        ("SOR/2019-51", "CA-REG-47"),
        ("C174", "INT-REG-43"),
        ("《安全生产法》对瞒报有哪些处罚", "CN-REG-01"),
        ("安全生产法", "CN-REG-01"),
        ("Fire Protection Law", "CN-REG-20"),
        ("CN-07", "CN-07"),
        ("us-reg-32", "US-REG-32"),
        ("PLAN-03", "PLAN-03"),
        ("Bhopal disaster", "XX-01"),
        ("松花江水污染事件", "CN-18"),
    ],
)
def test_a_document_that_is_named_comes_first(library: Library, question: str, document: str) -> None:
    found = ask(library, question)
    assert [one.document for one in found.lookups] == [document]
    assert found.hits[0].document == document
    assert found.hits[0].score == 1.0
    assert found.hits[0].parts.words[0] == found.lookups[0].words


@pytest.mark.parametrize(
    ("question", "documents"),
    [
        ("11·22", {"CN-03"}),
        ("11•22", {"CN-03"}),
        ("11.22", {"CN-03"}),
        ("11.22事故", {"CN-03"}),
        ("8·12", {"CN-01"}),
        ("8·12 fire fighters", {"CN-01"}),
        ("7·16", {"CN-09", "CN-26"}),
        ("8·17 溃水", {"CN-16", "XX-35"}),
        ("2019年3月21日", {"CN-02"}),
        ("2019-03-21 explosion", {"CN-02"}),
        ("21 March 2019", {"CN-02"}),
        ("what happened on March 21, 2019", {"CN-02"}),
        ("8月12日爆炸", {"CN-01"}),
    ],
)
def test_an_accident_is_known_by_its_day(library: Library, question: str, documents: set[str]) -> None:
    found = ask(library, question)
    assert {one.document for one in found.lookups} == documents
    assert {hit.document for hit in found.hits[: len(documents)]} == documents


@pytest.mark.parametrize(
    ("question", "unknown", "reason"),
    [
        ("Art. 999 of Decree 708", "Art. 999 of Decree 708", "section"),
        ("安全生产法第九百九十九条", "安全生产法第九百九十九条", "section"),
        ("Decree 9999 drills", "Decree 9999", "name"),
        ("公安部令第61号 消防", "公安部令第61号", "name"),
        ("道路交通安全法第九十条", "道路交通安全法第九十条", "name"),
        ("Art. 5 of the Clean Air Act", "Art. 5 of the Clean Air Act", "name"),
        ("29 CFR 1926.1203 entry", "29 CFR 1926.1203", "name"),
        ("GB/T 29639-2013", "GB/T 29639-2013", "edition"),
        ("3·33 explosion", "3·33", "name"),
        ("9·9", "9·9", "name"),
        ("CAS 7664-41-8 leak", "CAS 7664-41-8", "check_digit"),
        ("UN 9999 leak", "UN 9999", "name"),
    ],
)
def test_what_names_nothing_is_told_and_searched_for_as_words(
    library: Library, question: str, unknown: str, reason: str
) -> None:
    found = ask(library, question)
    assert found.unknown == ((unknown, reason),)
    assert unknown in found.dropped
    assert f"“{unknown}”" in found.message
    assert found.hits


def test_a_section_that_is_not_here_leads_to_its_document(library: Library) -> None:
    assert ask(library, "Art. 999 of Decree 708").hits[0].document == "CN-REG-03"
    assert ask(library, "GB/T 29639-2013").hits[0].document == "CN-REG-08"


@pytest.mark.parametrize(
    "question",
    [
        "2,000 kg",
        "pressure of 8.12 bar",
        "3.33 kg of ammonia",
        "GB 2019 standards",
        "安全生产法2021修正",
        "Art. 22",
        "section 3 of the plan",
        "708",
        "what the law says in 5 articles",
        "C4 hydrocarbons",
        '"Art. 22 of Decree 708"',
        "10·20米",
    ],
)
def test_other_numbers_are_no_look_ups(library: Library, question: str) -> None:
    found = ask(library, question)
    assert found.lookups == () or question == "10·20米"
    assert found.unknown == ()


def test_words_beside_a_look_up_choose_its_passage(library: Library) -> None:
    found = ask(library, "11·22 lessons for responders")
    assert found.hits[0].document == "CN-03"
    assert found.hits[0].role is not None
    drills = ask(library, "Decree 708 drills half year").hits[0]
    assert (drills.document, drills.anchor) == ("CN-REG-03", "art8")


def test_a_look_up_is_taken_back_by_its_words(library: Library) -> None:
    found = ask(library, "Art. 22 of Decree 708", as_words=("Art. 22 of Decree 708",))
    assert "CN-REG-03#art22" not in [f"{one.document}#{anchor}" for one in found.lookups for anchor in one.anchors]
    assert ask(library, "11·22", as_words=("11·22",)).lookups == ()
    assert ask(library, "11·22", understand=False).lookups == ()


def test_a_look_up_obeys_the_filters_and_says_so(library: Library) -> None:
    found = ask(library, "Art. 22 of Decree 708", filters=(Filter("country", ("US",)),))
    assert {library.document(hit.document).card.facets()["country"] for hit in found.hits} == {("US",)}
    assert found.unknown == (("Art. 22 of Decree 708", "filtered"),)
    assert ask(library, "Art. 22 of Decree 708", kind=Kind.CASE).hits[0].kind is Kind.CASE


@pytest.mark.parametrize(
    ("question", "wanted"),
    [("CAS 7664-41-7", {"CN-05", "CN-37"}), ("UN 1005 泄漏", {"CN-05", "CN-37"}), ("UN 1017", {"CN-40", "CN-41"})],
)
def test_a_number_of_a_substance_filters_by_all_its_names(library: Library, question: str, wanted: set[str]) -> None:
    found = ask(library, question, k=50)
    assert [one.name for one in found.filters] == ["substance"]
    assert wanted <= {hit.document for hit in found.hits}
    assert found.filters[0].words in question


def test_citations_and_labels_are_those_of_the_article(library: Library) -> None:
    hit = ask(library, "1910.146(k)").hits[0]
    assert hit.label == "§ 1910.146(k)(1)"
    assert hit.citation.endswith("§ 1910.146(k)(1)")
    assert ask(library, "国务院令第708号第二十二条").hits[0].citation_zh.endswith("第二十二条")


def test_every_document_that_fulfils_the_filters_and_has_a_word_counts(library: Library) -> None:
    found = ask(library, "2010年以后山东爆炸事故", k=100)
    assert {one.name for one in found.filters} == {"year", "province"}
    views = [library.document(summary.id) for summary in library.documents(Kind.CASE)]
    wanted = {
        view.summary.id
        for view in views
        if "Shandong" in view.card.facets()["province"]
        and int(view.card.facets()["year"][0]) >= 2010
        and any(
            word in text
            for word in ("爆炸", "事故")
            for text in (view.summary.title_zh, *(passage.text for passage in view.passages))
        )
    }
    assert len(wanted) >= 8
    assert {hit.document for hit in found.hits if hit.kind is Kind.CASE} == wanted
    assert found.counts[Kind.CASE] == len(wanted)


def test_a_question_of_conditions_alone_lists_all_that_fulfil_them(library: Library) -> None:
    found = ask(library, "deaths > 50 in China", k=100)
    wanted = {
        summary.id
        for summary in library.documents(Kind.CASE)
        for facets in [library.document(summary.id).card.facets()]
        if facets["country"] == ("CN",) and any(int(number) > 50 for number in facets["deaths"])
    }
    assert found.relevant
    assert {hit.document for hit in found.hits} == wanted
    assert found.counts == {Kind.CASE: len(wanted)}


def test_a_facet_counts_its_values_as_if_it_were_not_filtered_by(library: Library) -> None:
    chosen = Filter("country", ("US",))
    narrowed = ask(library, "explosion", kind=Kind.CASE, filters=(chosen,))
    countries = {one.value: one.count for one in narrowed.facets["country"]}
    assert {"US", "CN", "GB"} <= set(countries)
    assert countries["US"] == narrowed.counts[Kind.CASE]
    both = ask(library, "explosion", kind=Kind.CASE, filters=(chosen, Filter("year", low=2010)))
    assert {"US", "CN"} <= {one.value for one in both.facets["country"]}
    assert min(int(one.value) for one in both.facets["year"]) < 2010
    types = {one.value: one.count for one in both.facets["accident_type"]}
    assert sum(types.values()) >= both.counts[Kind.CASE]
    assert max(types.values()) <= both.counts[Kind.CASE]
    assert ask(library, "explosion", filters=(chosen,), facets=False).facets == {}


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.text(max_size=60),
        st.lists(
            st.sampled_from(
                "Art. 22 of Decree 708 第 二十二 条 安全生产法 《 》 国务院令第708号 29 CFR 1910.146 (k) § 11·22 GB/T "
                "29639-2013 2019-03-21 March , # CN-REG-03 第十条 of the and".split()
            ),
            max_size=10,
        ).map(" ".join),
    )
)
def test_nothing_that_is_typed_breaks_a_look_up_or_loses_a_word(library: Library, text: str) -> None:
    sheet = Sheet.of(text)
    named = Lookups(library.catalogue, library.catalogue.generation).read(sheet)
    kept = "".join([sheet.rest, *(one.lookup.words for one in named.found)])
    assert {letter for letter in sheet.text if letter.isalnum()} <= set(kept)


def test_numbers_on_a_card_and_in_a_question_are_read_alike() -> None:
    card = number_keys(("State Council Decree 708", "国务院令第708号"))
    for said in ("Decree No. 708 of the State Council", "国务院第708号令", "decree 708", "708号令"):
        assert references(said)[0].keys[0] in card
    assert references("公安部令第708号")[0].keys[0] not in card
    assert name_key("11·22") == name_key("11.22") == name_key("11 • 22") != name_key("1·122")
    assert set(number_keys(("30 CFR Part 49 subpart B, Part 50",))) == {"30cfr49", "cfr49", "30cfr50", "cfr50"}
