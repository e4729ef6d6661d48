"""A comparison as a PDF on landscape pages; Chinese in a font that PDF readers have."""

from __future__ import annotations

import io
from itertools import groupby
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.platypus import Flowable, LongTable, Paragraph, SimpleDocTemplate, TableStyle

from kb.brief.comparison_markdown import address
from kb.brief.safe import one_line
from kb.model.comparison import SideBySide, Statement
from kb.wording import absent, say

_CHINESE = "STSong-Light"
_WIDTH, _LABEL = 26.7, 3.2


def pdf_of(found: SideBySide) -> bytes:
    """A PDF file; bold or `=` is what the cases share, sources stand at its end."""
    registerFont(UnicodeCIDFont(_CHINESE))
    language = found.language
    normal = ParagraphStyle("normal", fontName="Helvetica", fontSize=8, leading=10.5, wordWrap="CJK")
    head = ParagraphStyle("head", parent=normal, fontSize=12, leading=16, spaceBefore=8, spaceAfter=3, keepWithNext=1)
    notes: dict[str, int] = {}

    def said(one: Statement) -> str:
        number = notes.setdefault(address(one), len(notes) + 1)
        return f"{'= ' if one.shared else ''}{_text(one.text)} <super>[{number}]</super>"

    parts: list[Flowable] = [Paragraph(_text(say(language, "compare.title")), head)]
    parts += [Paragraph(_text(line), normal) for line in (found.alike, found.apart)]
    share = (_WIDTH - _LABEL) / len(found.columns) * cm
    for section in found.sections:
        parts.append(Paragraph(_text(section.label), head))
        names = [say(language, "compare.row"), *(f"{one.id} {one.title}" for one in found.columns)]
        lines: list[list[Flowable]] = [[Paragraph(_text(name), normal) for name in names]]
        for row in section.rows:
            mark = say(language, f"compare.{row.verdict.value}")
            cells = ["<br/>".join(map(said, cell)) or _text(absent(section, language)) for cell in row.cells]
            lines.append([Paragraph(text, normal) for text in (f"{_text(row.label)}<br/>{_text(mark)}", *cells)])
        table = LongTable(lines, [_LABEL * cm, *[share] * len(found.columns)], repeatRows=1, splitInRow=1)
        table.setStyle(
            TableStyle(
                [
                    ("GRID", (0, 0), (-1, -1), 0.4, colors.grey),
                    ("VALIGN", (0, 0), (-1, -1), "TOP"),
                    ("BACKGROUND", (0, 0), (-1, 0), colors.whitesmoke),
                ]
            )
        )
        parts.append(table)
    parts.append(Paragraph(_text(say(language, "compare.sources")), head))
    parts += [Paragraph(_text(f"[{number}] {text}"), normal) for text, number in notes.items()]
    written = io.BytesIO()
    margin = 1.5 * cm
    SimpleDocTemplate(
        written,
        pagesize=landscape(A4),
        leftMargin=margin,
        rightMargin=margin,
        topMargin=margin,
        bottomMargin=margin,
        title=say(language, "compare.title"),
        author="Precedent",
    ).build(parts)
    return written.getvalue()


def _text(text: str) -> str:
    """Text letter by letter as Platypus markup; what Helvetica lacks in the Chinese font."""
    return "".join(
        f'<font name="{_CHINESE}">{escape("".join(run))}</font>' if chinese else escape("".join(run))
        for chinese, run in groupby(one_line(text), lambda letter: ord(letter) > 0xFF)
    )
