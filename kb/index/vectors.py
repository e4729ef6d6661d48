"""Vector index: unit vectors, one collection for each kind of document and one for whole cases.

Beside Chroma the vectors lie in plain rows, which give exact cosines of any keys at once: for what a filter leaves, for
candidates found by words, and for all of a collection while it is small. In a larger one the likely nearest are found
by the signs of their dimensions and compared exactly. That keeps what a filter leaves as near to the truth as the rest,
which a graph does not, so that Chroma's is asked only in the very largest.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from kb.index.rows import Keys, RowStore
from kb.index.signs import Signs, fewest

if TYPE_CHECKING:
    from chromadb.api.client import Client

LEADS = "leads"
"""Collection of case leads, keyed by version row id; the others are named by kind and keyed by passage id."""

SCAN = 200_000
"""Up to so many vectors all of a collection are compared."""

SIFT = 5_000_000
"""Up to so many the likely nearest are found by signs; beyond, Chroma is asked."""

LIKELY = 15_000
"""How many are found by signs: of a million vectors 98 of 100 really nearest are among these, of real texts' more."""

DENSE = 20
"""Every so many rows asked for, reading all in order takes less than picking those out."""

_HNSW = {"space": "cosine", "ef_construction": 100, "max_neighbors": 16, "ef_search": 200}


