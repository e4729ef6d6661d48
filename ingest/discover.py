"""Finding the files of a run."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

NOT_DOCUMENTS = frozenset({".toml", ".py", ".pyc", ".lock"})
"""Suffixes that accompany documents (mappings of tables, programs) and are passed over."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read, or a path that cannot be followed, with the reason."""

    path: Path
    problem: str = ""
    advice: str = ""


def discover(paths: Sequence[Path]) -> Iterator[Found]:
    """Files below the given paths in a stable order, each once; folders are followed, links to folders are not."""
    seen: set[str] = set()
    for path in paths:
        for found in _walk(path):
            key = path_text(found.path)
            if key not in seen:
                seen.add(key)
                yield found


def path_text(path: Path) -> str:
    """An absolute path as text, links not followed; bytes that are no valid UTF-8 are written as escapes."""
    return os.fsencode(os.path.abspath(path)).decode("utf-8", "backslashreplace")  # noqa: PTH100


def _walk(path: Path) -> Iterator[Found]:
    try:
        is_folder = path.is_dir()
        if not path.exists():
            if path.is_symlink():
                yield Found(path, "The link points to itself or to nothing.", "Remove the link or mend it.")
            else:
                yield Found(path, "There is no such file or folder.", "Check the path.")
            return
    except OSError as failed:
        yield Found(path, f"It cannot be opened: {failed.strerror}.", "Check the path and its permissions.")
        return
    if not is_folder:
        yield Found(path)
        return
    try:
        entries = sorted(path.iterdir(), key=lambda entry: entry.name)
    except OSError as failed:
        yield Found(path, f"The folder cannot be listed: {failed.strerror}.", "Grant read permission on the folder.")
        return
    for entry in entries:
        if entry.name.startswith((".", "~$")):
            continue
        if entry.is_symlink() and (entry.is_dir() or not entry.exists()):
            advice = "Name the link's target itself if it should be read."
            yield Found(entry, "A link to a folder, or a broken or circular link, is not followed.", advice)
        elif entry.is_dir():
            yield from _walk(entry)
        elif entry.suffix.lower() not in NOT_DOCUMENTS:
            yield Found(entry)
