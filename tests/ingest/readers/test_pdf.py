from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.lib import pdfencrypt
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from ingest.readers import pdf_ocr
from ingest.readers.pdf import PdfReader
from kb.errors import ReadError
from kb.model.block import Block, BlockKind, RawDocument
from kb.settings import Limits

WIDTH, HEIGHT = A4


def read(path: Path, limits: Limits | None = None) -> RawDocument:
    (document,) = PdfReader().read(path, limits or Limits())
    return document


def draw(path: Path, *pages: Callable[[Canvas], None], title: str = "") -> Path:
    canvas = Canvas(str(path), pagesize=A4)
    if title:
        canvas.setTitle(title)
    for page in pages:
        page(canvas)
        canvas.showPage()
    canvas.save()
    return path


def write(
    canvas: Canvas, lines: list[str], x: float = 72, y: float = 700, size: float = 10, font: str = "Helvetica"
) -> None:
    canvas.setFont(font, size)
    for index, line in enumerate(lines):
        canvas.drawString(x, y - index * 1.3 * size, line)


def texts(document: RawDocument) -> list[str]:
    return [block.text for block in document.blocks]


def kinds(blocks: tuple[Block, ...]) -> list[BlockKind]:
    return [block.kind for block in blocks]


STORY = [
    "The operator opened the transfer valve at about midnight and did not notice that the emer-",
    "gency shut-off had been bypassed. Petrol flowed over the roof of the tank for about forty",
    "minutes before anybody raised the alarm at the site.",
]


def report(number: int, head: str, lines: list[str]) -> Callable[[Canvas], None]:
    def page(canvas: Canvas) -> None:
        write(canvas, [f"{head} | page {number} of 40"], x=72 if number % 2 else 380, y=805, size=8)
        write(canvas, [f"{number}"], x=520 if number % 2 else 72, y=30, size=8)
        write(canvas, lines)

    return page


def test_lines_become_paragraphs_with_broken_words_put_together(tmp_path: Path) -> None:
    document = read(draw(tmp_path / "a.pdf", lambda c: write(c, STORY)))

    (paragraph,) = document.blocks
    assert paragraph.text.startswith("The operator opened the transfer valve")
    assert "notice that the emergency shut-off had been bypassed. Petrol flowed" in paragraph.text
    assert (paragraph.kind, paragraph.page, document.pages) == (BlockKind.PARAGRAPH, 1, 1)


def test_running_heads_feet_and_page_numbers_are_dropped_on_left_and_right_pages(tmp_path: Path) -> None:
    heads = {0: "Buncefield report", 1: "Chapter on causes"}
    pages = [
        report(n, heads[n % 2], [f"Finding {w} stands on this page of the report."])
        for n, w in enumerate(["alpha", "bravo", "charlie", "delta", "echo", "foxtrot"], start=11)
    ]

    document = read(draw(tmp_path / "a.pdf", *pages))

    assert [(block.page, block.text) for block in document.blocks] == [
        (n, f"Finding {word} stands on this page of the report.")
        for n, word in enumerate(["alpha", "bravo", "charlie", "delta", "echo", "foxtrot"], start=1)
    ]


def test_a_foot_with_its_page_number_is_dropped_from_pages_that_lie_across(tmp_path: Path) -> None:
    def page(number: int, width: float, height: float) -> Callable[[Canvas], None]:
        def draw_page(canvas: Canvas) -> None:
            canvas.setPageSize((width, height))
            write(canvas, STORY, y=height - 150)
            write(canvas, [f"Inquiry 2021-010 | Page {number}"], y=40 if width < height else 60, size=8)

        return draw_page

    pages = [page(n, *((HEIGHT, WIDTH) if n == 4 else A4)) for n in range(1, 7)]
    assert len(read(draw(tmp_path / "a.pdf", *pages)).blocks) == 6


