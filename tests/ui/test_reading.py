"""A document's text on the page: structure, the cited part, and nothing of it as markup."""

from __future__ import annotations

import datetime as dt

from kb.model.document import Kind, Level, Role, Status
from kb.model.passage import OutlineEntry
from kb.model.register import GuidanceCard
from kb.model.view import DocumentSummary, DocumentView, StoredPassage, Version
from kb.ui.address import DocumentAddress, mark_of
from kb.ui.reading import Place, cited_place, passages_html, section_of

TEXTS = (
    "Ventilate first.\n- test the gas\n- then enter",
    "Second part <script>alert(1)</script> & more.",
    "substance | amount\nchlorine | 3 t",
    "盲目施救。\n不得入内。",
)


def view() -> DocumentView:
    def entry(anchor: str, heading: str, depth: int, first: int, start: int, last: int, end: int) -> OutlineEntry:
        return OutlineEntry(Level.HEADING, anchor, "", heading, depth, None, None, first, last, start, end)

    passages = tuple(
        StoredPassage(n, "D", 1, n, "a" if n < 2 else "b", "", (), text, "en", 1 + n // 2, Role.OTHER)
        for n, text in enumerate(TEXTS)
    )
    outline = (
        entry("a", "Entry <b>", 0, 0, 0, 1, len(TEXTS[1])),
        entry("a/list", "List", 1, 0, 17, 0, len(TEXTS[0])),
        OutlineEntry(Level.ITEM, "a/list/i1", "1", "", 2, None, None, 0, 0, 17, 31),
        entry("b", "原因", 0, 2, 0, 3, len(TEXTS[3])),
    )
    summary = DocumentSummary("D", 1, Kind.GUIDANCE, "T", "", "en", Status.NOT_APPLICABLE, None, 4)
    version = Version(1, "T", None, dt.datetime(2026, 1, 1, tzinfo=dt.UTC), True, "d.md")
    return DocumentView(summary, GuidanceCard(id="D", title="T"), outline, passages, (version,), None, "")


def test_headings_lists_and_tables_keep_their_form() -> None:
    made = passages_html(view(), view().passages, None)
    assert "<h2>Entry &lt;b&gt;</h2><p>Ventilate first.</p><h3>List</h3><ul><li>test the gas</li>" in made
    assert "<tr><td>substance</td><td>amount</td></tr>" in made
    assert "<h2>原因</h2>" in made
    assert made.count('class="pr-page"') == 2


def test_document_text_never_becomes_markup() -> None:
    made = passages_html(view(), view().passages, None)
    assert "<script" not in made
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more." in made


def test_a_marked_passage_is_cited_even_where_its_section_is_longer() -> None:
    cited = cited_place(view(), DocumentAddress("D", "b", mark_of(TEXTS[3])))
    assert cited == Place(3, 0, 3, len(TEXTS[3]))
    made = passages_html(view(), view().passages, cited)
    assert made.count('id="pr-cited"') == 1
    assert (
        '<div class="pr-cited" id="pr-cited"><span class="pr-cited-label">Cited passage</span><p>盲目施救。</p>' in made
    )


def test_a_section_is_cited_from_its_first_to_its_last_character() -> None:
    cited = cited_place(view(), DocumentAddress("D", "a/list"))
    made = passages_html(view(), view().passages, cited)
    assert made.index("Ventilate first.") < made.index("pr-cited") < made.index("test the gas")
    assert made.count('class="pr-cited"') == 1


def test_an_unknown_place_falls_back_to_the_section_around_it() -> None:
    found = section_of(view(), "a/list/i9/p2")
    assert found is not None
    assert found.anchor == "a/list"
    assert section_of(view(), "z/1") is None
    assert cited_place(view(), DocumentAddress("D", "z")) is None
    moved = cited_place(view(), DocumentAddress("D", "b", "0000000000"))
    assert moved == Place(2, 0, 3, len(TEXTS[3]))


def of(*texts: str) -> tuple[StoredPassage, ...]:
    return tuple(
        StoredPassage(9 + n, "D", 1, 9 + n, "c", "", (), text, "en", None, Role.OTHER) for n, text in enumerate(texts)
    )


def test_a_table_over_several_passages_is_one_table() -> None:
    made = passages_html(view(), of("post | task\nchief | orders", "guard | counts\nAfter the table."), None)
    assert made.count("<table>") == 1
    assert "<td>orders</td></tr><tr><td>guard</td>" in made
    assert "</table></div><p>After the table.</p>" in made


def test_a_table_with_other_columns_is_another_table() -> None:
    assert passages_html(view(), of("a | b", "c | d | e"), None).count("<table>") == 2


def test_references_in_a_text_become_links_where_there_is_such_a_document() -> None:
    known = {"CN-REG-04": "Art. 14", "XX-13": ""}

    def linked(identity: str, anchor: str) -> str:
        return f"<a>{identity}/{anchor}</a>" if identity in known else ""

    text = "7.1要素（CN-REG-04#art14、XX-13），GB-30871 & UN-1005, US-REG-99#a.\nCN-REG-04 | <b>"
    made = passages_html(view(), of(text), None, linked)
    assert "（<a>CN-REG-04/art14</a>、<a>XX-13/</a>），GB-30871 &amp; UN-1005, US-REG-99#a.</p>" in made
    assert "<td><a>CN-REG-04/</a></td><td>&lt;b&gt;</td>" in made
