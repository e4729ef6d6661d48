"""Two runs over the same judged questions, side by side: what changed, for which questions, and whether by chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.errors import ContentError
from kb.evaluate.run import Answer, Evaluation

BY = "nDCG@10"
"""The measure by which single questions are told to be won or lost."""

SHOWN = 10
"""How many questions are told of those that won most, and of those that lost most."""

RESAMPLES = 9_999


@dataclass(frozen=True, slots=True)
class Difference:
    """One measure in both runs: means, their difference (after - before), and questions won, lost and tied.

    `p` is the share of random exchanges of the two runs' values, question by question, whose mean difference is at
    least as far from 0 (two-sided paired randomisation test; Smucker, Allan and Carterette, CIKM 2007).
    """

    measure: str
    before: float
    after: float
    difference: float
    won: int
    lost: int
    tied: int
    p: float


@dataclass(frozen=True, slots=True)
class Change:
    """One question by nDCG@10, and at which rank its first right answer was and is (None: not found)."""

    id: str
    text: str
    before: float
    after: float
    first_before: int | None
    first_after: int | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """All measures, and the questions that won and lost most, largest change first."""

    measures: tuple[Difference, ...]
    wins: tuple[Change, ...]
    losses: tuple[Change, ...]


def compare(before: Evaluation, after: Evaluation) -> Comparison:
    """What `after` does better and worse. Raises ContentError where the runs differ in questions or judgements."""
    earlier = {one.id: one for one in before.answers}
    _check_same(earlier, {one.id: one for one in after.answers})
    pairs = [(earlier[one.id], one) for one in after.answers]
    names = [name for name in after.measures if name in before.measures]
    changes = [
        Change(new.id, new.text, old.measures[BY], new.measures[BY], old.first, new.first)
        for old, new in pairs
        if old.measures[BY] != new.measures[BY]
    ]
    changes.sort(key=lambda one: (-abs(one.after - one.before), one.id))
    return Comparison(
        tuple(_difference(name, pairs) for name in names),
        tuple(one for one in changes if one.after > one.before)[:SHOWN],
        tuple(one for one in changes if one.after < one.before)[:SHOWN],
    )


def _check_same(before: dict[str, Answer], after: dict[str, Answer]) -> None:
    advice = "Compare runs over the same folder, --queries, --qrels and --documents."
    if alone := sorted(before.keys() ^ after.keys()):
        told = f"{len(alone):,} questions are in one of them only, such as {alone[0]}"
    elif other := [key for key in before if before[key].text != after[key].text]:
        told = f"{len(other):,} questions have another text, such as {other[0]}"
    elif other := [key for key in before if before[key].grades != after[key].grades]:
        told = f"{len(other):,} questions are judged differently, such as {other[0]}"
    else:
        return
    raise ContentError(f"The two runs are not over the same judged questions: {told}.", advice)


def _difference(name: str, pairs: list[tuple[Answer, Answer]]) -> Difference:
    old = np.array([one.measures[name] for one, _ in pairs])
    new = np.array([one.measures[name] for _, one in pairs])
    won, lost = int((new > old).sum()), int((new < old).sum())
    return Difference(
        name,
        float(old.mean()),
        float(new.mean()),
        float(new.mean() - old.mean()),
        won,
        lost,
        len(pairs) - won - lost,
        _chance(old, new),
    )


def _chance(old: NDArray[np.floating[Any]], new: NDArray[np.floating[Any]]) -> float:
    """Ties are left out: exchanging equal values changes nothing."""
    from scipy.stats import permutation_test

    differ = old != new
    if differ.sum() < 2:
        return 1.0  # nothing to exchange, or either sign is as far from 0
    tested = permutation_test(
        (new[differ], old[differ]),
        lambda x, y, axis: (x - y).mean(axis=axis),
        permutation_type="samples",
        vectorized=True,
        n_resamples=RESAMPLES,
        batch=256,
        rng=np.random.default_rng(0),
    )
    return float(tested.pvalue)
