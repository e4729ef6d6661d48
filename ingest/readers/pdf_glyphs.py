"""The characters of a PDF page with their places, upright and normalised."""

from __future__ import annotations

import ctypes
import math
import re
import struct
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from kb.text.lines import is_cjk

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in points, seen by a reader who holds the page upright; top grows downwards."""

_BOLD = re.compile(r"bold|black|heavy|demi|[-,]medium\b|gothic medium|simhei|[-_]hei\b", re.IGNORECASE)
_ANONYMOUS = re.compile(r"^(?:[A-Z]{6}\+)?(?:CIDFont|F\d|TT\d|T\d_|C\d_|$)")
_FORCE_BOLD = 1 << 18
_BULLETS = dict.fromkeys([*range(0xF0A0, 0xF0E0), 0xF06C, 0xF06E, 0xF075, 0xF076], "•")
_TO_BLANK = {0xA0: " ", 0x3000: " ", 0x202F: " ", 0x205F: " ", 0x09: " ", **dict.fromkeys(range(0x2000, 0x200B), " ")}
_DROPPED = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00], "")
_HYPHENS = {0x02: "-", 0xFFFE: "-", 0x2010: "-", 0x2011: "-"}
_CHARACTERS: dict[int, str] = {**_BULLETS, **_TO_BLANK, **_DROPPED, **_HYPHENS}


class Glyph(NamedTuple):
    """One character: extent along the line, baseline, size in points, weight, and whether a blank precedes it."""

    text: str
    x0: float
    x1: float
    base: float
    size: float
    bold: bool
    blank: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """How a page is turned: `width` and `height` as stored, `quarters` the counter-clockwise direction of its text."""

    width: float
    height: float
    quarters: int

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as a reader sees them."""
        return (self.height, self.width) if self.quarters % 2 else (self.width, self.height)

    def view(self, x: float, y: float) -> tuple[float, float]:
        """A point of the stored page (origin bottom left) as a reader sees it (origin top left)."""
        match self.quarters:
            case 1:
                return y, x
            case 2:
                return self.width - x, y
            case 3:
                return self.height - y, self.width - x
            case _:
                return x, self.height - y

    def stored(self, x: float, y: float) -> tuple[float, float]:
        """The reverse of `view`."""
        match self.quarters:
            case 1:
                return y, x
            case 2:
                return self.width - x, y
            case 3:
                return self.width - y, self.height - x
            case _:
                return x, self.height - y


@dataclass(frozen=True, slots=True)
class GlyphPage:
    """A page's characters in the order of the file.

    `sideways` is text that runs in another direction than most of the page; `garbled` counts characters whose font does
    not say what they are, `count` all visible ones.
    """

    number: int
    frame: Frame
    glyphs: tuple[Glyph, ...]
    sideways: tuple[str, ...]
    count: int
    garbled: int


@dataclass(frozen=True, slots=True)
class _Style:
    size: float
    quarters: int
    bold: bool


