"""Word documents."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.parsers.expat import ExpatError

from lxml import etree

from ingest.readers.archive import archive_kind, is_archive, office_format
from ingest.readers.docx_outline import MARK_END, MARK_START, mark_paragraphs
from ingest.readers.html_blocks import html_blocks
from ingest.readers.paragraphs import begins_unit
from kb.errors import ReadError
from kb.model.block import Block, BlockKind, RawDocument
from kb.settings import Limits
from kb.text.lines import tidy

_CORE = "docProps/core.xml"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_MARK = re.compile(f"{MARK_START}([0-9]*)\\|([^|]*)\\|([0-9]*){MARK_END}")
# fmt: off
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, ExpatError, LookupError, ValueError, TypeError,
    AttributeError, OSError, EOFError, RuntimeError,
)
# fmt: on
_BACK_LINK = re.compile(r"\s*↑$")
_TITLE_PLACE = 15
_ADVICE = "Open it in Word or LibreOffice, save it anew as DOCX or as PDF, and add that."


class DocxReader:
    """Reads a Word document: headings, numbered paragraphs, tables in place, footnotes at the end."""

    name = "docx"
    suffixes = frozenset({".docx", ".docm", ".dotx"})

    def accepts(self, path: Path, head: bytes) -> bool:
        """An archive with Word's main part in it, whatever it is called."""
        try:
            return is_archive(head) and archive_kind(path) == "docx"
        except ReadError:
            return False

    def read(self, path: Path, limits: Limits) -> Iterator[RawDocument]:
        """The document. Raises ReadError where the archive or the XML in it is damaged or nested beyond reason."""
        office_format(path, limits)
        try:
            with zipfile.ZipFile(path) as archive:
                prepared = mark_paragraphs(archive)
                core_title = _core_title(archive)
            html, pictures = _convert(prepared)
        except RecursionError as error:
            raise ReadError(f"{path.name} is nested too deeply to be a document", _ADVICE) from error
        except _DAMAGE as error:
            raise ReadError(f"{path.name} is damaged: {error}", _ADVICE) from error
        blocks = tuple(_finished(html_blocks(html).blocks))
        title = _title(blocks, core_title)
        notes = (f"{pictures} pictures were left out",) if pictures else ()
        yield RawDocument(blocks, self.name, {"title": title} if title else {}, notes=notes)


def _convert(document: io.BytesIO) -> tuple[str, int]:
    """The document as HTML and the number of its pictures."""
    import mammoth

    pictures = 0

    def leave_out(picture: Any) -> dict[str, str]:
        nonlocal pictures
        pictures += 1
        return {}

    result = mammoth.convert_to_html(
        document, convert_image=mammoth.images.img_element(leave_out), include_embedded_style_map=False
    )
    return str(result.value), pictures


def _finished(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """The blocks with the marks that stand for numbers and outline levels made into what they mean."""
    for block in blocks:
        if block.kind is BlockKind.TABLE:
            rows = tuple(tuple(tidy(_MARK.sub(r"\2 ", cell)) for cell in row) for row in block.rows)
            yield replace(block, rows=rows)
            continue
        if _BACK_LINK.search(block.text):
            yield replace(block, text=_BACK_LINK.sub("", block.text), marker=f"[{block.marker.rstrip('.')}]")
            continue
        mark = _MARK.search(block.text)
        if mark is None:
            yield block
            continue
        text = tidy(_MARK.sub("", block.text))
        depth, number, outline = mark.groups()
        if block.kind is BlockKind.HEADING or (outline and text):
            level = int(outline) if outline else block.level
            yield Block(BlockKind.HEADING, f"{number} {text}".strip(), level=level)
        elif number and begins_unit(f"{number} "):
            yield Block(BlockKind.PARAGRAPH, f"{number} {text}".strip())
        elif text or number.strip("•"):
            yield Block(BlockKind.ITEM if number else block.kind, text, level=int(depth or 0), marker=number)


def _core_title(archive: zipfile.ZipFile) -> str:
    if _CORE not in archive.namelist():
        return ""
    root = etree.fromstring(archive.read(_CORE), etree.XMLParser(resolve_entities=False, no_network=True))
    return tidy(root.findtext(_TITLE) or "")


def _title(blocks: tuple[Block, ...], core_title: str) -> str:
    """The first top heading, else the title in the file's properties if the document itself begins with it."""
    for block in blocks:
        if block.kind is BlockKind.HEADING and block.level == 1:
            return block.text
    beginning = "".join("".join(block.text.split()) for block in blocks[:_TITLE_PLACE])
    return core_title if core_title and "".join(core_title.split()) in beginning else ""
