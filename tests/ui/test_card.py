"""Facts of a card: unknown is said in words, figures keep their sources, text stays text."""

from __future__ import annotations

from pathlib import Path

import pytest
import streamlit as st

from kb.model.case import CaseCard
from kb.model.plan import PlanCard
from kb.model.register import RegisterCard
from kb.model.regulation import RegulationCard
from kb.model.taxonomy import Taxonomy
from kb.model.value import Claim
from kb.settings import Settings
from kb.ui.card import CardFacts, figure

TAXONOMY = Taxonomy.load(Settings().corpus / "taxonomy")

CASE = CaseCard.model_validate(
    {
        "id": "X-1",
        "title": "<b>Case</b>",
        "occurrence": {"date": "2019-02-15"},
        "place": {"country": "CN", "province": "Guangdong", "name": "<script>"},
        "accident_types_2025": ["poisoning"],
        "casualties": {
            "deaths": [{"value": 7, "source": "S1"}, {"value": 5, "source": "S2", "as_of": "2019-02-16"}],
            "injured": 0,
            "missing": "not_applicable",
        },
        "response_problems": [{"code": "blind_rescue", "evidence": "they <i>went in</i>"}],
    }
)


def test_unknown_not_applicable_and_zero_are_three_things() -> None:
    made = CardFacts(TAXONOMY).all(CASE)
    assert "<th>Injured</th><td>0</td>" in made
    assert '<th>Missing</th><td class="pr-unknown">not applicable</td>' in made
    assert '<th>Trapped</th><td class="pr-unknown">unknown</td>' in made


def test_every_claim_stands_with_its_source() -> None:
    made = CardFacts(TAXONOMY).all(CASE)
    assert "<th>Dead</th><td>7</td><td>S1</td>" in made
    assert "<th></th><td>5</td><td>S2</td><td>as of 2019-02-16</td>" in made


def test_codes_are_named_and_text_is_escaped() -> None:
    made = CardFacts(TAXONOMY).all(CASE) + CardFacts(TAXONOMY).headline(CASE)
    assert "blind rescue" in made
    assert "they &lt;i&gt;went in&lt;/i&gt;" in made
    assert "<script>" not in made
    assert "&lt;script&gt;, Guangdong, China" in made


def test_duties_name_who_what_and_when() -> None:
    duty = {"anchor": "art22", "modality": "shall", "who": "unit", "action": "report", "deadline": "within 1 hour"}
    card = RegulationCard.model_validate({"id": "R", "title": "R", "status": "in_force", "duties": [duty]})
    assert "<td>art22</td><td>unit</td><td>shall report</td><td>within 1 hour</td>" in CardFacts(TAXONOMY).all(card)


def test_figures_keep_qualifier_and_unit() -> None:
    assert figure(Claim(value=12_000_000, unit="CNY", qualifier="about")) == "about CNY 12,000,000"
    assert figure(Claim(value=1.5)) == "1.5"


def test_corpus_cards_can_all_be_shown(corpus_library: Path) -> None:
    from kb.library import Library

    library = Library(Settings(library=corpus_library))
    shown = 0
    for one in library.documents():
        assert CardFacts(library.taxonomy).all(library.document(one.id).card)
        shown += 1
    library.close()
    assert shown >= 36


def chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(st.session_state, "language", "zh")


def test_chinese_facts_name_money_places_and_lists_as_chinese_does(monkeypatch: pytest.MonkeyPatch) -> None:
    chinese(monkeypatch)
    assert figure(Claim(value=1_986_000_000, unit="CNY")) == "19.86亿元"
    assert figure(Claim(value=44_680_000, unit="CNY", qualifier="about")) == "约 4,468万元"
    assert figure(Claim(value=200, unit="households", qualifier="more than")) == "超过 200 户"
    made = CardFacts(TAXONOMY).headline(CASE)
    assert "中国 广东 &lt;script&gt;" in made


def test_substances_of_a_plan_are_named_in_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = PlanCard.model_validate({"id": "P", "title": "P", "substances": ["hydrogen sulphide", "LPG", "soup"]})
    assert "hydrogen sulphide; liquefied petroleum gas; soup" in CardFacts(TAXONOMY).all(plan)
    chinese(monkeypatch)
    assert "硫化氢；液化石油气；soup" in CardFacts(TAXONOMY).all(plan)


def test_a_register_row_names_its_table_country_and_province(monkeypatch: pytest.MonkeyPatch) -> None:
    fields = {"Country": "CN", "Province": "Shandong", "Level": "unit"}
    card = RegisterCard.model_validate(
        {"id": "R", "title": "R", "table": "teams", "country": "CN", "province": "Shandong", "fields": fields}
    )
    made = CardFacts(TAXONOMY).all(card) + CardFacts(TAXONOMY).headline(card)
    assert "<dd>teams</dd>" in made
    assert "<dt>Country</dt><dd>China</dd>" in made
    assert "Shandong, China" in made
    chinese(monkeypatch)
    made = CardFacts(TAXONOMY).all(card) + CardFacts(TAXONOMY).headline(card)
    assert "<dd>救援队伍</dd>" in made
    assert "<dd>山东</dd><dt>Level</dt><dd>unit</dd>" in made


def test_duties_call_their_article_by_name_and_keep_to_one_language(monkeypatch: pytest.MonkeyPatch) -> None:
    duty = {"anchor": "art22", "modality": "shall_not", "who": "unit", "action": "enter"}
    raw = {"id": "R", "title": "R", "status": "in_force", "article_status": {"art9": "repealed"}}
    card = RegulationCard.model_validate({**raw, "duties": [duty, {**duty, "action": "盲目施救"}]})
    chinese(monkeypatch)
    made = CardFacts(TAXONOMY).all(card, {"art22": "Art. 22", "art9": "Art. 9"})
    assert "<td>Art. 22</td><td>unit</td><td>shall not enter</td>" in made
    assert "<td>不得 盲目施救</td>" in made
    assert "<dt>Art. 9</dt><dd>已废止</dd>" in made


def test_an_event_stands_with_its_code_and_source() -> None:
    chain = [
        {"event": "gas ignites", "code": "fire_warehouse", "source": "S1"},
        {"event": "walls fall", "source": "S2"},
    ]
    made = CardFacts(TAXONOMY).all(CaseCard.model_validate({"id": "X", "title": "X", "chain": chain}))
    assert '<span class="pr-faint">warehouse fire · S1</span>' in made
    assert '<span class="pr-faint">S2</span>' in made
