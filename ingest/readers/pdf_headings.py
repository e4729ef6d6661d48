"""Which paragraphs of a PDF are headings, how deep, and which text is the title."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Protocol

from ingest.readers.pdf_order import Line
from kb.text.lines import is_cjk, join_lines, tidy

LARGER = 1.12
"""A heading's font is at least this many times the body's, or bold."""

LONGEST = 180
MOST_LEVELS = 6

_STRUCTURAL = re.compile(
    r"第[一二三四五六七八九十百零〇0-9]+[编章节](?:\s|[\u4e00-\u9fff]|$)|附\s*[录件]\s*[A-Z0-9一二三四五六七八九十]?"
    r"|(?:PART|CHAPTER|SUBPART|ANNEX|APPENDIX|SCHEDULE)\b[\s\-–—]*[A-Z0-9]{0,4}\b",
)
_DEPTH = re.compile(r"(\d{1,2}(?:\.\d{1,2})*)\.?\s+\S|([A-Z]\.\d+(?:\.\d+)*)\s")
_CAPTION = re.compile(
    r"(?:Figure|Fig\.|Table|Photo(?:graph)?|Box|Plate)\s*[A-Z]?[\d.-]+|[图表]\s*[\d一二三四五六七八九十]"
)
_RUNS_ON = re.compile(r"[,;:，；、：]$|[.。！？]$")
_PROGRAM = re.compile(
    r"^\s*(?:microsoft\s+(?:word|excel|powerpoint)|untitled|document\s*\d*$|doc\d*$|无标题|文档\s*\d*$|slide\s*\d|print|scan)"
    r"|\.(?:docx?|pdf|xlsx?|pptx?|wps|indd|qxd|rtf|txt|fm|p65|pub|tmp)\s*$|[\\/]{1}\w+[\\/]",
    re.IGNORECASE,
)


class Paragraph(Protocol):
    """What has to be known of a paragraph to tell whether it is a heading; `heading` is set here."""

    lines: list[Line]
    marker: str
    heading: bool

    @property
    def text(self) -> str:
        """The words without the marker."""
        ...


def is_heading_start(text: str) -> bool:
    """Whether a line begins as the heading of a part, chapter, section, annex or schedule does."""
    return bool(_STRUCTURAL.match(text))


def level_headings(paragraphs: Sequence[Paragraph], body: float, title: str) -> Mapping[int, int]:
    """Heading levels by the paragraph's `id`: 1 is the title's, others lie below the larger or less deeply numbered."""
    for paragraph in paragraphs:
        paragraph.heading = _is_heading(paragraph, body)
    _demote_bold_text(paragraphs, body)
    levels: dict[int, int] = {}
    above: list[tuple[float, bool, int]] = []
    for heading in (paragraph for paragraph in paragraphs if paragraph.heading):
        if tidy(heading.text).casefold() == title.casefold():
            above, levels[id(heading)] = [], 1
            continue
        rank = _rank(heading)
        while above and above[-1] >= rank:
            above.pop()
        above.append(rank)
        levels[id(heading)] = min(len(above) + 1, MOST_LEVELS)
    return levels


def _rank(heading: Paragraph) -> tuple[float, bool, int]:
    line = heading.lines[0]
    found = _DEPTH.match(f"{heading.marker} {heading.text}".strip())
    depth = found.group(found.lastindex or 1).count(".") if found else 0
    return (-round(line.size), not line.bold, depth)


def _is_heading(paragraph: Paragraph, body: float) -> bool:
    lines = paragraph.lines
    text = tidy(paragraph.text)
    if lines[0].rows or not text or len(text) > LONGEST or len(lines) > 4 or sum(c.isalpha() for c in text) < 2:
        return False
    if (is_cjk(text[0]) and len(text) > 60) or _CAPTION.match(text) or "_" in text:
        return False
    large, bold = lines[0].size >= LARGER * body, all(line.bold for line in lines)
    if _STRUCTURAL.match(text) and len(text) <= 80 and not _RUNS_ON.search(text):
        return True
    if large and lines[0].size >= body + 1:
        return not _RUNS_ON.search(text) or text[-1] in ":："
    return bold and lines[0].size >= body - 0.5 and len(text) <= 120 and not re.search(r"[.,;。，；]$", text)


def _demote_bold_text(paragraphs: Sequence[Paragraph], body: float) -> None:
    """Bold paragraphs of body size that follow each other three and more times are bold text, not headings."""
    plain = lambda p: p.heading and p.lines[0].size < LARGER * body and not _STRUCTURAL.match(p.text)  # noqa: E731
    for bold, run in groupby(paragraphs, key=plain):
        members = list(run)
        if bold and len(members) > 3:
            for member in members:
                member.heading = False


def title_of(stated: str, path: Path, front: Sequence[Line], body: float) -> str:
    """The document's title: the one stated in the file where it is one, else the largest text on the first page.

    A stated title is refused where a program made it up: a file name, or the first words of the running text. Among
    large texts a few words (`Final report`) yield to more.
    """
    stated = tidy(stated)
    if _is_title(stated, path) and not _is_running_text(stated, front, body):
        return stated
    groups = [
        (size, join_lines(_leading_text(line) for line in lines))
        for size, lines in groupby((line for line in front if not line.rows), key=lambda line: line.size)
    ]
    groups = [(size, text) for size, text in groups if 4 <= len(text) <= 300 and any(c.isalpha() for c in text)]
    large = [(size * min(1.0, _words(text) / 8), text) for size, text in groups if size >= LARGER * body]
    best = max(large or groups, key=lambda group: group[0], default=None)
    return best[1] if best else ""


def _leading_text(line: Line) -> str:
    """The line's words in its own size and weight, without what stands beside them."""
    main = line.main
    return " ".join(piece.text for piece in line.pieces if (piece.size, piece.bold) == (main.size, main.bold))


def _words(text: str) -> float:
    return len(text.split()) + sum(is_cjk(c) for c in text) / 1.5


def _is_title(text: str, path: Path) -> bool:
    letters = sum(c.isalpha() for c in text)
    return letters >= 4 and len(text) <= 300 and not _PROGRAM.search(text) and text.casefold() != path.stem.casefold()


def _is_running_text(stated: str, lines: Sequence[Line], body: float) -> bool:
    """Whether the words stand on the first page in small print only."""
    wanted = stated.casefold()
    large = join_lines(line.text for line in lines if line.size >= LARGER * body or line.bold).casefold()
    return wanted not in large and wanted in join_lines(line.text for line in lines).casefold()
