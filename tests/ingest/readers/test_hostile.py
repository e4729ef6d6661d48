"""Damaged files of every format end in text or in an error for a person, never in another exception."""

from __future__ import annotations

import random
from pathlib import Path

import docx
import pytest

from ingest.readers.registry import reader_for
from kb.errors import KbError
from kb.model.block import RawDocument
from kb.settings import Limits

MARKDOWN = """---
id: a
tags: [x, y]
date: 2019-02-15
---
# 标题 {#a}

1. 安全
   - b

| a | b |
|---|---|
| 1 | 2 |
""".encode()
PAGE = (
    "<html><meta charset=gbk><table><tr><td rowspan=2>a<td><ol type=a><li>x</ol><tr><td>z</table><h1>T</h1>"
    "<p>安全生产。"
).encode("gbk")


def word() -> bytes:
    path = Path(docx.__file__).parent / "templates" / "default.docx"
    return path.read_bytes()


@pytest.mark.parametrize(("suffix", "source"), [(".md", MARKDOWN), (".html", PAGE), (".docx", word()), (".txt", PAGE)])
def test_three_hundred_random_injuries_do_no_harm(tmp_path: Path, suffix: str, source: bytes) -> None:
    chance = random.Random(7)
    path = tmp_path / f"a{suffix}"
    for _ in range(300):
        data = bytearray(source)
        for _ in range(chance.choice((1, 3, 20))):
            at = chance.randrange(len(data))
            match chance.randrange(4):
                case 0:
                    data[at] = chance.randrange(256)
                case 1:
                    del data[at : at + chance.randrange(1, 40)]
                case 2:
                    data[at:at] = data[: chance.randrange(100)]
                case _:
                    del data[max(at, 40) :]
            data = data or bytearray(b"x")
        path.write_bytes(data)
        documents, advice = attempt(path)
        assert len(documents) == 1 or advice


def attempt(path: Path) -> tuple[list[RawDocument], str]:
    try:
        return list(reader_for(path, Limits()).read(path, Limits())), ""
    except KbError as error:
        return [], error.advice
