"""Text -> unit vectors. Importing this package loads no neural network library; `load_encoder` does.

`KB_MODEL` names the model: `minilm` (packaged, English), a local folder in sentence-transformers format, or a hub name.
"""

from kb.embed.encoder import Encoder, load_encoder
from kb.embed.prepare import prepare_encoder
from kb.embed.registry import ModelInfo, model_info
from kb.embed.tokens import TokenCounter, load_counter

__all__ = ["Encoder", "ModelInfo", "TokenCounter", "load_counter", "load_encoder", "model_info", "prepare_encoder"]
