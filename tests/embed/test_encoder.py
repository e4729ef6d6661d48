"""The packaged model in its optimised form, as the library uses it."""

from __future__ import annotations

import pickle
import subprocess
import sys

import numpy as np
import pytest

from kb.embed import Encoder, load_counter, model_info
from kb.embed.encoder import BATCH_TOKENS, WINDOW, batches
from kb.settings import PROJECT, Settings

TEXTS = [
    "Storage tank fire at a fuel depot after an overfill.",
    "Two workers died of hydrogen sulphide in a sewage pit; the men who went in after them died as well.",
    "gas",
    "Drivers shall rest for eleven hours between two shifts. " * 40,
    "The employer shall train each employee before assigning them to the emergency response team.",
]


def test_vectors_have_the_models_dimensions_and_unit_length(encoder: Encoder) -> None:
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (5, 384) == (len(TEXTS), encoder.dimensions)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_vectors_come_in_the_order_of_the_texts_though_batches_are_sorted_by_length(encoder: Encoder) -> None:
    together, alone = encoder.encode(TEXTS), np.vstack([encoder.encode([text]) for text in TEXTS])
    assert (together @ alone.T).argmax(axis=1).tolist() == list(range(len(TEXTS)))
    assert (together * alone).sum(axis=1).min() > 0.97


def test_the_same_call_gives_the_same_vectors(encoder: Encoder) -> None:
    np.testing.assert_array_equal(encoder.encode(TEXTS), encoder.encode(TEXTS))


def test_a_paraphrase_is_nearer_than_another_subject(encoder: Encoder) -> None:
    query = encoder.encode(["would-be rescuers poisoned in a confined space"], query=True)[0]
    assert (encoder.encode(TEXTS) @ query).argmax() == 1


def test_an_empty_text_gets_a_vector_and_no_texts_get_none(encoder: Encoder) -> None:
    assert np.linalg.norm(encoder.encode(["", "   "]), axis=1) == pytest.approx([1, 1], abs=1e-5)
    assert encoder.encode([]).shape == (0, 384)


def test_text_beyond_the_limit_is_cut_off(encoder: Encoder) -> None:
    words = "fire " * 300
    np.testing.assert_allclose(encoder.encode([words]), encoder.encode([words + "flood " * 50]), atol=1e-6)


def test_any_string_can_be_encoded(encoder: Encoder) -> None:
    hostile = ["\ud800 lone surrogate", "\0\x1b[31m", "有限空间严禁盲目施救", "🔥" * 500, "x" * 100_000]
    assert np.isfinite(encoder.encode(hostile)).all()
    assert min(encoder.count_tokens(hostile)) >= 3


def test_progress_counts_up_to_all_texts(encoder: Encoder) -> None:
    seen: list[int] = []
    encoder.encode([*TEXTS, *["short one"] * 600], progress=seen.append)
    assert len(seen) > 1
    assert seen == sorted(seen)
    assert seen[-1] == len(TEXTS) + 600


def test_texts_of_one_window_do_not_land_in_another(encoder: Encoder) -> None:
    texts = ["tank fire"] * (WINDOW - 1) + ["sewage pit"] * 2
    vectors = encoder.encode(texts)
    assert vectors[WINDOW - 2] @ vectors[0] > 0.97
    assert vectors[WINDOW - 1] @ vectors[WINDOW] > 0.97
    assert vectors[WINDOW] @ vectors[0] < 0.7


def test_batches_hold_every_row_once_within_the_token_budget() -> None:
    lengths = [3, 256, 40, 41, 7, 256, 3000, 5] * 20
    found = list(batches(lengths))
    assert sorted(row for rows in found for row in rows) == list(range(len(lengths)))
    assert all(len(rows) == 1 or len(rows) * max(lengths[row] for row in rows) <= BATCH_TOKENS for rows in found)


def test_tokens_are_counted_with_end_marks_and_without_cutting(encoder: Encoder) -> None:
    assert encoder.count_tokens(["", "tank fire", "fire " * 300]) == [2, 4, 302]


def test_the_counter_alone_counts_the_same_and_can_go_to_another_process(settings: Settings, encoder: Encoder) -> None:
    counter = load_counter(settings)
    expected = encoder.count_tokens(TEXTS)
    assert counter(TEXTS) == expected
    assert pickle.loads(pickle.dumps(counter))(TEXTS) == expected


def test_the_packaged_model_knows_english_only(settings: Settings, encoder: Encoder) -> None:
    info = model_info(settings)
    assert (info.name, info.dimensions, info.max_tokens) == (encoder.name, encoder.dimensions, encoder.max_tokens)
    assert info.name == "minilm-53aa51172d14"
    assert encoder.max_tokens == 256
    assert encoder.runtime == "onnx-int8"
    assert [encoder.knows(language) for language in ("en", "en-GB", "zh")] == [True, True, False]


def test_encoding_a_query_imports_no_training_library(encoder: Encoder) -> None:
    script = """
import sys
import kb.embed
assert "onnxruntime" not in sys.modules and "tokenizers" not in sys.modules
from kb.settings import Settings
encoder = kb.embed.load_encoder(Settings(model="minilm"))
encoder.encode(["tank fire"], query=True)
heavy = {"torch", "transformers", "sentence_transformers", "onnx", "chromadb", "streamlit", "huggingface_hub"}
print(encoder.runtime, sorted(heavy & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=PROJECT, check=True)
    assert done.stdout.split(maxsplit=1) == ["onnx-int8", "[]\n"]
    assert done.stderr == ""
