"""Uploaded files on their way into the library: a name that is safe as a file name, kept below the library."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

MAX_BYTES = 200
"""Longest file name in UTF-8, well below the 255 that file systems allow."""

_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]')


def safe_name(name: str) -> str:
    """The last part of a hostile path as a file name: letters of every script stay, nothing leads out of a folder."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    last = _FORBIDDEN.sub("_", last.encode("utf-8", "replace").decode("utf-8")).lstrip(". ~").rstrip(". ")
    stem, suffix = os.path.splitext(last)  # noqa: PTH122 - a name, not yet a path
    suffix = suffix if len(suffix.encode()) <= 16 else ""
    room = MAX_BYTES - len(suffix.encode())
    stem = (stem if suffix else last).encode()[:room].decode("utf-8", "ignore").rstrip(". ")
    return (stem or "file") + suffix


def keep(folder: Path, files: Iterable[tuple[str, BinaryIO]]) -> list[Path]:
    """Write uploads into `folder`; one of a name that is there already takes its place, as a new version.

    Two files of one batch never share a name: the later is numbered.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for name, content in files:
        path = folder / safe_name(name)
        number = 2
        while path in written:
            path = folder / f"{path.stem.removesuffix(f'-{number - 1}')}-{number}{path.suffix}"
            number += 1
        part = path.with_name(f".{path.name}.part")
        with part.open("wb") as target:
            while chunk := content.read(1 << 20):
                target.write(chunk)
        part.replace(path)
        written.append(path)
    return written
