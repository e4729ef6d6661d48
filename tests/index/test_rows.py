"""Rows of numbers by key: what was added is read back in place, what was removed is gone, and waste is cleared."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np

from kb.index.rows import RowStore, as_keys


def taken(store: RowStore, keys: list[int]) -> list[list[int]]:
    flat, starts = store.take(store.find(as_keys(keys)))
    return [flat[begin:end].tolist() for begin, end in pairwise(starts)]


def test_rows_are_found_by_key_in_any_order_and_by_a_second_reader(tmp_path: Path) -> None:
    store = RowStore(tmp_path, np.uint32)
    for key, row in ((7, [1, 2, 3]), (3, []), (5, [9])):
        store.add(key, np.array(row, np.uint32))
    assert len(store) == 0, "nothing is there before the commit"
    store.commit()
    for reader in (store, RowStore(tmp_path, np.uint32)):
        assert reader.keys.tolist() == [3, 5, 7]
        assert taken(reader, [5, 7, 3]) == [[9], [1, 2, 3], []]
        assert reader.find(as_keys([4, 5]))[0] == -1


def test_removed_rows_are_gone_and_their_space_is_given_back(tmp_path: Path) -> None:
    store = RowStore(tmp_path, np.float32)
    for key in range(100):
        store.add(key, np.full(4, key))
    store.commit()
    store.remove(range(10))
    store.add(200, np.full(4, 200))
    store.commit()
    assert store.keys.tolist() == [*range(10, 100), 200]
    table, keys = store.table(4)
    assert len(table) == 101, "a tenth is not worth rewriting the file"
    assert (keys < 0).sum() == 10
    store.remove(range(10, 60))
    store.commit()
    table, keys = store.table(4)
    assert keys.tolist() == [*range(60, 100), 200]
    assert table[:, 0].tolist() == [*range(60, 100), 200]
    assert (tmp_path / "values").stat().st_size == 41 * 4 * 4


def test_an_empty_store_finds_nothing(tmp_path: Path) -> None:
    store = RowStore(tmp_path, np.float32)
    store.commit()
    assert store.find(as_keys([1])).tolist() == [-1]
    store.remove([1])
    assert len(store) == 0
