"""Ruled tables on a PDF page: their cells by the rulings, their text by the page's characters."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import pypdfium2.raw as pdfium

from ingest.readers.pdf_glyphs import Box, Frame, Glyph, GlyphPage
from ingest.readers.pdf_order import Piece, lines_of, pieces_of
from kb.text.lines import join_lines

MOST_EDGES = 4_000
"""A page with more straight strokes is a drawing; looking for cells among them would take minutes."""

SNAP = 3.0
"""Rulings at most this many points apart are one, as pdfplumber has it by default."""

Edge = dict[str, Any]
"""A ruling as pdfplumber's table functions take it."""


def split_tables(page: Any, glyphs: GlyphPage) -> tuple[list[Glyph], list[Piece]]:
    """The characters outside of tables, and the tables. `page` is the pypdfium2 page."""
    rest = list(glyphs.glyphs)
    tables: list[Piece] = []
    for grid in _grids(page, glyphs.frame):
        piece, left = _fill(grid, rest)
        if piece is not None:
            tables.append(piece)
            rest = left
    return rest, tables


def _grids(page: Any, frame: Frame) -> list[list[list[Box | None]]]:
    """Tables as rows of cells; None where a cell of another row or column reaches in."""
    edges = []
    for edge in _edges(page, frame):
        edges.append(edge)
        if len(edges) > MOST_EDGES:
            return []
    if sum(edge["orientation"] == "h" for edge in edges) < 3 or sum(edge["orientation"] == "v" for edge in edges) < 3:
        return []
    from pdfplumber import table
    from pdfplumber.utils.geometry import filter_edges

    merged = table.merge_edges(edges, SNAP, SNAP, SNAP, SNAP)
    crossings = table.edges_to_intersections(filter_edges(merged, min_length=SNAP), SNAP, SNAP)
    groups = table.cells_to_tables(table.intersections_to_cells(crossings))
    return [_rows_of(cells) for cells in groups]


def _rows_of(cells: list[Box]) -> list[list[Box | None]]:
    lefts, tops = (sorted({cell[side] for cell in cells}) for side in (0, 1))
    placed = {(cell[1], cell[0]): cell for cell in cells}
    return [[placed.get((top, left)) for left in lefts] for top in tops]


def _edges(page: Any, frame: Frame) -> Iterator[Edge]:
    """Straight horizontal and vertical strokes and the sides of boxes."""
    left, bottom, _, _ = page.get_mediabox()
    for shape in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=3):
        matrix = shape.get_matrix()
        outer = shape.container
        while outer is not None:
            matrix = matrix.multiply(outer.get_matrix())
            outer = outer.container
        for start, end in pairwise(_corners(shape)):
            if start is None or end is None:
                continue
            (x0, y0), (x1, y1) = (
                frame.view(x - left, y - bottom) for x, y in (matrix.on_point(*start), matrix.on_point(*end))
            )
            if abs(y1 - y0) < 0.5 <= abs(x1 - x0):
                yield _edge("h", min(x0, x1), y0, max(x0, x1), y0)
            elif abs(x1 - x0) < 0.5 <= abs(y1 - y0):
                yield _edge("v", x0, min(y0, y1), x0, max(y0, y1))


def _edge(orientation: str, x0: float, top: float, x1: float, bottom: float) -> Edge:
    return {
        **{"orientation": orientation, "object_type": "line", "x0": x0, "x1": x1, "top": top, "bottom": bottom},
        **{"width": x1 - x0, "height": bottom - top},
    }


def _corners(shape: Any) -> Iterator[tuple[float, float] | None]:
    """The points of a path that straight strokes join; None where the pen is lifted or a curve lies between."""
    x, y = ctypes.c_float(), ctypes.c_float()
    begin: tuple[float, float] | None = None
    for index in range(min(pdfium.FPDFPath_CountSegments(shape), MOST_EDGES)):
        segment = pdfium.FPDFPath_GetPathSegment(shape, index)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = (x.value, y.value)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind != pdfium.FPDF_SEGMENT_LINETO:
            yield None
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            begin = point
        yield point
        if pdfium.FPDFPathSegment_GetClose(segment) and begin is not None:
            yield begin


def _fill(grid: list[list[Box | None]], glyphs: Sequence[Glyph]) -> tuple[Piece | None, list[Glyph]]:
    """The table with its text and the characters that are not in it; no table where the grid is only a frame."""
    if len(grid) < 2 or max(len(row) for row in grid) < 2:
        return None, []
    cells = [cell for row in grid for cell in row if cell]
    outer = min(c[0] for c in cells), min(c[1] for c in cells), max(c[2] for c in cells), max(c[3] for c in cells)
    inside: dict[Box, list[Glyph]] = {cell: [] for cell in cells}
    rest: list[Glyph] = []
    placed: list[tuple[Box | None, Glyph]] = []
    for glyph in glyphs:
        x, y = (glyph.x0 + glyph.x1) / 2, glyph.base - 0.3 * glyph.size
        home = next((c for c in cells if _holds(c, x, y)), None) if _holds(outer, x, y) else None
        (inside[home] if home else rest).append(glyph)
        placed.append((home, glyph))
    cuts = sum(
        a is not b
        and not right.blank
        and abs(left.base - right.base) < 0.1 * left.size
        and abs(right.x0 - left.x1) < 0.15 * left.size
        for (a, left), (b, right) in pairwise(placed)
    )
    rows = [[_text(inside[cell]) if cell else "" for cell in row] for row in grid]
    rows = [row for row in _narrowed(rows) if any(row)]
    if not _is_table(rows) or cuts > 1 + len(rows) // 10:
        return None, []
    size = max((g.size for members in inside.values() for g in members), default=10.0)
    return Piece("", outer, outer[1] + 0.75 * size, size, False, rows=tuple(map(tuple, rows))), rest


def _holds(box: Box, x: float, y: float) -> bool:
    return box[0] <= x < box[2] and box[1] <= y < box[3]


def _text(glyphs: Sequence[Glyph]) -> str:
    return join_lines(line.text for line in lines_of(pieces_of(glyphs), 0)) if glyphs else ""


def _narrowed(rows: list[list[str]]) -> list[list[str]]:
    """The rows with neighbouring columns put together that no row fills both of: one column with crooked rulings."""
    columns = [list(column) for column in zip(*rows, strict=True)]
    merged = columns[:1]
    for column in columns[1:]:
        if any(a and b for a, b in zip(merged[-1], column, strict=True)):
            merged.append(column)
        else:
            merged[-1] = [a or b for a, b in zip(merged[-1], column, strict=True)]
    return [list(row) for row in zip(*merged, strict=True)]


def _is_table(rows: list[list[str]]) -> bool:
    """At least two rows and two columns with text, and no cell that holds most of it (that is a framed page)."""
    if len(rows) < 2:
        return False
    columns = [sum(map(len, column)) for column in zip(*rows, strict=True)]
    lengths = [len(cell) for row in rows for cell in row]
    return sum(map(bool, columns)) >= 2 and (max(lengths) <= 0.5 * sum(lengths) or max(lengths) <= 300)
