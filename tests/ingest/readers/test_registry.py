from __future__ import annotations

import os
import socket
import struct
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest.readers.registry import known_suffixes, reader_for, readers
from ingest.readers.worker import ReadingWorker
from kb.errors import ReadError
from kb.settings import Limits

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def refusal(path: Path, limits: Limits | None = None) -> ReadError:
    with pytest.raises(ReadError) as caught:
        reader_for(path, limits or Limits())
    assert caught.value.advice
    assert path.name in caught.value.message
    return caught.value


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def make_pdf(path: Path) -> Path:
    canvas = Canvas(str(path))
    canvas.drawString(72, 720, "The tank was overfilled and a white mist spread.")
    canvas.save()
    return path


def make_docx(path: Path) -> Path:
    document = docx.Document()
    document.add_paragraph("事故发生后，公司启动应急预案。")
    document.save(str(path))
    return path


def make_xlsx(path: Path) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["team", "phone"])
    book.active.append(["Fire", "119"])
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("name", "content", "reader"),
    [
        ("a.md", b"# Title\n", "markdown"),
        ("a.MD", b"---\nid: a\n---\n", "markdown"),
        ("a.txt", "生产安全".encode("gb18030"), "text"),
        ("README", b"words", "text"),
        ("a.html", b"<p>x", "html"),
        ("a.csv", b"a,b\n1,2\n", "table"),
        ("a.json", b'{"AccidentVersion": {"Accident_ID": 1}}', "emars"),
        ("a.jsonl", b'{"id": 1, "text": "x"}\n', "records"),
        ("带 空格 的 文件.txt", "盲目施救".encode("utf-16"), "text"),
    ],
)
def test_each_format_goes_to_its_reader(tmp_path: Path, name: str, content: bytes, reader: str) -> None:
    assert reader_for(write(tmp_path / name, content), Limits()).name == reader


def test_binary_formats_go_to_their_readers(tmp_path: Path) -> None:
    assert reader_for(make_pdf(tmp_path / "a.pdf"), Limits()).name == "pdf"
    assert reader_for(make_docx(tmp_path / "a.docx"), Limits()).name == "docx"
    assert reader_for(make_xlsx(tmp_path / "a.xlsx"), Limits()).name == "table"


@pytest.mark.parametrize("name", ["a.docx", "a.txt", "a.md", "a.html"])
def test_a_misnamed_pdf_is_read_as_pdf_and_says_so(tmp_path: Path, name: str) -> None:
    path = make_pdf(tmp_path / name)
    reader = reader_for(path, Limits())
    (document,) = reader.read(path, Limits())
    assert reader.name == document.reader == "pdf"
    assert "overfilled" in " ".join(block.text for block in document.blocks)
    assert "named" in document.notes[0]


@pytest.mark.parametrize(
    ("name", "content", "reader"),
    [
        ("a.pdf", b"<!DOCTYPE html><title>404</title><p>Not found", "html"),
        ("a.txt", b"\n<html><body><p>x", "html"),
        ("a.docx", "其实是文本。".encode("gb18030"), "text"),
    ],
)
def test_other_misnamed_files_are_read_by_content(tmp_path: Path, name: str, content: bytes, reader: str) -> None:
    path = write(tmp_path / name, content)
    found = reader_for(path, Limits())
    assert found.name == reader
    assert "named" in next(iter(found.read(path, Limits()))).notes[0]


def test_a_word_file_without_its_suffix_is_read_as_word(tmp_path: Path) -> None:
    path = make_docx(tmp_path / "预案.txt")
    (document,) = reader_for(path, Limits()).read(path, Limits())
    assert document.blocks[0].text == "事故发生后，公司启动应急预案。"
    assert "docx" in document.notes[0]


