"""Models named as on the Hugging Face hub: found in its local cache; only `download_model` uses the network.

`what` and `setting` say in errors which model is meant, and which setting names it.
"""

from __future__ import annotations

from pathlib import Path

from kb.errors import ModelError

_SMALL = ["*.json", "*.txt", "*.model"]
_WEIGHTS = (["*.safetensors"], ["pytorch_model*.bin"])


def cached_model(name: str, needed: str, what: str, setting: str) -> Path:
    """The folder of a model downloaded before, with the file `needed`. Raises ModelError where there is none."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import LocalEntryNotFoundError

    try:
        folder = Path(snapshot_download(name, local_files_only=True, allow_patterns=[*_SMALL]))
    except LocalEntryNotFoundError:
        folder = None
    if folder is None or not (folder / needed).is_file():
        raise ModelError(
            f"The {what} {name} is not on this machine yet",
            f"Run `kb setup` with a network, or set {setting} to a folder that has it.",
        )
    return folder


def download_model(name: str, what: str, setting: str) -> Path:
    """The folder of a model, downloaded where needed. Raises ModelError where the hub does not give it."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HTTPError  # type: ignore[attr-defined]  # of the HTTP library that the hub uses

    try:
        for weights in _WEIGHTS:
            folder = Path(
                snapshot_download(name, allow_patterns=[*_SMALL, *weights], ignore_patterns=["onnx/*", "openvino/*"])
            )
            if any(folder.glob(weights[0])):
                return folder
    except (OSError, HTTPError) as failed:
        raise ModelError(
            f"The {what} {name} cannot be downloaded: {str(failed).splitlines()[0]}",
            f"Check the name and the network (HF_HUB_OFFLINE must not be set), or set {setting} to a local folder.",
        ) from failed
    raise ModelError(f"The hub's {name} has no PyTorch weights", "Name another model.")
