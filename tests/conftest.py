"""What many tests share: settings with a library folder of their own, the packaged encoder, and tiny models.

The tiny models have random weights and know two languages; they are saved as a user's own model would be.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from kb.embed import Encoder, load_encoder, prepare_encoder
from kb.library import Library
from kb.settings import PROJECT, Settings

os.environ["HF_HUB_OFFLINE"] = "1"  # no test asks the model hub

SPECIAL = ["[CLS]", "[PAD]", "[SEP]", "[UNK]"]
WORDS = ["tank", "fire", "query", "passage", "rescue", "the", "a", "of", "gas", "leak", ":", ",", "."]
CHARACTERS = list("储罐火灾气体泄漏救援生产安全事故应急预案，。")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The packaged model and the shared cache, with a library folder that is the test's own."""
    return Settings(library=tmp_path / "library", model="minilm")


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The packaged model in its optimised form, made at the first use on this machine."""
    shared = Settings(model="minilm")
    prepare_encoder(shared, lambda line: None)
    return load_encoder(shared)


@pytest.fixture(scope="session")
def corpus_library(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of everything in `corpus/`, ingested once for all test processes; never changed by a test."""
    shared = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent
    folder = shared / "corpus-library"
    with FileLock(shared / "corpus-library.lock"):
        if not (folder / "made").exists():
            library = Library(Settings(library=folder), create=True)
            result = library.ingest(
                [PROJECT / "corpus" / name for name in ("cases", "regulations", "plans", "registers")]
            )
            library.close()
            assert not result.failed, [entry.reason for entry in result.failed]
            (folder / "made").touch()
    return folder


def build_model(
    folder: Path,
    architecture: str,
    words: Sequence[str] = (*WORDS, *CHARACTERS),
    tokens: int = 24,
    teach: Callable[[Any], None] = lambda network: None,
) -> Path:
    """A sentence-transformers folder: two layers of 32 dimensions over these words, at most so many tokens to a text.

    `teach` may set weights of the network, whose token numbers are those of `SPECIAL` and then of the words.
    """
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from torch import manual_seed
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast, XLMRobertaConfig, XLMRobertaModel

    vocabulary = {token: n for n, token in enumerate([*SPECIAL, *words])}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 2), ("[CLS]", 0))
    marks = {"cls_token": "[CLS]", "pad_token": "[PAD]", "sep_token": "[SEP]", "unk_token": "[UNK]"}
    shape: dict[str, Any] = {
        "vocab_size": len(vocabulary),
        "hidden_size": 32,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "intermediate_size": 64,
        "max_position_embeddings": 66,
        "pad_token_id": 1,
        "initializer_range": 0.3,  # far enough from zero that different texts get different vectors
    }
    manual_seed(7)
    network = BertModel(BertConfig(**shape)) if architecture == "bert" else XLMRobertaModel(XLMRobertaConfig(**shape))
    teach(network)
    source = folder.parent / "transformer"
    network.save_pretrained(source)
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, model_max_length=tokens, **marks)  # type: ignore[no-untyped-call]
    fast.save_pretrained(source)
    SentenceTransformer(modules=[Transformer(str(source)), Pooling(32)], device="cpu").save(str(folder))
    return folder


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_model(tmp_path_factory.mktemp("bert") / "tiny", "bert")


@pytest.fixture(scope="session")
def tiny_roberta(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_model(tmp_path_factory.mktemp("roberta") / "tiny", "xlm-roberta")
