"""Kill `kb ingest` at random moments and check the library after each: python tools/crash_test.py FOLDER FOLDER...

The first folder is published, then all are ingested, in a library below a temporary folder. After each kill `verify`
must find nothing and the library must answer with the old documents or with all; in the end a run must complete with
just what an undisturbed run gives. Once a library is complete, the next kill has a new one.
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


def check(settings: Settings, question: str, allowed: tuple[Counter[tuple[str, int]], ...]) -> str:
    """What is wrong with the library, or nothing."""
    library = Library(settings)
    try:
        if problems := library.verify():
            return f"verify: {problems}"
        if contents(library) not in allowed:
            return "the published generation lacks documents or has some twice"
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
        bad, complete = 0, -1
        before = expected
        for number in range(given.kills):
            if before == expected:
                complete += 1
                killed = Settings(library=Path(home) / f"killed{number}")
                ingest(given.folders[:1], killed.library).wait()
                library = Library(killed)
                base = contents(library)
                library.close()
            run = ingest(given.folders, killed.library)
            moment = chance.uniform(0.2, seconds * 0.8)
            time.sleep(moment)
            run.send_signal(signal.SIGKILL)
            run.wait()
            wrong = check(killed, given.question, (base, expected))
            library = Library(killed)
            before = contents(library)
            library.close()
            bad += bool(wrong)
            print(f"kill {number + 1} after {moment:.1f} s: {wrong or 'whole'}")
        code = ingest(given.folders, killed.library).wait()
        wrong = check(killed, given.question, (expected,))
        library = Library(killed)
        same = contents(library) == expected and library.status().vectors == vectors
        library.close()
        print(f"last run: exit {code}, {'same as undisturbed' if same else 'DIFFERENT'} {wrong}")
        print(f"{given.kills} kills, {complete} of them after the run was complete, {bad} with something wrong")
        return 1 if bad or wrong or not same else 0


if __name__ == "__main__":
    sys.exit(main())
