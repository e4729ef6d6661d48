"""Evaluation: the product's own search and similar cases, judged on a folder of questions."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kb.cli.app import app
from kb.embed import Encoder
from kb.errors import ContentError, QueryError
from kb.evaluate import SWITCHES, Answer, Evaluation, compare, evaluate, load, save
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


LAW = """---
id: {id}
kind: regulation
title: {title}
language: zh
---
## 第一条 {{#art1}}

{first}

## 第二条 {{#art2}}

{second}
"""


@pytest.fixture
def laws(tmp_path: Path, own_cache: Settings) -> tuple[Path, Settings]:
    """A folder of questions about places in two Chinese laws, and the library that holds these."""
    texts = {
        "L-1": ("动火作业规定", "动火作业前应当检测可燃气体，合格后方可作业。", "监护人不得离开现场。"),
        "L-2": ("有限空间作业规定", "有限空间作业前应当通风并检测氧气浓度。", "发生中毒时禁止盲目施救。"),
    }
    for key, (title, first, second) in texts.items():
        (tmp_path / f"{key}.md").write_text(
            LAW.format(id=key, title=title, first=first, second=second), encoding="utf-8"
        )
    in_use = own_cache.model_copy(update={"library": tmp_path / "in-use"})
    library = Library(in_use, create=True)
    library.ingest([tmp_path / f"{key}.md" for key in texts])
    library.close()
    made = tmp_path / "laws"
    made.mkdir()
    asked = {"p1": "有人中毒了能不能盲目施救", "p2": "可燃气体要不要检测"}
    rows = [json.dumps({"id": key, "text": text}, ensure_ascii=False) for key, text in asked.items()]
    (made / "queries.jsonl").write_text("\n".join(rows), encoding="utf-8")
    (made / "qrels.tsv").write_text("p1\tL-2#art2\t1\np2\tL-1#art1\t1", encoding="utf-8")
    return made, in_use


def test_a_judged_place_is_found_only_where_a_shown_passage_lies_in_it(laws: tuple[Path, Settings]) -> None:
    folder, in_use = laws
    found = evaluate(folder, in_use)
    assert {one.id: one.first for one in found.answers} == {"p1": 1, "p2": 1}
    assert found.answers[0].ranking[0] == "L-2#art2"
    (folder / "qrels.tsv").write_text("p2\tL-1#art2\t1", encoding="utf-8")
    assert evaluate(folder, in_use).measures["Success@10"] == 0.0, "the document is found, this article is not"
    assert evaluate(folder, in_use, documents_only=True).measures["Success@1"] == 1.0


def test_a_place_is_found_by_what_lies_below_it(laws: tuple[Path, Settings], tmp_path: Path) -> None:
    folder, in_use = laws
    (tmp_path / "L-3.md").write_text(
        "---\nid: L-3\nkind: regulation\ntitle: 起重规定\nlanguage: zh\n---\n## 第一章 作业 {#part}\n\n"
        "### 第一条 {#art1}\n\n吊装作业应当设专人指挥。\n",
        encoding="utf-8",
    )
    library = Library(in_use)
    library.ingest([tmp_path / "L-3.md"])
    library.close()
    (folder / "queries.jsonl").write_text('{"id": "p3", "text": "吊装作业谁来指挥"}', encoding="utf-8")
    (folder / "qrels.tsv").write_text("p3\tL-3#part\t1", encoding="utf-8")
    assert evaluate(folder, in_use).answers[0].first == 1


def test_a_place_that_its_document_does_not_have_is_named(laws: tuple[Path, Settings]) -> None:
    folder, in_use = laws
    (folder / "qrels.tsv").write_text("p1\tL-2#art9\t1", encoding="utf-8")
    with pytest.raises(ContentError, match="L-2 has no place art9"):
        evaluate(folder, in_use)


def test_each_part_of_a_search_can_be_switched_off(laws: tuple[Path, Settings]) -> None:
    folder, in_use = laws
    assert {"keyword", "semantic", "expansion", "understanding"} <= SWITCHES.keys()
    without = evaluate(folder, in_use, without=["keyword"])
    assert without.without == ("keyword",)
    assert without.measures["Success@10"] == 0.0, "the packaged model knows no Chinese, so nothing is left to find it"
    with pytest.raises(QueryError, match="in a search only"):
        evaluate(folder, in_use, task="similar", without=["keyword"])


def test_two_runs_are_compared_question_by_question(laws: tuple[Path, Settings], tmp_path: Path) -> None:
    folder, in_use = laws
    kept = tmp_path / "before.json"
    save(evaluate(folder, in_use, without=["keyword"]), kept)
    before, after = load(kept), evaluate(folder, in_use)
    assert before.without == ("keyword",)
    compared = compare(before, after)
    first = next(one for one in compared.measures if one.measure == "Success@1")
    assert (first.before, first.after, first.difference, first.won, first.lost, first.tied) == (0, 1, 1, 2, 0, 0)
    assert [(one.id, one.text, one.first_before, one.first_after) for one in compared.wins] == [
        ("p1", "有人中毒了能不能盲目施救", None, 1),
        ("p2", "可燃气体要不要检测", None, 1),
    ]
    assert not compared.losses
    back = compare(after, before)
    assert [one.id for one in back.losses] == ["p1", "p2"]


def _run(values: list[float]) -> Evaluation:
    answers = tuple(Answer(f"q{n}", f"question {n}", {"d": 1}, ("d",), {"nDCG@10": v}) for n, v in enumerate(values))
    return Evaluation(
        folder="f",
        task="search",
        asked="queries",
        judged="qrels",
        without=(),
        documents_only=False,
        model="m",
        generation=1,
        documents=1,
        passages=1,
        queries=len(values),
        measures={"nDCG@10": sum(values) / len(values)},
        p50=0.0,
        p95=0.0,
        ingest_seconds=None,
        passages_per_second=None,
        answers=answers,
    )


def test_the_test_tells_chance_from_a_difference() -> None:
    """All of eight questions win in one exchange of 2^8, and lose in another."""
    low, high = [0.1 * n for n in range(8)], [0.1 * n + 0.2 for n in range(8)]
    (sure,) = compare(_run(low), _run(high)).measures
    assert sure.p == pytest.approx(2 / 2**8)
    (same,) = compare(_run(low), _run(low)).measures
    assert (same.p, same.tied) == (1.0, 8)
    mixed = [value + (0.1 if n % 2 else -0.1) for n, value in enumerate(low)]
    (chance,) = compare(_run(low), _run(mixed)).measures
    assert chance.p > 0.9


def test_runs_over_other_questions_or_judgements_are_refused(laws: tuple[Path, Settings]) -> None:
    folder, in_use = laws
    before = evaluate(folder, in_use)
    (folder / "qrels.tsv").write_text("p1\tL-2#art2\t1", encoding="utf-8")
    with pytest.raises(ContentError, match="1 questions are in one of them only, such as p2"):
        compare(before, evaluate(folder, in_use))
    (folder / "qrels.tsv").write_text("p1\tL-2#art2\t1\np2\tL-1#art2\t1", encoding="utf-8")
    with pytest.raises(ContentError, match="judged differently, such as p2"):
        compare(before, evaluate(folder, in_use))


def test_a_file_that_is_no_saved_run_is_named(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="is missing"):
        load(tmp_path / "none.json")
    (tmp_path / "other.json").write_text('{"folder": "f"}', encoding="utf-8")
    with pytest.raises(ContentError, match="is not a saved run"):
        load(tmp_path / "other.json")


def test_the_command_saves_compares_and_refuses(
    laws: tuple[Path, Settings], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, in_use = laws
    monkeypatch.setenv("KB_LIBRARY", str(in_use.library))
    kept = str(tmp_path / "run.json")
    runner = CliRunner()
    assert runner.invoke(app, ["eval", str(folder), "--without", "keyword", "--save", kept]).exit_code == 0
    told = runner.invoke(app, ["eval", str(folder), "--against", kept]).output
    assert re.search(r"Success@1 +0\.000 +1\.000 +\+1\.000 +2 +0 +0", told)
    assert "none → 1  p1  有人中毒了能不能盲目施救" in told
    found = json.loads(runner.invoke(app, ["eval", str(folder), "--against", kept, "--json"]).output)
    assert found["against"]["wins"][0]["first_after"] == 1
    refused = runner.invoke(app, ["eval", str(folder), "--without", "magic"])
    assert refused.exit_code == 2
