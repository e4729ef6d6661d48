"""The vector index: nearest neighbours, restricted and not, over openings of the same folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from kb.index.vectors import VectorIndex


def unit(rows: int, seed: int = 1) -> NDArray[np.float32]:
    vectors = np.random.default_rng(seed).standard_normal((rows, 48)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[VectorIndex]:
    made = VectorIndex(tmp_path / "vectors")
    made.add("case", range(1, 501), unit(500))
    made.commit()
    yield made
    made.close()


@pytest.mark.parametrize(
    ("scan", "sift"), [(500, 500), (0, 500), (0, 0)], ids=["all compared", "sifted by signs", "asked of Chroma"]
)
def test_finds_the_same_neighbours_as_comparing_with_everything(
    index: VectorIndex, scan: int, sift: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.index.vectors.SCAN", scan)
    monkeypatch.setattr("kb.index.vectors.SIFT", sift)
    monkeypatch.setattr("kb.index.vectors.LIKELY", 250)
    index.commit()
    vectors, found = unit(500), 0
    for place in range(0, 100, 10):
        truth = set(np.argsort(-(vectors @ vectors[place]))[:10] + 1)
        hits = index.search("case", vectors[place], 10)
        assert hits[0][0] == place + 1
        assert hits[0][1] == pytest.approx(1.0, abs=1e-5)
        found += len(truth & {key for key, _ in hits})
    assert found >= 98


def test_sifting_keeps_to_the_given_keys_and_to_what_is_there(
    index: VectorIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.index.vectors.SCAN", 0)
    monkeypatch.setattr("kb.index.vectors.LIKELY", 100)
    index.remove("case", [5, 6])
    index.add("case", [5], -unit(500)[4:5])
    index.commit()
    vector, odd = unit(500)[4], np.arange(1, 501, 2)
    hits = dict(index.search("case", vector, 500, keys=odd))
    assert len(hits) >= 100
    assert set(hits) <= set(odd.tolist())
    assert 6 not in dict(index.search("case", vector, 500))
    assert dict(index.search("case", vector, 500, keys=np.array([5, 6, 7])))[5] == pytest.approx(-1, abs=1e-5)


def test_a_restricted_search_gives_only_the_given_keys(index: VectorIndex) -> None:
    hits = index.search("case", unit(500)[4], 10, keys=np.array([3, 4, 9]))
    assert {key for key, _ in hits} == {3, 4, 9}
    cosines = sorted((float(unit(500)[4] @ unit(500)[key - 1]) for key in (3, 4, 9)), reverse=True)
    assert [cosine for _, cosine in hits] == pytest.approx(cosines, abs=1e-6)
    assert index.search("case", unit(500)[4], 10, keys=np.array([], np.int64)) == []


def test_removed_keys_are_gone_and_unknown_collections_are_empty(index: VectorIndex) -> None:
    index.remove("case", [5, 6, 7777])
    index.commit()
    near = {key for key, _ in index.search("case", unit(500)[4], 500)}
    assert len(near) == 498
    assert {5, 6}.isdisjoint(near)
    assert index.count("case") == 498
    assert {5, 6}.isdisjoint(index.keys("case"))
    assert (index.count("plan"), index.keys("plan"), index.search("plan", unit(1)[0], 5)) == (0, set(), [])


def test_closing_and_opening_again_keeps_everything(index: VectorIndex, tmp_path: Path) -> None:
    index.close()
    again = VectorIndex(tmp_path / "vectors")
    assert (again.names(), again.count("case")) == (["case"], 500)
    assert [key for key, _ in again.search("case", unit(500)[7], 1)] == [8]
    again.close()
