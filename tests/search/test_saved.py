"""Kept searches: what was asked is remembered, and a saved search says what is new since last time."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.catalogue.searches import FILE, MOST_PAST, SearchesFile
from kb.errors import LibraryError, NotFound, QueryError
from kb.library import Library
from kb.model.document import Kind
from kb.model.result import Filter, SearchRequest
from kb.settings import Settings

CASE = """---
id: {id}
kind: case
title: "{title}"
language: {language}
place: {{country: CN}}
---
## What happened

{text}
"""

Write = Callable[..., None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "files"
    made.mkdir()
    return made


@pytest.fixture
def write(folder: Path) -> Write:
    def case(identity: str, title: str, text: str, language: str = "en") -> None:
        filled = CASE.format(id=identity, title=title, text=text, language=language)
        (folder / f"{identity}.md").write_text(filled, encoding="utf-8")

    case("C-1", "Benzene tank fire", "A floating roof tank of benzene burnt for two days.")
    case("C-2", "污水井中毒事故", "作业人员下井清淤时吸入硫化氢中毒，三名施救人员盲目施救相继倒下。", "zh")
    case("C-3", "Crane collapse", "A tower crane fell on a school during a storm.")
    return case


@pytest.fixture
def library(settings: Settings, encoder: object, folder: Path, write: Write) -> Library:
    opened = Library(settings, create=True)
    assert not opened.ingest([folder]).failed
    return opened


@pytest.mark.parametrize(
    ("text", "identity", "title", "told", "language"),
    [
        ("benzene tank", "C-9", "Another tank fire", "Benzene was spilled over a tank wall and burnt.", "en"),
        ("硫化氢 盲目施救", "C-9", "化粪池中毒事故", "一名工人吸入硫化氢晕倒，同伴盲目施救。", "zh"),
    ],
)
def test_a_new_case_is_news_once(
    library: Library, write: Write, folder: Path, text: str, identity: str, title: str, told: str, language: str
) -> None:
    library.saved.add("mine", SearchRequest(text))
    assert [(one.new, one.changed) for one in library.saved.all()] == [(0, 0)]
    write(identity, title, told, language)
    library.ingest([folder])
    assert [(one.name, one.new, one.changed) for one in library.saved.all()] == [("mine", 1, 0)]
    news = library.saved.look("mine")
    assert (news.new, news.changed) == (frozenset({identity}), frozenset())
    assert identity in [hit.document for hit in news.response.hits]
    assert [(one.new, one.changed) for one in library.saved.all()] == [(0, 0)]
    again = library.saved.look("mine")
    assert not again.new
    assert again.saved.looked > news.saved.looked


@pytest.mark.parametrize(
    ("text", "case"),
    [
        ("benzene tank", ("C-1", "Benzene tank fire", "A floating roof tank of benzene burnt for three days.")),
        ("硫化氢 中毒", ("C-2", "污水井中毒事故", "下井清淤时吸入硫化氢中毒，四人死亡。", "zh")),
    ],
)
def test_an_updated_case_is_changed(
    library: Library, write: Write, folder: Path, text: str, case: tuple[str, ...]
) -> None:
    library.saved.add("mine", SearchRequest(text))
    write(*case)
    library.ingest([folder])
    assert [(one.new, one.changed) for one in library.saved.all()] == [(0, 1)]
    assert library.saved.look("mine").changed == {case[0]}


def test_what_is_about_something_else_is_no_news(library: Library, write: Write, folder: Path) -> None:
    library.saved.add("benzene", SearchRequest("benzene tank"))
    library.saved.add("nothing yet", SearchRequest("zirconium powder", kind=Kind.CASE))
    write("C-9", "Ferry sinks", "A ferry with forty people capsized in a strait.")
    library.ingest([folder])
    assert [one.new for one in library.saved.all()] == [0, 0]
    write("C-8", "Powder store", "A drum of zirconium powder ignited.")
    library.ingest([folder])
    assert {one.name: one.new for one in library.saved.all()} == {"benzene": 0, "nothing yet": 1}


def test_news_keep_to_the_filters_and_switches_of_the_search(library: Library, write: Write, folder: Path) -> None:
    elsewhere = SearchRequest("benzene tank", filters=(Filter("country", ("US",)),), semantic=False, leave_out=("苯",))
    library.saved.add("in the US", elsewhere)
    write("C-9", "Another tank fire", "Benzene was spilled over a tank wall and burnt.")
    library.ingest([folder])
    (saved,) = library.saved.all()
    assert saved.request == elsewhere
    assert saved.new == 0


def test_news_are_counted_once_a_generation(
    library: Library, write: Write, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.saved.add("mine", SearchRequest("benzene tank"))
    write("C-9", "Another tank fire", "Benzene was spilled over a tank wall and burnt.")
    library.ingest([folder])
    assert library.saved.all()[0].new == 1

    def refused(_: object) -> None:
        raise AssertionError("asked again")

    monkeypatch.setattr(library, "search", refused)
    assert library.saved.all()[0].new == 1


def test_a_document_that_was_there_before_is_no_news(library: Library, write: Write, folder: Path) -> None:
    for number in range(4):
        write(f"B-{number}", f"Benzene tank {number}", f"Benzene tank number {number} overflowed at a refinery.")
    write("L-1", "Loosely", "A lorry with benzene and many other loads waited at a gate.")
    library.ingest([folder])
    library.saved.add("mine", SearchRequest("benzene tank overflowed"))
    for name in (*(f"B-{number}" for number in range(4)), "C-1"):
        library.remove(name)
    assert [(one.new, one.changed) for one in library.saved.all()] == [(0, 0)]
    assert library.saved.look("mine").response.hits
    library.rebuild()
    library.saved.look("mine")
    assert [(one.new, one.changed) for one in library.saved.all()] == [(0, 0)]


def test_news_that_are_rolled_back_are_none(library: Library, write: Write, folder: Path) -> None:
    library.saved.add("mine", SearchRequest("硫化氢 盲目施救"))
    write("C-9", "化粪池中毒事故", "一名工人吸入硫化氢晕倒，同伴盲目施救。", "zh")
    library.ingest([folder])
    assert library.saved.all()[0].new == 1
    library.roll_back()
    assert library.saved.all()[0].new == 0
    library.ingest([folder])
    assert library.saved.look("mine").new == {"C-9"}


def test_a_name_is_taken_once_and_given_back(library: Library) -> None:
    library.saved.add("  罐区   火灾 ", SearchRequest("benzene"))
    with pytest.raises(QueryError, match="already"):
        library.saved.add("罐区 火灾", SearchRequest("crane"))
    for name in ("", "  ", "x" * 101):
        with pytest.raises(QueryError, match="needs a name"):
            library.saved.add(name, SearchRequest("crane"))
    with pytest.raises(QueryError, match="nothing to save"):
        library.saved.add("empty", SearchRequest(" "))
    library.saved.remove("罐区 火灾")
    assert library.saved.all() == []
    with pytest.raises(NotFound):
        library.saved.remove("罐区 火灾")
    with pytest.raises(NotFound):
        library.saved.look("罐区 火灾")


def test_the_history_has_each_question_once_the_latest_first(library: Library) -> None:
    for text in ("benzene", "硫化氢", "Benzene ", "crane"):
        library.history.remember(library.search(SearchRequest(text, kind=Kind.CASE)))
    assert [past.request.text for past in library.history.questions()] == ["crane", "Benzene ", "硫化氢"]
    assert [past.request.text for past in library.history.questions(1)] == ["crane"]
    assert all(past.found >= 1 and past.request.kind is Kind.CASE for past in library.history.questions())
    assert library.history.clear() == 3
    assert library.history.questions() == []


def test_the_history_is_bounded(tmp_path: Path) -> None:
    file = SearchesFile(tmp_path)
    for number in range(MOST_PAST + 15):
        file.remember(SearchRequest(f"question {number}"), number)
    past = file.past()
    assert len(past) == MOST_PAST
    assert (past[0].found, past[-1].found) == (MOST_PAST + 14, 15)


def test_a_cleared_history_leaves_no_trace_in_the_file(tmp_path: Path) -> None:
    file = SearchesFile(tmp_path)
    file.remember(SearchRequest("机密 confidential question"), 1)
    assert b"confidential" in file.path.read_bytes()
    file.forget_past()
    assert b"confidential" not in file.path.read_bytes()


def test_a_history_switched_off_keeps_nothing(settings: Settings, library: Library, monkeypatch: object) -> None:
    silent = Library(Settings(library=settings.library, history=False))
    silent.history.remember(silent.search(SearchRequest("benzene")))
    assert silent.history.questions() == []
    assert not (settings.library / FILE).exists()


def test_nothing_is_made_by_looking(tmp_path: Path) -> None:
    file = SearchesFile(tmp_path)
    assert (file.past(), file.saved(), file.seen("mine"), file.forget_past()) == ([], [], {}, 0)
    assert not file.path.exists()


@pytest.mark.parametrize("damage", ["garbage", "folder", "newer", "not a request"])
def test_search_works_where_the_kept_searches_do_not(
    library: Library, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    path = library.settings.library / FILE
    if damage == "garbage":
        path.write_bytes(b"no database at all " * 400)
    elif damage == "folder":
        path.mkdir()
    else:
        library.saved.add("mine", SearchRequest("benzene"))
        import sqlite3

        with sqlite3.connect(path) as file:
            file.execute("pragma user_version = 99" if damage == "newer" else "update saved set request = '{'")
        file.close()
    response = library.search(SearchRequest("benzene"))
    with caplog.at_level(logging.WARNING):
        library.history.remember(response)
    assert response.hits
    if damage != "not a request":
        assert "not in the history" in caplog.text
    with pytest.raises(LibraryError, match="kept searches"):
        library.saved.all()
    if damage != "not a request":
        with pytest.raises(LibraryError, match="kept searches"):
            library.saved.add("other", SearchRequest("benzene"))


def test_two_processes_writing_at_once_lose_nothing(tmp_path: Path) -> None:
    code = """
import sys
from pathlib import Path
from kb.catalogue.searches import SearchesFile
from kb.model.result import SearchRequest
file = SearchesFile(Path(sys.argv[1]))
for number in range(40):
    file.remember(SearchRequest(f"{sys.argv[2]} {number}"), number)
    file.add(f"{sys.argv[2]} {number}", SearchRequest("x"), 1, {"C-1": "a", "C-2": "b"})
"""
    running = [subprocess.Popen([sys.executable, "-c", code, tmp_path, name]) for name in ("甲", "second")]
    assert [one.wait(120) for one in running] == [0, 0]
    file = SearchesFile(tmp_path)
    wanted = {f"{name} {number}" for name in ("甲", "second") for number in range(40)}
    assert {past.request.text for past in file.past()} == wanted
    assert {saved.name for saved, _ in file.saved()} == wanted
    assert all(file.seen(name) == {"C-1": "a", "C-2": "b"} for name in wanted)


def test_a_removed_search_takes_what_it_saw_along(tmp_path: Path) -> None:
    file = SearchesFile(tmp_path)
    file.add("mine", SearchRequest("x"), 1, {"C-1": "a"})
    file.remove("mine")
    assert file.seen("mine") == {}
