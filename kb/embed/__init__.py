"""Text -> unit vectors, and judgements of passages. Importing this package loads no neural network library.

`KB_MODEL` names the embedding model: `minilm` (packaged, English), a local folder in sentence-transformers format, or a
hub name. `KB_RERANKER` names a cross-encoder in the same way, or none.
"""

from kb.embed.encoder import Encoder, load_encoder
from kb.embed.prepare import prepare_encoder
from kb.embed.registry import ModelInfo, model_info
from kb.embed.reranker import Reranker, load_reranker, prepare_reranker
from kb.embed.tokens import TokenCounter, load_counter

__all__ = [
    "Encoder",
    "ModelInfo",
    "Reranker",
    "TokenCounter",
    "load_counter",
    "load_encoder",
    "load_reranker",
    "model_info",
    "prepare_encoder",
    "prepare_reranker",
]
