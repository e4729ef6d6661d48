"""Facts of a card: unknown is said in words, figures keep their sources, text stays text."""

from __future__ import annotations

from pathlib import Path

from kb.model.case import CaseCard
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
