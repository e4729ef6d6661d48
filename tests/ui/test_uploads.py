"""An upload's name never leads anywhere but into the folder for uploads."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kb.ui.uploads import keep, safe_name


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("report.pdf", "report.pdf"),
        ("事故调查 报告（终稿）.docx", "事故调查 报告（终稿）.docx"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system.ini", "system.ini"),
        ("/absolute/path.md", "path.md"),
        (".hidden.md", "hidden.md"),
        ("~$lock.docx", "$lock.docx"),
        ("a\x00b\nc.txt", "a_b_c.txt"),
        ("con<>:|?*.txt", "con______.txt"),
        ("photo\u202egpj.exe", "photo_gpj.exe"),
        ("..", "file"),
        ("", "file"),
        ("///", "file"),
    ],
)
def test_names_become_file_names(given_name: str, kept: str) -> None:
    assert safe_name(given_name) == kept


@given(some.text())
def test_no_name_leaves_the_folder(name: str) -> None:
    made = safe_name(name)
    assert Path("/uploads", made).parent == Path("/uploads")
    assert Path("/uploads", made).name == made
    assert not made.startswith((".", "~"))
    assert len(made.encode()) <= 220


def test_a_long_chinese_name_is_shortened_and_keeps_its_suffix() -> None:
    made = safe_name("应急预案" * 80 + ".pdf")
    assert made.endswith("案.pdf") or made.endswith(".pdf")
    assert len(made.encode()) <= 200


def test_an_upload_replaces_its_earlier_self_but_not_its_neighbour(tmp_path: Path) -> None:
    folder = tmp_path / "uploads"
    keep(folder, [("a/plan.md", BytesIO(b"old"))])
    paths = keep(folder, [("plan.md", BytesIO(b"new")), ("b/plan.md", BytesIO(b"two")), ("c/plan.md", BytesIO(b"3"))])
    assert [path.name for path in paths] == ["plan.md", "plan-2.md", "plan-3.md"]
    assert [path.read_bytes() for path in paths] == [b"new", b"two", b"3"]
    assert sorted(path.name for path in folder.iterdir()) == ["plan-2.md", "plan-3.md", "plan.md"]
