"""The keyword index: finds what was added, forgets what was removed, scores what it is asked to score."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from kb.index.keyword import KeywordIndex
from kb.text.analyse import index_terms


@pytest.fixture
def index(tmp_path: Path) -> KeywordIndex:
    texts = {
        1: ("case", "Petrol overflowed from the tank and a white mist spread."),
        2: ("case", "盲目施救导致三名救援人员中毒死亡。"),
        3: ("regulation", "Every tank shall have an independent high-level alarm."),
        4: ("regulation", "生产经营单位应当制定应急预案并定期演练。"),
    }
    made = KeywordIndex(tmp_path)
    made.add((key, key * 10, kind, index_terms(text), index_terms("heading")) for key, (kind, text) in texts.items())
    made.commit()
    return made


def terms(text: str) -> dict[str, float]:
    return dict.fromkeys(index_terms(text), 1.0)


def test_finds_stems_and_chinese_words(index: KeywordIndex) -> None:
    assert [key for key, _ in index.search(terms("overflowing tanks"), 10)] == [1, 3]
    assert index.search(terms("盲目施救"), 10)[0][0] == 2
    assert [key for key, _ in index.search(terms("应急演练"), 10)] == [4]


def test_restrictions_leave_scores_as_they_are(index: KeywordIndex) -> None:
    everything = dict(index.search(terms("tank"), 10))
    assert dict(index.search(terms("tank"), 10, kind="regulation")) == {3: pytest.approx(everything[3])}
    assert dict(index.search(terms("tank"), 10, versions={10})) == {1: pytest.approx(everything[1])}
    assert index.search(terms("tank"), 10, versions=set()) == []


def test_scores_given_keys_and_leaves_out_those_without_a_match(index: KeywordIndex) -> None:
    everything = dict(index.search(terms("tank mist"), 10))
    assert index.scores(terms("tank mist"), [1, 2, 3]) == pytest.approx(everything)


def test_headings_count_less_than_text(index: KeywordIndex) -> None:
    assert index.search(terms("heading"), 10) == []
    assert len(index.search(terms("heading"), 10, head=0.5)) == 4


def test_query_syntax_in_terms_is_only_text(index: KeywordIndex) -> None:
    for hostile in ('body:"', "a AND (", "*:*", "'; drop table passages; --", "[1 TO 9]", "\\"):
        assert isinstance(index.search({hostile: 1.0}, 10), list)


def test_what_was_written_is_there_after_reopening(index: KeywordIndex, tmp_path: Path) -> None:
    index.remove([1])
    index.commit()
    assert KeywordIndex(tmp_path).keys() == {2, 3, 4}


class Keys(RuleBasedStateMachine):
    """Whatever is added and removed, the index holds just that."""

    def __init__(self) -> None:
        super().__init__()
        import tempfile

        self.folder = tempfile.TemporaryDirectory()
        self.index = KeywordIndex(Path(self.folder.name))
        self.model: set[int] = set()

    @rule(keys=st.sets(st.integers(1, 40), max_size=8))
    def add(self, keys: set[int]) -> None:
        new = keys - self.model
        self.index.add((key, key, "case", [f"t{key}", "all"], []) for key in new)
        self.index.commit()
        self.model |= new

    @rule(keys=st.sets(st.integers(1, 40), max_size=8))
    def remove(self, keys: set[int]) -> None:
        self.index.remove(keys)
        self.index.commit()
        self.model -= keys

    @invariant()
    def holds_the_model(self) -> None:
        assert self.index.keys() == self.model
        assert len(self.index) == len(self.model)
        assert {key for key, _ in self.index.search({"all": 1.0}, 50)} == self.model

    def teardown(self) -> None:
        self.folder.cleanup()


TestKeys = Keys.TestCase
TestKeys.settings = settings(
    max_examples=8, stateful_step_count=8, deadline=None, suppress_health_check=list(HealthCheck)
)


@given(st.text(max_size=300))
@settings(max_examples=60, deadline=None)
def test_any_text_can_be_analysed(text: str) -> None:
    assert all(term and not term.isspace() for term in index_terms(text))
