"""A table of a page: rows of cells if it holds data, its contents in order if it only lays the page out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kb.model.block import Block, BlockKind

_DATA_CELL_CHARACTERS = 2_000
_DATA_CELL_BLOCKS = 40
_MAX_COLUMNS = 50
_MAX_ROWS = 1_000


@dataclass(slots=True)
class Cell:
    """A cell with what stands in it and how many columns and rows it covers."""

    columns: int
    rows: int
    blocks: list[Block] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The cell's contents in one line."""
        return " ".join(part for block in self.blocks for part in (block.marker, block.text) if part)


@dataclass(slots=True)
class Table:
    """A table being read, row by row."""

    rows: list[list[Cell]] = field(default_factory=list)
    open_cell: Cell | None = None
    layout: bool = False

    def begin_row(self) -> None:
        """A new row; an open cell ends."""
        self.open_cell = None
        self.rows.append([])

    def begin_cell(self, columns: int, rows: int) -> None:
        """A new cell in the current row."""
        if not self.rows:
            self.begin_row()
        self.open_cell = Cell(min(max(columns, 1), _MAX_COLUMNS), min(max(rows, 1), _MAX_ROWS))
        self.rows[-1].append(self.open_cell)

    def end_cell(self) -> None:
        """What follows stands outside of the cells."""
        self.open_cell = None

    def finish(self) -> list[Block]:
        """One table block, or the blocks of all cells where the table is layout.

        A cell that covers rows is said in each of them, so that every row can be read alone; one that covers columns
        stands in the first. Empty rows and columns are left out.
        """
        cells = [cell for row in self.rows for cell in row]
        if not self.layout and not any(_is_layout(cell) for cell in cells):
            rows = _without_empty(list(self._grid()))
            if rows and len(rows[0]) > 1:
                return [Block(BlockKind.TABLE, rows=rows)]
        return [block for cell in cells for block in cell.blocks]

    def _grid(self) -> Iterator[list[str]]:
        above: dict[int, tuple[int, str]] = {}
        for row in self.rows:
            line: list[str] = []
            below = {column: (left - 1, text) for column, (left, text) in above.items() if left > 1}
            for cell in row:
                while len(line) in above:
                    line.append(above[len(line)][1])
                for text in (cell.text, *[""] * (cell.columns - 1)):
                    if cell.rows > 1:
                        below[len(line)] = (cell.rows - 1, text)
                    line.append(text)
            for column in sorted(column for column in above if column >= len(line)):
                line.extend([""] * (column - len(line)))
                line.append(above[column][1])
            yield line
            above = below


def _is_layout(cell: Cell) -> bool:
    return (
        len(cell.blocks) > _DATA_CELL_BLOCKS
        or any(block.kind in (BlockKind.HEADING, BlockKind.TABLE) for block in cell.blocks)
        or len(cell.text) > _DATA_CELL_CHARACTERS
    )


def _without_empty(rows: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    used = sorted({column for row in rows for column, text in enumerate(row) if text})
    return tuple(
        tuple(row[column] if column < len(row) else "" for column in used) for row in rows if any(text for text in row)
    )
