"""Runs are incremental, publish all or nothing, and say what became of every file."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kb.errors import LibraryLocked, NotFound
from kb.index.writing import writer_lock
from kb.library import Library
from kb.model.document import Kind
from kb.model.result import SearchRequest
from kb.model.view import FileState, LedgerEntry, Progress, RunReport
from kb.settings import Settings

RULES = """---
id: {id}
kind: regulation
title: {title}
language: zh
---
## 第一条 {{#art1}}

动火作业前应当检测可燃气体，{first}。

## 第二条 {{#art2}}

有限空间作业应当先通风、再检测、后作业。
"""

CASE = """---
id: depot
kind: case
title: Depot fire
language: en
---
## What happened

A tank was overfilled and petrol spilled over the bund.

## Lessons

{lesson}
"""


class Desk:
    """A folder of files and the library made of it."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self.settings, self.folder = settings, folder
        folder.mkdir()
        self.library = Library(settings, create=True)

    def put(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def rules(self, name: str, id: str, first: str = "合格后方可作业") -> Path:
        return self.put(name, RULES.format(id=id, title=f"动火规定{id}", first=first))

    def run(self, *, prune: bool = False, report: Callable[[Progress], None] = lambda step: None) -> RunReport:
        result = self.library.ingest([self.folder], prune=prune, report=report)
        assert self.library.verify() == []
        return result

    def ids(self) -> list[str]:
        return [document.id for document in self.library.documents()]

    def versions(self, document: str) -> list[int]:
        return [version.number for version in self.library.document(document).versions]

    def entry(self, name: str) -> LedgerEntry:
        (found,) = [one for one in self.library.ledger() if one.path == str(self.folder / name)]
        return found

    def found(self, text: str) -> list[tuple[str, str, float]]:
        hits = self.library.search(SearchRequest(text)).hits
        return [(hit.document, hit.anchor, hit.score) for hit in hits]


@pytest.fixture
def desk(settings: Settings, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(settings, tmp_path / "files")
    yield desk
    desk.library.close()


def counts(report: RunReport) -> tuple[int, int, int, int]:
    return report.added, report.changed, report.unchanged, len(report.failed)


def test_only_what_changed_is_read_and_only_new_text_is_embedded(desk: Desk, encoder: object) -> None:
    desk.put("depot.md", CASE.format(lesson="The gauge had stuck."))
    desk.rules("a.md", "A")
    first = desk.run()
    assert counts(first) == (2, 0, 0, 0)
    assert (first.documents, first.passages, first.embedded) == (2, 4, 3), (
        "two passages and the whole case: Chinese passages have no vector of an English model"
    )
    second = desk.run()
    assert counts(second) == (0, 0, 2, 0)
    assert (second.generation, second.documents, second.embedded) == (first.generation, 0, 0)
    desk.put("depot.md", CASE.format(lesson="Nobody watched the independent high level switch."))
    third = desk.run()
    assert counts(third) == (0, 1, 1, 0)
    assert (third.documents, third.passages, third.embedded) == (1, 2, 2), "the unchanged passage keeps its vector"
    assert desk.versions("depot") == [2, 1]
    assert desk.versions("A") == [1]
    assert desk.found("high level switch")[0][:2] == ("depot", "lessons")


def test_a_vanished_file_is_reported_until_it_is_pruned(desk: Desk) -> None:
    desk.rules("a.md", "A")
    gone = desk.rules("子目录/乙 规定.md", "B")
    desk.run()
    gone.unlink()
    for _ in range(2):
        report = desk.run()
        assert report.vanished == (str(gone),)
        assert report.removed == 0
        assert desk.ids() == ["A", "B"]
    assert desk.entry("子目录/乙 规定.md").state is FileState.VANISHED
    report = desk.run(prune=True)
    assert (report.removed, desk.ids()) == (1, ["A"])
    assert desk.entry("子目录/乙 规定.md").state is FileState.REMOVED
    assert desk.run(prune=True).vanished == ()
    desk.rules("子目录/乙 规定.md", "B")
    assert counts(desk.run()) == (1, 0, 1, 0)
    assert desk.ids() == ["A", "B"]


def test_pruning_takes_nothing_where_the_folder_itself_is_not_there(desk: Desk) -> None:
    desk.rules("a.md", "A")
    desk.run()
    shutil.rmtree(desk.folder)
    report = desk.run(prune=True)
    assert (report.removed, report.vanished) == (0, (str(desk.folder / "a.md"),))
    assert report.failed[0].stage == "discover"
    assert desk.ids() == ["A"]


def test_a_renamed_file_keeps_its_documents(desk: Desk) -> None:
    path = desk.put("guide.txt", "罐区作业须知\n\n装卸前应当检查接地装置。\n")
    desk.run()
    before = desk.ids()
    path.rename(desk.folder / "新名 称.txt")
    report = desk.run()
    assert (counts(report), report.vanished) == ((0, 0, 1, 0), ())
    assert desk.ids() == before
    assert desk.versions(before[0]) == [1]
    assert [one.path for one in desk.library.ledger()] == [str(desk.folder / "新名 称.txt")]


def test_a_file_renamed_over_another_replaces_it(desk: Desk) -> None:
    kept, replaced = desk.rules("a.md", "A"), desk.rules("b.md", "B")
    desk.run()
    kept.rename(replaced)
    desk.run()
    assert desk.ids() == ["A"]
    assert [Path(one.path).name for one in desk.library.ledger()] == ["b.md"]
    with pytest.raises(NotFound):
        desk.library.document("B")


def test_the_same_bytes_twice_are_one_document_and_the_copy_takes_over_when_the_first_goes(desk: Desk) -> None:
    first = desk.rules("a.md", "A")
    shutil.copy(first, desk.folder / "b.md")
    report = desk.run()
    assert counts(report) == (1, 0, 0, 0)
    assert "a.md" in report.duplicates[0].reason
    assert desk.entry("b.md").state is FileState.DUPLICATE
    assert desk.ids() == ["A"]
    first.unlink()
    assert counts(desk.run()) == (0, 0, 1, 0)
    assert desk.entry("b.md").state is FileState.LIVE
    assert desk.versions("A") == [1]


def test_an_id_stated_in_two_files_is_refused_naming_the_other_and_derived_ids_never_collide(desk: Desk) -> None:
    desk.rules("a.md", "A")
    desk.rules("b.md", "A", "浓度低于下限")
    desk.put("2019/检查.csv", "项目,结果\n消防泵,合格\n")
    desk.put("2020/检查.csv", "项目,结果\n消防泵,不合格\n")
    desk.put("east/notes.txt", "东区装置巡检记录。")
    desk.put("west/notes.txt", "西区装置巡检记录。")
    report = desk.run()
    (failed,) = report.failed
    assert failed.path == str(desk.folder / "b.md")
    assert (failed.stage, str(desk.folder / "a.md") in failed.reason, "'A'" in failed.reason) == (
        "structure",
        True,
        True,
    )
    assert failed.advice
    ids = desk.ids()
    assert len(ids) == len(set(ids)) == 5
    assert sum(one.startswith("notes") for one in ids) == 2
    assert sum(one.startswith("检查-2") for one in ids) == 2
    assert desk.run().unchanged == 5


def test_an_id_can_move_to_another_file_in_one_run(desk: Desk) -> None:
    records = '{{"id": "{}", "text": "受限空间中毒事故，{}。"}}\n'
    desk.put("a.jsonl", records.format("X", "两人死亡") + records.format("Y", "三人受伤"))
    desk.put("b.jsonl", records.format("Z", "无人伤亡"))
    desk.run()
    desk.put("a.jsonl", records.format("Y", "三人受伤"))
    desk.put("b.jsonl", records.format("Z", "无人伤亡") + records.format("X", "两人死亡"))
    report = desk.run()
    assert counts(report) == (0, 2, 0, 0)
    assert desk.ids() == ["X", "Y", "Z"]


def test_a_file_that_breaks_keeps_its_old_version_says_so_and_recovers(desk: Desk) -> None:
    desk.rules("a.md", "A")
    desk.run()
    for _ in range(2):
        desk.put("a.md", "---\nid: A\nkind: regulation\ntitel: 动火\n---\n第一条 ……\n")
        (failed,) = desk.run().failed
        assert "titel" in failed.reason
        assert "stays in the library" in failed.reason
        assert (failed.documents, desk.ids()) == (1, ["A"])
    desk.rules("a.md", "A", "检测记录应当保存")
    assert counts(desk.run()) == (0, 1, 0, 0)
    assert desk.versions("A") == [2, 1]
    assert desk.found("检测记录")[0][:2] == ("A", "art1")


def test_a_removed_document_stays_away_until_its_file_changes(desk: Desk) -> None:
    desk.rules("a.md", "A")
    desk.rules("b.md", "B")
    desk.run()
    desk.library.remove("A")
    assert desk.ids() == ["B"]
    assert counts(desk.run()) == (0, 0, 2, 0)
    assert desk.ids() == ["B"]
    desk.rules("a.md", "A", "新的要求")
    desk.run()
    assert desk.ids() == ["A", "B"]


def test_after_a_rollback_the_files_are_read_anew(desk: Desk) -> None:
    desk.rules("a.md", "A")
    first = desk.run().generation
    desk.rules("a.md", "A", "改后的要求")
    desk.rules("b.md", "B")
    desk.run()
    assert desk.library.roll_back() == first
    assert desk.library.verify() == []
    assert desk.ids() == ["A"]
    assert desk.found("改后的要求") == []
    assert counts(desk.run())[:2] == (1, 1)
    assert desk.ids() == ["A", "B"]
    assert desk.found("改后的要求")[0][:2] == ("A", "art1")


def test_rolling_back_a_pruning_brings_the_documents_back_and_they_can_be_pruned_again(desk: Desk) -> None:
    desk.rules("a.md", "A")
    gone = desk.rules("b.md", "B")
    desk.run()
    gone.unlink()
    desk.run(prune=True)
    desk.library.roll_back()
    assert desk.ids() == ["A", "B"]
    assert desk.run().vanished == (str(gone),)
    assert desk.run(prune=True).removed == 1
    assert desk.ids() == ["A"]


def test_indexes_rebuilt_from_the_catalogue_answer_the_same(desk: Desk, encoder: object) -> None:
    desk.put("depot.md", CASE.format(lesson="The gauge had stuck."))
    desk.rules("a.md", "A")
    desk.run()
    desk.rules("b.md", "B", "另一种要求")
    generation = desk.run().generation
    questions = ("petrol spill from a tank", "动火 可燃气体", "有限空间 通风")
    before = [desk.found(question) for question in questions]
    assert all(before)
    shutil.rmtree(desk.settings.library / "generations")
    assert desk.library.verify() != []
    assert desk.library.rebuild() > generation
    assert desk.library.verify() == []
    assert [desk.found(question) for question in questions] == before


def test_a_table_is_read_anew_when_its_mapping_changes(desk: Desk) -> None:
    table = desk.put("队伍.csv", "队名,驻地\n消防一队,东城\n")
    desk.run()
    title = 'kind = "register"\nid = "team-{队名}"\ntitle = "队名"\ntable = "teams"\n'
    for name in ("队伍.toml", "mapping.toml"):
        desk.put(name, title + f'\n[[sections]]\nheading = "{name}"\ncolumns = ["驻地"]\n')
        assert counts(desk.run()) == (0, 1, 0, 0)
        assert desk.ids() == ["team-消防一队"]
        view = desk.library.document("team-消防一队")
        assert any(one.heading == name for one in view.outline)
        table.with_suffix(".toml").unlink(missing_ok=True)
    (desk.folder / "mapping.toml").unlink()
    assert counts(desk.run()) == (0, 1, 0, 0)
    assert desk.ids() == ["队伍-2"]


def test_one_bad_record_is_noted_and_the_others_go_on(desk: Desk) -> None:
    good = '{"id": "r1", "text": "储罐泄漏，现场人员撤离。"}\n{"id": "r3", "text": "管道破裂。"}\n'
    half = '{"id": "r2", "text": "半个字符 \\ud83d"}\n'
    desk.put("records.jsonl", good + half + "{broken\n")
    (noted,) = (report := desk.run()).notes
    assert counts(report) == (1, 0, 0, 0)
    assert desk.ids() == ["r1", "r3"]
    assert "r2: The text holds '\\ud83d'" in noted.reason
    assert "line 4" in noted.reason
    assert "r3: " not in noted.reason, "what concerns the whole file is not told of one record"


def test_a_role_that_the_format_states_holds_whatever_the_heading_says(desk: Desk) -> None:
    record = '{"id": "c", "text": "x", "sections": {"description": "A pump leaked.", "lessons": "Test the seal."}}'
    path = desk.put("c.jsonl", record)
    desk.library.ingest([path], kind=Kind.CASE)
    view = desk.library.document("c")
    assert {one.heading: one.role and one.role.value for one in view.outline if one.heading} == {
        "Description": "sequence",
        "Lessons": "lessons",
    }


class Interrupted(Exception):
    """Stands for Ctrl-C and for everything else that ends a run half way."""


@pytest.mark.parametrize("moment", [("read", 1), ("read", 2), ("embed", 0), ("embed", 2), ("index", 2)])
def test_an_interrupted_run_changes_nothing_and_the_next_goes_on(
    desk: Desk, encoder: object, moment: tuple[str, int]
) -> None:
    desk.rules("a.md", "A")
    desk.run()
    before = desk.found("动火 可燃气体")
    desk.rules("a.md", "A", "改后的要求")
    desk.put("depot.md", CASE.format(lesson="The gauge had stuck."))

    def interrupt(step: Progress) -> None:
        if step.stage == moment[0] and step.done >= moment[1]:
            raise Interrupted

    with pytest.raises(Interrupted):
        desk.library.ingest([desk.folder], report=interrupt)
    assert desk.library.verify() == []
    assert desk.ids() == ["A"]
    assert desk.found("动火 可燃气体") == before
    report = desk.run()
    assert report.failed == ()
    assert desk.ids() == ["A", "depot"]
    assert desk.versions("A") == [2, 1]
    read_before = {("read", 1): 1, ("read", 2): 2}.get(moment, 2)
    assert report.unchanged == read_before
    assert report.embedded == (0 if moment in (("embed", 2), ("index", 2)) else 3)


def test_removing_and_rebuilding_publish_nothing_of_an_interrupted_run(desk: Desk, encoder: object) -> None:
    desk.rules("a.md", "A")
    desk.rules("b.md", "B")
    desk.run()
    desk.rules("b.md", "B", "改后的要求")
    desk.put("depot.md", CASE.format(lesson="The gauge had stuck."))

    def interrupt(step: Progress) -> None:
        if step.stage == "embed":
            raise Interrupted

    changes: tuple[Callable[[], int], ...] = (desk.library.rebuild, lambda: desk.library.remove("A"))
    for change in changes:
        with pytest.raises(Interrupted):
            desk.library.ingest([desk.folder], report=interrupt)
        change()
        assert desk.library.verify() == []
        assert "depot" not in desk.ids()
        assert desk.versions("B") == [1]
    report = desk.run()
    assert counts(report) == (1, 1, 1, 0)
    assert desk.ids() == ["B", "depot"]


def test_work_left_by_an_interrupted_run_is_dropped_where_its_file_has_become_a_copy(desk: Desk) -> None:
    first = desk.rules("a.md", "A")
    desk.rules("b.md", "B")

    def interrupt(step: Progress) -> None:
        if step.stage == "read" and step.done == 2:
            raise Interrupted

    with pytest.raises(Interrupted):
        desk.library.ingest([desk.folder], report=interrupt)
    shutil.copy(first, desk.folder / "b.md")
    desk.run()
    assert desk.ids() == ["A"]


def test_names_that_are_no_utf8_are_read_once_and_pruned_when_they_go(desk: Desk) -> None:
    name = os.fsencode(desk.folder) + b"/\xd6\xd0\xce\xc4.txt"
    Path(os.fsdecode(name)).write_text("装置停车时应当切断电源。")
    report = desk.run()
    assert (counts(report), report.vanished) == ((1, 0, 0, 0), ())
    report = desk.run(prune=True)
    assert (counts(report), report.vanished) == ((0, 0, 1, 0), ())
    Path(os.fsdecode(name)).unlink()
    assert desk.run(prune=True).removed == 1
    assert desk.ids() == []


def test_a_folder_that_holds_the_library_can_be_ingested(desk: Desk, settings: Settings) -> None:
    desk.rules("a.md", "A")
    desk.run()
    report = desk.library.ingest([desk.folder.parent])
    assert (counts(report), report.files) == ((0, 0, 1, 0), 1)


def test_a_second_writer_is_told_to_wait(desk: Desk) -> None:
    desk.rules("a.md", "A")
    with writer_lock(desk.settings.library):
        for change in (
            lambda: desk.library.ingest([desk.folder]),
            desk.library.rebuild,
            desk.library.roll_back,
            lambda: desk.library.remove("A"),
        ):
            with pytest.raises(LibraryLocked, match="Another process is writing") as refused:
                change()
            assert "Wait" in refused.value.advice
    assert counts(desk.run()) == (1, 0, 0, 0)


def test_searches_go_on_while_generations_are_published_and_notice_the_new_one(desk: Desk) -> None:
    desk.rules("a.md", "A")
    desk.run()
    seen: list[tuple[int, list[str]]] = []
    errors: list[BaseException] = []
    stop = threading.Event()
    reader = Library(desk.settings)

    def ask() -> None:
        while not stop.is_set():
            try:
                answer = reader.search(SearchRequest("动火 可燃气体"))
            except BaseException as failed:  # noqa: BLE001
                errors.append(failed)
                return
            stop.wait(0.02)
            seen.append((answer.generation, sorted(hit.document for hit in answer.hits)))

    threads = [threading.Thread(target=ask) for _ in range(10)]
    for thread in threads:
        thread.start()
    for number in range(2):
        desk.rules(f"{number}.md", f"N{number}", f"第{'一二三'[number]}种不同的专门要求，由{'甲乙丙'[number]}方负责")
        last = desk.run().generation
    answer = reader.search(SearchRequest("动火 可燃气体"))
    stop.set()
    for thread in threads:
        thread.join()
    reader.close()
    assert errors == []
    answers = {
        generation: {tuple(documents) for each, documents in seen if each == generation} for generation, _ in seen
    }
    assert all(len(different) == 1 for different in answers.values()), answers
    assert answer.generation == last
    assert {generation for generation, _ in seen} <= set(range(1, last + 1))
    assert min(seen)[1] == ["A"]
    assert all("A" in documents for _, documents in seen)
