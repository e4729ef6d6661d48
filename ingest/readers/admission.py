"""What is refused before any reader sees it, each with its reason: files that hold no text this library could take."""

from __future__ import annotations

import mmap
import stat
from pathlib import Path

from ingest.readers.protocol import HEAD_BYTES
from kb.errors import ReadError
from kb.settings import Limits

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = (
    (
        "EncryptedPackage",
        "it is an Office file protected by a password",
        "Save it without a password and add it again.",
    ),
    ("WordDocument", "it is in Word's old format (.doc)", "Open it in Word or LibreOffice and save it as DOCX."),
    ("Workbook", "it is in Excel's old format (.xls)", "Open it in Excel or LibreOffice and save it as XLSX."),
    ("Book", "it is in Excel's old format (.xls)", "Open it in Excel or LibreOffice and save it as XLSX."),
    ("PowerPoint Document", "it is in PowerPoint's old format (.ppt)", "Open it and save it as PDF."),
)
_PICTURE = "Make a PDF with a text layer of it (scan with OCR), or type the text."
_UNPACK = "Unpack it and add the files in it."
_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "a picture (PNG)", _PICTURE),
    (b"\xff\xd8\xff", "a picture (JPEG)", _PICTURE),
    (b"GIF87a", "a picture (GIF)", _PICTURE),
    (b"GIF89a", "a picture (GIF)", _PICTURE),
    (b"II*\x00", "a picture (TIFF)", _PICTURE),
    (b"MM\x00*", "a picture (TIFF)", _PICTURE),
    (b"\x00\x00\x00\x0cjP  ", "a picture (JPEG 2000)", _PICTURE),
    (b"Rar!\x1a\x07", "a RAR archive", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", _UNPACK),
    (b"\x1f\x8b", "a gzip archive", _UNPACK),
    (b"BZh", "a bzip2 archive", _UNPACK),
    (b"\xfd7zXZ\x00", "an xz archive", _UNPACK),
    (b"\x7fELF", "a program", "Leave it out."),
    (b"SQLite format 3\x00", "a database (SQLite)", "Export its tables as CSV."),
    (b"{\\rtf", "rich text (RTF)", "Open it in Word or LibreOffice and save it as DOCX."),
    (b"ID3", "a sound recording", "Add a transcript of it."),
    (b"OggS", "a sound recording", "Add a transcript of it."),
)


def admit(path: Path, limits: Limits) -> bytes:
    """The first 64 KiB of a file that is worth a reader's time.

    Raises ReadError for what is no regular file, cannot be opened, is empty, blank or too large, and for pictures,
    archives, old Office formats and Office files under a password.
    """
    size = regular_size(path, limits)
    if size == 0:
        raise ReadError(f"{path.name} is empty (0 bytes)", "Get the file again: it was probably not copied to its end.")
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
            if head.startswith(_OLE):
                raise _old_office(path, file.fileno())
    except OSError as error:
        raise unreadable(path, error) from error
    _refuse_blank(path, head, whole=size <= len(head))
    _refuse_known(path, head)
    return head


def regular_size(path: Path, limits: Limits) -> int:
    """Bytes of a file that may be opened: opening a pipe would wait for ever.

    Raises ReadError for what is not there, is no regular file or is too large.
    """
    try:
        status = path.stat()
    except FileNotFoundError as error:
        if path.is_symlink():
            raise ReadError(f"{path.name} is a link to a file that is not there", "Mend or remove the link.") from error
        raise ReadError(f"{path.name} is not there", "Check the path.") from error
    except OSError as error:
        raise unreadable(path, error) from error
    if stat.S_ISDIR(status.st_mode):
        raise ReadError(f"{path.name} is a folder", "Give the folder to the ingest command, which reads what is in it.")
    if not stat.S_ISREG(status.st_mode):
        raise ReadError(f"{path.name} is no regular file (a socket, pipe or device)", "Leave it out.")
    if status.st_size > limits.file_bytes:
        raise ReadError(
            f"{path.name} has {status.st_size:,} bytes; the limit is {limits.file_bytes:,}",
            "Split it, or raise the limit with KB_LIMIT_FILE_BYTES.",
        )
    return status.st_size


def unreadable(path: Path, error: OSError) -> ReadError:
    """Why a file could not be opened, for a person."""
    if isinstance(error, PermissionError):
        return ReadError(
            f"{path.name} may not be read by this user",
            "Give yourself permission to read it, for example with chmod u+r.",
        )
    return ReadError(
        f"{path.name} cannot be opened: {error.strerror}", "Check the path, and links that lead in a circle."
    )


def _old_office(path: Path, descriptor: int) -> ReadError:
    with mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ) as content:
        for stream, reason, advice in _OLE_STREAMS:
            if content.find((stream + "\0").encode("utf-16-le")) >= 0:
                return ReadError(f"{path.name} cannot be read: {reason}", advice)
    return ReadError(
        f"{path.name} is in an old Office format", "Open it in its program and save it as DOCX, XLSX or PDF."
    )


def _refuse_blank(path: Path, head: bytes, *, whole: bool) -> None:
    if not head.strip(b"\x00"):
        raise ReadError(
            f"{path.name} holds only zero bytes", "Get the file again: it was probably not copied to its end."
        )
    if whole and not head.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").strip(b" \t\r\n\x0b\x0c\x00"):
        raise ReadError(f"{path.name} holds only blanks and line ends", "Check that this is the right file.")


def _refuse_known(path: Path, head: bytes) -> None:
    for signature, what, advice in _SIGNATURES:
        if head.startswith(signature):
            raise ReadError(f"{path.name} is {what}", advice)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        raise ReadError(f"{path.name} is a picture (WebP)", _PICTURE)
    if head[4:8] == b"ftyp":
        heic = head[8:12] in (b"heic", b"heix", b"mif1", b"avif")
        raise ReadError(
            f"{path.name} is a {'picture (HEIC)' if heic else 'video or sound recording'}",
            _PICTURE if heic else "Add a transcript of it.",
        )
    if head[:2] == b"BM" and head[6:10] == bytes(4):
        raise ReadError(f"{path.name} is a picture (BMP)", _PICTURE)
    if head[:2] == b"MZ" and b"\x00" in head[:64]:
        raise ReadError(f"{path.name} is a program", "Leave it out.")
