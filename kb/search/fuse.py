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

ACROSS = "across_languages"
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

KINDS = {Kind.PLAN: 0.82, Kind.REGISTER: 0.5}
"""Factor on the score by kind: a typical plan quotes cases and articles, which come before it, and a row of a register
is short, wins on a single word and often has it in two languages; all else is 1."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with its fused score, both shares (each 0-1) with their weights, and the factors that moved it.

    `judgement` is what a reranking model says (0-1), `rerank` the same on the scale of scores (`kb.search.rerank`).
    """

    candidate: Candidate
    score: float
    keyword: float
    semantic: float | None
    keyword_weight: float = 1.0
    semantic_weight: float = 0.0
    factors: tuple[tuple[str, float], ...] = ()
    judgement: float | None = None
    rerank: float | None = None
    rerank_weight: float = 0.0

    def moved(self, name: str, factor: float) -> Scored:
        """The same, its score times a factor; one that changes nothing is not named."""
        if factor == 1.0:
            return self
        return replace(self, score=self.score * factor, factors=(*self.factors, (name, factor)))


def fuse(candidates: list[Candidate], weight: float = KEYWORD_WEIGHT) -> list[Scored]:
    """Candidates best first. `weight` is the keyword share.

    Those in the question's language are scaled among themselves, so that others leave their scores alone. Of those in
    another language the vector speaks alone where that is better: few words can be shared across languages.
    """
    home = [c for c in candidates if c.home]
    away = [c for c in candidates if not c.home]
    best = max((c.bm25 for c in home), default=0.0)
    near = _range(home)
    scored = [_scored(c, weight if near else 1.0, best, near) for c in home]
    whole, near = max(max((c.bm25 for c in away), default=0.0), best * SYNONYM_WEIGHT), _range(candidates)
    for c in away:
        shares = (weight, 0.0) if c.cosine is not None else (1.0,)
        best_of = max((_scored(c, share, whole, near) for share in shares), key=lambda one: one.score)
        scored.append(best_of.moved(ACROSS, ACROSS_LANGUAGES))
    scored.sort(key=lambda one: (-one.score, one.candidate.id))
    return scored


def _range(candidates: list[Candidate]) -> tuple[float, float] | None:
    """Lowest and highest cosine; None where there is none."""
    cosines = [c.cosine for c in candidates if c.cosine is not None]
    return (min(cosines), max(cosines)) if cosines else None


def _scored(one: Candidate, weight: float, best: float, near: tuple[float, float] | None) -> Scored:
    """Scored by its shares of `best` (BM25) and of the range of cosines; `weight` is that of the keyword side."""
    keyword = one.bm25 / (best or 1.0)
    if one.cosine is None or near is None:
        return Scored(one, weight * keyword, keyword, None, weight, 1 - weight)
    semantic = (one.cosine - near[0]) / ((near[1] - near[0]) or 1.0)
    return Scored(one, weight * keyword + (1 - weight) * semantic, keyword, semantic, weight, 1 - weight)
