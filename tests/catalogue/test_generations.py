"""Documents become visible together, disappear together, and can be taken back together."""

from __future__ import annotations

import shutil
from multiprocessing import get_context
from pathlib import Path

import pytest
import sqlalchemy as sa

from kb.catalogue import ledger, publishing, reading
from kb.catalogue.staging import PreparedDocument, keep_original, stage
from kb.catalogue.store import Catalogue
from kb.errors import LibraryError, LibraryLocked, LibraryMismatch, NotFound
from kb.index.keyword import KeywordIndex
from kb.index.verifying import differences
from kb.index.writing import build_and_publish, has_staged, writer_lock
from kb.model.cards import card_of
from kb.model.document import Kind, Status
from kb.model.passage import CutDocument, Passage
from kb.model.view import FileState, LedgerEntry


def document(name: str, *texts: str, kind: Kind = Kind.REGULATION, **meta: object) -> PreparedDocument:
    card = card_of(kind, {"id": name, "title": name, "language": "zh", **meta})
    passages = tuple(Passage(f"p{i}", f"Art. {i}", (name,), text, "zh") for i, text in enumerate(texts, 1))
    return PreparedDocument(card, CutDocument(passages, ()))


class Shelf:
    """A library filled without files and without a model: every text is Chinese, which the model does not know."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.catalogue = Catalogue(folder, create=True)

    def put(self, path: str, *documents: PreparedDocument) -> None:
        kept = self.folder / "originals" / "ab" / "ab"
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text("original")
        entry = LedgerEntry(path, FileState.STAGED, "markdown", len(documents), 1, 1, 0.0)
        with self.catalogue.writing() as connection:
            keep_original(connection, "ab", "x.md", 1)
            file = ledger.record(connection, entry, sha256="ab", fingerprint="1")
            stage(connection, file, "ab", documents)

    def publish(self) -> int:
        with writer_lock(self.folder):
            return build_and_publish(self.catalogue, self.folder, "none", lambda language: False)

    def ids(self) -> list[str]:
        with self.catalogue.reading() as connection:
            return [d.id for d in reading.documents(connection, self.catalogue.generation)]

    def differences(self) -> list[str]:
        return differences(self.catalogue, self.folder, lambda language: False)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "library")


def test_staged_documents_are_invisible_until_published(shelf: Shelf) -> None:
    shelf.put("a.md", document("A", "动火作业前检测可燃气体"))
    assert shelf.ids() == []
    assert has_staged(shelf.catalogue)
    assert shelf.publish() == 1
    assert shelf.ids() == ["A"]
    assert not has_staged(shelf.catalogue)
    assert shelf.differences() == []


def test_a_changed_document_is_a_new_version_and_the_old_one_stays_readable(shelf: Shelf) -> None:
    shelf.put("a.md", document("A", "旧文本"), document("B", "不变"))
    shelf.publish()
    shelf.put("a.md", document("A", "新文本"), document("B", "不变"))
    shelf.publish()
    with shelf.catalogue.reading() as connection:
        view = reading.view(connection, 2, "A", shelf.folder)
        assert [p.text for p in view.passages] == ["新文本"]
        assert [(v.number, v.live) for v in view.versions] == [(2, True), (1, False)]
        assert reading.view(connection, 2, "A", shelf.folder, 1).passages[0].text == "旧文本"
        assert reading.view(connection, 2, "B", shelf.folder).summary.version == 1
    assert shelf.differences() == []


def test_a_document_that_its_file_no_longer_has_disappears_on_publishing(shelf: Shelf) -> None:
    shelf.put("a.md", document("A", "一"), document("B", "二"))
    shelf.publish()
    shelf.put("a.md", document("A", "一"))
    assert shelf.ids() == ["A", "B"]
    shelf.publish()
    assert shelf.ids() == ["A"]
    assert shelf.differences() == []


def test_rollback_returns_to_the_generation_before_and_only_once(shelf: Shelf) -> None:
    shelf.put("a.md", document("A", "旧"))
    shelf.publish()
    shelf.put("a.md", document("A", "新"))
    shelf.put("b.md", document("B", "二"))
    shelf.publish()
    with shelf.catalogue.writing() as connection:
        assert publishing.roll_back(connection) == (2, 1)
    assert shelf.ids() == ["A"]
    with shelf.catalogue.reading() as connection:
        assert reading.view(connection, 1, "A", shelf.folder).passages[0].text == "旧"
    assert shelf.differences() == []
    with shelf.catalogue.writing() as connection, pytest.raises(NotFound):
        publishing.roll_back(connection)
    shelf.put("b.md", document("B", "二"))
    assert shelf.publish() == 3, "numbers are never used twice: a reader may still hold generation 2"
    assert shelf.ids() == ["A", "B"]


def test_only_the_published_and_the_previous_generation_are_kept_on_disk(shelf: Shelf) -> None:
    for number in range(1, 5):
        shelf.put("a.md", document("A", f"第{number}版"))
        shelf.publish()
    assert sorted(folder.name for folder in (shelf.folder / "generations").iterdir()) == ["3", "4"]


def test_verify_names_what_the_indexes_lack(shelf: Shelf) -> None:
    shelf.put("a.md", document("A", "一", "二"))
    shelf.publish()
    index = KeywordIndex(shelf.folder / "generations" / "1" / "passages")
    index.remove([2])
    index.commit()
    assert shelf.differences() == ["keyword index of passages lacks 1: 2"]
    shutil.rmtree(shelf.folder / "originals")
    assert "originals: 1 files are missing: ab" in shelf.differences()


def test_an_older_edition_is_superseded_only_while_the_later_one_is_there(shelf: Shelf) -> None:
    old = document("law-2007", "一", title="中华人民共和国突发事件应对法（2007）", edition="2007-08-30")
    new = document("law-2024", "二", title="突发事件应对法", edition="2024-06-28")
    shelf.put("a.md", old)
    shelf.publish()
    shelf.put("b.md", new)
    shelf.publish()

    def standing(name: str) -> Status:
        with shelf.catalogue.reading() as connection:
            return reading.view(connection, shelf.catalogue.generation, name, shelf.folder).summary.status

    assert (standing("law-2007"), standing("law-2024")) == (Status.SUPERSEDED, Status.UNKNOWN)
    with shelf.catalogue.writing() as connection:
        publishing.roll_back(connection)
    assert standing("law-2007") is Status.UNKNOWN


def test_a_library_of_a_newer_program_is_refused_with_what_to_do(shelf: Shelf) -> None:
    with shelf.catalogue.writing() as connection:
        connection.execute(sa.text("update alembic_version set version_num = '9999'"))
    shelf.catalogue.close()
    with pytest.raises(LibraryMismatch, match="newer version") as refused:
        Catalogue(shelf.folder)
    assert "Update Precedent" in refused.value.advice


def test_no_library_and_a_damaged_one_are_clear_errors(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="no library"):
        Catalogue(tmp_path / "nothing")
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "catalogue.sqlite3").write_bytes(b"this is no database at all" * 100)
    with pytest.raises(LibraryError, match="file is not a database"):
        Catalogue(broken)


def test_a_second_writer_is_turned_away_at_once(shelf: Shelf) -> None:
    with writer_lock(shelf.folder), get_context("spawn").Pool(1) as pool:
        refused = pool.apply_async(_lock, (shelf.folder,))
        with pytest.raises(LibraryLocked, match="Another process is writing"):
            refused.get(30)


def _lock(folder: Path) -> None:
    with writer_lock(folder):
        pass
