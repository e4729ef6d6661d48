"""The encoder: texts -> unit vectors, in batches of a fixed token budget."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from kb.embed.optimised import can_optimise, read_optimised
from kb.embed.registry import ModelInfo, model_info
from kb.embed.tokens import TokenCounter, load_tokenizer, readable
from kb.settings import Settings

BATCH_TOKENS = 2048
"""Tokens of one batch, padding included; measured best of 1,024, 2,048 and 4,096 on two cores."""

WINDOW = 4096
"""Texts that are sorted by length together; bounds what their tokens take of memory."""

Network = Callable[[NDArray[np.int64], NDArray[np.int64]], NDArray[np.float32]]
"""Token ids and attention mask, both (batch, tokens) -> unit vectors (batch, dimensions)."""

log = logging.getLogger("kb")


class Encoder(Protocol):
    """What turns texts into vectors."""

    @property
    def name(self) -> str:
        """The model's identity, kept in the library; the same for every runtime."""

    @property
    def dimensions(self) -> int:
        """The length of each vector."""

    @property
    def max_tokens(self) -> int:
        """How many tokens of a text the model sees; the rest is cut off."""

    @property
    def languages(self) -> frozenset[str] | None:
        """The languages (ISO 639-1) that it was trained for; None is all."""

    @property
    def runtime(self) -> str:
        """What runs it: `onnx-int8`, `onnx` or `torch`."""

    def encode(
        self, texts: Sequence[str], *, query: bool = False, progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """The texts' vectors in order: (texts, dimensions), each of unit length, so that a dot product is the cosine.

        `query` puts the model's query prefix before each text instead of its passage prefix. `progress` is called
        with the number of texts done so far. An empty text gets a vector like any other: that of the bare end marks.
        """

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The tokens of each text as a passage, special tokens and prefix included, nothing cut off."""

    def knows(self, language: str) -> bool:
        """Whether texts in this language get useful vectors."""


class TokenEncoder:
    """The one Encoder: tokenizer, batches and a network that some runtime runs.

    The same call gives the same vectors. Between calls an int8 network may differ in the third decimal, because it
    scales each batch by its largest value.
    """

    def __init__(self, info: ModelInfo, network: Network, runtime: str) -> None:
        self._info = info
        self._network = network
        self._tokenizer = load_tokenizer(info.folder, max_tokens=info.max_tokens)
        self.name = info.name
        self.dimensions = info.dimensions
        self.max_tokens = info.max_tokens
        self.languages = info.languages
        self.runtime = runtime
        self.count_tokens = TokenCounter(info)

    def knows(self, language: str) -> bool:
        """Whether texts in this language (`en`, `zh-CN`) get useful vectors."""
        return self._info.knows(language)

    def encode(
        self, texts: Sequence[str], *, query: bool = False, progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Unit vectors, (texts, dimensions), in the order of the texts; see Encoder."""
        prefix = self._info.query_prefix if query else self._info.passage_prefix
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        done = 0
        for start in range(0, len(texts), WINDOW):
            window = [prefix + readable(text) for text in texts[start : start + WINDOW]]
            tokens = [encoding.ids for encoding in self._tokenizer.encode_batch_fast(window)]
            for rows in batches([len(ids) for ids in tokens]):
                ids = np.full((len(rows), len(tokens[rows[0]])), self._info.pad_id, dtype=np.int64)
                mask = np.zeros_like(ids)
                for line, row in enumerate(rows):
                    ids[line, : len(tokens[row])] = tokens[row]
                    mask[line, : len(tokens[row])] = 1
                vectors[[start + row for row in rows]] = self._network(ids, mask)
                done += len(rows)
                if progress:
                    progress(done)
        return vectors


def batches(lengths: Sequence[int], budget: int = BATCH_TOKENS) -> Iterator[list[int]]:
    """Row numbers in batches, longest first, each within `budget` tokens when padded to its longest row."""
    order = sorted(range(len(lengths)), key=lambda row: -lengths[row])
    while order:
        fit = max(1, budget // max(1, lengths[order[0]]))
        yield order[:fit]
        order = order[fit:]


def load_encoder(settings: Settings) -> Encoder:
    """The encoder of the model that `settings.model` names.

    Fast with the optimised model that `prepare_encoder` leaves in the cache; without it the same model runs on plain
    torch, which takes seconds to start, and a warning is logged. Raises ModelError where the model cannot be used.
    """
    info = model_info(settings)
    if optimised := read_optimised(settings.cache, info):
        from kb.embed.onnx import open_network

        return TokenEncoder(info, open_network(optimised.graph, settings.threads), optimised.runtime)
    if can_optimise(info):
        log.warning("The embedding model %s runs unoptimised, several times slower; run `kb setup` once.", info.name)
    from kb.embed.torch import load_network

    return TokenEncoder(info, load_network(info, settings.threads), "torch")
