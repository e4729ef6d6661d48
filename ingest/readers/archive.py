"""Office files are zip archives: what kind they are, and whether it is safe to unpack them."""

from __future__ import annotations

import zipfile
from pathlib import Path

from kb.errors import ReadError
from kb.settings import Limits

_BOMB_BYTES = 10_000_000
_ADVICE = "Get the file again, or open it in its own program and save it anew."
_MAIN_PARTS = {
    "word/document.xml": "docx",
    "xl/workbook.xml": "xlsx",
    "xl/workbook.bin": "xlsb",
    "ppt/presentation.xml": "pptx",
    "META-INF/container.xml": "epub",
}
_UNREAD = {
    "xlsb": ("a binary Excel workbook (XLSB)", "Save it as XLSX."),
    "pptx": ("a PowerPoint presentation", "Save it as PDF."),
    "epub": ("an e-book (EPUB)", "Convert it to PDF or HTML."),
    "odt": ("an OpenDocument text", "Open it in LibreOffice or Word and save it as DOCX."),
    "ods": ("an OpenDocument spreadsheet", "Open it in LibreOffice or Excel and save it as XLSX."),
    "odp": ("an OpenDocument presentation", "Save it as PDF."),
}
_OPEN_DOCUMENT = {"text": "odt", "spreadsheet": "ods", "presentation": "odp"}


def is_archive(head: bytes) -> bool:
    """Whether a file begins as a zip archive does."""
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def archive_kind(path: Path) -> str:
    """`docx`, `xlsx` or another kind of document, from what the archive holds; empty for an archive of anything else.

    Raises ReadError for an archive that is damaged or cut off.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _kind(archive, set(archive.namelist()))
    except (zipfile.BadZipFile, EOFError, NotImplementedError, ValueError, RuntimeError) as error:
        raise ReadError(f"{path.name} is a damaged or incomplete archive: {error}", _ADVICE) from error


def office_format(path: Path, limits: Limits) -> str:
    """`docx` or `xlsx`.

    Raises ReadError for an archive that is damaged, protected, of another kind, or would unpack to more than
    `limits.expanded_bytes` or, above 10 MB, to more than `limits.zip_ratio` times its size.
    """
    kind = archive_kind(path)
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise ReadError(f"{path.name} is protected by a password", "Save it without a password and add it again.")
    expanded = sum(part.file_size for part in parts)
    ratio = expanded / max(1, path.stat().st_size)
    if expanded > limits.expanded_bytes or (expanded > _BOMB_BYTES and ratio > limits.zip_ratio):
        raise ReadError(
            f"{path.name} would unpack to {expanded:,} bytes, {ratio:,.0f} times its size",
            "If the file can be trusted, raise KB_LIMIT_EXPANDED_BYTES or KB_LIMIT_ZIP_RATIO.",
        )
    if kind in _UNREAD:
        what, advice = _UNREAD[kind]
        raise ReadError(f"{path.name} is {what}", advice)
    if not kind:
        raise ReadError(f"{path.name} is a zip archive, not a document", "Unpack it and add the files in it.")
    return kind


def _kind(archive: zipfile.ZipFile, names: set[str]) -> str:
    found = next((kind for part, kind in _MAIN_PARTS.items() if part in names), "")
    if found or "mimetype" not in names:
        return found or _by_content_types(archive, names)
    with archive.open("mimetype") as file:
        declared = file.read(200).decode("ascii", "replace")
    return next((kind for word, kind in _OPEN_DOCUMENT.items() if f"opendocument.{word}" in declared), "")


def _by_content_types(archive: zipfile.ZipFile, names: set[str]) -> str:
    """For Office files whose main part has an unusual name."""
    if "[Content_Types].xml" not in names:
        return ""
    with archive.open("[Content_Types].xml") as file:
        declared = file.read(1_000_000)
    return "docx" if b"wordprocessingml.document.main" in declared else "xlsx" if b"sheet.main+xml" in declared else ""
