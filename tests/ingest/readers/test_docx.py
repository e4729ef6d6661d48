from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest

from ingest.readers.docx import DocxReader
from ingest.readers.docx_numbering import chinese_number, format_number
from kb.errors import ReadError
from kb.model.block import Block, BlockKind, RawDocument
from kb.settings import Limits

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
RELATION = '<Relationship Id="r{0}" Type="' + OFFICE + '/{1}" Target="{2}"/>'
NUMBERING = f"""<w:numbering {W}>
<w:abstractNum w:abstractNumId="7">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="第%1条"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="8">
<w:lvl w:ilvl="0"><w:start w:val="4"/><w:numFmt w:val="decimal"/><w:pStyle w:val="H1"/><w:lvlText w:val="%1"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1.%2)"/></w:lvl>
<w:lvl w:ilvl="2"><w:numFmt w:val="bullet"/><w:lvlText w:val="-"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="8"/>
<w:lvlOverride w:ilvl="1"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
</w:numbering>"""
STYLES = f"""<w:styles {W}>
<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="章标题"/><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr>
<w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="H1a"><w:name w:val="own"/><w:basedOn w:val="H1"/></w:style></w:styles>"""


def paragraph(text: str, number: tuple[int, int] | None = None, style: str = "", extra: str = "") -> str:
    numbered = f'<w:numPr><w:ilvl w:val="{number[1]}"/><w:numId w:val="{number[0]}"/></w:numPr>' if number else ""
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{styled}{numbered}</w:pPr><w:r><w:t>{text}</w:t>{extra}</w:r></w:p>"


def pack(path: Path, body: str, **parts: str) -> Path:
    names = {"styles": STYLES, "numbering": NUMBERING, **parts}
    relations = "".join(RELATION.format(n, name, f"{name}.xml") for n, name in enumerate(names))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", RELATIONS.format(RELATION.format(1, "officeDocument", "word/document.xml")))
        archive.writestr("word/_rels/document.xml.rels", RELATIONS.format(relations))
        archive.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        for name, content in names.items():
            archive.writestr(f"word/{name}.xml", content)
    return path


def read(path: Path) -> RawDocument:
    (document,) = DocxReader().read(path, Limits())
    return document


def shown(document: RawDocument) -> Iterator[tuple[str, int, str, str]]:
    for block in document.blocks:
        yield block.kind.value, block.level, block.marker, block.text


def test_headings_paragraphs_and_tables_stand_in_their_order(tmp_path: Path) -> None:
    source = docx.Document()
    source.add_heading("Emergency plan", 0)
    source.add_heading("1 Scope", 1)
    source.add_paragraph("It covers\u3000the whole site.")
    table = source.add_table(2, 2)
    for cell, text in zip(
        (c for row in table.rows for c in row.cells), ("Team", "Phone", "消防队", "119"), strict=True
    ):
        cell.text = text
    source.add_paragraph("After the table.")
    source.add_paragraph("Wear breathing apparatus", style="List Bullet")
    source.save(str(tmp_path / "plan.docx"))
    document = read(tmp_path / "plan.docx")
    assert document.meta == {"title": "Emergency plan"}
    assert document.blocks == (
        Block(BlockKind.HEADING, "Emergency plan", level=1),
        Block(BlockKind.HEADING, "1 Scope", level=2),
        Block(BlockKind.PARAGRAPH, "It covers the whole site."),
        Block(BlockKind.TABLE, rows=(("Team", "Phone"), ("消防队", "119"))),
        Block(BlockKind.PARAGRAPH, "After the table."),
        Block(BlockKind.ITEM, "Wear breathing apparatus", marker="•"),
    )


