from __future__ import annotations

import time
from pathlib import Path

import pytest

from ingest.readers.html import HtmlReader
from ingest.readers.html_blocks import html_blocks, ordinal
from kb.model.block import Block, BlockKind, RawDocument
from kb.settings import Limits

PAGE = """<!DOCTYPE html>
<html><head><title>HSE - Buncefield</title><style>p {color: red}</style><script>var p = "<p>no</p>";</script></head>
<body><header><p>Agency logo</p></header><nav><ul><li>Home</li></ul></nav>
<form action="/"><input value="search"><select><option>All</option></select>
<article><header><h1>Buncefield &amp; its lessons</h1></header>
<p>Petrol flowed for about
40&nbsp;minutes.<!-- remark --> The <b>gau</b>ge stuck.</p>
<ol start="3" type="a"><li>Stop the pumps<li>Sound the alarm<ul><li>by siren</li></ul></li></ol>
<h2>Figures</h2>
<table><caption>Harm</caption><tr><th>Year<th>Dead<th>Hurt</tr><tr><td rowspan=2>2005<td>0<td>43</tr>
<tr><td colspan=2>none later</td></tr></table>
</article></form><footer>Crown copyright</footer></body></html>"""


def read(path: Path) -> RawDocument:
    (document,) = HtmlReader().read(path, Limits())
    return document


def test_a_page_gives_its_content_and_nothing_of_its_furniture(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(PAGE)
    document = read(path)
    assert document.meta == {"title": "Buncefield & its lessons"}
    assert document.blocks == (
        Block(BlockKind.HEADING, "Buncefield & its lessons", level=1),
        Block(BlockKind.PARAGRAPH, "Petrol flowed for about 40 minutes. The gauge stuck."),
        Block(BlockKind.ITEM, "Stop the pumps", marker="c."),
        Block(BlockKind.ITEM, "Sound the alarm", marker="d."),
        Block(BlockKind.ITEM, "by siren", level=1, marker="•"),
        Block(BlockKind.HEADING, "Figures", level=2),
        Block(BlockKind.PARAGRAPH, "Harm"),
        Block(BlockKind.TABLE, rows=(("Year", "Dead", "Hurt"), ("2005", "0", "43"), ("2005", "none later", ""))),
    )


def test_chinese_paragraphs_made_with_line_breaks_are_told_apart_and_joined_without_blanks() -> None:
    source = (
        "<div>　　第一条　为了加强安\n    全生产工作，制定本条例。<br>"
        "　　第二条　本条例适用于\n本市。<br><br>（一）事故<br/></div>"
    )
    assert [block.text for block in html_blocks(source).blocks] == [
        "第一条 为了加强安全生产工作，制定本条例。",
        "第二条 本条例适用于本市。",
        "（一）事故",
    ]


@pytest.mark.parametrize(
    ("encoding", "declaration"),
    [
        ("gb18030", '<meta charset="gb2312">'),
        ("gb18030", ""),
        ("utf-8", ""),
        ("utf-16", ""),
        ("big5", "<meta charset=big5>"),
    ],
)
def test_the_declared_encoding_is_read_and_a_missing_one_found(tmp_path: Path, encoding: str, declaration: str) -> None:
    path = tmp_path / "公告.htm"
    path.write_bytes(f"<html><head>{declaration}<title>公告</title></head><body><p>三人死亡。".encode(encoding))
    document = read(path)
    assert (document.meta["title"], document.blocks[0].text) == ("公告", "三人死亡。")


def test_tables_that_lay_a_page_out_keep_all_text_in_order() -> None:
    source = """<table><tr><td>menu</td><td><h2>Causes</h2><p>The gauge stuck.</p>
    <table><tr><td>a</td><td>1</td></tr><tr><td>b</td><td>2</td></tr></table>after</td></tr></table>"""
    blocks = html_blocks(source).blocks
    assert [block.text for block in blocks] == ["menu", "Causes", "The gauge stuck.", "", "after"]
    assert blocks[3].rows == (("a", "1"), ("b", "2"))


def test_a_page_that_is_all_furniture_is_taken_whole() -> None:
    assert html_blocks("<body><header><p>Only this</p></header></body>").blocks[0].text == "Only this"


def test_a_number_is_never_lost() -> None:
    blocks = html_blocks("<ol><li><h3>Scope</h3><p>All sites.</p></li><li><ol><li>inner</li></ol></li></ol>").blocks
    assert [(block.marker, block.text) for block in blocks] == [
        ("", "1. Scope"),
        ("", "All sites."),
        ("2.", ""),
        ("1.", "inner"),
    ]


def test_items_are_numbered_as_printed() -> None:
    assert [ordinal(n, "a") for n in (1, 26, 27)] == ["a", "z", "aa"]
    assert [ordinal(n, "I") for n in (4, 1999)] == ["IV", "MCMXCIX"]
    assert ordinal(0, "i") == "0"


@pytest.mark.parametrize("tag", ["div", "blockquote", "ul><li", "table><tr><td", "b", "h1", "pre", "article"])
def test_ten_thousand_levels_keep_their_text(tag: str) -> None:
    blocks = html_blocks(f"<{tag}>deep " * 10_000 + "</p><p>end").blocks
    words = " ".join(cell for b in blocks for cell in (b.text, *(c for row in b.rows for c in row))).split()
    assert words.count("deep") == 10_000
    assert words[-1] == "end"


@pytest.mark.parametrize(
    "source",
    [
        "",
        "  ",
        "<!-- only -->",
        "<script>x</script>",
        "\x00",
        "</p></td></li>",
        "<td>",
        "<ol start=x><li value=9999999999>",
    ],
)
def test_pages_without_text_give_no_text(source: str) -> None:
    assert not any(block.text for block in html_blocks(source).blocks)


def test_what_looks_like_markup_in_text_stays_text() -> None:
    assert html_blocks("<p>&lt;script&gt;alert(1)&lt;/script&gt; p &lt; 0.05</p>").blocks[0].text == (
        "<script>alert(1)</script> p < 0.05"
    )


def test_big_pages_take_seconds() -> None:
    started = time.monotonic()
    assert len(html_blocks("<p>Some <b>bold</b> words &amp; 安全生产</p>\n" * 60_000).blocks) == 60_000
    assert html_blocks("<p>" + "one huge line " * 200_000).blocks
    assert html_blocks("<td colspan=999999 rowspan=999999>x" * 2_000) is not None
    assert time.monotonic() - started < 20
