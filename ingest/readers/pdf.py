"""PDF files: text in reading order with page numbers."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kb.errors import ReadError
from kb.model.block import Block, BlockKind, RawDocument
from kb.settings import Limits

if TYPE_CHECKING:
    from ingest.readers.pdf_order import Line

LEAST_CHARACTERS = 10
"""A page with fewer visible characters has no text of its own."""

MOST_GARBLED = 0.3
"""Share of unreadable characters from which a page's text is of no use."""

OCR_SHARE = 0.7
"""Share of the time allowed for a file that text recognition may use."""

_OCR_ADVICE = "Install text recognition (pip install 'precedent[ocr]') and ingest again, or provide a PDF with text."
_DAMAGED = "Get the file again from its source; opening and saving it in a PDF viewer may also repair it."


@dataclass(slots=True)
class _Pages:
    """What was found on the pages, in order; numbers are 1-based.

    `front` are the lines of the first page with text, tables taken as text; `scanned` are those of the `textless` pages
    that show one large picture.
    """

    lines: list[list[Line]] = field(default_factory=list)
    front: list[Line] = field(default_factory=list)
    heights: list[float] = field(default_factory=list)
    sideways: list[tuple[str, ...]] = field(default_factory=list)
    textless: list[int] = field(default_factory=list)
    scanned: list[int] = field(default_factory=list)
    garbled: list[int] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)
    recognised: list[int] = field(default_factory=list)
    contents: list[int] = field(default_factory=list)


class PdfReader:
    """Reads PDF: paragraphs, headings, list items and ruled tables; scanned pages too where `ocr` is installed."""

    name = "pdf"
    suffixes = frozenset({".pdf"})

    def accepts(self, path: Path, head: bytes) -> bool:
        """Whether the PDF mark stands in the first kilobyte, wherever the file's name ends."""
        return b"%PDF-" in head[:1024]

    def read(self, path: Path, limits: Limits) -> Iterator[RawDocument]:
        """The one document of the file.

        Raises ReadError where the file is protected, damaged, without pages, over the limit of pages, or without text
        that can be read.
        """
        with closing(_open(path)) as document:
            count = len(document)
            if count > limits.pages:
                raise ReadError(
                    f"{path.name} has {count:,} pages; the limit is {limits.pages:,}.",
                    "Split the file, or raise KB_LIMIT_PAGES if it is meant to be that long.",
                )
            if count == 0:
                raise ReadError(f"{path.name} has no pages.", _DAMAGED)
            pages = _read_pages(document, path, limits)
            stated = document.get_metadata_dict().get("Title", "")
        yield _document(pages, path, stated, count)


def _open(path: Path) -> Any:
    import pypdfium2
    import pypdfium2.raw

    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as failed:
        if failed.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD:
            raise ReadError(
                f"{path.name} is protected by a password.", "Save a copy without the password and ingest that one."
            ) from None
        if failed.err_code == pypdfium2.raw.FPDF_ERR_SECURITY:
            raise ReadError(
                f"{path.name} is encrypted in a way that cannot be read.", "Save a copy without protection."
            ) from None
        cut = "is cut off: its end is missing" if not _is_complete(path) else "is damaged and cannot be opened as a PDF"
        raise ReadError(f"{path.name} {cut}.", _DAMAGED) from None


