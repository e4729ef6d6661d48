"""A cross-encoder: reads a question and a passage together and says how well the passage answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kb.embed.hub import cached_model, download_model
from kb.embed.registry import is_hub_name, limit_of, read_json, speaks, traits_of
from kb.errors import ModelError
from kb.settings import Settings

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

WHAT = "reranking model"
SETTING = "KB_RERANKER"
TOKENS = 512
"""Tokens of a question and a passage together that are read at most; passages are cut to fit embedding models."""

BATCH = 8

_ALLOWED = (
    "KB_RERANKER is a folder with a cross-encoder, or a hub name such as `BAAI/bge-reranker-v2-m3`; leave it empty for "
    "none."
)


class Reranker:
    """A cross-encoder; its network is loaded at the first judgement. Safe to call from several threads."""

    def __init__(self, folder: Path, label: str, threads: int) -> None:
        """Read the model's small files. Raises ModelError where the folder holds no cross-encoder."""
        config = read_json(folder / "config.json", what="cross-encoder", advice=_ALLOWED)
        tokenizer = read_json(folder / "tokenizer_config.json", what="cross-encoder", advice=_ALLOWED)
        kinds = [str(name) for name in config.get("architectures") or ()]
        if not any(name.endswith("ForSequenceClassification") for name in kinds):
            raise ModelError(f"{folder} is no cross-encoder but {', '.join(kinds) or 'of no known kind'}", _ALLOWED)
        outputs = len(config.get("id2label") or ("no", "yes"))
        if outputs != 1:
            raise ModelError(f"{folder} gives {outputs} numbers for a pair of texts where one is wanted", _ALLOWED)
        self.name = label
        self._folder = folder
        self._languages = traits_of(folder, label).languages
        self._tokens = limit_of(config, tokenizer, TOKENS)
        self._threads = threads
        self._loading = Lock()

    def knows(self, language: str) -> bool:
        """Whether it was trained for texts in this language (`en`, `zh-CN`)."""
        return speaks(self._languages, language)

    def judge(self, question: str, passages: Sequence[str]) -> NDArray[np.float32]:
        """How well each passage answers the question, 0-1 (the logistic function of what the network gives).

        Raises ModelError where the weights do not load.
        """
        if not passages:
            return np.empty(0, np.float32)
        with self._loading:
            network = self._network
        pairs = [(question, passage) for passage in passages]
        found = network.predict(pairs, batch_size=BATCH, show_progress_bar=False)
        return np.asarray(found, np.float32)

    @cached_property
    def _network(self) -> CrossEncoder:
        import torch

        from kb.embed.torch import LOADING, quiet

        with quiet():
            from sentence_transformers import CrossEncoder
            from transformers.utils.logging import disable_progress_bar

            disable_progress_bar()  # type: ignore[no-untyped-call]
            try:
                network: CrossEncoder = CrossEncoder(
                    str(self._folder),
                    device="cpu",
                    local_files_only=True,
                    max_length=self._tokens,
                    activation_fn=torch.nn.Sigmoid(),
                )
            except LOADING as failed:
                raise ModelError(
                    f"The {WHAT} in {self._folder} does not load: {failed}", "Download or save it again."
                ) from failed
        torch.set_num_threads(self._threads)
        return network


def load_reranker(settings: Settings) -> Reranker | None:
    """The cross-encoder that `settings.reranker` names; None where none is named. Raises ModelError."""
    if not settings.reranker:
        return None
    folder = Path(settings.reranker).expanduser()
    if folder.is_dir():
        return Reranker(folder.resolve(), folder.resolve().name, settings.threads)
    if not is_hub_name(settings.reranker):
        raise ModelError(f"No {WHAT} {settings.reranker!r}: there is no such folder, and it is no hub name", _ALLOWED)
    folder = cached_model(settings.reranker, "config.json", WHAT, SETTING)
    return Reranker(folder, settings.reranker.rpartition("/")[2], settings.threads)


def prepare_reranker(settings: Settings, report: Callable[[str], None]) -> None:
    """Download the cross-encoder where a hub name is set, and check that it is one. Raises ModelError."""
    if is_hub_name(settings.reranker):
        report(f"Looking for {settings.reranker}")
        download_model(settings.reranker, WHAT, SETTING)
    if reranker := load_reranker(settings):
        report(f"{reranker.name} judges the first passages of every search")
