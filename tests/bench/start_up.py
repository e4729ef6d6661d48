"""How long a command takes as a process of its own: `python -m tests.bench.start_up [--library DIR] [--times N]`.

Each question is asked N times by a new `kb search`, one process after the other; the bytecode of all modules is there
after the first, which is not counted. `--imports` lists what the modules of each package take (`python -X importtime`).
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np

from kb.settings import Settings

QUESTIONS = {
    "English": "confined space rescue",
    "English, with a filter": "tank fire deaths > 3",
    "Chinese": "有限空间救援",
}

_LINE = re.compile(r"import time:\s+(\d+) \|\s+\d+ \|\s*([\w.]+)")


def command(question: str, *options: str) -> list[str]:
    """A new interpreter that runs `kb search`."""
    program = f"import sys; sys.argv = ['kb', 'search', {question!r}]; from kb.cli import run; run()"
    return [sys.executable, *options, "-c", program]


def main() -> None:
    """Print a line for each question."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--library", type=Path, default=Settings().library)
    arguments.add_argument("--times", type=int, default=15)
    arguments.add_argument("--imports", action="store_true")
    asked = arguments.parse_args()
    environment = {**os.environ, "KB_LIBRARY": str(asked.library), "KB_HISTORY": "false"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    for name, question in QUESTIONS.items():
        taken = []
        for _ in range(asked.times + 1):
            begin = time.perf_counter()
            subprocess.run(command(question), env=environment, check=True, stdout=subprocess.DEVNULL)
            taken.append(time.perf_counter() - begin)
        p50, p95 = np.percentile(taken[1:], (50, 95))
        print(f"{name:24} p50 {p50:.2f} s   p95 {p95:.2f} s   ({asked.times} processes)")
    if asked.imports:
        first = command(next(iter(QUESTIONS.values())), "-X", "importtime")
        told = subprocess.run(first, env=environment, check=True, capture_output=True, text=True).stderr
        took: Counter[str] = Counter()
        for microseconds, module in _LINE.findall(told):
            took[module.split(".")[0]] += int(microseconds)
        for package, microseconds in took.most_common(12):
            print(f"{microseconds / 1000:7.0f} ms  {package}")


if __name__ == "__main__":
    main()
