"""Each row of a CSV file or a workbook's sheet is a document, and nothing of it is lost in silence."""

from __future__ import annotations

import datetime as dt
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ingest.readers.tables import TableReader
from kb.errors import ContentError, ReadError
from kb.model.block import RawDocument
from kb.model.cards import card_of
from kb.model.document import Kind
from kb.settings import Limits


def read(path: Path, limits: Limits | None = None) -> list[RawDocument]:
    reader = TableReader()
    assert reader.accepts(path, path.read_bytes()[:65_536])
    documents = list(reader.read(path, limits or Limits()))
    for document in documents:
        assert document.kind is not None
        card_of(document.kind, {"id": document.key, **document.meta})
    return documents


def csv_file(folder: Path, text: str, name: str = "table.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def workbook(folder: Path, rows: Sequence[Sequence[Any]], merge: str = "") -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    if merge:
        sheet.merge_cells(merge)
    path = folder / "book.xlsx"
    book.save(path)
    return path


def fields(document: RawDocument) -> dict[str, str]:
    found: dict[str, str] = document.meta["fields"]
    return found


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    lines = [["pump", "place", "flow"], ["Foam pump", "Depot 1", '"1,5; more"'], ["Trailer", "Depot 2", "20"]]
    (first, _) = read(csv_file(tmp_path, "\n".join(delimiter.join(line) for line in lines)))
    assert fields(first) == {"pump": "Foam pump", "place": "Depot 1", "flow": "1,5; more"}


def test_a_separator_line_of_excel_is_obeyed_and_is_no_header(tmp_path: Path) -> None:
    (only,) = read(csv_file(tmp_path, "sep=;\r\nname;note\r\nTeam A;x, y, z\r\n"))
    assert fields(only) == {"name": "Team A", "note": "x, y, z"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_chinese_tables_are_read_in_the_encodings_offices_use(tmp_path: Path, encoding: str) -> None:
    text = "救援队伍名称,救援专业,省份,人数\n"
    text += "青岛危险化学品应急救援队,危险化学品救援,山东,45\n"
    text += "大同矿山救护大队,矿山救援,山西,120\n"
    first, second = read(csv_file(tmp_path, text, encoding=encoding))
    assert first.meta["title"] == "青岛危险化学品应急救援队 (危险化学品救援)"
    assert first.meta["table"] == "teams"
    assert first.meta["province"] == "山东"
    assert fields(second)["人数"] == "120"
    assert second.blocks[0].text == "救援队伍名称: 大同矿山救护大队"


def test_quoted_cells_keep_line_ends_and_delimiters(tmp_path: Path) -> None:
    (only,) = read(csv_file(tmp_path, 'name,note\r\n"Team ""North""","first line\r\nsecond, line"\r\n'))
    assert fields(only) == {"name": 'Team "North"', "note": "first line\nsecond, line"}


def test_rows_that_do_not_fit_the_header_are_kept_and_told_of(tmp_path: Path) -> None:
    first, second, third = read(csv_file(tmp_path, "name,place,place,\na,b\n\n,,,\nc,d,e,f,g\nh,i,j\n"))
    assert fields(first) == {"name": "a", "place": "b"}
    assert fields(second) == {"name": "c", "place": "d", "place (2)": "e", "column 4": "f", "column 5": "g"}
    notes = " | ".join(third.notes)
    for told in ("again", "blank row left out (2 rows, first row 3)", "longer than the header", "shorter"):
        assert told in notes


def test_a_quotation_mark_that_is_never_closed_is_told_of(tmp_path: Path) -> None:
    documents = read(csv_file(tmp_path, 'name,note\nTeam A,ok\nTeam B,"open\nTeam C,swallowed\n'))
    assert "swallowed" in documents[-1].blocks[-1].text
    assert any("never closed" in note for note in documents[-1].notes)


def test_hostile_cells_stay_text(tmp_path: Path) -> None:
    long = "x" * 1_000_000
    text = f"name,note\nTeam A,\"=cmd|' /C calc'!A0\"\nTeam B,<script>alert(1)</script>\nTeam\x00 C,{long}\n"
    first, second, third = read(csv_file(tmp_path, text))
    assert fields(first)["note"] == "=cmd|' /C calc'!A0"
    assert fields(second)["note"] == "<script>alert(1)</script>"
    assert fields(third) == {"name": "Team C", "note": long}


def test_a_row_without_a_mapping_has_the_title_of_its_first_telling_cell(tmp_path: Path) -> None:
    (only,) = read(csv_file(tmp_path, "no,name,checked\n17,Foam trailer,2024-05-01\n", name="stock list.csv"))
    assert only.kind is Kind.REGISTER
    assert (only.key, only.meta["table"], only.meta["title"]) == ("2", "stock list", "Foam trailer")


def test_files_without_rows_say_so(tmp_path: Path) -> None:
    for text in ("name,place\n", "\n \n,,\n"):
        with pytest.raises(ContentError, match=r"table\.csv: no rows"):
            read(csv_file(tmp_path, text))


def test_forty_thousand_rows_take_seconds(tmp_path: Path) -> None:
    rows = "".join(f"{i},Item {i},a place with a longer name,{i % 97}\n" for i in range(40_000))
    path = csv_file(tmp_path, "no,name,place,count\n" + rows)
    begun = time.monotonic()
    assert sum(1 for _ in TableReader().read(path, Limits())) == 40_000
    assert time.monotonic() - begun < 60


def test_a_workbook_gives_dates_and_figures_as_people_write_them(tmp_path: Path) -> None:
    when = dt.datetime(2024, 5, 1, 8, 30)
    header = ["name", "built", "checked", "flow", "count", "phone", "ready"]
    rows: list[list[Any]] = [header, ["Foam trailer", dt.date(2019, 3, 2), when, 0.1 + 0.2, 3.0, 13800138000, True]]
    (only,) = read(workbook(tmp_path, rows))
    assert list(fields(only).values()) == [
        "Foam trailer", "2019-03-02", "2024-05-01 08:30", "0.3", "3", "13800138000", "TRUE",
    ]  # fmt: skip


def test_a_chinese_workbook_with_a_title_line_and_merged_cells(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["应急物资一览表"],
        [],
        ["省份", "物资\n名称", "数量"],
        ["山东", "抗溶泡沫液", 20],
        [None, "空气呼吸器", 12],
        ["江苏", "堵漏工具", 3],
    ]
    first, second, third = read(workbook(tmp_path, rows, merge="A4:A5"))
    assert first.meta["table"] == "materials"
    assert [document.meta["province"] for document in (first, second, third)] == ["山东", "山东", "江苏"]
    assert second.meta["title"] == "空气呼吸器"
    assert any("应急物资一览表" in note for note in third.notes)


def test_every_sheet_is_read_and_empty_ones_are_told_of(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.title = "East"
    first.append(["pump", "place"])
    first.append(["Foam pump", "Depot"])
    book.create_sheet("Blank")
    west = book.create_sheet("West")
    west.append(["pump", "place"])
    west.append(["Water pump", "Hall"])
    book.save(tmp_path / "pumps.xlsx")
    documents = read(tmp_path / "pumps.xlsx")
    assert [document.key for document in documents] == ["East-2", "West-2"]
    assert "sheet 'Blank' is empty" in documents[-1].notes


def test_a_formula_without_a_saved_value_and_an_error_cell_are_told_of(tmp_path: Path) -> None:
    (only,) = read(workbook(tmp_path, [["name", "sum", "rate"], ["Foam", "=1+1", "#DIV/0!"]]))
    assert fields(only) == {"name": "Foam"}
    notes = " | ".join(only.notes)
    assert "formula was saved without its value" in notes
    assert "#DIV/0!" in notes


def test_a_workbook_that_cannot_be_opened_says_why(tmp_path: Path) -> None:
    limits = Limits(expanded_bytes=1_000)
    whole = workbook(tmp_path, [["name"], ["a"]])
    with pytest.raises(ReadError, match="would unpack"):
        read(whole, limits)
    cut = tmp_path / "cut.xlsx"
    cut.write_bytes(whole.read_bytes()[:2_000])
    with pytest.raises(ReadError, match="damaged or incomplete"):
        read(cut)
    other = tmp_path / "other.xlsx"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(ReadError, match="cannot be opened"):
        read(other)


def test_a_workbook_or_pdf_named_csv_is_not_accepted(tmp_path: Path) -> None:
    assert not TableReader().accepts(tmp_path / "a.csv", b"PK\x03\x04")
    assert not TableReader().accepts(tmp_path / "a.csv", b"%PDF-1.7")
    assert not TableReader().accepts(tmp_path / "a.xlsx", b"name,place\n")
