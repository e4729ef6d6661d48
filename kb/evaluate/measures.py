"""Measures of rankings, question by question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

CUT = 10
"""Rank at which rankings are judged."""


def per_question(
    grades: Mapping[str, Mapping[str, int]], rankings: Mapping[str, Sequence[str]]
) -> dict[str, dict[str, float]]:
    """Every measure of each question, 0 to 1; the gain of a grade g is 2^g - 1 in nDCG, and 1 elsewhere if g > 0.

    `grades` are by question and document, `rankings` best first by question.
    """
    import ir_measures
    from ir_measures import AP, RR, P, R, Success, nDCG

    gains = {grade: 2**grade - 1 for grade in range(10)}
    names = {
        nDCG(cutoff=CUT, gains=gains): "nDCG@10",
        R @ CUT: "R@10",
        AP @ CUT: "MAP@10",
        RR @ CUT: "MRR@10",
        P @ CUT: "P@10",
        Success @ 1: "Success@1",
        Success @ 3: "Success@3",
        Success @ CUT: "Success@10",
    }
    run = {
        question: {found: 1.0 / rank for rank, found in reversed(list(enumerate(ranking, 1)))}
        for question, ranking in rankings.items()
    }
    found: dict[str, dict[str, float]] = {question: dict.fromkeys(names.values(), 0.0) for question in grades}
    for metric in ir_measures.iter_calc(list(names), grades, run):
        found[metric.query_id][names[metric.measure]] = float(metric.value)
    return found
