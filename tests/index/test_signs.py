"""Signs of vectors: few bits find those that are likely near."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from kb.index.signs import Signs, fewest

VECTORS = np.random.default_rng(3).standard_normal((2_000, 100)).astype(np.float32)


def likely(signs: Signs, vector: NDArray[np.float32], count: int) -> list[int]:
    found: list[int] = fewest(signs.differing(vector), count).tolist()
    return found


def test_the_vector_itself_is_the_likeliest_and_its_opposite_the_last() -> None:
    signs = Signs.of(np.concatenate([VECTORS, -VECTORS[:1]]))
    assert likely(signs, VECTORS[0], 1) == [0]
    assert 2_000 not in likely(signs, VECTORS[0], 2_000)


def test_near_ones_are_among_the_likely() -> None:
    near = VECTORS[7] + 0.3 * np.random.default_rng(4).standard_normal((20, 100)).astype(np.float32)
    signs = Signs.of(np.concatenate([VECTORS, near]))
    assert {7, *range(2_000, 2_020)} <= set(likely(signs, VECTORS[7], 60))


def test_all_are_likely_where_as_many_are_wanted() -> None:
    signs = Signs.of(VECTORS[:50])
    assert likely(signs, VECTORS[0], 50) == list(range(50))
    assert 10 <= len(likely(signs, VECTORS[0], 10)) < 50


@pytest.mark.parametrize("width", [1, 63, 64, 65, 384])
def test_what_was_saved_says_the_same(tmp_path: Path, width: int) -> None:
    table = np.random.default_rng(5).standard_normal((300, width)).astype(np.float32)
    signs = Signs.of(table)
    signs.save(tmp_path / "signs.npy")
    again = Signs.load(tmp_path / "signs.npy")
    assert again.differing(table[3]).tolist() == signs.differing(table[3]).tolist()
    assert again.differing(table[3])[3] == 0
