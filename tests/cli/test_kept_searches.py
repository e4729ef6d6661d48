"""`kb saved`, `kb history` and `kb search --explain`: what a terminal shows of searches that are kept or explained."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kb.cli import main
from kb.library import Library
from kb.settings import Settings

pytestmark = pytest.mark.xdist_group("cli")

BENZENE = "---\nid: C-1\nkind: case\ntitle: Benzene tank fire\nlanguage: en\n---\n## Summary\n\nA benzene tank burnt.\n"
DUST = "---\nid: C-2\nkind: case\ntitle: 粉尘爆炸事故\nlanguage: zh\n---\n## 概述\n\n抛光车间铝粉尘爆炸，盲目施救。\n"

Kb = Callable[..., tuple[int, str, str]]


@pytest.fixture
def library(settings: Settings, encoder: object, tmp_path: Path) -> Path:
    files = tmp_path / "files"
    files.mkdir()
    (files / "benzene.md").write_text(BENZENE, encoding="utf-8")
    (files / "粉尘.md").write_text(DUST, encoding="utf-8")
    made = Library(settings, create=True)
    assert not made.ingest([files]).failed
    made.close()
    return settings.library


@pytest.fixture
def kb(library: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Kb:
    """Runs `kb` on the library and gives exit code, output and errors."""
    monkeypatch.setenv("KB_LIBRARY", str(library))

    def run(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["kb", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return int(ended.value.code or 0), captured.out, captured.err

    return run


def answer(kb: Kb, *arguments: object) -> Any:
    code, out, _ = kb(*arguments, "--json")
    assert code == 0
    return json.loads(out)


def test_a_saved_search_tells_what_is_new(kb: Kb, library: Path) -> None:
    assert "No search is saved" in kb("saved")[1]
    assert kb("saved", "add", "罐区", "benzene", "tank", "--kind", "case")[0] == 0
    assert "罐区: nothing new since" in kb("saved")[1]
    more = library.parent / "files" / "more.md"
    more.write_text(BENZENE.replace("C-1", "C-3").replace("A benzene", "Another benzene"), encoding="utf-8")
    (library.parent / "files" / "benzene.md").write_text(BENZENE.replace("burnt", "burnt down"), encoding="utf-8")
    assert kb("ingest", library.parent / "files")[0] == 0
    assert "罐区: 1 new, 1 changed since" in kb("saved")[1]
    _, out, _ = kb("saved", "run", "罐区")
    assert "[new]" in out
    assert "[changed]" in out
    assert "1 new, 1 changed since" in out
    assert answer(kb, "saved", "run", "罐区")["saved"]["new"] == []
    assert kb("saved", "remove", "罐区")[0] == 0
    code, _, err = kb("saved", "run", "罐区")
    assert code == 1
    assert "no saved search '罐区'" in err


def test_the_history_lists_questions_and_is_cleared(kb: Kb, monkeypatch: pytest.MonkeyPatch) -> None:
    for text in ("benzene", "粉尘爆炸", "benzene"):
        kb("search", text)
    assert [one["request"]["text"] for one in answer(kb, "history")] == ["benzene", "粉尘爆炸"]
    assert "粉尘爆炸" in kb("history")[1]
    assert "2 questions" in kb("history", "--clear")[1]
    monkeypatch.setenv("KB_HISTORY", "off")
    kb("search", "benzene")
    assert "switched off" in kb("history")[1]
    monkeypatch.setenv("KB_HISTORY", "on")
    assert answer(kb, "history") == []


def test_a_damaged_file_of_kept_searches_is_said_and_search_works(
    kb: Kb, library: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (library / "searches.sqlite3").write_bytes(b"no database " * 500)
    code, out, _ = kb("search", "benzene")
    assert code == 0
    assert "Benzene tank fire" in out
    assert "not in the history" in caplog.text
    code, _, err = kb("saved")
    assert code == 1
    assert "move it away" in err.replace("\n", " ")


@pytest.mark.parametrize("text", ["benzene tank", "粉尘爆炸 盲目施救"])
def test_an_explanation_adds_up(kb: Kb, text: str) -> None:
    _, out, _ = kb("search", text, "--explain")
    assert "words on, meaning on, synonyms on, conditions on" in out
    assert "Glossary: " in out
    assert "score" in out
    for hit in answer(kb, "search", text)["hits"]:
        parts = hit["parts"]
        score = parts["keyword_weight"] * parts["keyword"] + parts["semantic_weight"] * (parts["semantic"] or 0)
        for _, factor in parts["factors"]:
            score *= factor
        assert hit["score"] == pytest.approx(score, abs=2e-4)


def test_every_part_of_a_search_can_be_switched_off(kb: Kb) -> None:
    found = answer(kb, "search", "benzene", "--no-meaning", "--no-synonyms", "--no-conditions", "--without", "苯")
    off = {"meaning": False, "synonyms": False, "conditions": False}
    assert found["switches"] == {"words": True, **off, "without": ["苯"], "as_words": []}
    assert found["expansions"] == []
    assert all(hit["parts"]["cosine"] is None for hit in found["hits"])
    assert all(hit["parts"]["bm25"] == 0 for hit in answer(kb, "search", "benzene", "--no-words")["hits"])
    code, out, _ = kb("search", "粉尘爆炸", "--no-words", "--no-meaning")
    assert code == 0
    assert "both switched off" in out.replace("\n", " ")
    assert "苯" not in [name for _, name in answer(kb, "search", "benzene", "--without", "苯")["expansions"]]