def test_numbers_that_word_prints_by_itself_are_read(tmp_path: Path) -> None:
    body = (
        paragraph("为了加强安全生产工作，制定本条例。", (1, 0))
        + paragraph("有下列情形之一的：", (1, 0))
        + paragraph("死亡；", (1, 1))
        + paragraph("重伤。", (1, 1))
        + paragraph("自公布之日起施行。", (1, 0))
        + paragraph("Scope", style="H1")
        + paragraph("Duties", style="H1a")
        + paragraph("of the operator", (2, 1))
        + paragraph("of the public", (2, 1))
        + paragraph("again from a", (3, 1))
        + paragraph("with a bullet", (2, 2))
        + "<w:tbl><w:tr><w:tc>"
        + paragraph("cell", (3, 1))
        + "</w:tc><w:tc>"
        + paragraph("x")
        + "</w:tc></w:tr></w:tbl>"
    )
    document = read(pack(tmp_path / "a.docx", body))
    assert list(shown(document)) == [
        ("paragraph", 0, "", "第一条 为了加强安全生产工作，制定本条例。"),
        ("paragraph", 0, "", "第二条 有下列情形之一的："),
        ("paragraph", 0, "", "（一） 死亡；"),
        ("paragraph", 0, "", "（二） 重伤。"),
        ("paragraph", 0, "", "第三条 自公布之日起施行。"),
        ("heading", 1, "", "4 Scope"),
        ("heading", 1, "", "5 Duties"),
        ("item", 1, "5.a)", "of the operator"),
        ("item", 1, "5.b)", "of the public"),
        ("item", 1, "5.a)", "again from a"),
        ("item", 2, "•", "with a bullet"),
        ("table", 0, "", ""),
    ]
    assert document.blocks[-1].rows == (("5.b) cell", "x"),)


def test_a_chinese_official_text_without_styles_keeps_every_paragraph(tmp_path: Path) -> None:
    texts = ["某省突发事件应急预案", "第一章总则", "第一条为了规范应急工作，制定本预案。", "（一）自然灾害；", "|"]
    document = read(pack(tmp_path / "预案.docx", "".join(map(paragraph, texts)) + paragraph(" ")))
    assert [block.text for block in document.blocks] == texts
    assert document.meta == {}


def test_footnotes_are_kept_at_the_end_with_their_number(tmp_path: Path) -> None:
    notes = f'<w:footnotes {W}><w:footnote w:id="2">{paragraph("See the inquiry.")}</w:footnote></w:footnotes>'
    body = paragraph("Petrol overflowed.", extra='<w:footnoteReference w:id="2"/>') + paragraph("It burned.")
    document = read(pack(tmp_path / "a.docx", body, footnotes=notes))
    assert [(block.marker, block.text) for block in document.blocks] == [
        ("", "Petrol overflowed.[1]"),
        ("", "It burned."),
        ("[1]", "See the inquiry."),
    ]


def test_the_title_in_the_properties_counts_only_where_the_document_says_it(tmp_path: Path) -> None:
    for title, expected in (("Crane rules", {"title": "Crane rules"}), ("Document1", {})):
        source = docx.Document()
        source.core_properties.title = title
        source.add_paragraph("Crane  rules")
        source.add_paragraph("Text.")
        source.save(str(tmp_path / "a.docx"))
        assert read(tmp_path / "a.docx").meta == expected


def test_pictures_are_counted_in_a_note(tmp_path: Path) -> None:
    picture = io.BytesIO(
        bytes.fromhex(
            "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63fcffff3f0300"
            "0605020123a2a4b60000000049454e44ae426082"
        )
    )
    source = docx.Document()
    source.add_paragraph("A plan of the site:")
    source.add_picture(picture)
    source.save(str(tmp_path / "a.docx"))
    assert read(tmp_path / "a.docx").notes == ("1 pictures were left out",)


@pytest.mark.parametrize(
    "body",
    [
        "<w:tbl><w:tr><w:tc>" * 3_000 + "</w:tc></w:tr></w:tbl>" * 3_000,
        "<w:sdt><w:sdtContent>" * 900 + "<w:p/>",
        "<w:p>&x;</w:p>",
    ],
)
def test_hostile_xml_is_a_read_error(tmp_path: Path, body: str) -> None:
    path = pack(tmp_path / "a.docx", body)
    with pytest.raises(ReadError) as caught:
        read(path)
    assert caught.value.advice


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/hostname">]>'
        archive.writestr(
            "word/document.xml", f"{bomb}<w:document {W}><w:body>{paragraph('&b;&f;')}</w:body></w:document>"
        )
    with pytest.raises(ReadError, match="declares a document type"):
        read(path)


def test_numbers_in_words() -> None:
    assert [chinese_number(n) for n in (1, 10, 11, 20, 99, 100, 102, 110, 1005)] == [
        *("一", "十", "十一", "二十", "九十九", "一百", "一百零二", "一百一十", "一千零五")
    ]
    assert [
        format_number(3, style) for style in ("decimalZero", "decimalEnclosedCircleChinese", "upperRoman", "none")
    ] == [*("03", "③", "III", "")]
