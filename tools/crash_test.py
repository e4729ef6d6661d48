"""Kill `kb ingest FOLDER...` at random moments and check the library after each: python tools/crash_test.py FOLDER...

The folders are ingested into libraries below a temporary folder. After each kill `verify` must find nothing and a
published library must answer; in the end a run must complete with just what an undisturbed run gives.
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from kb.library import Library
from kb.model.result import SearchRequest
from kb.settings import Settings

KB = [sys.executable, "-c", "from kb.cli import main; main()"]


def ingest(folders: list[Path], library: Path) -> subprocess.Popen[bytes]:
    command = [*KB, "ingest", *map(str, folders), "--library", str(library)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def contents(library: Library) -> Counter[tuple[str, int]]:
    return Counter((one.id, one.passages) for one in library.documents())


def check(settings: Settings, question: str, expected: Counter[tuple[str, int]]) -> str:
    """What is wrong with the library, or nothing."""
    if not (settings.library / "catalogue.sqlite3").is_file():
        return ""
    library = Library(settings)
    try:
        if problems := library.verify():
            return f"verify: {problems}"
        if not library.catalogue.generation:
            return ""
        if contents(library) != expected:
            return "a published generation lacks documents or has some twice"
        return "" if library.search(SearchRequest(question)).hits else "search finds nothing"
    finally:
        library.close()


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folders", nargs="+", type=Path)
    arguments.add_argument("--kills", type=int, default=20)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--question", default="rescue")
    given = arguments.parse_args()
    chance = random.Random(given.seed)
    with tempfile.TemporaryDirectory() as home:
        begin = time.monotonic()
        clean = Settings(library=Path(home) / "clean")
        code = ingest(given.folders, clean.library).wait()
        seconds = time.monotonic() - begin
        library = Library(clean)
        expected, vectors = contents(library), library.status().vectors
        library.close()
        print(f"undisturbed: exit {code}, {len(expected)} documents, {vectors} vectors, {seconds:.1f} s")
        killed = Settings(library=Path(home) / "killed")
        bad = published = 0
        for number in range(given.kills):
            if (killed.library / "generations").is_dir() and Library(killed).catalogue.generation:
                published += 1
                killed = Settings(library=Path(home) / f"killed{number}")
            run = ingest(given.folders, killed.library)
            moment = chance.uniform(0.2, seconds)
            time.sleep(moment)
            run.send_signal(signal.SIGKILL)
            run.wait()
            wrong = check(killed, given.question, expected)
            bad += bool(wrong)
            print(f"kill {number + 1} after {moment:.1f} s: {wrong or 'whole'}")
        code = ingest(given.folders, killed.library).wait()
        wrong = check(killed, given.question, expected)
        library = Library(killed)
        same = contents(library) == expected and library.status().vectors == vectors
        library.close()
        print(f"last run: exit {code}, {'same as undisturbed' if same else 'DIFFERENT'} {wrong}")
        print(f"{given.kills} kills, {published} libraries completed between them, {bad} with something wrong")
        return 1 if bad or wrong or not same else 0


if __name__ == "__main__":
    sys.exit(main())