def test_a_line_at_the_top_that_does_not_repeat_stays(tmp_path: Path) -> None:
    pages = [
        (lambda c, n=number: write(c, [f"Section {n} begins at the very top of its page."], y=800))
        for number in (7, 3, 12, 5, 20)
    ]

    assert len(read(draw(tmp_path / "a.pdf", *pages)).blocks) == 5


def test_a_paragraph_goes_on_over_the_page_past_a_footnote(tmp_path: Path) -> None:
    def first(canvas: Canvas) -> None:
        write(canvas, [*STORY[:2], "minutes before anybody who was present on the site that night had"])
        write(canvas, ["[1] Times are local."], y=60, size=7)

    document = read(draw(tmp_path / "a.pdf", first, lambda c: write(c, ["raised the alarm. Then it exploded."])))

    assert document.blocks[0].text.endswith("on the site that night had raised the alarm. Then it exploded.")
    assert texts(document)[1:] == ["[1] Times are local."]


LEFT = [
    "Left column begins with a line that",
    "fills its width and then goes on to",
    "a second and a third line, so that it",
    "reads as the running text of a page.",
]
RIGHT = [
    "Right column follows only after the",
    "left one has come to its end, as it is",
    "read by everybody who knows how a",
    "page of two columns has been set.",
]


