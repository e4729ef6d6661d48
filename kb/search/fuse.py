"""One score out of two: min-max fusion over all candidates.

Measured on 2,788 questions about rules, this beats reciprocal rank fusion, which falls below BM25 alone. Candidates in
another language than the question's have no comparable scores: they are scaled by what a full translation would score.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from kb.model.document import Kind, Status
from kb.search.question import SYNONYM_WEIGHT
from kb.search.retrieve import Candidate

KEYWORD_WEIGHT = 0.6
"""Share of the keyword side where both sides speak; best on the development questions."""

ACROSS_LANGUAGES = 0.7
"""What a candidate that only the glossary could find is worth beside one in the question's language."""

STANDING = {
    Status.REPEALED: 0.6,
    Status.SUPERSEDED: 0.6,
    Status.NOT_YET_IN_FORCE: 0.85,
    Status.PARTLY_SUPERSEDED: 0.95,
    Status.UNKNOWN: 0.97,
}
"""Factor on the score of what does not, or may not, bind today; all else is 1."""

KINDS = {Kind.PLAN: 0.88, Kind.REGISTER: 0.75}
"""Factor on the score by kind: a typical plan quotes cases and articles, which come before it, and a row of a register
is short and wins on a single word; all else is 1."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with its fused score, both shares (each 0-1) with their weights, and the factors that moved it."""

    candidate: Candidate
    score: float
    keyword: float
    semantic: float | None
    keyword_weight: float = 1.0
    semantic_weight: float = 0.0
    factors: tuple[tuple[str, float], ...] = ()

    def moved(self, name: str, factor: float) -> Scored:
        """The same, its score times a factor; one that changes nothing is not named."""
        if factor == 1.0:
            return self
        return replace(self, score=self.score * factor, factors=(*self.factors, (name, factor)))


def fuse(candidates: list[Candidate], weight: float = KEYWORD_WEIGHT) -> list[Scored]:
    """Candidates best first. `weight` is the keyword share."""
    home = [c for c in candidates if c.cosine is not None or c.home]
    away = [c for c in candidates if c.cosine is None and not c.home]
    best = max((c.bm25 for c in home), default=0.0)
    scored = _scaled(home, weight, best)
    whole = max(max((c.bm25 for c in away), default=0.0), best * SYNONYM_WEIGHT)
    scored += [one.moved("across_languages", ACROSS_LANGUAGES) for one in _scaled(away, weight, whole)]
    scored.sort(key=lambda one: (-one.score, one.candidate.id))
    return scored


def _scaled(candidates: list[Candidate], weight: float, best: float) -> list[Scored]:
    """Scores as shares of `best` (BM25) and of the range of cosines."""
    high_words = best or 1.0
    cosines = [c.cosine for c in candidates if c.cosine is not None]
    low, high = (min(cosines), max(cosines)) if cosines else (0.0, 1.0)
    span = (high - low) or 1.0
    scored = []
    for one in candidates:
        keyword = one.bm25 / high_words
        if not cosines:
            scored.append(Scored(one, keyword, keyword, None))
        else:
            semantic = (one.cosine - low) / span if one.cosine is not None else None
            score = weight * keyword + (1 - weight) * (semantic or 0.0)
            scored.append(Scored(one, score, keyword, semantic, weight, 1 - weight))
    return scored
