"""The optimised model in the cache folder: a graph and a manifest that vouches for it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from kb.embed.registry import ModelInfo

FORMAT = 1
"""Raised when graphs made before can no longer be used."""

GRAPH = "model.onnx"
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Optimised:
    """A graph ready to run, as bytes, and how it runs (`onnx-int8` or `onnx`)."""

    graph: bytes
    runtime: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What was made, from what, with what, and how near it is to the original (cosine over sample sentences)."""

    model: str
    runtime: str
    sha256: str
    cosine_mean: float
    cosine_min: float
    versions: dict[str, str]
    format: int = FORMAT


def folder_of(cache: Path, info: ModelInfo) -> Path:
    """Where the optimised form of a model belongs."""
    return cache / "models" / info.name


def can_optimise(info: ModelInfo) -> bool:
    """Whether the export knows this architecture and the graph stays under ONNX's limit of 2 GB."""
    return info.family in {"bert", "xlm-roberta"} and sum(path.stat().st_size for path in info.weights) < 2_000_000_000


def read_optimised(cache: Path, info: ModelInfo) -> Optimised | None:
    """The optimised model, or None where it is missing, unreadable, damaged or of another format."""
    folder = folder_of(cache, info)
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        graph = (folder / GRAPH).read_bytes()
    except (OSError, ValueError):
        return None
    found = hashlib.sha256(graph).hexdigest()
    if (manifest.get("format"), manifest.get("model"), manifest.get("sha256")) != (FORMAT, info.name, found):
        return None
    return Optimised(graph, manifest["runtime"])


def publish_optimised(cache: Path, info: ModelInfo, work: Path, manifest: Manifest) -> None:
    """Put the finished folder `work` (on the same disk, with its graph) in its place in one step."""
    text = json.dumps(asdict(manifest), indent=1)
    with (work / MANIFEST).open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    target = folder_of(cache, info)
    shutil.rmtree(target, ignore_errors=True)
    work.rename(target)