def test_a_misnamed_workbook_says_how_to_name_it(tmp_path: Path) -> None:
    assert ".xlsx" in refusal(make_xlsx(tmp_path / "a.docx")).advice


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.md", b"", "empty"),
        ("a.txt", b" \r\n\t\n", "only blanks"),
        ("a.txt", b"\xff\xfe" + " \n".encode("utf-16-le"), "only blanks"),
        ("a.pdf", bytes(5_000), "only zero bytes"),
        ("a.bin", bytes(range(256)) * 20, "binary"),
        ("a.doc", OLE + bytes(600) + "WordDocument\0".encode("utf-16-le"), r"\.doc"),
        ("a.xls", OLE + bytes(600) + "Workbook\0".encode("utf-16-le"), r"\.xls"),
        ("a.docx", OLE + bytes(100_000) + "EncryptedPackage\0".encode("utf-16-le"), "password"),
        ("a.msg", OLE + bytes(600), "old Office"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(50), "picture"),
        ("a.pdf", b"\xff\xd8\xff\xe0" + bytes(50), "picture"),
        ("a.heic", bytes(3) + b"\x18ftypheic" + bytes(50), "picture"),
        ("a.rtf", b"{\\rtf1 text}", "RTF"),
        ("a.7z", b"7z\xbc\xaf\x27\x1c" + bytes(9), "archive"),
        ("a.exe", b"MZ\x90\x00" + bytes(100), "program"),
        ("a.json", b'{"name": "x"}', "JSON"),
        ("a.xml", b"<?xml version='1.0'?><report/>", "XML"),
        ("a.docx", b"PK\x03\x04" + bytes(200), "damaged or incomplete"),
    ],
)
def test_what_holds_no_text_is_refused_with_reason_and_advice(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    assert refusal(write(tmp_path / name, content)).message
    with pytest.raises(ReadError, match=reason):
        reader_for(tmp_path / name, Limits())


def test_a_word_file_cut_off_is_told_from_a_whole_one(tmp_path: Path) -> None:
    whole = make_docx(tmp_path / "whole.docx").read_bytes()
    assert "damaged or incomplete" in refusal(write(tmp_path / "cut.docx", whole[: len(whole) // 2])).message


def test_archives_that_unpack_to_too_much_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(20_000_000))
    assert "KB_LIMIT_ZIP_RATIO" in refusal(path).advice
    small = make_docx(tmp_path / "small.docx")
    assert "unpack" in refusal(small, Limits(expanded_bytes=1_000)).message
    assert reader_for(small, Limits()).name == "docx"


@pytest.mark.parametrize(
    ("part", "reason"),
    [("ppt/presentation.xml", "PowerPoint"), ("xl/workbook.bin", "XLSB"), ("photo.jpg", "zip archive")],
)
def test_archives_of_other_kinds_are_named(tmp_path: Path, part: str, reason: str) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(part, "x")
    assert reason in refusal(path).message


def test_open_document_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.odt"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    assert "DOCX" in refusal(path).advice


def test_a_zip_under_a_password_is_refused(tmp_path: Path) -> None:
    path = make_docx(tmp_path / "a.docx")
    data = bytearray(path.read_bytes())
    at = data.find(b"PK\x01\x02")
    data[at + 8 : at + 10] = struct.pack("<H", 1)
    assert "password" in refusal(write(path, bytes(data))).message


def test_too_large_a_file_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    assert "KB_LIMIT_FILE_BYTES" in refusal(write(tmp_path / "a.txt", b"x" * 11), Limits(file_bytes=10)).advice


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "dangling").symlink_to(tmp_path / "gone")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder.md").mkdir()
    assert "link" in refusal(tmp_path / "dangling").message
    assert "circle" in refusal(tmp_path / "loop").advice
    assert "no regular file" in refusal(tmp_path / "pipe").message
    assert "folder" in refusal(tmp_path / "folder.md").message
    assert "not there" in refusal(tmp_path / "missing.md").message


def test_a_socket_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("s")
        assert "no regular file" in refusal(tmp_path / "s").message


def as_somebody_else(path: Path) -> str:
    if os.geteuid() == 0:
        os.setuid(65_534)
    return reader_for(path, Limits()).name


def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "secret.md", b"# Title\n")
    path.chmod(0)
    with ReadingWorker(Limits()) as worker, pytest.raises(ReadError, match="may not be read") as caught:
        worker.run(as_somebody_else, path)
    assert caught.value.advice


def test_the_readers_have_names_and_suffixes_of_their_own() -> None:
    names = [reader.name for reader in readers()]
    assert len(set(names)) == len(names)
    assert sum(len(reader.suffixes) for reader in readers()) == len(known_suffixes())
