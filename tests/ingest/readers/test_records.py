"""Each line of a JSON Lines corpus is a document with the line's own id."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ingest.readers.ids import document_id
from ingest.readers.records import RecordReader
from kb.errors import ContentError
from kb.model.block import BlockKind, RawDocument
from kb.model.document import Role
from kb.settings import Limits


def read(folder: Path, *lines: Any) -> list[RawDocument]:
    path = folder / "corpus.jsonl"
    path.write_text("\n".join(x if isinstance(x, str) else json.dumps(x) for x in lines), encoding="utf-8")
    reader = RecordReader()
    assert reader.accepts(path, path.read_bytes())
    return list(reader.read(path, Limits()))


def test_ids_are_kept_as_they_are(tmp_path: Path) -> None:
    (document,) = read(tmp_path, {"id": "6|3.1.(a).ii", "text": "The firm shall report.\nWithin 24 hours."})
    assert document.key == document.meta["id"] == "6|3.1.(a).ii"
    assert document.kind is None
    assert [block.text for block in document.blocks] == ["The firm shall report.", "Within 24 hours."]


def test_blanks_in_an_id_become_underscores_the_same_way_every_time(tmp_path: Path) -> None:
    (document,) = read(tmp_path, {"id": "1|Guidance on #4", "text": "x"})
    assert document.key == document_id("1|Guidance on #4") == "1|Guidance_on__4"


def test_a_record_without_title_has_its_first_words(tmp_path: Path) -> None:
    text = " ".join(f"word{i}" for i in range(30))
    long, chinese, named = read(
        tmp_path,
        {"id": "a", "text": text},
        {"id": "b", "text": "储罐起火。"},
        {"id": "c", "title": "Named", "text": "x"},
    )
    assert long.meta["title"] == " ".join(f"word{i}" for i in range(12)) + "…"
    assert chinese.meta["title"] == "储罐起火。"
    assert named.meta["title"] == "Named"


def test_sections_become_headings_with_roles_and_no_text_is_double_or_lost(tmp_path: Path) -> None:
    sections = {"description": "A tank burned.", "lessons": "Fit alarms."}
    (document,) = read(tmp_path, {"id": "a", "text": "Preface.\nA tank burned.\nFit alarms.", "sections": sections})
    assert [(block.text, block.role) for block in document.blocks] == [
        ("Preface.", None),
        ("Description", Role.SEQUENCE),
        ("A tank burned.", None),
        ("Lessons", Role.LESSONS),
        ("Fit alarms.", None),
    ]
    assert document.blocks[1].kind is BlockKind.HEADING


def test_bad_lines_are_told_of_and_the_others_go_on(tmp_path: Path) -> None:
    lines = ['{"id": "a", "text": "good"}', "{broken", "[1]", '{"text": "no id"}', '{"id": "e", "text": ""}', ""]
    documents = read(tmp_path, *lines, {"id": "a", "text": "again", "url": "x"})
    assert [document.key for document in documents] == ["a", "a-2"]
    notes = " | ".join(documents[-1].notes)
    for told in (
        "not valid JSON",
        "(line 2)",
        "no JSON object (line 3)",
        "no id (line 4)",
        "no text (line 5)",
        "url",
        "'a-2'",
    ):
        assert told in notes


def test_a_file_without_one_good_line_is_an_error_that_names_the_line(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"corpus\.jsonl: no record in any line; .*line 1"):
        read(tmp_path, "{broken", '{"id": 1}')


def test_markup_in_a_record_stays_text(tmp_path: Path) -> None:
    (document,) = read(tmp_path, {"id": "a", "text": "<script>alert(1)</script>"})
    assert document.blocks[0].text == "<script>alert(1)</script>"
