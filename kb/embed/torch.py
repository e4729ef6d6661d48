"""The model as published, on plain torch: the reference that the optimised form is held to, and the fallback."""

from __future__ import annotations

import logging
import pickle
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError

from kb.embed.encoder import Network
from kb.embed.registry import ModelInfo
from kb.errors import ModelError

LOADING = (OSError, ValueError, KeyError, RuntimeError, ImportError, pickle.UnpicklingError, SafetensorError)
"""What the libraries raise for a model's files that they cannot use."""


class Pipeline(torch.nn.Module):
    """Token ids and mask through all modules of a sentence-transformers model, then to unit length."""

    def __init__(self, model: torch.nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """(batch, tokens) twice -> (batch, dimensions)."""
        features = self.model({"input_ids": input_ids, "attention_mask": attention_mask})
        return torch.nn.functional.normalize(features["sentence_embedding"], dim=1)


def load_pipeline(info: ModelInfo, attention: str = "sdpa") -> Pipeline:
    """The model's weights, checked against their published checksum. Raises ModelError where they do not load."""
    info.verify()
    with quiet():
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            model = SentenceTransformer(
                str(info.folder),
                device="cpu",
                local_files_only=True,
                model_kwargs={"attn_implementation": attention},
            )
        except LOADING as failed:
            raise ModelError(
                f"The embedding model in {info.folder} does not load: {failed}",
                "Download or save it again in sentence-transformers format.",
            ) from failed
    if (given := model.get_embedding_dimension()) != info.dimensions:
        raise ModelError(
            f"The embedding model in {info.folder} gives {given} dimensions where its files say {info.dimensions}",
            "Save it again in sentence-transformers format.",
        )
    return Pipeline(model).eval()


def network_of(pipeline: Pipeline, threads: int) -> Network:
    """The pipeline as a network over arrays."""
    torch.set_num_threads(threads)

    def run(ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
        with torch.inference_mode():
            return cast(NDArray[np.float32], pipeline(torch.from_numpy(ids), torch.from_numpy(mask)).numpy())

    return run


def load_network(info: ModelInfo, threads: int) -> Network:
    """The published model as a network, run on `threads` cores."""
    return network_of(load_pipeline(info), threads)


@contextmanager
def quiet() -> Iterator[None]:
    """Keep the libraries' warnings from the user; errors still come through."""
    handler, root = logging.NullHandler(), logging.getLogger()
    before = root.manager.disable
    root.addHandler(handler)  # a bare logging.warning() would install one that stays
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)
        root.removeHandler(handler)
