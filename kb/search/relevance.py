"""Whether an answer is one: saying so when nothing in the library is about the question."""

from __future__ import annotations

import math
from collections.abc import Sequence

from kb.model.result import Hit
from kb.search.question import Question, terms_of_name
from kb.search.snapshot import Snapshot
from kb.text.analyse import index_terms, words

NEAR = 0.42
"""Cosine from which a passage is about the question whatever its words; 0 is what the model gives unrelated texts."""

COVERED = 0.5
"""Share of the question's words, by rarity, from which a passage is about it whatever its vector."""

TOGETHER = 0.75
"""Sum of both shares (each in units of its threshold, halved) from which they suffice together."""


def answers(snapshot: Snapshot, question: Question, hits: Sequence[Hit]) -> bool:
    """Whether one of the first hits is really about the question."""
    rarity = _rarity(snapshot, question)
    return any(_about(hit, rarity, question, snapshot.model.unrelated) for hit in hits[:3])


def _about(hit: Hit, rarity: dict[str, float], question: Question, unrelated: float) -> bool:
    covered = _covered(hit, rarity, question)
    near = max(0.0, (hit.parts.cosine or 0.0) - unrelated) / (1 - unrelated)
    return near >= NEAR or covered >= COVERED or (near / NEAR + covered / COVERED) / 2 >= TOGETHER


def _covered(hit: Hit, rarity: dict[str, float], question: Question) -> float:
    """Share of the question's words that the passage has, or for which it has a glossary name, weighted by rarity."""
    total = sum(rarity.values())
    if not total:
        return 0.0
    present = set(index_terms(" ".join((*hit.path, hit.text)), {*question.terms, *rarity}))
    replaced = {
        token.term for said, name in question.expansions if terms_of_name(name) <= present for token in words(said)
    }
    return sum(weight for term, weight in rarity.items() if term in present or term in replaced) / total


def _rarity(snapshot: Snapshot, question: Question) -> dict[str, float]:
    """Inverse document frequency of the question's own words."""
    index = snapshot.indexes.passages
    size = len(index)
    return {
        token.term: math.log(1 + (size - n + 0.5) / (n + 0.5))
        for token in words(question.text)
        for n in (index.frequency(token.term),)
    }
