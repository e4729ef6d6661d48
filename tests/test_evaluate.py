"""Evaluation: the product's own search and similar cases, judged on a folder of questions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kb.embed import Encoder
from kb.errors import ContentError
from kb.evaluate import evaluate
from kb.library import Library
from kb.settings import Settings

CORPUS = {
    "rule 1|a": "Every storage tank shall have an independent high-level alarm that closes the inlet.",
    "rule 1|b": "Portable ladders are inspected before each use and kept dry.",
    "rule 2": "有限空间作业前应当通风并检测氧气浓度。",
    "rule 3": "Workers exposed to chlorine shall carry an escape hood.",
}
QUERIES = {"q1": "high level alarm on tanks", "q2": "有限空间 检测", "q3": "ladder inspection", "unjudged": "nothing"}
QRELS = [("q1", "rule 1|a", 1), ("q2", "rule 2", 1), ("q3", "rule 1|b", 2), ("q3", "rule 3", 1)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "bench"
    made.mkdir()
    rows = [json.dumps({"id": key, "text": text}, ensure_ascii=False) for key, text in CORPUS.items()]
    (made / "corpus.jsonl").write_text("\n".join(rows), encoding="utf-8")
    asked = [json.dumps({"id": key, "text": text}, ensure_ascii=False) for key, text in QUERIES.items()]
    (made / "queries.jsonl").write_text("\n".join(asked), encoding="utf-8")
    (made / "qrels.tsv").write_text("\n".join(f"{q}\t{d}\t{g}" for q, d, g in QRELS), encoding="utf-8")
    return made


@pytest.fixture
def own_cache(tmp_path: Path, encoder: Encoder) -> Settings:
    """A cache of its own that shares the optimised model."""
    shared = Settings()
    cache = tmp_path / "cache"
    cache.mkdir()
    (cache / "models").symlink_to(shared.cache / "models")
    return Settings(cache=cache)


def test_judged_questions_are_asked_and_a_second_run_needs_no_ingest(folder: Path, own_cache: Settings) -> None:
    found = evaluate(folder, own_cache)
    assert (found.documents, found.queries) == (4, 3)
    assert found.measures["MRR@10"] == 1.0
    assert found.measures["nDCG@10"] > 0.9
    assert found.measures["R@10"] >= 5 / 6
    assert found.ingest_seconds is not None
    again = evaluate(folder, own_cache)
    assert again.ingest_seconds is None
    assert again.measures == found.measures


def test_a_query_that_is_in_the_corpus_is_left_out_of_its_ranking(folder: Path, own_cache: Settings) -> None:
    (folder / "queries.jsonl").write_text(json.dumps({"id": "rule 1|a", "text": CORPUS["rule 1|a"]}), encoding="utf-8")
    (folder / "qrels.tsv").write_text("rule 1|a\trule 1|a\t2\nrule 1|a\trule 3\t1", encoding="utf-8")
    found = evaluate(folder, own_cache, task="similar")
    assert found.measures["R@10"] == 0.5, "the other relevant document is found, the question itself is not"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("queries.jsonl", None, "queries.jsonl is missing"),
        ("qrels.tsv", "q1 rule", "qrels.tsv, line 1"),
        ("queries.jsonl", "not json", "queries.jsonl, line 1"),
    ],
)
def test_what_is_missing_or_wrong_is_named(
    folder: Path, own_cache: Settings, name: str, content: str | None, said: str
) -> None:
    if content is None:
        (folder / name).unlink()
    else:
        (folder / name).write_text(content, encoding="utf-8")
    with pytest.raises(ContentError, match=said):
        evaluate(folder, own_cache)


def test_without_a_corpus_the_library_in_use_is_asked(folder: Path, own_cache: Settings, tmp_path: Path) -> None:
    document = tmp_path / "rule.md"
    document.write_text(
        "---\nid: R-1\nkind: regulation\n---\n# 规定\n\n有限空间作业前应当通风并检测氧气浓度。\n", encoding="utf-8"
    )
    in_use = own_cache.model_copy(update={"library": tmp_path / "in-use"})
    library = Library(in_use, create=True)
    library.ingest([document])
    library.close()
    (folder / "corpus.jsonl").unlink()
    (folder / "qrels.tsv").write_text("q2\tR-1\t2", encoding="utf-8")
    assert evaluate(folder, in_use).measures["Success@3"] == 1.0
    (folder / "qrels.tsv").write_text("q2\tR-1\t2\nq2\tR-9\t1", encoding="utf-8")
    with pytest.raises(ContentError, match="does not hold R-9"):
        evaluate(folder, in_use)
