"""Ten searchers in threads while an ingest publishes: `python -m tests.bench.while_publishing FOLDER [--rounds N]`.

FOLDER is a library made by `big_library.py --synthetic`; it is copied first. Each searcher asks with pauses of a tenth
of a second, as people would: for a while with nothing else going on, then while new documents are read in and published
by another process, one after the other. A word that stands in the new documents alone tells whether an answer is that
of its generation: every document published by then, and no other.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from itertools import cycle
from pathlib import Path

import numpy as np

from kb.library import Library
from kb.model.result import SearchRequest
from kb.settings import Settings
from tests.bench.big_library import SyntheticEncoder
from tests.bench.search_speed import questions_of

SEARCHERS, PAUSE, IDLE = 10, 0.1, 20.0

WORD = "zyxwvutfound"

INGEST = """
import sys
from pathlib import Path
import ingest.embedding
from kb.library import Library
from kb.settings import Settings
from tests.bench.big_library import SyntheticEncoder
ingest.embedding.load_encoder = lambda settings: SyntheticEncoder()
library = Library(Settings(library=Path(sys.argv[1])))
for path in sys.argv[2:]:
    run = library.ingest([Path(path)])
    assert not run.failed, path
"""


class Searchers:
    """Threads that ask until `done` is set; `taken` are seconds, `wrong` what no answer should be."""

    def __init__(self, library: Library, questions: list[str], first: int) -> None:
        self.taken: list[float] = []
        self.wrong: list[str] = []
        self.done = threading.Event()
        self._library, self._first = library, first
        starts = range(0, len(questions), len(questions) // SEARCHERS)
        self._threads = [
            threading.Thread(target=self._ask, args=(questions[start:] + questions[:start],)) for start in starts
        ]
        for thread in self._threads:
            thread.start()

    def finish(self) -> None:
        """Stop asking."""
        self.done.set()
        for thread in self._threads:
            thread.join()

    def _ask(self, questions: list[str]) -> None:
        for number, question in enumerate(cycle(questions)):
            if self.done.wait(PAUSE):
                return
            fresh = not number % 5
            begin = time.perf_counter()
            try:
                found = self._library.search(SearchRequest(WORD if fresh else question, semantic=not fresh, k=20))
            except Exception as failed:  # noqa: BLE001  # whatever it is, it is counted
                self.wrong.append(repr(failed))
                continue
            self.taken.append(time.perf_counter() - begin)
            if fresh and len(found.hits) != found.generation - self._first:
                self.wrong.append(f"generation {found.generation} shows {len(found.hits)} new documents")
            if not fresh and not found.hits:
                self.wrong.append(f"nothing is found for {question!r}")


def main() -> None:
    """Print both times and what was wrong."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--rounds", type=int, default=4)
    asked = arguments.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "library"
        shutil.copytree(asked.folder / "library", folder)
        news = [Path(temporary) / f"news{number}.md" for number in range(asked.rounds)]
        for number, path in enumerate(news):
            text = (
                f"# {WORD} accident {number}\n\nOn 3 May 20{10 + number} a worker of plant {number} slipped: {WORD}.\n"
            )
            path.write_text(text, encoding="utf-8")
        library = Library(Settings(library=folder))
        library.__dict__["encoder"] = SyntheticEncoder()
        questions, first = questions_of(asked.folder / "passages.csv"), library.catalogue.generation
        for question in questions[:20]:
            library.search(SearchRequest(question))
        idle = Searchers(library, questions, first)
        time.sleep(IDLE)
        idle.finish()
        busy = Searchers(library, questions, first)
        begin = time.perf_counter()
        subprocess.run([sys.executable, "-c", INGEST, str(folder), *map(str, news)], check=True)
        seconds = time.perf_counter() - begin
        busy.finish()
        print(f"{library.catalogue.generation - first} generations published in {seconds:.0f} s")
        for name, one in (("idle", idle), ("while publishing", busy)):
            p50, p95 = np.percentile(one.taken, (50, 95)) * 1000
            print(
                f"{name:18} {len(one.taken)} answers   p50 {p50:6.1f} ms   p95 {p95:6.1f} ms   {len(one.wrong)} wrong"
            )
            for wrong in sorted(set(one.wrong))[:5]:
                print("  ", wrong)


if __name__ == "__main__":
    main()