def _is_complete(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(0, 2)
        file.seek(max(0, file.tell() - 4096))
        return b"%%EOF" in file.read()


def _read_pages(document: Any, path: Path, limits: Limits) -> _Pages:
    from pypdfium2 import PdfiumError

    from ingest.readers.pdf_glyphs import GlyphReader
    from ingest.readers.pdf_order import lines_of, pieces_of
    from ingest.readers.pdf_tables import split_tables

    pages, glyph_reader = _Pages(), GlyphReader()
    for number in range(1, len(document) + 1):
        lines: list[Line] = []
        sideways: tuple[str, ...] = ()
        height = 0.0
        try:
            with closing(document[number - 1]) as page:
                glyphs = glyph_reader.read(page, number)
                height = glyphs.frame.size[1]
                if glyphs.count < LEAST_CHARACTERS and _has_picture(page):
                    pages.textless.append(number)
                    if _is_scan(page):
                        pages.scanned.append(number)
                elif glyphs.garbled > MOST_GARBLED * glyphs.count:
                    pages.garbled.append(number)
                else:
                    rest, tables = split_tables(page, glyphs)
                    lines = lines_of([*pieces_of(rest), *tables], number)
                    sideways = glyphs.sideways
                    if not pages.front:
                        pages.front = lines_of(pieces_of(glyphs.glyphs), number)
        except PdfiumError:
            pages.broken.append(number)
        pages.lines.append(lines)
        pages.heights.append(height)
        pages.sideways.append(sideways)
    if len(pages.broken) == len(document) or (pages.broken and not _is_complete(path)):
        whole = len(document) - len(pages.broken)
        raise ReadError(f"{path.name} is damaged: {whole} of {len(document)} pages can be read.", _DAMAGED)
    _recognise(document, pages, limits)
    return pages


def _has_picture(page: Any) -> bool:
    import pypdfium2.raw as pdfium

    kinds = [pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_SHADING]
    return next(page.get_objects(filter=kinds, max_depth=3), None) is not None


def _is_scan(page: Any) -> bool:
    """Whether pictures cover much of the page."""
    import pypdfium2.raw as pdfium

    width, height = page.get_size()
    covered = 0.0
    for picture in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = picture.get_bounds()
        covered += (right - left) * (top - bottom)
    return bool(covered > 0.4 * width * height)


def _recognise(document: Any, pages: _Pages, limits: Limits) -> None:
    """Text recognition on pages without readable text, as far as it is installed and the time allows."""
    from ingest.readers import pdf_ocr

    drawn = pages.textless if not any(pages.lines) else pages.scanned
    wanted = sorted(drawn + pages.garbled)
    if not wanted or not pdf_ocr.is_available():
        return
    end = time.monotonic() + OCR_SHARE * limits.seconds
    recogniser = pdf_ocr.Recogniser()
    for number in wanted:
        if time.monotonic() > end:
            break
        with closing(document[number - 1]) as page:
            pages.lines[number - 1] = recogniser.lines(page, number)
            pages.heights[number - 1] = page.get_height()
        if pages.lines[number - 1]:
            pages.recognised.append(number)
            for unread in (pages.textless, pages.garbled):
                if number in unread:
                    unread.remove(number)


def _document(pages: _Pages, path: Path, stated: str, count: int) -> RawDocument:
    from ingest.readers.pdf_blocks import blocks_of, body_size
    from ingest.readers.pdf_headings import title_of
    from ingest.readers.pdf_running import without_contents, without_running

    if not any(pages.lines) and not any(pages.sideways):
        raise _nothing_to_read(pages, path, count)
    steady = without_running(pages.lines, pages.heights)
    lines = [without_contents(page) for page in steady]
    pages.contents = [number for number, page in enumerate(steady, 1) if len(lines[number - 1]) < len(page)]
    front = _front(pages, steady)
    title = title_of(stated, path, front, body_size(lines))
    blocks = blocks_of(lines, title)
    blocks = _with_sideways(blocks, pages.sideways)
    meta = {"title": title} if title else {}
    return RawDocument(tuple(blocks), PdfReader.name, meta, pages=count, notes=_notes(pages))


def _front(pages: _Pages, steady: Sequence[Sequence[Line]]) -> list[Line]:
    """The lines of the first page with text, without its head and foot."""
    for page, kept in zip(pages.lines, steady, strict=True):
        if page:
            running = {line.text for line in page} - {line.text for line in kept}
            return [line for line in pages.front or page if line.text not in running]
    return []


def _with_sideways(blocks: list[Block], sideways: Sequence[tuple[str, ...]]) -> list[Block]:
    """Text that runs up or down a page goes after the page's other text; what repeats is a mark on the page."""
    repeated = {text for text in set().union(*sideways) if sum(text in page for page in sideways) >= 3}
    placed = list(blocks)
    for number, texts in enumerate(sideways, start=1):
        words = " ".join(text for text in texts if text not in repeated)
        if sum(c.isalpha() for c in words) >= 3:
            place = next((i for i, block in enumerate(placed) if (block.page or 0) > number), len(placed))
            placed.insert(place, Block(BlockKind.PARAGRAPH, words, page=number))
    return placed


def _nothing_to_read(pages: _Pages, path: Path, count: int) -> ReadError:
    from ingest.readers.pdf_ocr import is_available

    if pages.garbled and not pages.recognised:
        reason = "its fonts do not say which characters they show, so that its text cannot be read"
    elif pages.textless:
        reason = f"its {count} page(s) are pictures without text (scanned)"
    else:
        return ReadError(f"{path.name} has {count} empty page(s).", "Check whether the right file was exported.")
    if is_available():
        return ReadError(f"{path.name}: {reason}, and text recognition found none.", "Provide a PDF with text.")
    return ReadError(f"{path.name}: {reason}.", _OCR_ADVICE)


def _notes(pages: _Pages) -> tuple[str, ...]:
    remarks = (
        (pages.recognised, "text recognised from the picture (OCR), it may have errors"),
        (pages.textless, "picture without text, left out"),
        (pages.garbled, "fonts do not say which characters they show, left out"),
        (pages.broken, "damaged, left out"),
        (pages.contents, "table of contents left out"),
    )
    return tuple(f"{_ranges(numbers)}: {remark}" for numbers, remark in remarks if numbers)


def _ranges(numbers: Sequence[int]) -> str:
    """`pages 2-4, 7`."""
    spans: list[list[int]] = []
    for number in sorted(numbers):
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    text = ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in spans)
    return f"{'page' if len(numbers) == 1 else 'pages'} {text}"
