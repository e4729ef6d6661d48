"""What each part of the search is worth: `python -m tests.bench.ablation FOLDER [--library DIR] [--every N]`.

Asks a folder of judged questions (see `kb.evaluate`) once with everything and once without each part, and prints a
Markdown table. `--every` takes only each Nth question, for large sets.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from kb.evaluate import evaluate
from kb.search import beside, engine, fuse, words
from kb.settings import Settings

Change = tuple[ModuleType, str, object]

PARTS: dict[str, tuple[tuple[str, ...], tuple[Change, ...]]] = {
    "everything": ((), ()),
    "no meaning (words only)": (("semantic",), ()),
    "no words (meaning only)": (("keyword",), ()),
    "no synonyms and translations": (("expansion",), ()),
    "no conditions and look-ups": (("understanding",), ()),
    "no pairs of words": ((), ((words, "PAIRS", 0.0), (words, "NEIGHBOURS", 0.0))),
    "no pairs over stop words": ((), ((words, "NEIGHBOURS", 0.0),)),
    "Chinese pairs in full": ((), ((words, "CHINESE_PAIRS", 1.0),)),
    "k1 1.2, b .75": ((), ((words, "K1", 1.2), (words, "B", 0.75))),
    "headings not counted": ((), ((words, "HEADINGS", 0.0),)),
    "capitals not counted": ((), ((words, "CAPITALS", 0.0),)),
    "no words lent by neighbours": ((), ((beside, "LENT_WORDS", 0.0),)),
    "no meaning lent by neighbours": ((), ((beside, "LENT_MEANING", 0.0),)),
    "words and meaning in halves": ((), ((engine, "KEYWORD_WEIGHT", 0.5),)),
    "kinds alike": ((), ((fuse, "KINDS", {}), (engine, "KINDS", {}))),
}
"""Name of a row -> switches of the request left out, and constants set otherwise."""

SHOWN = ("R@10", "MAP@10", "nDCG@10", "Success@3")


@contextmanager
def changed(changes: tuple[Change, ...]) -> Iterator[None]:
    """The constants set otherwise for a while."""
    before = [(module, name, getattr(module, name)) for module, name, _ in changes if hasattr(module, name)]
    for module, name, _ in before:
        setattr(module, name, next(value for m, n, value in changes if (m, n) == (module, name)))
    try:
        yield
    finally:
        for module, name, value in before:
            setattr(module, name, value)


def thinned(folder: Path, every: int, into: Path) -> Path:
    """The folder with each Nth question only."""
    for path in folder.iterdir():
        if path.name != "queries.jsonl":
            (into / path.name).symlink_to(path.resolve())
    lines = (folder / "queries.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (into / "queries.jsonl").write_text("".join(lines[::every]), encoding="utf-8")
    return into


def main() -> None:
    """Ask, and print the table."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--library", type=Path)
    arguments.add_argument("--every", type=int, default=1)
    asked = arguments.parse_args()
    settings = Settings(library=asked.library) if asked.library else Settings()
    print("| | " + " | ".join(SHOWN) + " |\n| --- |" + " ---: |" * len(SHOWN))
    with tempfile.TemporaryDirectory() as temporary:
        folder = thinned(asked.folder, asked.every, Path(temporary)) if asked.every > 1 else asked.folder
        for name, (without, changes) in PARTS.items():
            with changed(changes):
                found = evaluate(folder, settings, without=without).measures
            print(
                f"| {name} | "
                + " | ".join(f"{found[one]:.3f}"[1:] if found[one] < 1 else "1.000" for one in SHOWN)
                + " |",
                flush=True,
            )


if __name__ == "__main__":
    main()
