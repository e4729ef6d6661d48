"""From scattered characters to lines in reading order, columns included."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from statistics import median

from ingest.readers.pdf_glyphs import Box, Glyph
from kb.text.lines import is_cjk, tidy

WIDE_GAP = 1.1
"""A gap this many times the font size parts two pieces of a row: columns, cells, a marker and its text."""

BULLETS = frozenset("•●○◦▪■□◆◇▶►➢✓✔☐❑❖‣⁃")
_LISTED = re.compile(rf"\(?\d{{1,3}}[.)、．]|[{''.join(sorted(BULLETS))}]")
_CARRIES_NOTE = re.compile(r"(?:[^\W\d_]{3}|[\u4e00-\u9fff]|[.,;:!?)\]”’\"'。，；：！？）》]|\s)$")

GUTTER = 0.7
"""The least width of the space between two columns, in font sizes."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters of one row without a wide gap; or a table, then with `rows` and no text.

    `note` says that it begins with a raised figure, as a footnote does; raised figures in it stand in brackets.
    """

    text: str
    box: Box
    base: float
    size: float
    bold: bool
    note: bool = False
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line. `edges` are the left and right limits of the column in which it stands."""

    pieces: tuple[Piece, ...]
    page: int
    edges: tuple[float, float] = field(default=(0.0, 0.0))

    @property
    def text(self) -> str:
        """The words, pieces parted by a blank."""
        return " ".join(piece.text for piece in self.pieces)

    @property
    def main(self) -> Piece:
        """The longest piece, which speaks for the line's size and place."""
        return max(self.pieces, key=lambda piece: len(piece.text))

    @property
    def size(self) -> float:
        """Font size in points."""
        return self.main.size

    @property
    def base(self) -> float:
        """Baseline, downwards from the top of the page."""
        return self.main.base

    @property
    def bold(self) -> bool:
        """Whether most of it is bold."""
        letters = sum(len(piece.text) for piece in self.pieces)
        return 2 * sum(len(piece.text) for piece in self.pieces if piece.bold) > letters

    @property
    def x0(self) -> float:
        """Where it begins."""
        return self.pieces[0].box[0]

    @property
    def x1(self) -> float:
        """Where it ends."""
        return self.pieces[-1].box[2]

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The cells where this is a table."""
        return self.pieces[0].rows


def pieces_of(glyphs: Iterable[Glyph]) -> list[Piece]:
    """Neighbouring characters of a row put together, in the order of the file."""
    pieces: list[Piece] = []
    run: list[Glyph] = []
    for glyph in glyphs:
        if run and not _continues(run[-1], glyph):
            pieces.append(_piece(run))
            run = []
        run.append(glyph)
    if run:
        pieces.append(_piece(run))
    return pieces


def _continues(last: Glyph, glyph: Glyph) -> bool:
    size = max(last.size, glyph.size)
    if abs(glyph.base - last.base) > 0.2 * size and not _is_raised(last, glyph):
        return False
    if abs(glyph.x0 - last.x0) < 0.05 * size:
        return True  # the letters of a ligature share its place
    return -0.6 * size <= glyph.x0 - last.x1 <= WIDE_GAP * size


def _is_raised(last: Glyph, glyph: Glyph) -> bool:
    """Whether one of two neighbours is a superscript or subscript of the other."""
    small, large = sorted((last, glyph), key=lambda g: g.size)
    return small.size < 0.8 * large.size and -0.25 < (large.base - small.base) / large.size < 0.6


def _piece(run: Sequence[Glyph]) -> Piece:
    sizes = Counter(g.size for g in run)
    size = max(sizes, key=lambda s: (sizes[s], s))
    base = median(g.base for g in run if g.size == size)
    parts: list[str] = []
    raised = [g.text.isdigit() and g.size < 0.85 * size and base - g.base > 0.15 * size for g in run]
    for is_figure, members in groupby(zip(raised, run, strict=True), key=lambda pair: pair[0]):
        text = "".join((" " if g.blank else "") + g.text for _, g in members)
        parts.append(f" [{text.strip()}] " if is_figure and _refers(parts) else text)
    text = tidy("".join(parts))
    bold = 2 * sum(g.bold for g in run) > len(run)
    box = (min(g.x0 for g in run), base - 0.75 * size, max(g.x1 for g in run), base + 0.22 * size)
    return Piece(text, box, base, size, bold, raised[0])


def _refers(before: Sequence[str]) -> bool:
    """Whether a raised figure after this text is a reference to a note, and not an exponent (`m2`, `106`)."""
    return not before or bool(_CARRIES_NOTE.search(before[-1]))


def lines_of(pieces: Sequence[Piece], page: int) -> list[Line]:
    """All pieces of a page as lines, column after column."""
    return [line for region in _regions(list(pieces), depth=0) for line in _rows(region, page)]


def _rows(pieces: list[Piece], page: int) -> list[Line]:
    """The pieces of one column as lines from top to bottom."""
    edges = (min(p.box[0] for p in pieces), max(p.box[2] for p in pieces))
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: (p.base, p.box[0])):
        if rows and not piece.rows and not rows[-1][0].rows and _same_row(rows[-1], piece):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    ordered = [sorted(row, key=lambda p: p.box[0]) for row in rows]
    return [Line(tuple(_noted(part)), page, edges) for row in ordered for part in _bulleted(row)]


def _noted(row: list[Piece]) -> list[Piece]:
    """The row with a raised figure that stands apart at its beginning marked as a note's."""
    first, anchor = row[0], max(row, key=lambda p: p.size)
    if first.text.isdigit() and first.size < 0.9 * anchor.size and first.base < anchor.base - 0.1 * anchor.size:
        return [replace(first, text=f"[{first.text}]", note=True), *row[1:]]
    return row


