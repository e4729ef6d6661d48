from __future__ import annotations

import datetime as dt
import time
from pathlib import Path

import pytest

from ingest.readers.markdown import MarkdownReader, markdown_blocks
from kb.errors import ContentError
from kb.model.block import Block, BlockKind, RawDocument
from kb.model.document import Kind
from kb.settings import Limits

CASE = """---
id: CN-38
kind: case
title: Sewage pit poisoning
occurrence: {date: 2019-02-15, time: "about 23:00"}
---

<!-- drafted -->
## What happened {#sequence}

A worker entered the pit, was over-
come by *hydrogen sulphide* (<H2S>) and
[fell](https://example.org) &amp; died.

3. first
4. second
   - deeper
     still

   more of the second

| Year | Dead |
| --- | --- |
| 2019 | **7** |

> 盲目施救
> 扩大了事故。
"""

LAW = """# 某市安全生产条例

2018年12月5日 通过

<!-- INFO END -->

##第一章　总则

**第一条**　为了规范生产安全
事故应急工作，制定本条例。
第二条 **“事故”**是指：

    （一）死亡；
    （二）重伤。
"""


def read(path: Path) -> RawDocument:
    (document,) = MarkdownReader().read(path, Limits())
    return document


def test_a_corpus_file_gives_its_front_matter_and_its_blocks(tmp_path: Path) -> None:
    path = tmp_path / "CN-38.md"
    path.write_text(CASE)
    document = read(path)
    assert document.kind is Kind.CASE
    assert document.meta["title"] == "Sewage pit poisoning"
    assert document.meta["occurrence"]["date"] == dt.date(2019, 2, 15)
    assert document.blocks == (
        Block(BlockKind.HEADING, "What happened", level=2, anchor="sequence"),
        Block(
            BlockKind.PARAGRAPH,
            "A worker entered the pit, was overcome by hydrogen sulphide (<H2S>) and fell & died.",
        ),
        Block(BlockKind.ITEM, "first", marker="3."),
        Block(BlockKind.ITEM, "second", marker="4."),
        Block(BlockKind.ITEM, "deeper still", level=1, marker="-"),
        Block(BlockKind.ITEM, "more of the second"),
        Block(BlockKind.TABLE, rows=(("Year", "Dead"), ("2019", "7"))),
        Block(BlockKind.PARAGRAPH, "盲目施救扩大了事故。"),
    )


def test_a_chinese_law_keeps_every_article_number_and_joins_lines_without_blanks(tmp_path: Path) -> None:
    path = tmp_path / "条例.md"
    path.write_bytes(b"\xef\xbb\xbf" + LAW.encode())
    document = read(path)
    assert document.meta == {"title": "某市安全生产条例"}
    assert [(block.kind.value, block.text) for block in document.blocks[1:]] == [
        ("paragraph", "2018年12月5日 通过"),
        ("heading", "第一章 总则"),
        ("paragraph", "第一条 为了规范生产安全事故应急工作，制定本条例。"),
        ("paragraph", "第二条 “事故”是指："),
        ("paragraph", "（一）死亡；"),
        ("paragraph", "（二）重伤。"),
    ]


def test_gb18030_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes("---\r\ntitle: 预案\r\n---\r\n# 总则\r\n\r\n适用范围。\r\n".encode("gb18030"))
    document = read(path)
    assert document.meta["title"] == "预案"
    assert [block.text for block in document.blocks] == ["总则", "适用范围。"]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("---\nid: a\ntitle: b: c\n---\n", "line 3"),
        ("---\nid: a\nx: [1, 2\n---\n", "line"),
        ("---\nid: a\ndate: 2019-02-30\n---\n", "line 3: day is out of range"),
        ("---\nid: a\nid: b\n---\n", "line 3: `id` is given twice"),
        ("---\na: &x [1]\nb: *x\n---\n", "line 3: aliases"),
        ("---\n- a\n- b\n---\n", "not a list of `name: value`"),
        ("---\n2019: a\n---\n", "2019 is no text"),
        ("---\nid: a\n\n# Text\n", "no closing"),
        ("---\nx: !!python/object/apply:os.system [ls]\n---\n", "line 2"),
        ("---\nx: " + "[" * 5_000 + "\n---\n", "nested too deeply"),
        ("---\nx: a\x01b\n---\n", "front matter"),
    ],
)
def test_bad_front_matter_is_refused_with_its_place(source: str, reason: str) -> None:
    with pytest.raises(ContentError, match=reason) as caught:
        markdown_blocks(source)
    assert caught.value.advice


def test_an_unknown_kind_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("---\nkind: story\n---\ntext\n")
    with pytest.raises(ContentError, match="`kind` is 'story'"):
        read(path)


def test_a_rule_at_the_top_is_no_front_matter() -> None:
    meta, blocks, _ = markdown_blocks("---\n\nJust text.\n")
    assert (meta, [block.text for block in blocks]) == ({}, ["Just text."])


def test_html_inside_is_read_and_comments_are_not() -> None:
    _, blocks, _ = markdown_blocks(
        "<!-- a\n\nb -->\n\n<table><tr><td>a</td><td>b</td></tr></table>\n\n"
        "x<br>y <!-- z --><b>w</b>\n\n```\ncode 1\n```\n"
    )
    assert blocks == (
        Block(BlockKind.TABLE, rows=(("a", "b"),)),
        Block(BlockKind.PARAGRAPH, "x y w"),
        Block(BlockKind.PARAGRAPH, "code 1"),
    )


def test_numbers_of_empty_items_and_of_headings_in_items_stay() -> None:
    _, blocks, _ = markdown_blocks("1.\n2. - inner\n3. # Scope\n")
    assert [(block.marker, block.text) for block in blocks] == [
        ("1.", ""),
        ("2.", ""),
        ("-", "inner"),
        ("", "3. Scope"),
    ]


@pytest.mark.parametrize("depth", [10, 25, 10_000])
def test_deep_nesting_loses_no_text(depth: int) -> None:
    source = ">" * depth + " quoted\n\n" + "".join("  " * n + f"- item{n}\n" for n in range(min(depth, 300)))
    _, blocks, notes = markdown_blocks(source)
    text = " ".join(block.text for block in blocks)
    assert "quoted" in text
    assert all(f"item{n}" in text for n in range(min(depth, 300)))
    assert bool(notes) == (depth > 25)


@pytest.mark.parametrize("unit", ["[", "*a ", "`", "<!--", "![](", "&", "\\", "|a", "<b>", "- ", "> ", "安"])
def test_odd_input_takes_seconds_at_most(unit: str) -> None:
    started = time.monotonic()
    markdown_blocks(unit * 20_000)
    markdown_blocks((unit + "\n") * 5_000)
    assert time.monotonic() - started < 15
