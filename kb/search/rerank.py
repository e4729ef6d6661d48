"""The first passages judged anew by a cross-encoder, which reads the question and a passage together."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace
from math import prod

from kb.catalogue import reading
from kb.embed import Reranker
from kb.model.passage import Passage
from kb.search.fuse import ACROSS, Scored
from kb.search.leading import Groups
from kb.search.question import Question
from kb.search.snapshot import Snapshot

JUDGED = 30
"""Passages judged: each costs a run of the network."""

WEIGHT = 0.5
"""Share of the judgement in the score of a judged passage; not measured, for want of a model to measure."""


def reranked(
    snapshot: Snapshot, reranker: Reranker, question: Question, groups: Groups, kept: Container[int]
) -> Groups:
    """The groups in their new order; versions in `kept` stay in front as they are.

    A judgement is taken on the scale of the scores of those judged, so that these stay before all others. It bears the
    factors of standing and kind, but not the one across languages: the model has read both. Passages in a language that
    it does not know keep their scores.
    """
    if not reranker.knows(question.language):
        return groups
    first = sorted((one for version in groups if version not in kept for one in groups[version]), key=_down)[:JUDGED]
    with snapshot.catalogue.reading() as connection:
        stored = reading.passages(connection, snapshot.generation, [one.candidate.id for one in first])
    texts = {
        number: Passage("", "", passage.path, passage.text, passage.language).context
        for number, passage in stored.items()
        if reranker.knows(passage.language)
    }
    judgements = dict(zip(texts, reranker.judge(question.text, list(texts.values())).tolist(), strict=True))
    high, low = (first[0].score, first[-1].score) if first else (0.0, 0.0)

    def judged(one: Scored) -> Scored:
        judgement = judgements.get(one.candidate.id)
        if judgement is None:
            return one
        worth = judgement * prod(factor for name, factor in one.factors if name != ACROSS)
        share = low + (high - low) * worth
        score = (1 - WEIGHT) * one.score + WEIGHT * share
        return replace(one, score=score, judgement=judgement, rerank=share, rerank_weight=WEIGHT)

    again = {
        version: group if version in kept else sorted(map(judged, group), key=_down)
        for version, group in groups.items()
    }
    front = [version for version in again if version in kept]
    others = sorted((version for version in again if version not in kept), key=lambda version: _down(again[version][0]))
    return {version: again[version] for version in (*front, *others)}


def _down(one: Scored) -> float:
    return -one.score
