"""Latency and recall on a library of `big_library.py`: `python -m tests.bench.search_speed FOLDER`.

Questions are stretches of the library's own sentences. `--others` measures, in the same run, Chroma's `where` filter,
SQLite FTS5 and a scan with numpy over the same passages.
"""

from __future__ import annotations

import argparse
import csv
import random
import sqlite3
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from kb.catalogue import selecting
from kb.library import Library
from kb.model.document import Kind
from kb.model.result import Filter, SearchRequest
from kb.search.allowed import Allowed
from kb.search.question import Question
from kb.search.retrieve import Retrieval
from kb.search.snapshot import Snapshot
from kb.settings import Settings
from tests.bench.big_library import SyntheticEncoder

QUESTIONS = 100
RECALLED = 30
FILTERS = {
    "no filter": (),
    "0.1 %": (Filter("province", ("Rare",)),),
    "10 %": (Filter("country", ("CN",)),),
    "60 %": (Filter("country", ("US",)),),
}


def timed(ask: Callable[[str], Any], questions: list[str]) -> str:
    """p50 and p95 in milliseconds."""
    for question in questions[:5]:
        ask(question)
    taken = []
    for question in questions:
        begin = time.perf_counter()
        ask(question)
        taken.append((time.perf_counter() - begin) * 1000)
    return f"p50 {np.percentile(taken, 50):7.1f} ms   p95 {np.percentile(taken, 95):7.1f} ms"


def questions_of(table: Path) -> list[str]:
    """Six to twelve words in a row out of some passages."""
    dice = random.Random(7)
    with table.open(encoding="utf-8", newline="") as lines:
        stories = [row["story"] for row in islice(csv.DictReader(lines), 5_000)]
    stories = stories[:: max(1, len(stories) // QUESTIONS)]
    asked = []
    for story in stories[:QUESTIONS]:
        words = story.split()
        start = dice.randrange(max(1, len(words) - 12))
        asked.append(" ".join(words[start : start + dice.randrange(6, 13)]))
    return asked


def recall(library: Library, questions: list[str], filters: tuple[Filter, ...], vectors: Any) -> float:
    """Share of the ten really nearest allowed passages that the vector part finds."""
    with library._snapshot() as snapshot, snapshot.catalogue.reading() as connection:
        allowed = Allowed.of(snapshot, filters, ())
        live = selecting.matching(connection, snapshot.generation, filters)
        rows = snapshot.indexes.vectors._rows(Kind.CASE.value)
        keys = rows.keys
        versions = snapshot.indexes.forward.get(keys, words=False).versions
        open_keys = keys[np.isin(versions, np.fromiter(live, np.int64))]
        found = 0.0
        for question in questions[:RECALLED]:
            vector = vectors.encode([question], query=True)[0]
            near, cosines = snapshot.indexes.vectors.cosines(Kind.CASE.value, open_keys, vector)
            truth = set(near[np.argsort(-cosines)[:10]].tolist())
            found += len(truth & set(_near(snapshot, question, vector, allowed))) / max(1, len(truth))
    return found / len(questions[:RECALLED])


def _near(snapshot: Snapshot, text: str, vector: Any, allowed: Allowed) -> list[int]:
    """What the vector part finds, by itself."""
    asked = Question(text, "en", (), (), {}, frozenset(), ())
    return [one.id for one in Retrieval(snapshot, asked, vector).candidates(allowed)]


def others(library: Library, questions: list[str], encoder: Any, folder: Path) -> None:
    """Chroma with `where`, FTS5 and numpy on the same passages."""
    import chromadb
    import sqlalchemy as sa

    from kb.catalogue import tables as t

    with library._snapshot() as snapshot, snapshot.catalogue.reading() as connection:
        rows = connection.execute(sa.select(t.passages.c.id, t.passages.c.text)).all()
        keys = snapshot.indexes.vectors._rows(Kind.CASE.value).keys
        flat, starts = snapshot.indexes.vectors._rows(Kind.CASE.value).take(
            snapshot.indexes.vectors._rows(Kind.CASE.value).find(keys)
        )
    matrix = np.asarray(flat).reshape(len(starts) - 1, -1)
    scan = timed(lambda q: np.argpartition(-(matrix @ encoder.encode([q])[0]), 100), questions)
    print("numpy scan, cosine only   ", scan)
    database = sqlite3.connect(":memory:")
    database.execute("create virtual table f using fts5(text, tokenize='porter')")
    database.executemany("insert into f(rowid, text) values (?, ?)", [(row.id, row.text) for row in rows])

    def ask(question: str) -> Any:
        words = " OR ".join(f'"{word}"' for word in question.replace('"', " ").split())
        return database.execute("select rowid from f where f match ? order by rank limit 100", (words,)).fetchall()

    print("SQLite FTS5, words only   ", timed(ask, questions))
    dice = random.Random(3)
    client = chromadb.PersistentClient(str(folder / "chroma-where"))
    hnsw: Any = {"hnsw": {"space": "cosine"}}
    collection = client.get_or_create_collection("where", embedding_function=None, configuration=hnsw)
    if not collection.count():
        for i in range(0, len(keys), 5_000):
            lands = [{"land": dice.choices(("US", "GB", "CN"), (60, 30, 10))[0]} for _ in keys[i : i + 5_000]]
            names = [str(key) for key in keys[i : i + 5_000].tolist()]
            collection.add(ids=names, embeddings=matrix[i : i + 5_000], metadatas=lands)  # type: ignore[arg-type]
    for land, share in (("CN", "10 %"), ("US", "60 %")):
        where: Any = {"land": land}
        said = timed(
            lambda q, where=where: collection.query(  # type: ignore[misc]
                query_embeddings=[encoder.encode([q])[0]], n_results=100, where=where
            ),
            questions[:20],
        )
        print(f"Chroma where, {share}       ", said)


def main() -> None:
    """Print a line for each way of asking."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--synthetic", action="store_true")
    arguments.add_argument("--others", action="store_true")
    asked = arguments.parse_args()
    library = Library(Settings(library=asked.folder / "library"))
    if asked.synthetic:
        library.__dict__["encoder"] = SyntheticEncoder()
    questions = questions_of(asked.folder / "passages.csv")
    print(f"{library.status().passages} passages, {len(questions)} questions")
    for name, filters in FILTERS.items():
        ask = lambda q, filters=filters: library.search(SearchRequest(q, filters=filters, k=10))  # noqa: E731
        share = recall(library, questions, filters, library.encoder)
        print(f"search, {name:10}        {timed(ask, questions)}   recall@10 of the vector part {share:.3f}")
    if asked.others:
        others(library, questions, library.encoder, asked.folder)


if __name__ == "__main__":
    main()
