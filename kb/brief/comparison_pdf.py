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
from reportlab.platypus import CondPageBreak, Flowable, LongTable, PageBreak, Paragraph, SimpleDocTemplate, TableStyle

from kb.brief.comparison_notes import case_sources, labels, noted, title
from kb.brief.safe import one_line
from kb.model.comparison import Section, SideBySide, Statement
from kb.wording import absent, say

_CHINESE = "STSong-Light"
_WIDTH, _LABEL, _MARGIN = 26.7, 4.8, 1.5 * cm
_ROOM = 5 * cm
_IDEOGRAPH = re.compile(r"[\u3000-\u9fff]")
_FAINT, _LINK = "#5b6770", "#0b5cad"
_NORMAL = ParagraphStyle("normal", fontName="Helvetica", fontSize=8, leading=10.5)
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


class _Table(LongTable):  # type: ignore[misc]  # reportlab is untyped
    """A table whose rest begins on the next page: on the same one its next row would be cut to fill the room."""

    def split(self, width: float, height: float) -> list[Flowable]:
        first, *rest = super().split(width, height) or [None]
        return [first, *([PageBreak()] if rest else []), *rest] if first else []


def pdf_of(found: SideBySide) -> bytes:
    """A PDF file; `=` is what the cases share, places and sources stand at its end."""
    registerFont(UnicodeCIDFont(_CHINESE))
    language = found.language
    notes: dict[str, int] = {}
    parts: list[Flowable] = [_paragraph(_text(title(found)), _TITLE)]
    parts += [_paragraph(_text(line), _LEAD) for line in (found.alike, found.apart, say(language, "compare.equals"))]
    for section in found.sections:
        parts += [CondPageBreak(_ROOM), _paragraph(_text(section.label), _HEAD), _table(section, found, notes)]
    parts.append(_paragraph(_text(say(language, "compare.places")), _HEAD))
    parts += [_paragraph(f'<a name="note{number}"/>{_text(f"[{number}] {text}")}') for text, number in notes.items()]
    if sources := case_sources(found):
        parts.append(_paragraph(_text(say(language, "compare.sources")), _HEAD))
        parts += [_paragraph(_text(text)) for text in sources]
    written = io.BytesIO()
    margins = dict.fromkeys(("leftMargin", "rightMargin", "topMargin", "bottomMargin"), _MARGIN)
    file = SimpleDocTemplate(written, pagesize=landscape(A4), title=title(found), author="Precedent", **margins)
    file.build(parts, onFirstPage=_number, onLaterPages=_number)
    return written.getvalue()


def _table(section: Section, found: SideBySide, notes: dict[str, int]) -> LongTable:
    def said(one: Statement, note: str) -> str:
        text = f"= {_text(one.text)}" if one.shared else _text(one.text)
        if not note:
            return text
        number = notes.setdefault(note, len(notes) + 1)
        return f'{text} <super><a href="#note{number}" color="{_LINK}">[{number}]</a></super>'

    missing = f'<font color="{_FAINT}">{_text(absent(section, found.language))}</font>'
    names = [say(found.language, "compare.row"), *(f"{one.id} {one.title}" for one in found.columns)]
    lines = [[_paragraph(_text(name, "Helvetica-Bold")) for name in names]]
    for row in section.rows:
        first, *below = labels(row, found.language)
        faint = "".join(f'<br/><font color="{_FAINT}">{_text(one)}</font>' for one in below)
        cells = ["<br/>".join(said(*one) for one in noted(cell)) or missing for cell in row.cells]
        lines.append([_paragraph(text) for text in (f"{_text(first, 'Helvetica-Bold')}{faint}", *cells)])
    share = (_WIDTH - _LABEL) / len(found.columns) * cm
    return _Table(
        lines, [_LABEL * cm, *[share] * len(found.columns)], repeatRows=1, splitByRow=1, splitInRow=1, style=_LOOK
    )


def _paragraph(markup: str, style: ParagraphStyle = _NORMAL) -> Paragraph:
    """Lines break between words; where there is Chinese, between its characters too."""
    wrap = "CJK" if _IDEOGRAPH.search(markup) else None
    return Paragraph(markup, ParagraphStyle(style.name, parent=style, wordWrap=wrap))


def _number(canvas: Canvas, file: SimpleDocTemplate) -> None:
    canvas.setFont("Helvetica", 8)
    canvas.drawCentredString(landscape(A4)[0] / 2, 0.8 * cm, str(file.page))


def _text(text: str, latin: str = "Helvetica") -> str:
    """Text as Platypus markup: what Helvetica lacks in the Chinese font, what both lack by its parts."""
    drawn = "".join(map(_drawable, one_line(text)))
    western = "latin-1" if _IDEOGRAPH.search(drawn) else "cp1252"
    return "".join(
        f'<font name="{_CHINESE if chinese else latin}">{escape("".join(run))}</font>'
        for chinese, run in groupby(drawn, lambda letter: not _encodes(letter, western) and _encodes(letter, "gbk"))
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
