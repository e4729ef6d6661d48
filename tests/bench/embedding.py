"""The encoder beside the published model: `python -m tests.bench.embedding FILE [--count N] [--rounds N]`.

FILE is JSON Lines of `{text}`. Each round both embed the same passages one after the other on the same cores:
`SentenceTransformer.encode` with 32-bit floats as it is published, then the encoder that `kb` uses.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.embed import load_encoder, model_info
from kb.settings import Settings

Encode = Callable[[Sequence[str]], NDArray[np.float32]]


def published(settings: Settings) -> Encode:
    """The model as sentence-transformers runs it."""
    import torch
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(settings.threads)
    model = SentenceTransformer(str(model_info(settings).folder), device="cpu", local_files_only=True)
    return lambda texts: np.asarray(model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False))


def timed(encode: Encode, texts: Sequence[str]) -> tuple[NDArray[np.float32], float]:
    """Vectors and passages a second."""
    begin = time.perf_counter()
    vectors = encode(texts)
    return vectors, len(texts) / (time.perf_counter() - begin)


def main() -> None:
    """Print a line for each round."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("file", type=Path)
    arguments.add_argument("--count", type=int, default=1_000)
    arguments.add_argument("--skip", type=int, default=2_000)
    arguments.add_argument("--rounds", type=int, default=4)
    asked = arguments.parse_args()
    with asked.file.open(encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in islice(lines, asked.skip, asked.skip + asked.count)]
    settings = Settings()
    plain, encoder = published(settings), load_encoder(settings)
    for encode in (plain, encoder.encode):
        encode(texts[:64])
    for _ in range(asked.rounds):
        truth, before = timed(plain, texts)
        vectors, after = timed(encoder.encode, texts)
        cosines = (truth * vectors).sum(axis=1)
        print(
            f"sentence-transformers {before:4.0f}/s   {encoder.runtime} {after:4.0f}/s   {after / before:.2f} times   "
            f"cosine {cosines.mean():.4f}, least {cosines.min():.4f}"
        )


if __name__ == "__main__":
    main()
