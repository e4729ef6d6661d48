"""A run that is killed leaves a whole library, and the next run completes without doubling anything."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from kb.library import Library
from kb.model.result import SearchRequest
from kb.settings import Settings

KB = [sys.executable, "-c", "from kb.cli import main; main()"]
FILES = 10
RULE = "第{0}条 {1}车间动火作业前应当检测可燃气体，合格后方可作业。\n\n"
SCENE = "A tank in yard {0} was overfilled and {1} spilled over the bund while crew {0} watched the gauge.\n\n"


def fill(folder: Path) -> None:
    folder.mkdir()
    for number in range(FILES):
        text = "".join(SCENE.format(number * 20 + part, f"solvent {part}") for part in range(20))
        (folder / f"scene {number:02}.txt").write_text(text)
    (folder / "规程.txt").write_text("".join(RULE.format("一二三四五六七八九"[n], n) for n in range(9)))


def started(folder: Path, library: Path) -> subprocess.Popen[bytes]:
    command = [*KB, "ingest", str(folder), "--library", str(library)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def wait_for(run: subprocess.Popen[Any], library: Path, pattern: str, count: int) -> None:
    """Return once so many files are there, or the run has ended."""
    while len(list(library.glob(pattern))) < count and run.poll() is None:
        time.sleep(0.01)


def contents(library: Library) -> Counter[tuple[str, int, int]]:
    return Counter((one.id, one.version, one.passages) for one in library.documents())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("crash") / "files"
    fill(folder)
    return folder


def test_killing_a_run_at_any_moment_leaves_the_library_whole(folder: Path, settings: Settings) -> None:
    whole = Library(settings.model_copy(update={"library": settings.library.parent / "whole"}), create=True)
    whole.ingest([folder])
    expected, embedded = contents(whole), whole.status().vectors
    first = Library(settings, create=True)
    assert first.ingest([folder / "规程.txt"]).generation == 1
    before = contents(first)
    first.close()
    moments = (
        ("originals/*/*", 2),
        ("originals/*/*", FILES // 2),
        ("generations/*", 2),
        ("generations/3/passages/*", 2),
    )
    for pattern, count in moments:
        run = started(folder, settings.library)
        wait_for(run, settings.library, pattern, count)
        run.send_signal(signal.SIGKILL)
        run.wait()
        library = Library(settings)
        assert library.verify() == []
        assert contents(library) == (before if library.catalogue.generation == 1 else expected)
        assert library.search(SearchRequest("动火作业 可燃气体")).hits[0].document == "规程"
        library.close()
    library = Library(settings)
    report = library.ingest([folder])
    assert report.failed == ()
    assert report.unchanged + report.added == report.files == FILES + 1
    assert library.verify() == []
    assert contents(library) == expected
    assert library.status().vectors == embedded
    assert len(list((settings.library / "generations").iterdir())) == 2, "the published one and the one before"
    assert library.search(SearchRequest("动火作业 可燃气体")).hits[0].document == "规程"


def test_ctrl_c_ends_a_run_with_130_and_says_that_nothing_changed(folder: Path, settings: Settings) -> None:
    command = [*KB, "ingest", str(folder), "--library", str(settings.library)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
        wait_for(run, settings.library, "originals/*/*", 3)
        run.send_signal(signal.SIGINT)
        _, said = run.communicate()
    assert run.returncode == 130
    assert "The published library is as it was" in said
    assert "Traceback" not in said
    library = Library(settings)
    assert library.verify() == []
    assert library.documents() == []
    assert library.ingest([folder]).unchanged > 0
    assert len(library.documents()) == FILES + 1