def _bulleted(row: list[Piece]) -> list[list[Piece]]:
    """A row of several bulleted entries as one line each."""
    starts = [index for index, piece in enumerate(row) if index and piece.text[:1] in BULLETS]
    if not starts or row[0].text[:1] not in BULLETS:
        return [row]
    return [row[a:b] for a, b in pairwise([0, *starts, len(row)])]


def _same_row(row: list[Piece], piece: Piece) -> bool:
    anchor = max(row, key=lambda p: p.size)
    if min(abs(piece.base - p.base) for p in row) <= 0.3 * min(piece.size, anchor.size):
        return True
    small, large = sorted((anchor, piece), key=lambda p: p.size)
    raised = large.base - small.base
    return small.size < 0.9 * large.size and len(small.text) <= 4 and 0 <= raised < 0.75 * large.size


def _regions(pieces: list[Piece], depth: int) -> list[list[Piece]]:
    """Pieces grouped by column, in reading order."""
    if not pieces:
        return []
    split = _columns(pieces) if depth < 8 and len(pieces) >= 8 else None
    if split is None:
        return [pieces]
    x, top, bottom = split
    above = [p for p in pieces if _middle(p) < top]
    below = [p for p in pieces if _middle(p) > bottom]
    band = [p for p in pieces if top <= _middle(p) <= bottom]
    left, right = [p for p in band if p.box[2] <= x], [p for p in band if p.box[2] > x]
    return [region for part in (above, left, right, below) for region in _regions(part, depth + 1)]


def _columns(pieces: list[Piece]) -> tuple[float, float, float] | None:
    """The gutter that parts the most text: its place and the band (top, bottom) over which it is free."""
    x0, x1 = min(p.box[0] for p in pieces), max(p.box[2] for p in pieces)
    best: tuple[int, float, float, float] | None = None
    steps = 48
    for step in range(int(steps * 0.15), int(steps * 0.85) + 1):
        x = x0 + (x1 - x0) * step / steps
        crossing = [p for p in pieces if p.box[0] < x < p.box[2]]
        if len(crossing) > 0.4 * len(pieces):
            continue
        barriers = sorted(_middle(p) for p in crossing)
        for top, bottom in zip([-1e9, *barriers], [*barriers, 1e9], strict=True):
            band = [p for p in pieces if top < _middle(p) < bottom]
            left, right = [p for p in band if p.box[2] <= x], [p for p in band if p.box[0] >= x]
            if (best is None or len(band) > best[0]) and _reads_as_columns(left, right):
                gutter = (max(p.box[2] for p in left) + min(p.box[0] for p in right)) / 2
                best = len(band), gutter, min(map(_middle, band)), max(map(_middle, band))
    return best[1:] if best else None


def _reads_as_columns(left: list[Piece], right: list[Piece]) -> bool:
    """Whether both sides hold running text, as opposed to the cells of a list without rules or a hanging number."""
    if len(left) < 4 or len(right) < 4:
        return False
    size = median(p.size for p in (*left, *right))
    if min(p.box[0] for p in right) - max(p.box[2] for p in left) < GUTTER * size:
        return False
    return all(_is_text(side, size) for side in (left, right)) or all(_is_list(side, size) for side in (left, right))


def _is_list(side: list[Piece], size: float) -> bool:
    """Whether the pieces at the left edge are mostly numbers or bullets, with text beside them."""
    start = min(p.box[0] for p in side)
    first = [p for p in side if p.box[0] < start + 2 * size]
    marked = [p for p in first if _LISTED.match(p.text)]
    return len(marked) >= 4 and len(marked) >= 0.6 * len(first) and sum(c.isalpha() for p in side for c in p.text) > 20


def _is_text(side: list[Piece], size: float) -> bool:
    side = [p for p in side if p.size < 1.15 * size]
    if len(side) < 4:
        return False
    width = max(p.box[2] for p in side) - min(p.box[0] for p in side)
    full = sum(len(p.text) for p in side if p.box[2] - p.box[0] >= 0.7 * width)
    letters = sum(len(p.text) for p in side)
    wide_enough = width / size * (1 if any(is_cjk(c) for c in side[0].text) else 2) >= 20
    return wide_enough and full >= 0.5 * letters


def _middle(piece: Piece) -> float:
    return (piece.box[1] + piece.box[3]) / 2
