"""Finding the files of a run."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

NOT_DOCUMENTS = frozenset({".toml", ".py", ".pyc", ".lock"})
"""Suffixes that accompany documents (mappings of tables, programs) and are passed over."""

_ESCAPED = re.compile(rb"\\x([0-9a-f]{2})")


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read, or a path that cannot be followed, with the reason."""

    path: Path
    problem: str = ""
    advice: str = ""


def discover(paths: Sequence[Path], library: Path) -> Iterator[Found]:
    """Files below the given paths in a stable order, each once; folders are followed, links to folders are not.

    The library's own folder is passed over, and so is what is hidden or accompanies documents.
    """
    seen: set[str] = set()
    for path in paths:
        for found in _walk(path, os.path.realpath(library)):
            key = path_text(found.path)
            if key not in seen:
                seen.add(key)
                yield found


def path_text(path: Path) -> str:
    """An absolute path as text, links not followed; bytes that are no valid UTF-8 are written as escapes."""
    return os.fsencode(os.path.abspath(path)).decode("utf-8", "backslashreplace")  # noqa: PTH100


def is_there(path: str) -> bool:
    """Whether there is a file or folder at a path that `path_text` wrote; also where nobody may look."""
    raw = path.encode("utf-8")
    try:
        return any(Path(os.fsdecode(way)).exists() for way in (raw, _ESCAPED.sub(_byte, raw)))
    except OSError:
        return True


def _byte(escape: re.Match[bytes]) -> bytes:
    return bytes.fromhex(escape[1].decode())


def _walk(top: Path, library: str) -> Iterator[Found]:
    waiting = [top]
    while waiting:
        path = waiting.pop()
        try:
            link, folder, there = path.is_symlink(), path.is_dir(), path.exists()
            followed = folder and (path is top or not link)
            inside = sorted(path.iterdir(), key=lambda entry: entry.name, reverse=True) if followed else []
        except OSError as failed:
            yield Found(path, f"It cannot be opened: {failed.strerror}.", "Check the path and its permissions.")
            continue
        if followed:
            kept = (entry for entry in inside if not entry.name.startswith((".", "~$")))
            waiting.extend(entry for entry in kept if os.path.realpath(entry) != library)
        elif folder:
            advice = "Name the link's target itself if it should be read."
            yield Found(path, "A link to a folder is not followed.", advice)
        elif link and not there:
            yield Found(path, "The link leads in a circle or to nothing.", "Remove the link or mend it.")
        elif not there:
            yield Found(path, "There is no such file or folder.", "Check the path.")
        elif path is top or path.suffix.lower() not in NOT_DOCUMENTS:
            yield Found(path)
