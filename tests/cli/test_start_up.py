"""`kb search` starts fast: it loads what a search needs and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from kb.settings import PROJECT

NEEDLESS = {
    "alembic",
    "chromadb",
    "filelock",
    "ingest",
    "kb.brief",
    "kb.compare.similar",
    "kb.extract",
    "kb.search.suggest",
    "kb.wording",
    "numpy.ma",
    "onnx",
    "rjieba",
    "scipy",
    "sentence_transformers",
    "streamlit",
    "torch",
    "transformers",
}
"""The Chinese segmenter is one of them: an English question is answered without, whatever the texts found."""


def loaded(library: Path, *arguments: str) -> set[str]:
    """The modules that a `kb search` has loaded when it ends, and that it found something."""
    script = (
        f"import atexit, sys; sys.argv = ['kb', 'search', *{arguments!r}]\n"
        "from kb.cli import main\n"
        "try:\n    main()\n"
        "except SystemExit as done:\n    assert not done.code, done.code\n"
        "print('MODULES', *sys.modules)"
    )
    environment = {**os.environ, "KB_LIBRARY": str(library), "KB_HISTORY": "false"}
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=PROJECT, env=environment, check=True
    )
    answer, _, modules = done.stdout.partition("MODULES")
    assert "\n1. " in "\n" + answer
    return set(modules.split())


def test_an_english_question_loads_no_module_that_it_does_not_need(corpus_library: Path) -> None:
    found = loaded(corpus_library, "who must report an accident in a confined space?")
    assert "onnxruntime" in found
    assert not found & NEEDLESS


def test_a_chinese_question_loads_the_segmenter_and_no_more(corpus_library: Path) -> None:
    found = loaded(corpus_library, "有限空间作业发生事故应当向谁报告")
    assert "rjieba" in found
    assert not found & (NEEDLESS - {"rjieba"})