class VectorIndex:
    """Nearest neighbours by cosine; opens its folder on first use, `close()` gives the memory back."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._client: Client | None = None
        self._collections: dict[str, Any] = {}
        self._sizes: dict[str, int] = {}
        self._exact: dict[str, RowStore] = {}
        self._signs: dict[str, Signs] = {}
        self._lock = threading.RLock()

    def close(self) -> None:
        """Let go of the folder."""
        with self._lock:
            if self._client is not None:
                self._client.close()
            self._client = None
            self._collections = {}
            self._sizes = {}

    def count(self, name: str) -> int:
        """Vectors in a collection; 0 where there is none."""
        if name not in self._sizes:
            collection = self._collection(name)
            self._sizes[name] = int(collection.count()) if collection else 0
        return self._sizes[name]

    def names(self) -> list[str]:
        """Collections that exist."""
        return sorted(collection.name for collection in self._open().list_collections())

    def keys(self, name: str) -> set[int]:
        """Every key of a collection."""
        collection = self._collection(name)
        return {int(key) for key in collection.get(include=[])["ids"]} if collection else set()

    def exact_keys(self, name: str) -> set[int]:
        """Every key that has a plain row; the same as `keys` where all is well."""
        return set(self._rows(name).keys.tolist())

    def remove(self, name: str, keys: Sequence[int]) -> None:
        """Take keys out of a collection; one that is not there is no error."""
        collection = self._collection(name)
        if collection is None or not keys:
            return
        self._rows(name).remove(keys)
        self._sizes.pop(name, None)
        for part in self._batches(list(keys)):
            collection.delete(ids=[str(key) for key in part])

    def add(self, name: str, keys: Sequence[int], vectors: NDArray[np.float32]) -> None:
        """Put unit vectors (n, dimensions) under their keys."""
        collection = self._collection(name, create=True)
        self._sizes.pop(name, None)
        for key, vector in zip(keys, vectors, strict=True):
            self._rows(name).add(key, vector)
        for part in self._batches(range(len(keys))):
            ids = [str(keys[i]) for i in part]
            collection.upsert(ids=ids, embeddings=vectors[part[0] : part[-1] + 1])

    def commit(self) -> None:
        """Write what was added and removed."""
        for name, rows in self._exact.items():
            rows.commit()
            if SCAN < len(rows) <= SIFT:
                Signs.of(rows.table(rows.width)[0]).save(self._signs_path(name))
            else:
                self._signs_path(name).unlink(missing_ok=True)
            self._signs.pop(name, None)

    def search(
        self, name: str, vector: NDArray[np.float32], limit: int, keys: Keys | None = None
    ) -> list[tuple[int, float]]:
        """Nearest keys with their cosine, nearest first; `keys` restricts it, and is answered exactly."""
        return self.neighbours(name, vector).nearest(limit, keys)

    def cosines(self, name: str, keys: Keys, vector: NDArray[np.float32]) -> tuple[Keys, NDArray[np.float32]]:
        """Those of the keys that have a vector, and their exact cosines."""
        return self.neighbours(name, vector).cosines(keys)

    def among(self, name: str, keys: Keys) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """Places in `keys` of those that have a vector, and their vectors (found, dimensions)."""
        rows = self._rows(name)
        places = rows.find(keys)
        there = np.flatnonzero(places >= 0)
        flat, starts = rows.take(places[there])
        return there, flat.reshape(len(there), int(starts[1]) if len(there) else 0)

    def neighbours(self, name: str, vector: NDArray[np.float32]) -> Neighbours:
        """A vector held against a collection, to be asked more than once."""
        rows = self._rows(name)
        if len(rows) <= SCAN:
            return Neighbours(rows, vector)
        signs = self._signs_of(name)
        return Neighbours(rows, vector, signs, partial(self._asked, name, vector) if signs is None else None)

    def _asked(self, name: str, vector: NDArray[np.float32], limit: int) -> list[tuple[int, float]]:
        found = self._collection(name).query(query_embeddings=[vector], n_results=limit, include=["distances"])
        return [
            (int(key), 1.0 - float(distance))
            for key, distance in zip(found["ids"][0], found["distances"][0], strict=True)
        ]

    def _signs_path(self, name: str) -> Path:
        return self._folder.parent / "exact" / name / "signs.npy"

    def _signs_of(self, name: str) -> Signs | None:
        """None in a collection that has none: a very large one, or one made before there were any."""
        with self._lock:
            if name not in self._signs and self._signs_path(name).exists():
                self._signs[name] = Signs.load(self._signs_path(name))
            return self._signs.get(name)

    def _rows(self, name: str) -> RowStore:
        with self._lock:
            if name not in self._exact:
                self._exact[name] = RowStore(self._folder.parent / "exact" / name, np.float32)
            return self._exact[name]

    def _open(self) -> Client:
        with self._lock:
            if self._client is None:
                import chromadb
                from chromadb.config import Settings

                logging.getLogger("chromadb").setLevel(logging.ERROR)
                self._folder.mkdir(parents=True, exist_ok=True)
                client = chromadb.PersistentClient(str(self._folder), Settings(anonymized_telemetry=False))
                self._client = cast("Client", client)
            return self._client

    def _collection(self, name: str, *, create: bool = False) -> Any:
        """The collection; None where there is none (and then none comes while this object only reads)."""
        with self._lock:
            if self._collections.get(name) is None:
                if create:
                    options: Any = {"hnsw": _HNSW}
                    made = self._open().get_or_create_collection(name, embedding_function=None, configuration=options)
                    self._collections[name] = made
                elif name not in self._collections:
                    known = name in self.names()
                    self._collections[name] = (
                        self._open().get_collection(name, embedding_function=None) if known else None
                    )
            return self._collections[name]

    def _batches(self, values: Sequence[int]) -> Iterable[Sequence[int]]:
        size = min(self._open().get_max_batch_size(), 5_000)
        return (values[i : i + size] for i in range(0, len(values), size))


class Neighbours:
    """A vector and the rows of a collection; where they were all compared once, nothing is compared again."""

    def __init__(
        self,
        rows: RowStore,
        vector: NDArray[np.float32],
        signs: Signs | None = None,
        ask: Callable[[int], list[tuple[int, float]]] | None = None,
    ) -> None:
        self._rows, self._vector, self._signs, self._ask = rows, vector, signs, ask

    def nearest(self, limit: int, keys: Keys | None = None) -> list[tuple[int, float]]:
        """Nearest keys with their cosine, nearest first; `keys` restricts it."""
        if not len(self._rows):
            return []
        if self._signs is not None and (keys is None or len(keys) > LIKELY):
            return _best(*self._likely(max(LIKELY, limit), keys), limit)
        if keys is not None:
            return _best(*self.cosines(keys), limit)
        return _best(*self._all, limit) if self._ask is None else self._ask(min(limit, len(self._rows)))

    def cosines(self, keys: Keys) -> tuple[Keys, NDArray[np.float32]]:
        """Those of the keys that have a vector, and their exact cosines."""
        places = self._rows.find(keys)
        there = places >= 0
        whole = self._signs is None and self._ask is None and len(keys) * DENSE > len(self._rows)
        if whole or "_all" in self.__dict__:
            return keys[there], self._all[1][places[there]]
        return keys[there], self._rows.first(places[there], len(self._vector)) @ self._vector

    def _likely(self, count: int, keys: Keys | None) -> tuple[Keys, NDArray[np.float32]]:
        """The keys whose vectors differ least in their signs, and their cosines."""
        table, stored = self._rows.table(len(self._vector))
        if keys is None:
            places = fewest(self._differing, count)
        else:
            within = self._rows.find(keys)
            within = within[within >= 0]
            places = within[fewest(self._differing[within], count)]
        places = places[stored[places] >= 0]
        return stored[places], table[places] @ self._vector

    @cached_property
    def _differing(self) -> NDArray[np.uint16]:
        """How much the signs of each row differ."""
        assert self._signs is not None
        return self._signs.differing(self._vector)

    @cached_property
    def _all(self) -> tuple[Keys, NDArray[np.float32]]:
        """The keys as they lie, and their cosines; that of a removed one is the least."""
        table, stored = self._rows.table(len(self._vector))
        return stored, np.where(stored >= 0, table @ self._vector, -np.inf)


def _best(keys: NDArray[np.int64], cosines: NDArray[np.float32], limit: int) -> list[tuple[int, float]]:
    if len(keys) > limit:
        top = np.argpartition(-cosines, limit - 1)[:limit]
        keys, cosines = keys[top], cosines[top]
    order = np.lexsort((keys, -cosines))
    order = order[np.isfinite(cosines[order])]
    return list(zip(keys[order].tolist(), cosines[order].tolist(), strict=True))
