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
SHAPE: dict[str, Any] = {
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "intermediate_size": 64,
    "max_position_embeddings": 66,
    "pad_token_id": 1,
    "initializer_range": 0.3,  # far enough from zero that different texts get different vectors
}


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


def save_tokenizer(folder: Path, words: Sequence[str], tokens: int) -> None:
    """A tokenizer of whole words and single Chinese characters, numbered as `SPECIAL` and then the words."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    vocabulary = {token: n for n, token in enumerate([*SPECIAL, *words])}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 2), ("[CLS]", 0))
    marks = {"cls_token": "[CLS]", "pad_token": "[PAD]", "sep_token": "[SEP]", "unk_token": "[UNK]"}
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, model_max_length=tokens, **marks)  # type: ignore[no-untyped-call]
    fast.save_pretrained(folder)


def build_reranker(folder: Path, preferred: Sequence[str]) -> Path:
    """A cross-encoder that judges a question with a passage .88 where a preferred word stands in them, else .12.

    Attention spreads evenly, so that the first token takes up the mean of all, in which only preferred words are heard.
    """
    from torch import eye, no_grad
    from transformers import XLMRobertaConfig, XLMRobertaForSequenceClassification

    shape = SHAPE | {
        "vocab_size": len(SPECIAL) + len(preferred),
        "num_hidden_layers": 1,
        "max_position_embeddings": 514,
    }
    network: Any = XLMRobertaForSequenceClassification(XLMRobertaConfig(**shape, id2label={0: "answers"}))
    size = network.config.hidden_size
    layer = network.roberta.encoder.layer[0]
    with no_grad():
        for weight in network.parameters():
            if weight.dim() == 2:
                weight.zero_()
        for dense in (layer.attention.self.value, layer.attention.output.dense, network.classifier.dense):
            dense.weight.copy_(eye(size))
        network.roberta.embeddings.word_embeddings.weight[len(SPECIAL) :, 0] = 1.0
        network.classifier.out_proj.weight[0, 0] = 4.0
        network.classifier.out_proj.bias.fill_(-2.0)
    network.save_pretrained(folder)
    save_tokenizer(folder, preferred, 512)
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
    from torch import manual_seed
    from transformers import BertConfig, BertModel, XLMRobertaConfig, XLMRobertaModel

    shape = {"vocab_size": len(SPECIAL) + len(words), **SHAPE}
    manual_seed(7)
    network = BertModel(BertConfig(**shape)) if architecture == "bert" else XLMRobertaModel(XLMRobertaConfig(**shape))
    teach(network)
    source = folder.parent / "transformer"
    network.save_pretrained(source)
    save_tokenizer(source, words, tokens)
    SentenceTransformer(modules=[Transformer(str(source)), Pooling(32)], device="cpu").save(str(folder))
    return folder


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_model(tmp_path_factory.mktemp("bert") / "tiny", "bert")


@pytest.fixture(scope="session")
def tiny_roberta(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_model(tmp_path_factory.mktemp("roberta") / "tiny", "xlm-roberta")
