"""Running an optimised graph with onnxruntime."""

from __future__ import annotations

from typing import cast

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from kb.embed.encoder import Network

INPUTS = ("input_ids", "attention_mask")
OUTPUT = "embedding"


def open_network(graph: bytes, threads: int) -> Network:
    """The network of a serialised graph, run on `threads` cores. Safe to call from several threads."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    session = ort.InferenceSession(graph, options, providers=["CPUExecutionProvider"])

    def run(ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
        return cast(NDArray[np.float32], session.run([OUTPUT], dict(zip(INPUTS, (ids, mask), strict=True)))[0])

    return run