class GlyphReader:
    """Reads the pages of one open document; remembers its fonts."""

    def __init__(self) -> None:
        self._bold: dict[tuple[str, str], bool] = {}
        self._on_page: dict[int, bool] = {}

    def read(self, page: Any, number: int) -> GlyphPage:
        """The characters of one pypdfium2 page."""
        textpage = page.get_textpage()
        self._on_page.clear()
        try:
            return self._read(page, textpage, number)
        finally:
            textpage.close()

    def _read(self, page: Any, textpage: Any, number: int) -> GlyphPage:
        left, bottom, right, top = page.get_mediabox()
        found = list(self._characters(textpage))
        counts = Counter(style.quarters for _, _, style, _ in found)
        turn = page.get_rotation() // 90
        quarters = counts.most_common(1)[0][0] if counts else turn
        frame = Frame(right - left, top - bottom, quarters)
        glyphs: list[Glyph] = []
        sideways: list[str] = []
        garbled = 0
        for text, box, style, blank in found:
            garbled += _is_garbled(text)
            if style.quarters != quarters:
                if not sideways or blank == "\n":
                    sideways.append("")
                sideways[-1] += (" " if blank else "") + text
                continue
            x0, base = frame.view(box[0] - left, box[1] - bottom)
            x1, _ = frame.view(box[2] - left, box[3] - bottom)
            spaced = bool(blank)
            if blank == " " and glyphs and is_cjk(text) and is_cjk(glyphs[-1].text[-1]):
                spaced = x0 - glyphs[-1].x1 > 0.9 * style.size
            glyphs.append(Glyph(text, min(x0, x1), max(x0, x1), base, style.size, style.bold, spaced))
        return GlyphPage(number, frame, tuple(glyphs), tuple(s.strip() for s in sideways), len(found), garbled)

    def _characters(self, textpage: Any) -> Any:
        """Character, (x0, baseline y0, x1, baseline y1) as stored, style, and the blank or line break before it."""
        rect, matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
        x, y = ctypes.c_double(), ctypes.c_double()
        current, style, blank, high = 0, _Style(0, 0, False), "", 0
        for index in range(textpage.count_chars()):
            code = pdfium.FPDFText_GetUnicode(textpage, index)
            if 0xD800 <= code < 0xDC00:
                high = code
                continue
            if 0xDC00 <= code < 0xE000:
                code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
            high = 0
            text = character(code)
            if text.isspace():
                blank = "\n" if code in (10, 13) else blank or " "
                continue
            if not text:
                continue
            owner = pdfium.FPDFText_GetTextObject(textpage, index)
            address = ctypes.cast(owner, ctypes.c_void_p).value or 0
            if address != current:
                pdfium.FPDFText_GetMatrix(textpage, index, matrix)
                current, style = address, self._style(owner, textpage, index, matrix)
            pdfium.FPDFText_GetLooseCharBox(textpage, index, rect)
            pdfium.FPDFText_GetCharOrigin(textpage, index, x, y)
            if style.quarters % 2:
                box = (x.value, rect.bottom, x.value, rect.top)
            else:
                box = (rect.left, y.value, rect.right, y.value)
            yield text, box, style, blank
            blank = ""

    def _style(self, owner: Any, textpage: Any, index: int, matrix: Any) -> _Style:
        scale = math.hypot(matrix.c, matrix.d) or math.hypot(matrix.a, matrix.b)
        size = pdfium.FPDFText_GetFontSize(textpage, index) * scale
        quarters = round(math.atan2(matrix.b, matrix.a) / (math.pi / 2)) % 4
        bold = False
        if owner:
            font = pdfium.FPDFTextObj_GetFont(owner)
            # A face printed with an outline of its own colour is how word processors fake a missing bold.
            mode = pdfium.FPDFTextObj_GetTextRenderMode(owner)
            bold = self._is_bold(font) or mode == pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE
        return _Style(round(size * 2) / 2, quarters, bold)

    def _is_bold(self, font: Any) -> bool:
        address = ctypes.cast(font, ctypes.c_void_p).value or 0
        if address not in self._on_page:
            names = _text_of(pdfium.FPDFFont_GetBaseFontName, font), _text_of(pdfium.FPDFFont_GetFamilyName, font)
            if names not in self._bold:
                self._bold[names] = _is_bold(font, *names)
            self._on_page[address] = self._bold[names]
        return self._on_page[address]


def character(code: int) -> str:
    """The normalised text of one code point: ligatures and CJK radicals as letters, odd spaces as a blank."""
    known = _CHARACTERS.get(code)
    if known is not None:
        return known
    text = chr(code)
    if 0xFB00 <= code <= 0xFB06 or 0x2E80 <= code <= 0x2FDF or 0xF900 <= code <= 0xFAFF:
        return unicodedata.normalize("NFKC", text)
    return text


def _is_garbled(text: str) -> bool:
    return text == "\ufffd" or unicodedata.category(text[0]) in ("Co", "Cc", "Cn", "Cs")


def _is_bold(font: Any, name: str, family: str) -> bool:
    if _BOLD.search(name) or pdfium.FPDFFont_GetFlags(font) & _FORCE_BOLD:
        return True
    return bool(_ANONYMOUS.match(name)) and (bool(_BOLD.search(family)) or _embedded_weight(font) >= 600)


def _text_of(getter: Any, font: Any) -> str:
    length = getter(font, None, 0)
    buffer = ctypes.create_string_buffer(length)
    getter(font, buffer, length)
    return buffer.value.decode("utf-8", "replace")


def _embedded_weight(font: Any) -> int:
    """The weight (400 regular, 700 bold) that an embedded TrueType font states in its OS/2 table, 0 where none does.

    Table layout: OpenType specification, "OS/2 - OS/2 and Windows Metrics Table", usWeightClass.
    """
    length = ctypes.c_size_t()
    pdfium.FPDFFont_GetFontData(font, None, 0, length)
    if length.value < 12:
        return 0
    buffer = (ctypes.c_uint8 * length.value)()
    pdfium.FPDFFont_GetFontData(font, buffer, length.value, length)
    data = bytes(buffer)
    for position in range(12, min(12 + 16 * struct.unpack_from(">H", data, 4)[0], len(data) - 15), 16):
        if data[position : position + 4] == b"OS/2":
            offset = struct.unpack_from(">I", data, position + 8)[0]
            return int(struct.unpack_from(">H", data, offset + 4)[0]) if offset + 6 <= len(data) else 0
    return 0
