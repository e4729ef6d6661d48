"""Make a large library out of mixed sentences: `python -m tests.bench.big_library FOLDER COUNT DATA`.

DATA is the folder of real data (MSHA narratives, eMARS reports). Every document is one passage, or as many as
`--each` says. Countries are spread so that filters leave 60 % (US), 30 % (GB) and 10 % (CN) of the passages, the
province `Rare` leaves 0.1 %. `--synthetic` puts sums of random word vectors in the place of embeddings, which take too
long for a million; times of the index are the same, relevance means nothing. `--staged` puts the documents straight
into the catalogue instead of reading a table, which leaves out the attributes that are read from their text.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import re
import resource
import time
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

import ingest.embedding
from kb.catalogue import ledger
from kb.catalogue.staging import PreparedDocument, keep_original, stage
from kb.embed import model_info
from kb.index.writing import build_and_publish
from kb.library import Library
from kb.model.case import CaseCard, Occurrence, Place
from kb.model.document import Role
from kb.model.passage import CutDocument, Passage
from kb.model.view import FileState, LedgerEntry
from kb.settings import Settings

MAPPING = """kind = "case"
id = "id"
title = "Case {id}"
[match]
columns = ["id", "day", "land", "area", "story"]
[fields]
occurrence.date = "day"
place.country = "land"
place.province = "area"
"""

SECTION = """[[sections]]
heading = "What happened, part {number}"
role = "sequence"
columns = ["{column}"]
"""


class SyntheticEncoder:
    """Sums of one random vector a word, with noise: near where words are shared, as real ones are."""

    def __init__(self) -> None:
        self._words = np.random.default_rng(1).standard_normal((1 << 14, 384)).astype(np.float32)
        self._noise = np.random.default_rng(2)

    def encode(self, texts: Sequence[str], *, query: bool = False) -> NDArray[np.float32]:
        """Unit vectors (texts, 384)."""
        rows = []
        for text in texts:
            numbers = [crc32(word.encode()) & 0x3FFF for word in set(text.lower().split())]
            rows.append(self._words[numbers].sum(0) + self._noise.standard_normal(384).astype(np.float32))
        vectors = np.array(rows, np.float32)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def sentences(data: Path) -> list[str]:
    """Sentences of the real reports."""
    texts: list[str] = []
    with (data / "tables" / "msha_injury_narratives_2010_2014.csv").open(encoding="utf-8", newline="") as lines:
        texts += [row["narrative"] for row in csv.DictReader(lines)]
    with zipfile.ZipFile(data / "emars" / "emars_reports.zip") as archive:
        for name in archive.namelist():
            if name.endswith(".json"):
                texts += [text for text in _strings(json.loads(archive.read(name))) if len(text) > 200]
    found = {one.strip() for text in texts for one in re.split(r"(?<=[.!?])\s+", re.sub("<[^>]+>", " ", text))}
    return sorted(one for one in found if 40 <= len(one) <= 300)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)


@dataclass(frozen=True, slots=True)
class Account:
    """A made-up accident, a passage a story."""

    id: str
    day: str
    land: str
    area: str
    stories: tuple[str, ...]


def accounts(count: int, said: list[str], each: int) -> Iterator[Account]:
    """Accounts of `each` passages, `count` passages in all."""
    dice = random.Random(count)
    for number in range(count // each):
        land = dice.choices(("US", "GB", "CN"), (60, 30, 10))[0]
        area = "Rare" if dice.random() < 0.001 else f"Area {dice.randrange(200)}"
        day = f"{dice.randrange(1980, 2025)}-{dice.randrange(1, 13):02}"
        told = tuple(" ".join(dice.choices(said, k=dice.randrange(3, 7))) for _ in range(each))
        yield Account(f"B{number:07}", day, land, area, told)


def write_table(path: Path, told: Iterator[Account], each: int) -> None:
    """A table of accounts and its mapping."""
    columns = ["story", *(f"story{number}" for number in range(2, each + 1))]
    with path.open("w", encoding="utf-8", newline="") as lines:
        rows = csv.writer(lines)
        rows.writerow(["id", "day", "land", "area", *columns])
        rows.writerows([one.id, one.day, one.land, one.area, *one.stories] for one in told)
    sections = (SECTION.format(number=number, column=column) for number, column in enumerate(columns, 1))
    path.with_suffix(".toml").write_text(MAPPING + "".join(sections), encoding="utf-8")


def stage_all(library: Library, told: Iterator[Account]) -> None:
    """Put accounts into the catalogue, 5,000 a file, as an ingest would after reading them."""
    for number, part in enumerate(iter(lambda: list(islice(told, 5_000)), [])):
        documents = [_prepared(one) for one in part]
        entry = LedgerEntry(f"/part{number}", FileState.STAGED, "staged", len(part), len(part), 0, 0.0, "", "", "")
        with library.catalogue.writing() as connection:
            keep_original(connection, f"{number:064}", entry.path, 0)
            file = ledger.record(connection, entry, sha256=f"{number:064}", fingerprint="")
            stage(connection, file, f"{number:064}", documents)


def _prepared(one: Account) -> PreparedDocument:
    title = f"Case {one.id}"
    card = CaseCard(
        id=one.id,
        title=title,
        language="en",
        occurrence=Occurrence.model_validate({"date": one.day}),
        place=Place(country=one.land, province=one.area),
    )
    passages = tuple(
        Passage(
            f"s{number}", f"Part {number}", (title, f"What happened, part {number}"), text, "en", None, Role.SEQUENCE
        )
        for number, text in enumerate(one.stories, 1)
    )
    return PreparedDocument(card, CutDocument(passages, ()))


def main() -> None:
    """Build, and print what it cost."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("passages", type=int)
    arguments.add_argument("data", type=Path)
    arguments.add_argument("--synthetic", action="store_true")
    arguments.add_argument("--each", type=int, default=1, help="passages of a document")
    arguments.add_argument("--staged", action="store_true", help="not read from a table")
    asked = arguments.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    table, said = asked.folder / "passages.csv", sentences(asked.data)
    told = accounts(asked.passages, said, asked.each)
    write_table(table, islice(told, 5_000) if asked.staged else told, asked.each)
    if asked.synthetic:
        setattr(ingest.embedding, "load_encoder", lambda settings: SyntheticEncoder())  # noqa: B010
    library = Library(Settings(library=asked.folder / "library"), create=True)
    begin = time.perf_counter()
    stages: dict[str, int] = {}

    def reached(stage: str) -> None:
        if stage not in stages:
            stages[stage] = round(time.perf_counter() - begin)
            print(f"{stage} begins at {stages[stage]} s", flush=True)

    if asked.staged:
        reached("stage")
        stage_all(library, accounts(asked.passages, said, asked.each))
        settings, info = library.settings, model_info(library.settings)
        ingest.embedding.embed(library.catalogue, settings, lambda progress: reached(progress.stage))
        reached("index")
        build_and_publish(library.catalogue, settings.library, info.name, info.knows)
    else:
        library.ingest([table], report=lambda progress: reached(progress.stage))
    reached("end")
    status, most = library.status(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{status.passages} passages in {stages['end']} s, at most {most / 1e6:.2f} GB of memory")
    print(f"catalogue {status.catalogue_bytes / 1e6:.0f} MB, indexes {status.index_bytes / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
