"""The embedding cache: a text that was embedded once with a model is never embedded again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.engine import Connection

from kb.catalogue import tables as t
from kb.model.slices import chunks

Vector = NDArray[np.float32]


def cached(connection: Connection, model: str, hashes: Sequence[bytes]) -> dict[bytes, Vector]:
    """Vectors of the texts that are in the cache, by hash."""
    e = t.embeddings.c
    found: dict[bytes, Vector] = {}
    for chunk in chunks(hashes):
        rows = connection.execute(sa.select(e.text_hash, e.vector).where(e.model == model, e.text_hash.in_(chunk)))
        found.update({key: np.frombuffer(blob, dtype="<f4") for key, blob in rows})
    return found


def missing(connection: Connection, model: str, hashes: Sequence[bytes]) -> set[bytes]:
    """Which of the texts have no vector yet."""
    e = t.embeddings.c
    known: set[bytes] = set()
    for chunk in chunks(hashes):
        known.update(connection.scalars(sa.select(e.text_hash).where(e.model == model, e.text_hash.in_(chunk))))
    return set(hashes) - known


def remember(connection: Connection, model: str, vectors: Mapping[bytes, Vector]) -> None:
    """Put vectors into the cache; one that is there already stays."""
    if not vectors:
        return
    insert = sa.insert(t.embeddings).prefix_with("OR IGNORE", dialect="sqlite")
    connection.execute(
        insert,
        [
            {"model": model, "text_hash": key, "vector": np.asarray(vector, dtype="<f4").tobytes()}
            for key, vector in vectors.items()
        ],
    )
