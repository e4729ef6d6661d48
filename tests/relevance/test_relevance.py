"""The corpus answers its users' questions: forty judged ones, in both languages, in everyday words and with typos."""

from __future__ import annotations

from pathlib import Path

from kb.evaluate import evaluate
from kb.settings import Settings

FLOOR = 0.90
"""Share of questions with a relevant document among the first three."""


def test_nine_questions_in_ten_are_answered_among_the_first_three(corpus_library: Path) -> None:
    found = evaluate(Path(__file__).parent, Settings(library=corpus_library))
    assert found.queries == 40
    assert found.measures["Success@3"] >= FLOOR
