"""One generation as a search sees it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.catalogue.store import Catalogue
from kb.embed import Encoder, ModelInfo, Reranker
from kb.index.columns import Columns
from kb.index.generation import Indexes


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The catalogue at a generation, its indexes, the model that they were made with, and the reranker in use."""

    catalogue: Catalogue
    generation: int
    indexes: Indexes
    model: ModelInfo
    encoder: Callable[[], Encoder]
    reranker: Callable[[], Reranker | None] = lambda: None

    @property
    def columns(self) -> Columns:
        """What documents are filtered, ranked and counted by."""
        return self.indexes.columns(self.catalogue)

    def vector(self, text: str, language: str) -> NDArray[np.float32] | None:
        """The question as a unit vector, or None where the model does not know its language."""
        if not self.model.knows(language):
            return None
        vector: NDArray[np.float32] = self.encoder().encode([text], query=True)[0]
        return vector
