"""Vector index: Chroma collections of unit vectors, one for each kind of document and one for whole cases."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from chromadb.api.client import Client

LEADS = "leads"
"""Collection of case leads, keyed by version row id; the others are named by kind and keyed by passage id."""

_HNSW = {"space": "cosine", "ef_construction": 128, "max_neighbors": 24, "ef_search": 200}


class VectorIndex:
    """Nearest neighbours by cosine; opens its folder on first use, `close()` gives the memory back."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._client: Client | None = None
        self._collections: dict[str, Any] = {}

    def close(self) -> None:
        """Let go of the folder."""
        if self._client is not None:
            self._client.close()
            self._client = None
            self._collections = {}

    def count(self, name: str) -> int:
        """Vectors in a collection; 0 where there is none."""
        collection = self._collection(name)
        return int(collection.count()) if collection else 0

    def names(self) -> list[str]:
        """Collections that exist."""
        return sorted(collection.name for collection in self._open().list_collections())

    def keys(self, name: str) -> set[int]:
        """Every key of a collection."""
        collection = self._collection(name)
        return {int(key) for key in collection.get(include=[])["ids"]} if collection else set()

    def remove(self, name: str, keys: Sequence[int]) -> None:
        """Take keys out of a collection; one that is not there is no error."""
        collection = self._collection(name)
        if collection is None or not keys:
            return
        for part in self._batches(list(keys)):
            collection.delete(ids=[str(key) for key in part])

    def add(self, name: str, keys: Sequence[int], vectors: NDArray[np.float32]) -> None:
        """Put unit vectors (n, dimensions) under their keys."""
        collection = self._collection(name, create=True)
        for part in self._batches(range(len(keys))):
            ids = [str(keys[i]) for i in part]
            collection.upsert(ids=ids, embeddings=vectors[part[0] : part[-1] + 1])

    def search(
        self, name: str, vector: NDArray[np.float32], limit: int, keys: Iterable[int] | None = None
    ) -> list[tuple[int, float]]:
        """Nearest keys with their cosine, nearest first; `keys` restricts it to those that are there."""
        collection = self._collection(name)
        if collection is None or not (size := collection.count()):
            return []
        only = None if keys is None else [str(key) for key in keys]
        if only is not None:
            only = collection.get(ids=only, include=[])["ids"] if only else []
            if not only:
                return []
        found = collection.query(
            query_embeddings=[vector],
            n_results=min(limit, size if only is None else len(only)),
            ids=only,
            include=["distances"],
        )
        return [
            (int(key), 1.0 - float(distance))
            for key, distance in zip(found["ids"][0], found["distances"][0], strict=True)
        ]

    def _open(self) -> Client:
        if self._client is None:
            import chromadb
            from chromadb.config import Settings

            logging.getLogger("chromadb").setLevel(logging.ERROR)
            self._folder.mkdir(parents=True, exist_ok=True)
            client = chromadb.PersistentClient(str(self._folder), Settings(anonymized_telemetry=False))
            self._client = cast("Client", client)
        return self._client

    def _collection(self, name: str, *, create: bool = False) -> Any:
        if name not in self._collections:
            client = self._open()
            if create:
                options: Any = {"hnsw": _HNSW}
                made = client.get_or_create_collection(name, embedding_function=None, configuration=options)
                self._collections[name] = made
            elif name in self.names():
                self._collections[name] = client.get_collection(name, embedding_function=None)
            else:
                return None
        return self._collections[name]

    def _batches(self, values: Sequence[int]) -> Iterable[Sequence[int]]:
        size = min(self._open().get_max_batch_size(), 5_000)
        return (values[i : i + size] for i in range(0, len(values), size))
