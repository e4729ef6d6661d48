"""Making the optimised model, once per machine: checked, exported, fused, cut to int8, compared, published."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kb.embed.encoder import Network, TokenEncoder
from kb.embed.hub import download_model
from kb.embed.optimised import GRAPH, Manifest, can_optimise, folder_of, publish_optimised, read_optimised
from kb.embed.registry import ModelInfo, is_hub_name, model_info
from kb.errors import ModelError
from kb.settings import Settings

if TYPE_CHECKING:
    from kb.embed.torch import Pipeline

FAITHFUL = 0.99
"""Mean cosine to the published model that an optimised one must reach on the samples."""

OPSET = 17

SAMPLES = {
    "en": (
        "tank fire",
        "What must a rescue team do before entering a confined space?",
        "Two workers were overcome by hydrogen sulphide in a sewage pit; three who went in to save them died too.",
        "The employer shall review the emergency action plan with each employee when the plan is first developed.",
        "Petrol overflowed for forty minutes after the level gauge stuck; the vapour cloud found an ignition source.",
        "Evacuate 800 m in all directions if a tank car is involved in fire, and cool the vessel from far away.",
        "The roof of the heading came down behind the miners. The control room had no record of who was underground, "
        "the second exit was under water, and the first team went in without breathing apparatus. It took eleven hours "
        "to drill a hole to the refuge chamber, through which air, water and food were sent until the shaft was safe.",
    ),
    "zh": (
        "储罐火灾",
        "生产经营单位应当制定本单位生产安全事故应急救援预案，并定期组织演练。",
        "有限空间作业应当先通风、再检测、后作业；发生事故时严禁盲目施救。",
        "当日夜间，两名工人在清理污水池时吸入硫化氢昏倒，随后三人未佩戴空气呼吸器下池救援，相继中毒。",
    ),
}
"""What the optimised model is compared on, in the languages that the model knows."""


def prepare_encoder(settings: Settings, report: Callable[[str], None]) -> None:
    """Make the model that `settings.model` names ready to run fast; returns at once where that was done before.

    Downloads it where it is a hub name, checks its checksum where one was published, and leaves its optimised form in
    `settings.cache`. `report` gets a line for each step. Raises ModelError where the model is missing or damaged, or
    where the cache cannot be written.
    """
    from filelock import FileLock

    if is_hub_name(settings.model):
        report(f"Looking for {settings.model}")
        download_model(settings.model, "embedding model", "KB_MODEL")
    info = model_info(settings)
    if not can_optimise(info):
        report(f"{info.name} runs as it is")
        return
    if read_optimised(settings.cache, info):
        return
    target = folder_of(settings.cache, info)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{target}.lock"):
            if not read_optimised(settings.cache, info):
                _optimise(settings, info, report)
    except OSError as failed:
        raise ModelError(
            f"The optimised model cannot be written to {target}: {failed}",
            "Make room or free the folder for writing, or set KB_CACHE to another.",
        ) from failed


def _optimise(settings: Settings, info: ModelInfo, report: Callable[[str], None]) -> None:
    from importlib.metadata import version

    from kb.embed.torch import load_pipeline, network_of, quiet

    report(f"Checking {info.name}")
    pipeline = load_pipeline(info, attention="eager")  # the fusion knows this pattern
    truth = _sample_vectors(info, network_of(pipeline, settings.threads))
    target = folder_of(settings.cache, info)
    work = target.parent / f"{target.name}.partial"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    with quiet():
        report("Exporting it")
        plain = _export(pipeline, work / "plain.onnx")
        report("Fusing its layers")
        fused = _fuse(info, plain, work / "fused.onnx")
        report("Reducing it to 8 bits")
        small = _quantise(fused, work / "int8.onnx")
    report("Comparing it with the original")
    runtime, path, cosines = _faithful(settings, info, truth, {"onnx-int8": small, "onnx": fused})
    manifest = Manifest(
        model=info.name,
        runtime=runtime,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        cosine_mean=round(float(cosines.mean()), 5),
        cosine_min=round(float(cosines.min()), 5),
        versions={name: version(name) for name in ("torch", "sentence-transformers", "onnx", "onnxruntime")},
    )
    path.rename(work / GRAPH)
    for rest in (plain, fused, small):
        rest.unlink(missing_ok=True)
    publish_optimised(settings.cache, info, work, manifest)
    report(f"Ready: {runtime}, mean cosine {manifest.cosine_mean:.3f} to the original")


def _faithful(
    settings: Settings, info: ModelInfo, truth: NDArray[np.float32], graphs: dict[str, Path]
) -> tuple[str, Path, NDArray[np.float32]]:
    """The first graph near enough to the original: its runtime, its file, its cosines over the samples."""
    from kb.embed.onnx import open_network

    for runtime, path in graphs.items():
        network = open_network(path.read_bytes(), settings.threads)
        cosines: NDArray[np.float32] = (_sample_vectors(info, network) * truth).sum(axis=1)
        if cosines.mean() >= FAITHFUL:
            return runtime, path, cosines
    raise ModelError(
        f"The optimised form of {info.name} is not faithful: mean cosine {cosines.mean():.3f} to the original",
        "Name another model in KB_MODEL.",
    )


def _sample_vectors(info: ModelInfo, network: Network) -> NDArray[np.float32]:
    samples = [text for language, texts in SAMPLES.items() if info.knows(language) for text in texts]
    return TokenEncoder(info, network, "").encode(samples)


def _export(pipeline: Pipeline, path: Path) -> Path:
    import torch

    from kb.embed.onnx import INPUTS, OUTPUT

    ids = torch.tensor([[2, 3, 4, 5], [2, 3, 4, 5]])
    mask = torch.tensor([[1, 1, 1, 1], [1, 1, 1, 0]])
    torch.onnx.export(
        pipeline,
        (ids, mask),
        str(path),
        dynamo=False,
        opset_version=OPSET,
        input_names=list(INPUTS),
        output_names=[OUTPUT],
        dynamic_axes={name: {0: "batch", 1: "tokens"} for name in INPUTS} | {OUTPUT: {0: "batch"}},
    )
    return path


def _fuse(info: ModelInfo, source: Path, path: Path) -> Path:
    from onnxruntime.transformers import optimizer

    graph = optimizer.optimize_model(
        str(source), model_type="bert", num_heads=info.heads, hidden_size=info.hidden, opt_level=1
    )
    graph.save_model_to_file(str(path))
    return path


def _quantise(source: Path, path: Path) -> Path:
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(
        str(source),
        str(path),
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=True,  # 7 bits, so that sums cannot overflow on processors without VNNI
        extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
    )
    return path
