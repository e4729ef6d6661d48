"""Models that a user names: folders in sentence-transformers format, and hub names."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from kb.embed import load_counter, load_encoder, model_info, prepare_encoder
from kb.embed.registry import KNOWN
from kb.errors import ModelError
from kb.settings import Settings

TEXTS = ["tank fire", "储罐火灾", "气体泄漏，应急救援。", "a gas leak of the tank", "", "fire " * 50]

E5 = 'languages = ["en", "zh"]\nquery_prefix = "query: "\npassage_prefix = "passage: "\n'


@pytest.fixture
def own(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"cache": tmp_path / "cache"})


def named(settings: Settings, model: Path | str) -> Settings:
    return settings.model_copy(update={"model": str(model)})


def copied(model: Path, folder: Path, card: str = "") -> Path:
    shutil.copytree(model, folder)
    if card:
        (folder / "precedent.toml").write_text(card, encoding="utf-8")
    return folder


def rewrite(path: Path, **keys: object) -> None:
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | keys), encoding="utf-8")


@pytest.mark.parametrize("architecture", ["tiny_model", "tiny_roberta"])
def test_both_runtimes_give_what_sentence_transformers_gives(
    own: Settings, architecture: str, request: pytest.FixtureRequest
) -> None:
    from sentence_transformers import SentenceTransformer

    folder: Path = request.getfixturevalue(architecture)
    expected = SentenceTransformer(str(folder), device="cpu").encode(TEXTS, normalize_embeddings=True)
    assert (expected @ expected.T)[0, 1:].max() < 0.9, "the model tells the texts apart"
    plain = load_encoder(named(own, folder))
    prepare_encoder(named(own, folder), lambda line: None)
    fast = load_encoder(named(own, folder))
    assert (plain.runtime, fast.runtime) == ("torch", "onnx-int8")
    assert plain.name == fast.name
    assert (plain.encode(TEXTS) * expected).sum(axis=1).min() > 0.9999
    assert (fast.encode(TEXTS) * expected).sum(axis=1).min() > 0.98


def test_queries_and_passages_get_the_prefixes_of_the_models_card(
    own: Settings, tiny_model: Path, tmp_path: Path
) -> None:
    bare = load_encoder(named(own, tiny_model))
    carded = load_encoder(named(own, copied(tiny_model, tmp_path / "carded", E5)))
    for text in ("储罐火灾", "tank fire"):
        np.testing.assert_allclose(carded.encode([text], query=True), bare.encode([f"query: {text}"]), atol=1e-6)
        np.testing.assert_allclose(carded.encode([text]), bare.encode([f"passage: {text}"]), atol=1e-6)
    assert carded.count_tokens(["储罐"]) == [6]
    assert [carded.knows(language) for language in ("zh-CN", "en", "fr")] == [True, True, False]


def test_a_model_without_a_card_is_taken_to_know_every_language(own: Settings, tiny_model: Path) -> None:
    info = model_info(named(own, tiny_model))
    assert info.languages is None
    assert info.knows("zh")
    assert (info.dimensions, info.max_tokens, info.query_prefix) == (32, 24, "")


def test_a_known_model_is_recognised_by_its_folders_name(own: Settings, tiny_model: Path, tmp_path: Path) -> None:
    e5 = model_info(named(own, copied(tiny_model, tmp_path / "multilingual-e5-small")))
    assert (e5.query_prefix, e5.passage_prefix, e5.languages) == ("query: ", "passage: ", None)
    zh = model_info(named(own, copied(tiny_model, tmp_path / "bge-small-zh-v1.5")))
    assert zh.knows("zh")
    assert not zh.knows("en")
    assert zh.query_prefix.endswith("：")
    assert [zh.knows(language) for language in ("mul", "und")] == [True, False]


def test_prompts_that_the_model_brings_are_its_prefixes(own: Settings, tiny_model: Path, tmp_path: Path) -> None:
    folder = copied(tiny_model, tmp_path / "prompted")
    rewrite(folder / "config_sentence_transformers.json", prompts={"query": "query: ", "document": "passage: "})
    info = model_info(named(own, folder))
    assert (info.query_prefix, info.passage_prefix) == ("query: ", "passage: ")


def test_a_models_name_changes_with_all_that_changes_its_vectors(
    own: Settings, tiny_model: Path, tmp_path: Path
) -> None:
    def name(folder: Path) -> str:
        return model_info(named(own, folder)).name

    first = name(tiny_model)
    same = copied(tiny_model, tmp_path / "elsewhere" / "tiny")
    assert name(same) == first
    (same / "precedent.toml").write_text('languages = ["en", "zh"]')
    assert name(same) == first
    (same / "precedent.toml").write_text('query_prefix = "query: "')
    assert name(same) != first
    trained = copied(tiny_model, tmp_path / "trained" / "tiny")
    weights = (trained / "model.safetensors").read_bytes()
    (trained / "model.safetensors").write_bytes(weights[:-2000] + bytes(2000))
    assert name(trained) != first


def test_counting_tokens_of_chinese_needs_no_network_library(own: Settings, tiny_model: Path) -> None:
    assert load_counter(named(own, tiny_model))(["储罐火灾", "救援"]) == [6, 4]


@pytest.mark.parametrize(
    ("card", "says"),
    [
        ("languages = [", "no valid TOML"),
        ('language = ["en"]', "language: Extra inputs"),
        ('languages = "en"', "languages"),
    ],
)
def test_a_wrong_card_is_named_with_its_field(
    own: Settings, tiny_model: Path, tmp_path: Path, card: str, says: str
) -> None:
    with pytest.raises(ModelError, match=r"precedent\.toml") as caught:
        model_info(named(own, copied(tiny_model, tmp_path / "wrong", card)))
    assert says in caught.value.message


@pytest.mark.parametrize("missing", ["config.json", "tokenizer.json", "modules.json", "model.safetensors"])
def test_a_folder_that_lacks_a_file_is_refused_with_its_name(
    own: Settings, tiny_model: Path, tmp_path: Path, missing: str
) -> None:
    folder = copied(tiny_model, tmp_path / "partial")
    (folder / missing).unlink()
    with pytest.raises(ModelError, match=missing):
        load_encoder(named(own, folder))


def test_a_cut_off_tokenizer_is_named(own: Settings, tiny_model: Path, tmp_path: Path) -> None:
    folder = copied(tiny_model, tmp_path / "cut")
    (folder / "tokenizer.json").write_text('{"version": "1.0", "model"')
    with pytest.raises(ModelError, match=r"tokenizer\.json does not load"):
        load_counter(named(own, folder))(["tank"])


def test_weights_that_do_not_load_are_an_error_with_advice(own: Settings, tiny_model: Path, tmp_path: Path) -> None:
    folder = copied(tiny_model, tmp_path / "broken")
    (folder / "model.safetensors").write_bytes(b"no tensors")
    with pytest.raises(ModelError, match="does not load") as caught:
        prepare_encoder(named(own, folder), lambda line: None)
    assert caught.value.advice


def test_a_folder_that_is_not_there_says_what_may_be_named(own: Settings) -> None:
    with pytest.raises(ModelError, match="no such folder") as caught:
        model_info(named(own, "/nowhere/model"))
    assert "minilm" in caught.value.advice


def test_a_hub_model_not_on_this_machine_says_how_to_get_it(own: Settings) -> None:
    with pytest.raises(ModelError, match="not on this machine") as caught:
        load_encoder(named(own, "intfloat/multilingual-e5-small"))
    assert "kb setup" in caught.value.advice
    with pytest.raises(ModelError, match="cannot be downloaded") as caught:
        prepare_encoder(named(own, "intfloat/multilingual-e5-small"), lambda line: None)
    assert "network" in caught.value.advice


def test_the_models_named_in_the_documentation_are_known() -> None:
    assert {"minilm", "multilingual-e5-small", "multilingual-e5-base", "bge-m3", "bge-small-en-v1.5"} <= set(KNOWN)