def test_two_columns_are_read_one_after_the_other_under_a_common_heading(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        write(canvas, ["A heading across both of the columns"], y=760, size=18)
        for left, right, y in zip(LEFT, RIGHT, (700, 687, 674, 661), strict=True):
            write(canvas, [left], y=y)
            write(canvas, [right], x=310, y=y)

    document = read(draw(tmp_path / "a.pdf", page))

    assert kinds(document.blocks) == [BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.PARAGRAPH]
    assert texts(document)[1:] == [" ".join(LEFT), " ".join(RIGHT)]


def test_a_ruled_table_stands_in_its_place_and_its_text_only_once(tmp_path: Path) -> None:
    rows = [("Substance", "Threshold"), ("Chlorine", "25 t"), ("Ammonia", "200 t")]

    def page(canvas: Canvas) -> None:
        write(canvas, ["Thresholds are given in the table."], y=740)
        canvas.grid([72, 200, 330], [700, 680, 660, 640])
        for index, row in enumerate(rows):
            for column, cell in enumerate(row):
                write(canvas, [cell], x=76 + 128 * column, y=686 - 20 * index)
        write(canvas, ["Other substances are in the annex."], y=600)

    document = read(draw(tmp_path / "a.pdf", page))

    assert kinds(document.blocks) == [BlockKind.PARAGRAPH, BlockKind.TABLE, BlockKind.PARAGRAPH]
    assert document.blocks[1].rows == tuple(rows)
    assert "Chlorine" not in " ".join(texts(document))


def test_a_frame_around_text_is_no_table(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        canvas.rect(60, 640, 470, 80)
        write(canvas, STORY)

    assert kinds(read(draw(tmp_path / "a.pdf", page)).blocks) == [BlockKind.PARAGRAPH]


def test_headings_are_known_by_size_weight_and_number_depth(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        write(canvas, ["Explosion at the tank farm"], y=780, size=22)
        write(canvas, ["1 Sequence"], y=740, size=14)
        write(canvas, STORY, y=715)
        write(canvas, ["1.1 Overfilling"], y=660, font="Helvetica-Bold")
        write(canvas, STORY, y=640)
        write(canvas, ["2 Causes"], y=580, size=14)
        write(canvas, STORY, y=555)

    document = read(draw(tmp_path / "a.pdf", page))

    headings = [(block.level, block.text) for block in document.blocks if block.kind == BlockKind.HEADING]
    assert headings == [(1, "Explosion at the tank farm"), (2, "1 Sequence"), (3, "1.1 Overfilling"), (2, "2 Causes")]
    assert document.meta["title"] == "Explosion at the tank farm"


def test_headings_of_one_style_are_ranked_by_the_depth_of_their_numbers(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        for y, heading in ((760, "4 Duties"), (680, "4.1 Duties of the employer"), (600, "5 Plans")):
            write(canvas, [heading], y=y, font="Helvetica-Bold")
            write(canvas, STORY, y=y - 20)

    blocks = read(draw(tmp_path / "a.pdf", page)).blocks
    assert [block.level for block in blocks if block.kind == BlockKind.HEADING] == [2, 3, 2]


def test_list_items_keep_their_marker_and_their_nesting(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        write(canvas, ["The employer shall see to the following:"], y=740)
        write(canvas, ["(a)"], x=80, y=720)
        write(
            canvas,
            ["an alarm that can be heard in the whole workplace, and that nobody", "takes for another;"],
            x=110,
            y=720,
        )
        write(canvas, ["\u2022 sirens"], x=130, y=690)
        write(canvas, ["(b) a plan."], x=80, y=670)

    items = [block for block in read(draw(tmp_path / "a.pdf", page)).blocks if block.kind == BlockKind.ITEM]

    assert [(item.marker, item.level) for item in items] == [("(a)", 0), ("•", 1), ("(b)", 0)]
    assert items[0].text.endswith("and that nobody takes for another;")


def test_a_contents_page_is_left_out_and_said_so(tmp_path: Path) -> None:
    entries = [f"{n}. Chapter called {w} {'.' * 60} {n * 4}" for n, w in enumerate(("one", "two", "three", "four"), 1)]

    document = read(draw(tmp_path / "a.pdf", lambda c: write(c, ["Contents", *entries]), lambda c: write(c, STORY)))

    assert [block.page for block in document.blocks] == [2]
    assert any("page 1" in note and "contents" in note for note in document.notes)


def test_ligatures_and_odd_blanks_are_written_plainly(tmp_path: Path) -> None:
    from ingest.readers.pdf_glyphs import Glyph, character
    from ingest.readers.pdf_order import pieces_of

    ligature = [Glyph(letter, 72, 78, 100, 10, False, False) for letter in "fi"]

    assert [piece.text for piece in pieces_of([*ligature, Glyph("le", 78, 84, 100, 10, False, False)])] == ["file"]
    assert "".join(character(ord(c)) for c in "ﬁre\u00a0ofﬂine\u200b\u3000⼈") == "fire offline 人"


CHINESE = [
    "第一条　为了规范生产安全事故应急工作，保障人民群众生命和财产安全，根据",
    "《中华人民共和国安全生产法》，制定本条例。",
]


def test_chinese_lines_are_joined_without_blanks_and_chapters_are_headings(tmp_path: Path) -> None:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))

    def page(canvas: Canvas) -> None:
        write(canvas, ["生产安全事故应急条例"], x=200, y=780, size=20, font="STSong-Light")
        write(canvas, ["第一章 总则"], x=250, y=740, size=12, font="STSong-Light")
        write(canvas, CHINESE, y=710, size=12, font="STSong-Light")
        write(canvas, ["第二条 本条例适用于生产安全事故应急工作。"], y=670, size=12, font="STSong-Light")

    document = read(draw(tmp_path / "应急 条例.pdf", page))

    assert [(b.kind, b.level) for b in document.blocks[:2]] == [(BlockKind.HEADING, 1), (BlockKind.HEADING, 2)]
    assert texts(document)[2].endswith("根据《中华人民共和国安全生产法》，制定本条例。")
    assert texts(document)[3].startswith("第二条")
    assert document.meta["title"] == "生产安全事故应急条例"


def test_chinese_paragraphs_are_parted_by_their_indent(tmp_path: Path) -> None:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    first = [
        "县级以上地方人民政府应当加强对生产安全事故应急工作",
        "的领导，及时协调解决应急工作中存在的重大问题，按时报告。",
    ]
    second = ["生产经营单位应当制定相应的生产安全事故应急救援预案", "，并向本单位从业人员公布。"]

    def page(canvas: Canvas) -> None:
        for y, (head, *rest) in ((700, first), (668.8, second)):
            write(canvas, [head], x=96, y=y, size=12, font="STSong-Light")
            write(canvas, rest, x=72, y=y - 15.6, size=12, font="STSong-Light")

    assert texts(read(draw(tmp_path / "a.pdf", page))) == ["".join(first), "".join(second)]


def test_raised_figures_are_told_apart_from_the_words_they_stand_at(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        text = canvas.beginText(72, 700)
        for words, size, rise in (("A roll-by inspection", 10, 0), ("3", 6, 4), (" of 40 m", 10, 0), ("2", 6, 4)):
            text.setFont("Helvetica", size)
            text.setRise(rise)
            text.textOut(words)
        canvas.drawText(text)

    assert texts(read(draw(tmp_path / "a.pdf", page))) == ["A roll-by inspection [3] of 40 m2"]


def test_a_list_in_two_columns_is_read_column_by_column(tmp_path: Path) -> None:
    names = ["Acetaldehyde", "Acetic acid", "Acetone", "Acrolein", "Arsine", "Barium azide", "Benzene", "Bromine"]

    def page(canvas: Canvas) -> None:
        for index, name in enumerate(names):
            x, y = 72 + 220 * (index // 4), 700 - 14 * (index % 4)
            write(canvas, [f"{index + 1}."], x=x, y=y)
            write(canvas, [name], x=x + 30, y=y)

    blocks = read(draw(tmp_path / "a.pdf", page)).blocks
    assert [(block.marker, block.text) for block in blocks] == [(f"{n}.", name) for n, name in enumerate(names, 1)]


def test_text_along_the_margin_comes_after_the_text_of_its_page(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        write(canvas, STORY)
        canvas.rotate(90)
        canvas.drawString(300, -30, "Photograph by the fire service")

    document = read(draw(tmp_path / "a.pdf", page, lambda c: write(c, STORY)))
    assert [(block.page, block.text[:10]) for block in document.blocks] == [
        (1, "The operat"),
        (1, "Photograph"),
        (2, "The operat"),
    ]


@pytest.mark.parametrize(
    "made_up", ["Microsoft Word - report.doc", "final.indd", "a", "untitled", "The operator opened"]
)
def test_a_title_that_a_program_made_up_yields_to_the_largest_text(tmp_path: Path, made_up: str) -> None:
    def page(canvas: Canvas) -> None:
        write(canvas, ["Explosion and fire at the", "northern tank farm"], y=760, size=20)
        write(canvas, STORY)

    document = read(draw(tmp_path / "a.pdf", page, title=made_up))

    assert document.meta["title"] == "Explosion and fire at the northern tank farm"


def test_a_stated_title_is_kept(tmp_path: Path) -> None:
    document = read(draw(tmp_path / "a.pdf", lambda c: write(c, STORY), title="Rail inquiry RO-2021-010"))

    assert document.meta["title"] == "Rail inquiry RO-2021-010"


def test_text_on_a_turned_page_is_read_upright(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        canvas.setPageRotation(90)
        canvas.translate(WIDTH, 0)
        canvas.rotate(90)
        write(canvas, STORY, y=500)

    (paragraph,) = read(draw(tmp_path / "a.pdf", page)).blocks
    assert "did not notice that the emergency shut-off had been bypassed" in paragraph.text


def test_a_protected_file_says_so(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), encrypt=pdfencrypt.StandardEncryption("secret", "owner"))
    write(canvas, STORY)
    canvas.save()

    with pytest.raises(ReadError, match="password") as failed:
        read(tmp_path / "a.pdf")
    assert failed.value.advice


def test_a_file_that_only_restricts_printing_is_read(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), encrypt=pdfencrypt.StandardEncryption("", "owner", canPrint=0))
    write(canvas, STORY)
    canvas.save()

    assert read(tmp_path / "a.pdf").blocks[0].text.startswith("The operator")


@pytest.mark.parametrize("share", [0.3, 0.7])
def test_a_truncated_file_is_refused_as_cut_off(tmp_path: Path, share: float) -> None:
    whole = draw(tmp_path / "a.pdf", *[lambda c: write(c, STORY * 8)] * 5).read_bytes()
    (tmp_path / "a.pdf").write_bytes(whole[: int(len(whole) * share)])

    with pytest.raises(ReadError, match=r"cut off|damaged"):
        read(tmp_path / "a.pdf")


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n", b"%PDF-1.7\nno objects here\n%%EOF\n"])
def test_a_file_without_content_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.pdf").write_bytes(content)

    with pytest.raises(ReadError, match=r"a\.pdf"):
        read(tmp_path / "a.pdf")


def test_a_file_over_the_limit_of_pages_is_refused_with_both_numbers(tmp_path: Path) -> None:
    path = draw(tmp_path / "a.pdf", *[lambda c: write(c, STORY)] * 12)

    with pytest.raises(ReadError, match=r"12 pages; the limit is 10"):
        read(path, Limits(pages=10))


def test_pages_without_anything_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="empty"):
        read(draw(tmp_path / "a.pdf", lambda c: None, lambda c: None))


def picture_of_text(folder: Path) -> Path:
    """A scan of a page that says STORY."""
    import pypdfium2

    source = draw(folder / "source.pdf", lambda c: write(c, STORY, size=11))
    image = folder / "scan.png"
    pypdfium2.PdfDocument(source)[0].render(scale=2.5).to_pil().save(image)
    return image


def test_a_scan_is_refused_with_advice_where_recognition_is_not_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_ocr, "is_available", lambda: False)
    image = str(picture_of_text(tmp_path))

    with pytest.raises(ReadError, match="scanned") as failed:
        read(draw(tmp_path / "a.pdf", lambda c: c.drawImage(image, 0, 0, WIDTH, HEIGHT)))
    assert "precedent[ocr]" in failed.value.advice


def test_a_mixed_file_names_the_pages_that_had_no_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_ocr, "is_available", lambda: False)
    image = str(picture_of_text(tmp_path))

    document = read(
        draw(tmp_path / "a.pdf", lambda c: write(c, STORY), lambda c: c.drawImage(image, 0, 0, WIDTH, HEIGHT))
    )

    assert document.blocks[0].page == 1
    assert document.notes == ("page 2: picture without text, left out",)


@pytest.mark.skipif(importlib.util.find_spec("rapidocr") is None, reason="needs the extra `ocr`")
def test_a_scan_is_recognised_and_said_to_be(tmp_path: Path) -> None:
    image = str(picture_of_text(tmp_path))

    document = read(draw(tmp_path / "a.pdf", lambda c: c.drawImage(image, 0, 0, WIDTH, HEIGHT)))

    assert "opened the transfer valve at about midnight" in " ".join(texts(document))
    assert any("OCR" in note for note in document.notes)


def test_text_in_fonts_without_characters_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_ocr, "is_available", lambda: False)
    path = draw(tmp_path / "a.pdf", lambda c: write(c, ["".join("abcdefgh"[i % 8] for i in range(60))]))
    _without_characters(path)

    with pytest.raises(ReadError, match="fonts do not say"):
        read(path)


def _without_characters(path: Path) -> None:
    """Every character of the file's fonts mapped to the private use area, as broken exports do."""
    import pypdf
    from pypdf.generic import NameObject, StreamObject

    writer = pypdf.PdfWriter(clone_from=path)
    table = StreamObject()
    table.set_data(
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
        b"1 begincodespacerange <00> <FF> endcodespacerange\n1 beginbfrange <00> <FF> <E100> endbfrange\n"
        b"endcmap CMapName currentdict /CMap defineresource pop end end\n"
    )
    reference = writer._add_object(table)
    for page in writer.pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            font.get_object()[NameObject("/ToUnicode")] = reference
    writer.write(path)


def test_a_pdf_is_known_by_its_content_whatever_its_name(tmp_path: Path) -> None:
    reader = PdfReader()

    assert reader.accepts(tmp_path / "report.docx", b"junk before\n%PDF-1.4 ...")
    assert not reader.accepts(tmp_path / "report.pdf", b"PK\x03\x04 ...")
