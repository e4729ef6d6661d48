"""Word documents: page, styles, fonts for both languages, text that cannot break the file, links, end-notes."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import datetime

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.oxml.text.font import CT_RPr
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from kb.brief.safe import one_line, web_address, xml_text
from kb.wording import say

LATIN, CHINESE, CHINESE_HEADING = "Calibri", "SimSun", "SimHei"
"""Fonts by name; Word and LibreOffice put another of their kind where one is missing."""

INK, FAINT, WARNING = RGBColor(0x1F, 0x29, 0x33), RGBColor(0x5B, 0x67, 0x70), RGBColor(0xB4, 0x23, 0x18)

_SIZES = {"Title": 20, "Heading 1": 15, "Heading 2": 12.5, "Heading 3": 11, "Normal": 10.5, "Quote": 10.5, "Footer": 9}
_TITLE_MOST = 255


def blank(title: str, language: str, made: datetime, *, landscape: bool = False) -> Document:
    """An empty A4 document with the product's styles, page numbers in the footer, and its title as a property."""
    document = docx.Document()
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    if landscape:
        page.orientation = WD_ORIENT.LANDSCAPE
        page.page_width, page.page_height = page.page_height, page.page_width
    page.left_margin = page.right_margin = Cm(2.2 if not landscape else 1.5)
    page.top_margin = page.bottom_margin = Cm(2)
    for name, size in _SIZES.items():
        style = document.styles[name]
        heading = name.startswith(("Title", "Heading"))
        style.font.size, style.font.color.rgb, style.font.italic = Pt(size), INK, False
        _fonts(style.element.get_or_add_rPr(), CHINESE_HEADING if heading else CHINESE)
    document.styles["Normal"].paragraph_format.space_after = Pt(4)
    document.styles["Heading 2"].paragraph_format.space_before = Pt(14)
    quote = document.styles["Quote"].paragraph_format
    quote.left_indent, quote.space_before, quote.space_after = Cm(0.6), Pt(4), Pt(4)
    _languages(document)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = one_line(title)[:_TITLE_MOST], "Precedent", ""
    properties.language = "zh-CN" if language == "zh" else "en"
    properties.created = properties.modified = made.replace(tzinfo=None)
    _page_numbers(page.footer.paragraphs[0], language)
    return document


def add_heading(document: Document, text: str, level: int) -> None:
    """A heading in one line; level 0 is the document's title."""
    add_text(document.add_heading(level=level), one_line(text))


def add_text(
    paragraph: Paragraph, text: str, *, bold: bool = False, color: RGBColor | None = None, size: float | None = None
) -> Run:
    """Text at the end of a paragraph, letter by letter; newlines become line breaks."""
    run = paragraph.add_run(xml_text(text))
    run.bold = bold or None
    if color is not None:
        run.font.color.rgb = color
    if size is not None:
        run.font.size = Pt(size)
    if any("\u2e80" <= letter <= "\u9fff" for letter in text):
        _hint(run)
    return run


def add_marked(paragraph: Paragraph, text: str, ranges: Iterable[tuple[int, int]]) -> None:
    """Text with [start, end) character ranges in bold."""
    done = 0
    for start, end in sorted(ranges):
        start, end = max(start, done), min(end, len(text))
        if start < end:
            add_text(paragraph, text[done:start])
            add_text(paragraph, text[start:end], bold=True)
            done = end
    add_text(paragraph, text[done:])


def add_link(paragraph: Paragraph, url: str, label: str) -> None:
    """A label that opens a web address; the label alone where the address is none."""
    target = web_address(url)
    if target is None:
        add_text(paragraph, label)
        return
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(target, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    _into(link, paragraph, label)


class EndNotes:
    """Sources named by number in the text and listed at the end; what is said twice keeps its first number."""

    def __init__(self) -> None:
        self._notes: dict[tuple[str, str], int] = {}

    def mark(self, paragraph: Paragraph, text: str, url: str = "") -> None:
        """A raised number that leads to the note."""
        number = self._notes.setdefault((text, url), len(self._notes) + 1)
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), f"note{number}")
        _into(link, paragraph, f"[{number}]").font.superscript = True

    def write(self, document: Document, heading: str) -> None:
        """All notes under a heading; nothing where there are none."""
        if not self._notes:
            return
        add_heading(document, heading, 1)
        for (text, url), number in self._notes.items():
            paragraph = document.add_paragraph()
            paragraph.paragraph_format.left_indent = Cm(0.9)
            paragraph.paragraph_format.first_line_indent = Cm(-0.9)
            _bookmark(paragraph, number, f"note{number}")
            add_text(paragraph, f"[{number}] {one_line(text)}")
            if url:
                add_text(paragraph, " ")
                add_link(paragraph, url, url)


def docx_bytes(document: Document) -> bytes:
    """The document as a file's content."""
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _into(link: BaseOxmlElement, paragraph: Paragraph, label: str) -> Run:
    run = add_text(paragraph, label, color=RGBColor(0x0B, 0x5C, 0xAD))
    link.append(run._r)
    paragraph._p.append(link)
    return run


def _fonts(properties: CT_RPr, chinese: str) -> None:
    """One font a script; the template's theme fonts would win over names, so they go."""
    fonts = properties.get_or_add_rFonts()
    fonts.attrib.clear()
    for script, name in (("ascii", LATIN), ("hAnsi", LATIN), ("cs", LATIN), ("eastAsia", chinese)):
        fonts.set(qn(f"w:{script}"), name)


def _hint(run: Run) -> None:
    """Quotation marks and dashes are in both scripts; beside Chinese they take the Chinese font."""
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:hint"), "eastAsia")


def _languages(document: Document) -> None:
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")
        language.set(qn("w:eastAsia"), "zh-CN")


def _bookmark(paragraph: Paragraph, number: int, name: str) -> None:
    for tag in ("w:bookmarkStart", "w:bookmarkEnd"):
        mark = OxmlElement(tag)
        mark.set(qn("w:id"), str(number))
        if tag == "w:bookmarkStart":
            mark.set(qn("w:name"), name)
        paragraph._p.append(mark)


def _page_numbers(paragraph: Paragraph, language: str) -> None:
    """`Page 2 of 5`, counted by the word processor."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    before, between, after = say(language, "export.page_of", page="\0", pages="\0").split("\0")
    add_text(paragraph, before, color=FAINT)
    _field(paragraph, "PAGE")
    add_text(paragraph, between, color=FAINT)
    _field(paragraph, "NUMPAGES")
    add_text(paragraph, after, color=FAINT)


def _field(paragraph: Paragraph, code: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run = add_text(paragraph, "1", color=FAINT)
    field.append(run._r)
    paragraph._p.append(field)
