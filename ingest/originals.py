"""Original files, kept under their hash beside the catalogue."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from kb.errors import ReadError

_ADVICE = "Ingest it again once nothing writes to it."


def keep(folder: Path, source: Path, sha256: str) -> None:
    """Copy a file to `folder/ab/abcdef...`; one that is there already stays.

    Raises ReadError where the file no longer is what was read.
    """
    target = folder / sha256[:2] / sha256
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(".partial")
    try:
        shutil.copyfile(source, partial)
    except FileNotFoundError as gone:
        raise ReadError(f"{source.name} went away while it was read", _ADVICE) from gone
    if sha256_of(partial) != sha256:
        partial.unlink()
        raise ReadError(f"{source.name} changed while it was read", _ADVICE)
    partial.replace(target)


def sha256_of(path: Path) -> str:
    """Hash of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
