"""Text of documents is shown letter by letter, whatever it holds."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as some
from markdown_it import MarkdownIt

from kb.ui import safe

HOSTILE = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "[press](javascript:alert(1))",
    "![x](http://evil.example/x.png)",
    "$\\frac{1}{2}$ and $$x$$",
    ":material/delete: :red[alarm] :red-background[x] :fire:",
    "**bold** __bold__ *i* _i_ ~~s~~ `code`",
    "# heading",
    "1. item",
    "1) item",
    "- item",
    "> quote",
    "a | b\n--|--\n1 | 2",
    "http://evil.example www.evil.example a@b.example",
    "&lt;b&gt; &amp; &#60;b&#62;",
    "<!-- comment -->",
    "\\*escaped\\*",
    "事故[链接](javascript:1)：**危险** <b>化学品</b>",
    "-> <- -- --- >= (c) \"quotes\" 'single'",
]


class _Read(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def read(markup: str) -> _Read:
    parser = _Read()
    parser.feed(markup)
    parser.close()
    return parser


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_no_html(text: str) -> None:
    seen = read(f"<p>{safe.text(text)}</p>")
    assert (seen.tags, seen.text) == (["p"], text)
    assert '"' not in safe.text(text)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_no_markdown(text: str) -> None:
    """Streamlit's Markdown is CommonMark with tables, strikethrough, bare links, `$formulas$` and `:directives:`."""
    parser = MarkdownIt("gfm-like", {"linkify": False}).enable(["table", "strikethrough"])
    seen = read(parser.render(safe.markdown(text)))
    assert (seen.tags, seen.text.strip().replace("\u2060", "")) == (["p"], " ".join(text.split()))
    unescaped = re.sub(r"\\.", "", safe.markdown(text))
    assert not set("$:[]<>@/.") & set(unescaped)


@given(some.text(), some.lists(some.tuples(some.integers(-5, 60), some.integers(-5, 60))))
def test_marking_changes_no_letter(text: str, ranges: list[tuple[int, int]]) -> None:
    marked = safe.marked(text, ranges)
    assert html.unescape(re.sub(r"</?mark>", "", marked)) == html.unescape(safe.text(text))
    assert marked.count("<mark>") == marked.count("</mark>")
    assert not re.search(r"<(?!/?mark>)", marked)


def test_only_the_given_ranges_are_marked() -> None:
    assert safe.marked("a <b> 盲目施救", [(2, 5), (6, 10)]) == "a <mark>&lt;b&gt;</mark> <mark>盲目施救</mark>"
    assert safe.marked("abcdef", [(0, 3), (2, 4), (9, 12)]) == "<mark>abc</mark><mark>d</mark>ef"


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "data:text/html,<script>",
        "file:///etc/passwd",
        "vbscript:x",
        "//evil.example",
        "http:evil",
        "java\nscript:alert(1)",
        "http://[broken",
        "http://a.example/ b",
        "",
        "see the report",
    ],
)
def test_only_web_addresses_become_links(address: str) -> None:
    assert safe.link(address, "<b>") == "&lt;b&gt;"


def test_a_web_address_becomes_a_link_in_a_new_tab() -> None:
    made = safe.link('https://a.example/事故?x="1"&y=2', "Report")
    assert made.startswith('<a href="https://a.example/事故?x=&quot;1&quot;&amp;y=2" target="_blank" rel="noopener')
    assert read(made).text == "Report"
