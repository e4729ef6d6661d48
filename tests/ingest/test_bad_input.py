"""Whatever a folder holds, the run goes on, and the ledger says of each file what failed, why and what to do."""

from __future__ import annotations

import io
import os
import socket
import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import openpyxl
import pypdf
import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from kb.library import Library
from kb.model.view import FileState, LedgerEntry
from kb.settings import Limits, Settings

pytestmark = pytest.mark.xdist_group("bad input")

SECONDS = 60
SENTENCE = "The tank was overfilled and petrol ran over the bund wall into the yard. "


def pdf(pages: int = 1, *, picture: bool = False) -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream)
    for number in range(pages):
        if picture:
            canvas.drawImage(ImageReader(io.BytesIO(grey_picture())), 50, 50, 400, 600)
        else:
            canvas.drawString(72, 700, f"{SENTENCE}{number}")
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def grey_picture() -> bytes:
    from PIL import Image

    stream = io.BytesIO()
    Image.new("L", (200, 300), 240).save(stream, "png")
    return stream.getvalue()


def word() -> bytes:
    document = docx.Document()
    document.add_heading("Overfill", 1)
    document.add_paragraph(SENTENCE * 3)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def workbook() -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["pump", "place"])
    book.active.append(["Foam pump", "Depot"])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_password() -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf()))
    writer.encrypt("secret")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def bomb() -> bytes:
    """A document part of 300 MB of blanks in 300 KB."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word())) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name == "word/document.xml":
                with target.open(name, "w") as part:
                    for _ in range(300):
                        part.write(b" " * 1_000_000)
            else:
                target.writestr(name, source.read(name))
    return stream.getvalue()


def front_matter(lines: str) -> bytes:
    return f"---\n{lines}\n---\n# 事故\n\n储罐泄漏，现场人员撤离。\n".encode()


CASE = "id: C\nkind: case\ntitle: 储罐泄漏\n"

REFUSED: dict[str, tuple[bytes, str, str]] = {
    "empty.md": (b"", "empty", "again"),
    "zeros.txt": (bytes(4096), "zero bytes", "again"),
    "blank.txt": (" \n\t\n　\n".encode(), "no text", "complete"),
    "blank.md": (b"\n\n   \r\n", "blanks", "right file"),
    "only-front-matter.md": (f"---\n{CASE}---\n".encode(), "no text", "complete"),
    "truncated.pdf": (pdf(3)[:700], "", ""),
    "truncated.docx": (word()[:5000], "", ""),
    "truncated.xlsx": (workbook()[:2000], "", ""),
    "locked.pdf": (with_password(), "password", "password"),
    "long.pdf": (pdf(30), "30 pages", "KB_LIMIT_PAGES"),
    "noise.bin": (bytes(range(256)) * 40, "binary", "PDF"),
    "noise.pdf": (b"%PDF-1.7\n" + bytes(range(256)) * 40, "", ""),
    "picture.png": (grey_picture(), "picture", "OCR"),
    "program.txt": (b"\x7fELF" + bytes(200), "program", "Leave it out"),
    "bomb.docx": (bomb(), "", "KB_LIMIT"),
    "bomb.xlsx": (struct.pack("<I", 0x04034B50) + b"\xff" * 600, "", ""),
    "no-yaml.md": (front_matter("id: [C\ntitle: }"), "front matter", "front matter"),
    "unknown-field.md": (front_matter(CASE + "casualities: 3"), "casualities", "corpus/README.md"),
    "wrong-code.md": (front_matter(CASE + "causes: [{code: bad_luck}]"), "causes: 'bad_luck'", "list"),
    "wrong-date.md": (front_matter(CASE + "occurrence: {date: yesterday}"), "occurrence.date", "corpus/README.md"),
    "wrong-kind.md": (front_matter("id: C\nkind: novel\ntitle: x"), "'novel'", "one of case"),
    "broken.json": (b'{"AccidentVersion": {', "JSON", "again"),
    "header-only.csv": ("队名,驻地\n".encode(), "no rows", "column names"),
    "空 文件.md": (b"", "empty", "again"),
}
"""Name -> content, words of the reason, words of the advice."""

READ: dict[str, bytes] = {
    "a pdf called.docx": pdf(),
    "word called.pdf": word(),
    "page called.md": f"<!doctype html><html><body><h1>Drill</h1><p>{SENTENCE * 2}</p></body></html>".encode(),
    "安全 规程（试行）.txt": "动火作业前应当检测可燃气体。".encode("gb18030"),
    "nul.txt": b"The pump\x00 leaked and was isolated by the crew.\n" * 20,
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("bad input")
    for name, (content, _, _) in REFUSED.items():
        (folder / name).write_bytes(content)
    for name, content in READ.items():
        (folder / name).write_bytes(content)
    (folder / "规程 副本.txt").write_bytes(READ["安全 规程（试行）.txt"])
    os.mkfifo(folder / "pipe.md")
    (folder / "circle.md").symlink_to(folder / "circle.md")
    (folder / "dangling.md").symlink_to(folder / "nothing.md")
    (folder / "up").symlink_to(folder)
    (folder / "secret.txt").write_text("for nobody")
    (folder / "secret.txt").chmod(0)
    Path(os.fsdecode(os.fsencode(folder) + b"/\xd6\xd0\xce\xc4.md")).write_bytes(b"")
    here = Path.cwd()
    os.chdir(folder)  # the address of a socket has to be short
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind("socket.md")
        os.chdir(here)
        yield folder


@pytest.fixture(scope="module")
def ledger(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, LedgerEntry]:
    limits = Limits(pages=20, seconds=SECONDS)
    library = Library(Settings(library=tmp_path_factory.mktemp("library"), model="minilm", limits=limits), create=True)
    report = library.ingest([folder])
    assert library.verify() == []
    entries = {Path(entry.path).name: entry for entry in library.ledger()}
    assert {Path(entry.path).name for entry in report.failed} == {
        name for name, entry in entries.items() if entry.state is FileState.FAILED
    }
    assert report.files == len(entries)
    library.close()
    return entries


def refused(entry: LedgerEntry) -> None:
    assert entry.state is FileState.FAILED, entry
    assert entry.stage in ("discover", "read", "structure")
    assert entry.reason.endswith(".")
    assert entry.advice
    assert "Traceback" not in entry.reason + entry.advice
    assert entry.seconds < SECONDS


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_be_taken_is_refused_with_reason_and_advice(
    ledger: dict[str, LedgerEntry], name: str
) -> None:
    refused(ledger[name])
    _, reason, advice = REFUSED[name]
    assert reason in ledger[name].reason
    assert advice in ledger[name].advice


@pytest.mark.parametrize("name", READ)
def test_a_file_under_a_wrong_or_unusual_name_is_read(ledger: dict[str, LedgerEntry], name: str) -> None:
    assert (ledger[name].state, ledger[name].documents) == (FileState.LIVE, 1), ledger[name]
    if "called" in name:
        assert "is named" in ledger[name].reason


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("pipe.md", "no regular file"),
        ("socket.md", "no regular file"),
        ("circle.md", "circle"),
        ("dangling.md", "nothing"),
        ("up", "link to a folder"),
        ("\\xd6\\xd0\\xce\\xc4.md", "empty"),
    ],
)
def test_what_is_no_file_is_told_of_and_never_opened(ledger: dict[str, LedgerEntry], name: str, reason: str) -> None:
    refused(ledger[name])
    assert reason in ledger[name].reason


def test_a_copy_is_told_of_and_is_no_failure(ledger: dict[str, LedgerEntry]) -> None:
    assert ledger["规程 副本.txt"].state is FileState.DUPLICATE
    assert "安全 规程（试行）.txt" in ledger["规程 副本.txt"].reason


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_says_how_to_give_it(ledger: dict[str, LedgerEntry]) -> None:
    refused(ledger["secret.txt"])
    assert "chmod" in ledger["secret.txt"].advice


def test_a_scan_without_text_says_that_it_has_none(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").write_bytes(pdf(picture=True))
    library = Library(settings, create=True)
    (failed,) = library.ingest([tmp_path / "scan.pdf"]).failed
    refused(failed)
    assert "text" in failed.reason


@pytest.mark.parametrize("make", [lambda folder: folder / ("n" * 300), lambda folder: folder / "none.md"])
def test_a_path_that_cannot_be_opened_is_told_of(
    settings: Settings, tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    good = tmp_path / "good.txt"
    good.write_text("装置停车时应当切断电源。")
    report = Library(settings, create=True).ingest([make(tmp_path), good])
    (failed,) = report.failed
    assert failed.stage == "discover"
    assert failed.advice
    assert report.added == 1
