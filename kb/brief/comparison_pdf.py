"""A comparison as a PDF on landscape pages; Chinese in a font that PDF readers have."""

from __future__ import annotations

import io
import re
import unicodedata
from functools import lru_cache
from itertools import groupby
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import CondPageBreak, Flowable, LongTable, Paragraph, SimpleDocTemplate, TableStyle

from kb.brief.comparison_notes import case_sources, labels, noted
from kb.brief.safe import one_line
from kb.model.comparison import Section, SideBySide, Statement
from kb.wording import absent, say

_CHINESE = "STSong-Light"
_WIDTH, _LABEL, _MARGIN = 26.7, 3.4, 1.5 * cm
_ROOM = 3 * cm
_IDEOGRAPH = re.compile(r"[\u3000-\u9fff]")
_FAINT = "#5b6770"
_NORMAL = ParagraphStyle("normal", fontName="Helvetica", fontSize=8, leading=10.5, wordWrap="CJK")
_LEAD = ParagraphStyle("lead", parent=_NORMAL, fontSize=9, leading=12, spaceAfter=4)
_HEAD = ParagraphStyle("head", parent=_NORMAL, fontSize=12, leading=16, spaceBefore=8, spaceAfter=3)
_TITLE = ParagraphStyle("title", parent=_HEAD, fontSize=16, leading=22)
_LOOK = TableStyle(
    [
        ("GRID", (0, 0), (-1, -1), 0.4, colors.grey),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("BACKGROUND", (0, 0), (-1, 0), colors.whitesmoke),
    ]
)


def pdf_of(found: SideBySide) -> bytes:
    """A PDF file; `=` is what the cases share, places and sources stand at its end."""
    registerFont(UnicodeCIDFont(_CHINESE))
    language = found.language
    notes: dict[str, int] = {}
    parts: list[Flowable] = [Paragraph(_text(say(language, "compare.title")), _TITLE)]
    parts += [Paragraph(_text(line), _LEAD) for line in (found.alike, found.apart, say(language, "compare.equals"))]
    for section in found.sections:
        parts += [CondPageBreak(_ROOM), Paragraph(_text(section.label), _HEAD), _table(section, found, notes)]
    parts.append(Paragraph(_text(say(language, "compare.places")), _HEAD))
    parts += [Paragraph(_text(f"[{number}] {text}"), _NORMAL) for text, number in notes.items()]
    if sources := case_sources(found):
        parts.append(Paragraph(_text(say(language, "compare.sources")), _HEAD))
        parts += [Paragraph(_text(text), _NORMAL) for text in sources]
    written = io.BytesIO()
    margins = dict.fromkeys(("leftMargin", "rightMargin", "topMargin", "bottomMargin"), _MARGIN)
    title = say(language, "compare.title")
    file = SimpleDocTemplate(written, pagesize=landscape(A4), title=title, author="Precedent", **margins)
    file.build(parts, onFirstPage=_number, onLaterPages=_number)
    return written.getvalue()


def _table(section: Section, found: SideBySide, notes: dict[str, int]) -> LongTable:
    def said(one: Statement, note: str) -> str:
        text = f"= {_text(one.text)}" if one.shared else _text(one.text)
        return f"{text} <super>[{notes.setdefault(note, len(notes) + 1)}]</super>" if note else text

    missing = f'<font color="{_FAINT}">{_text(absent(section, found.language))}</font>'
    names = [say(found.language, "compare.row"), *(f"{one.id} {one.title}" for one in found.columns)]
    lines = [[Paragraph(_text(name, "Helvetica-Bold"), _NORMAL) for name in names]]
    for row in section.rows:
        first, *below = labels(row, found.language)
        faint = "".join(f'<br/><font color="{_FAINT}">{_text(one)}</font>' for one in below)
        cells = ["<br/>".join(said(*one) for one in noted(cell)) or missing for cell in row.cells]
        lines.append([Paragraph(text, _NORMAL) for text in (f"{_text(first, 'Helvetica-Bold')}{faint}", *cells)])
    share = (_WIDTH - _LABEL) / len(found.columns) * cm
    return LongTable(
        lines, [_LABEL * cm, *[share] * len(found.columns)], repeatRows=1, splitByRow=0, splitInRow=1, style=_LOOK
    )


def _number(canvas: Canvas, file: SimpleDocTemplate) -> None:
    canvas.setFont("Helvetica", 8)
    canvas.drawCentredString(landscape(A4)[0] / 2, 0.8 * cm, str(file.page))


def _text(text: str, latin: str = "Helvetica") -> str:
    """Text as Platypus markup: what Helvetica lacks in the Chinese font, what both lack by its parts."""
    drawn = "".join(map(_drawable, one_line(text)))
    western = "latin-1" if _IDEOGRAPH.search(drawn) else "cp1252"
    return "".join(
        f'<font name="{_CHINESE if chinese else latin}">{escape("".join(run))}</font>'
        for chinese, run in groupby(drawn, lambda letter: not _encodes(letter, western))
    )


@lru_cache(maxsize=8192)
def _drawable(letter: str) -> str:
    """The letter where one of both fonts has it, else its parts that they have (`₂` as 2, `ő` as o), else a box."""
    if _encodes(letter, "cp1252") or _encodes(letter, "gbk"):
        return letter
    parts = unicodedata.normalize("NFKD", letter)
    return "".join(part for part in parts if _encodes(part, "cp1252") or _encodes(part, "gbk")) or "□"


def _encodes(letter: str, encoding: str) -> bool:
    try:
        letter.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
