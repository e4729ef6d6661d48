"""Tokens: what the model sees of a text, and how many there are."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kb.embed.registry import TOKENIZER, ModelInfo, model_info
from kb.errors import ModelError
from kb.settings import Settings

if TYPE_CHECKING:
    from tokenizers import Tokenizer


def load_tokenizer(folder: Path, *, max_tokens: int | None) -> Tokenizer:
    """The model's own tokenizer, cutting texts to `max_tokens` (None: not at all), without padding."""
    from tokenizers import Tokenizer

    path = folder / TOKENIZER
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as failed:  # the library raises no narrower class
        raise ModelError(f"{path} does not load: {failed}", "Download or save the model again.") from failed
    tokenizer.no_padding()
    if max_tokens is None:
        tokenizer.no_truncation()
    else:
        tokenizer.enable_truncation(max_tokens)
    return tokenizer


def readable(text: str) -> str:
    """The text with lone surrogates, which no tokenizer takes, replaced by question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


class TokenCounter:
    """Counts the tokens that a passage takes of the model's `max_tokens`, special tokens and prefix included.

    Made in a few milliseconds, reads the tokenizer at the first call, and can be pickled to worker processes.
    """

    def __init__(self, info: ModelInfo) -> None:
        self._info = info

    def __reduce__(self) -> tuple[type[TokenCounter], tuple[ModelInfo]]:
        return TokenCounter, (self._info,)

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return load_tokenizer(self._info.folder, max_tokens=None)

    def __call__(self, texts: Sequence[str]) -> list[int]:
        """One count for each text; nothing is cut off."""
        prefixed = [self._info.passage_prefix + readable(text) for text in texts]
        return [len(encoding) for encoding in self._tokenizer.encode_batch_fast(prefixed)]


def load_counter(settings: Settings) -> TokenCounter:
    """The counter of the model that `settings.model` names; needs no network library."""
    return TokenCounter(model_info(settings))
