"""Which reader a file goes to: by what it holds first, by its name second."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from ingest.readers.admission import admit
from ingest.readers.archive import is_archive, office_format
from ingest.readers.protocol import Reader
from kb.errors import ReadError
from kb.model.block import RawDocument
from kb.settings import Limits

_JSON_ADVICE = "Add eMARS reports as they were downloaded, or other records as JSON Lines (.jsonl), CSV or XLSX."


@cache
def readers() -> tuple[Reader, ...]:
    """All readers, the surest in recognising their format first."""
    from ingest.readers.docx import DocxReader
    from ingest.readers.emars import EmarsReader
    from ingest.readers.html import HtmlReader
    from ingest.readers.markdown import MarkdownReader
    from ingest.readers.pdf import PdfReader
    from ingest.readers.records import RecordReader
    from ingest.readers.tables import TableReader
    from ingest.readers.text import TextReader

    return (
        PdfReader(),
        DocxReader(),
        EmarsReader(),
        TableReader(),
        RecordReader(),
        HtmlReader(),
        MarkdownReader(),
        TextReader(),
    )


def known_suffixes() -> frozenset[str]:
    """The file name endings that some reader calls its own."""
    return frozenset(suffix for reader in readers() for suffix in reader.suffixes)


def reader_for(path: Path, limits: Limits) -> Reader:
    """The reader for a file. One for a file that is named as another format notes that in its documents.

    Raises ReadError, with advice, for every file that no reader can take.
    """
    head = admit(path, limits)
    office = office_format(path, limits) if is_archive(head) else ""
    suffix = path.suffix.lower()
    for reader in readers():
        if not reader.accepts(path, head):
            continue
        if reader.name == "text":
            _refuse_data(path, head)
        if suffix in known_suffixes() - reader.suffixes:
            return Misnamed(reader, f"the file is named {suffix} but was found to be {reader.name}, and read as that")
        return reader
    if office == "xlsx":
        raise ReadError(f"{path.name} is an XLSX workbook", "Rename it so that it ends in .xlsx, and add it again.")
    raise ReadError(
        f"{path.name} is a binary file of a format that is not known here",
        "Save it as PDF, DOCX, XLSX, CSV, HTML, Markdown or text, and add that.",
    )


@dataclass(frozen=True, slots=True)
class Misnamed:
    """Another reader, for a file whose name promises a different format; its first document carries the note."""

    reader: Reader
    note: str

    @property
    def name(self) -> str:
        """The reader's own name."""
        return self.reader.name

    @property
    def suffixes(self) -> frozenset[str]:
        """The reader's own suffixes."""
        return self.reader.suffixes

    def accepts(self, path: Path, head: bytes) -> bool:
        """What the reader says."""
        return self.reader.accepts(path, head)

    def read(self, path: Path, limits: Limits) -> Iterator[RawDocument]:
        """The reader's documents, the first with the note."""
        for number, document in enumerate(self.reader.read(path, limits)):
            yield document if number else replace(document, notes=(self.note, *document.notes))


def _refuse_data(path: Path, head: bytes) -> None:
    """JSON and XML are text, but not for reading."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if path.suffix.lower() == ".json" and start.startswith((b"{", b"[")):
        raise ReadError(f"{path.name} is JSON of a kind that is not known here", _JSON_ADVICE)
    if start.startswith(b"<?xml"):
        raise ReadError(
            f"{path.name} is XML of a kind that is not known here", "Save it as HTML, DOCX, PDF or text, and add that."
        )
