"""Original files, kept under their hash beside the catalogue."""

from __future__ import annotations

import shutil
from pathlib import Path


def keep(folder: Path, source: Path, sha256: str) -> None:
    """Copy a file to `folder/ab/abcdef...`; one that is there already stays."""
    target = folder / sha256[:2] / sha256
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(".partial")
    shutil.copyfile(source, partial)
    partial.replace(target)
