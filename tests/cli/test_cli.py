"""Every command answers, and whatever goes wrong is a sentence with a next step and the right exit code."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kb.cli import main
from kb.index.writing import writer_lock
from kb.library import Library
from kb.settings import Settings

pytestmark = pytest.mark.xdist_group("cli")

HOSTILE = "\x1b[31mred\x1b[0m \x9b31mred \x07bell \x1b]0;title\x07"

CASE = f"""---
id: C-1
kind: case
title: "Depot fire \\e[31m"
title_zh: 油库火灾
language: en
occurrence: {{date: 2015-08-12}}
place: {{country: GB}}
casualties: {{deaths: 3}}
sources: [{{id: S1, title: Report, publisher: Inspectorate}}]
---
## What happened

A tank was overfilled and petrol spilled over the bund. {HOSTILE}

## Lessons

Test the independent high level switch.
"""
OTHER = CASE.replace("C-1", "C-2").replace("Depot fire", "Pump leak").replace("petrol spilled", "solvent leaked")
RULES = """---
id: R-1
kind: regulation
title: 动火作业规定
language: zh
status: in_force
country: CN
---
## 第一条 {#art1}

动火作业前应当检测可燃气体，合格后方可作业。
"""

Kb = Callable[..., "Ran"]


class Ran:
    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def kb(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Kb:
    """Runs `kb` in this process and gives exit code and output."""

    def run(*arguments: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["kb", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        code = ended.value.code
        return Ran(code if isinstance(code, int) else 0, captured.out, captured.err)

    return run


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli") / "files"
    folder.mkdir()
    for name, text in (("case.md", CASE), ("other.md", OTHER), ("规定.md", RULES)):
        (folder / name).write_text(text)
    return folder


@pytest.fixture(scope="module")
def library(files: Path, encoder: object) -> Path:
    folder = files.parent / "library"
    made = Library(Settings(library=folder, model="minilm"), create=True)
    assert made.ingest([files]).failed == ()
    made.close()
    return folder


@pytest.fixture
def own(library: Path, kb: Kb, tmp_path: Path, files: Path) -> Path:
    """A library that the test may change."""
    import shutil

    return Path(shutil.copytree(library, tmp_path / "own"))


def test_search_gives_what_the_readme_promises(kb: Kb, library: Path) -> None:
    found = kb("search", "petrol spilled over the bund", "--library", library, "--json", "-k", 5)
    assert found.code == 0
    hit = found.json["hits"][0]
    promised = {"document", "title", "kind", "anchor", "citation", "page", "score", "parts", "text", "highlights"}
    assert promised <= hit.keys()
    assert (hit["document"], hit["kind"], hit["anchor"], hit["page"]) == ("C-1", "case", "sequence", None)
    marked = " ".join(hit["text"][start:end] for start, end in hit["highlights"])
    assert all(word in marked for word in ("petrol", "spilled", "bund"))
    assert hit["parts"].keys() >= {"keyword", "semantic", "words", "expansions"}
    assert 0 < hit["score"] <= 1
    chinese = kb("search", "动火 可燃气体", "--library", library, "--json", "--kind", "regulation").json["hits"]
    assert [(one["document"], one["status"]) for one in chinese] == [("R-1", "in_force")]
    assert "第一条" in kb("search", "动火 可燃气体", "--library", library).out


def test_filters_narrow(kb: Kb, library: Path) -> None:
    def documents(*filters: str) -> set[str]:
        options = [part for one in filters for part in ("--filter", one)]
        return {hit["document"] for hit in kb("search", "tank", "--library", library, "--json", *options).json["hits"]}

    assert documents("country=GB", "year=2010..2020", "deaths=3") == {"C-1", "C-2"}
    assert documents("year=2016..") == documents("year=99999999999999999999") == documents("country=FR") == set()


@pytest.mark.parametrize(
    ("given", "code", "said"),
    [
        ("country", 2, "field=value"),
        ("year=soon", 2, "whole numbers"),
        ("colour=red", 1, "accident_type"),
        ("country=\udcff", 1, "no valid text"),
    ],
)
def test_a_wrong_filter_says_how_it_should_be(kb: Kb, library: Path, given: str, code: int, said: str) -> None:
    found = kb("search", "tank", "--library", library, "--filter", given)
    assert (found.code, said in found.err) == (code, True), found.err


@pytest.mark.parametrize(
    "question",
    [
        "petrol " * 1_430,
        "动火" * 5_000,
        "the of and a",
        "的 了 和",
        "?!… ，。；",
        "",
        '"petrol spilled" "bund',
        "'; DROP TABLE passages; --",
        "text:petrol AND (kind:[a TO b] OR *) ^3 ~2 \\",
        "{a|b} <script> %s %(x)s \x00 \x1b[31m",
        "petrol \udcff",
        "🔥" * 50,
    ],
)
def test_any_question_gets_an_answer_or_a_clear_message(kb: Kb, library: Path, question: str) -> None:
    found = kb("search", question, "--library", library, "--json")
    assert found.code == 0
    assert found.json["hits"] or found.json["message"]


def test_show_prints_documents_sections_and_versions(kb: Kb, library: Path) -> None:
    whole = kb("show", "C-1", "--library", library)
    assert (whole.code, "Cite as:" in whole.out, "油库火灾" in whole.out) == (0, True, True)
    part = kb("show", "C-1#lessons", "--library", library, "--json").json
    assert part["anchor"] == "lessons"
    assert "high level switch" in part["text"]
    assert "petrol" not in part["text"]
    assert part["card"]["casualties"]["deaths"][0]["value"] == 3
    assert "Cite as: " in (said := kb("show", "C-1#lessons", "--library", library).out)
    assert said.partition("Cite as: ")[2].partition("\n")[0].endswith(", Lessons")
    for address, said in (("C-9", "C-9"), ("C-1#nowhere", "sequence"), ("C\udcff", "no valid text")):
        missing = kb("show", address, "--library", library)
        assert (missing.code, said in missing.err) == (1, True), missing.err
    assert kb("show", "C-1", "--version", 7, "--library", library).code == 1


def test_nothing_in_a_document_reaches_the_terminal_as_a_command(kb: Kb, library: Path) -> None:
    for arguments in (
        ("search", "petrol spilled"),
        ("search", "petrol spilled", "--json"),
        ("show", "C-1"),
        ("show", "C-1", "--json"),
        ("similar", "C-2"),
        ("similar", "C-2", "--json"),
        ("ledger",),
    ):
        out = kb(*arguments, "--library", library).out
        assert not {
            character for character in out if character != "\n" and (character < " " or "\x7f" <= character <= "\x9f")
        }
        assert "red" in out or arguments[0] in ("ledger", "similar")


def test_similar_cases_by_id_and_by_description(kb: Kb, library: Path) -> None:
    assert [one["document"] for one in kb("similar", "C-1", "--library", library, "--json").json] == ["C-2"]
    described = kb("similar", "--text", "solvent leaked from an overfilled tank", "--library", library, "--json").json
    assert described[0]["document"] == "C-2"
    assert kb("similar", "--library", library).code == 2
    assert kb("similar", "R-1", "--library", library).code == 1


def test_status_ledger_and_verify_tell_the_state(kb: Kb, own: Path, files: Path) -> None:
    status = kb("status", "--library", own, "--json").json
    assert (status["generation"], status["documents"]) == (1, {"case": 2, "regulation": 1})
    assert "2 cases, 1 regulation\n" in kb("status", "--library", own).out
    assert str(files / "规定.md") in kb("ledger", "--library", own, "--state", "live").out
    assert kb("verify", "--library", own).code == 0
    (lost, *_) = (own / "originals").glob("*/*")
    lost.unlink()
    broken = kb("verify", "--library", own)
    assert (broken.code, lost.name in broken.out, "kb rebuild" in broken.err) == (1, True, True)


def test_ingest_remove_rollback_and_rebuild(kb: Kb, own: Path, files: Path, tmp_path: Path) -> None:
    same = kb("ingest", files, "--library", own)
    assert (same.code, "3 unchanged" in same.out) == (0, True)
    (tmp_path / "bad.md").write_text("---\nid: [\n---\nx")
    (tmp_path / "new.md").write_text("# 新规\n\n装置停车时应当切断电源。\n")
    some = kb("ingest", tmp_path / "bad.md", tmp_path / "new.md", "--library", own)
    assert (some.code, "1 new" in some.out, "bad.md" in some.out) == (3, True, True)
    assert kb("show", "new", "--library", own).code == 0
    assert kb("remove", "new", "--library", own).code == 0
    assert kb("show", "new", "--library", own).code == 1
    assert kb("remove", "new", "--library", own).code == 1
    assert kb("rollback", "--library", own).code == 0
    assert kb("show", "new", "--library", own).code == 0
    again = kb("rollback", "--library", own)
    assert (again.code, "no earlier generation" in again.err) == (1, True)
    assert kb("rebuild", "--library", own).code == 0
    assert kb("verify", "--library", own).code == 0


def test_without_a_library_or_beside_another_writer_the_message_says_what_to_do(
    kb: Kb, own: Path, files: Path, tmp_path: Path
) -> None:
    for arguments in (("search", "x"), ("show", "x"), ("status",), ("verify",), ("rebuild",), ("rollback",)):
        none = kb(*arguments, "--library", tmp_path / "none")
        assert (none.code, "kb ingest" in none.err) == (1, True)
    assert not (tmp_path / "none").exists()
    with writer_lock(own):
        locked = kb("ingest", files, "--library", own)
    assert (locked.code, "Another process" in locked.err, "Wait" in locked.err) == (1, True, True)
    (tmp_path / "file").write_text("no folder")
    wrong = kb("ingest", files, "--library", tmp_path / "file")
    assert (wrong.code, "cannot be made" in wrong.err) == (1, True)


@pytest.mark.parametrize(
    ("variable", "value"), [("KB_THREADS", "many"), ("KB_LIMIT_PAGES", "-1"), ("KB_LIMITS", "none")]
)
def test_a_wrong_setting_is_named(
    kb: Kb, library: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    wrong = kb("status", "--library", library)
    assert wrong.code == 1
    assert variable.lower().removeprefix("kb_") in wrong.err.lower()


def test_a_library_of_another_model_is_refused_and_can_be_changed_over(
    kb: Kb, own: Path, tiny_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KB_MODEL", str(tiny_model))
    refused = kb("search", "tank", "--library", own)
    assert (refused.code, "kb rebuild --reembed" in refused.err) == (1, True)
    assert kb("rebuild", "--library", own).code == 1
    opened_before = Library(Settings(library=own, model="minilm"))
    assert kb("rebuild", "--reembed", "--library", own).code == 0
    assert kb("verify", "--library", own).code == 0
    assert kb("search", "tank gas leak", "--library", own, "--json").json["hits"][0]["parts"]["semantic"] is not None
    assert kb("rollback", "--library", own).code == 1, "the generation before has vectors of the other model"
    with pytest.raises(Exception, match="embedding model"):
        opened_before.similar("C-1")
    monkeypatch.delenv("KB_MODEL")
    assert "kb rebuild --reembed" in kb("search", "tank", "--library", own).err


def test_wrong_usage_and_help(kb: Kb, library: Path, tmp_path: Path) -> None:
    assert kb("search", "x", "-k", 0, "--library", library).code == 2
    assert kb("nonsense").code == 2
    helped = subprocess.run(
        [sys.executable, "-c", "from kb.cli import main; main()", "--help"], capture_output=True, text=True
    )
    assert helped.returncode == 0
    commands = (
        "ingest",
        "search",
        "show",
        "similar",
        "status",
        "ledger",
        "verify",
        "rebuild",
        "rollback",
        "remove",
        "eval",
    )
    assert all(command in helped.stdout for command in commands)
    assert kb("eval", tmp_path).code == 1
    assert kb("eval", tmp_path, "--task", "guess").code == 2
