"""Web pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ingest.readers.encoding import decode
from ingest.readers.html_blocks import html_blocks
from ingest.readers.text import lost_characters
from kb.errors import ReadError
from kb.model.block import BlockKind, RawDocument
from kb.settings import Limits

_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_:.-]{1,40})""", re.I
)
_OPENING = re.compile(r"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_DECLARATION_BYTES = 4_096


class HtmlReader:
    """Reads a web page as one document, without its navigation, scripts and forms' controls."""

    name = "html"
    suffixes = frozenset({".html", ".htm", ".xhtml"})

    def accepts(self, path: Path, head: bytes) -> bool:
        """Text that opens as a page does, or is named as one."""
        try:
            text, _ = decode(head, declared_encoding(head))
        except ReadError:
            return False
        return _OPENING.match(text[:_DECLARATION_BYTES]) is not None or path.suffix.lower() in self.suffixes

    def read(self, path: Path, limits: Limits) -> Iterator[RawDocument]:
        """The page as one document; its title is the first top heading, else the page's own title."""
        data = path.read_bytes()
        text, _ = decode(data, declared_encoding(data))
        page = html_blocks(text)
        first = next((b.text for b in page.blocks if b.kind is BlockKind.HEADING and b.level == 1), page.title)
        yield RawDocument(page.blocks, self.name, {"title": first} if first else {}, notes=lost_characters(text))


def declared_encoding(data: bytes) -> str:
    """The encoding that a page says it is in, or nothing."""
    found = _CHARSET.search(data[:_DECLARATION_BYTES])
    return found.group(1).decode("ascii") if found else ""
