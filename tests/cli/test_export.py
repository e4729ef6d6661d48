"""`kb search --export` writes what was found, once, in the format and language asked for."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
import rispy
from bibtexparser.entrypoint import parse_string

from kb.cli import main
from kb.library import Library
from kb.model.result import SearchRequest
from kb.settings import Settings

pytestmark = pytest.mark.xdist_group("cli")

QUESTION = "explosion in Shandong after 2012"

Export = Callable[..., tuple[int, str, str]]


@pytest.fixture
def export(corpus_library: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Export:
    """Runs `kb search QUESTION --export FILE` in this process; gives exit code, output and errors."""

    def run(file: Path, *more: object) -> tuple[int, str, str]:
        arguments = ["kb", "search", QUESTION, "--library", str(corpus_library), "--export", str(file)]
        monkeypatch.setattr(sys, "argv", [*arguments, *map(str, more)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run


@pytest.fixture
def found(corpus_library: Path) -> list[str]:
    library = Library(Settings(library=corpus_library))
    response = library.search(SearchRequest(QUESTION, k=100))
    library.close()
    return [hit.document for hit in response.hits[: sum(response.counts.values())]]


def test_all_that_was_found_is_in_the_table_not_only_the_first_ten(
    export: Export, found: list[str], tmp_path: Path
) -> None:
    file = tmp_path / "found.csv"
    code, said, _ = export(file)
    assert code == 0
    assert len(found) > 10
    assert f"{len(found)} of {len(found)} documents found are in {file}." in said
    rows = list(csv.reader(io.StringIO(file.read_bytes().decode("utf-8-sig"), newline="")))
    address = rows[0].index("Place in the library")
    assert [row[address].split("#")[0] for row in rows[1:]] == found


def test_fewer_are_written_where_fewer_are_asked_for(export: Export, found: list[str], tmp_path: Path) -> None:
    _, said, _ = export(tmp_path / "few.RIS", "-k", 2)
    assert f"2 of {len(found)}" in said
    assert [one["id"] for one in rispy.loads((tmp_path / "few.RIS").read_text(encoding="utf-8"))] == found[:2]


def test_the_file_speaks_the_language_asked_for(export: Export, found: list[str], tmp_path: Path) -> None:
    export(tmp_path / "中文.docx", "--lang", "zh")
    said = "\n".join(paragraph.text for paragraph in docx.Document(str(tmp_path / "中文.docx")).paragraphs)
    assert said.startswith("检索结果\n检索问题：explosion in Shandong after 2012")
    assert "山东" in said
    export(tmp_path / "zh.bib", "--lang", "zh")
    entries = parse_string((tmp_path / "zh.bib").read_text(encoding="utf-8")).entries
    assert [entry.key for entry in entries] == found


def test_a_file_that_is_there_stays_unless_told_otherwise(export: Export, tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text("mine")
    code, said, wrong = export(file)
    assert (code, said) == (1, "")
    assert "is there already; nothing was written." in wrong
    assert "--force" in wrong
    assert file.read_text() == "mine"
    assert export(file, "--force")[0] == 0
    assert file.read_text() != "mine"


@pytest.mark.parametrize("name", ["found.pdf", "found", ".csv"])
def test_an_ending_that_names_no_format_is_a_sentence(export: Export, tmp_path: Path, name: str) -> None:
    code, _, wrong = export(tmp_path / name)
    assert code == 1
    assert f"{name}: its ending names no format" in wrong
    assert ".csv, .docx, .ris, .bib" in wrong
    assert not (tmp_path / name).exists()


def test_a_folder_that_is_not_there_is_a_sentence(export: Export, tmp_path: Path) -> None:
    code, _, wrong = export(tmp_path / "none" / "found.csv")
    assert code == 1
    assert "No such file or directory" in wrong


def test_another_language_is_wrong_usage(export: Export, tmp_path: Path) -> None:
    assert export(tmp_path / "found.csv", "--lang", "fr")[0] == 2
