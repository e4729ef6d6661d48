"""Text from the picture of a PDF page, where the extra `ocr` is installed."""

from __future__ import annotations

import importlib.util
from typing import Any

from ingest.readers.pdf_order import Line, Piece, lines_of
from kb.text.lines import tidy

SCALE = 200 / 72
"""Pages are drawn at 200 dots per inch."""


def is_available() -> bool:
    """Whether text recognition is installed."""
    return importlib.util.find_spec("rapidocr") is not None


class Recogniser:
    """Recognises printed English and Chinese; the models are loaded once."""

    def __init__(self) -> None:
        from rapidocr import RapidOCR

        self._engine = RapidOCR(params={"Global.log_level": "error"})

    def lines(self, page: Any, number: int) -> list[Line]:
        """The lines of a pypdfium2 page, in reading order; sizes are taken from the height of each line."""
        picture = page.render(scale=SCALE).to_pil().convert("RGB")
        result: Any = self._engine(picture)
        pieces = []
        if result.boxes is not None and result.txts is not None:
            for corners, text in zip(result.boxes, result.txts, strict=True):
                words = tidy(text)
                if words:
                    pieces.append(_piece(corners, words))
        return lines_of(pieces, number)


def _piece(corners: Any, text: str) -> Piece:
    xs, ys = [float(x) / SCALE for x, _ in corners], [float(y) / SCALE for _, y in corners]
    top, bottom = min(ys), max(ys)
    height = bottom - top
    # Drawn boxes are a little taller than the type; whole even points keep lines of one paragraph at one size.
    size = max(2.0, 2 * round(0.8 * height / 2))
    return Piece(text, (min(xs), top, max(xs), bottom), bottom - 0.22 * height, size, False)
