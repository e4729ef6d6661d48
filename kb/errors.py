"""Every error that a person may see.

KbError
├── LibraryError        the library folder: missing, locked, made by a newer version or with another model
│   ├── LibraryLocked
│   └── LibraryMismatch
├── ModelError          the embedding model: missing, damaged or of a kind that cannot be used
├── NotFound            a document, passage or generation that is not there
├── QueryError          a search request that cannot be answered as asked
├── ReadError           a file that cannot be read; carries the stage and what to do
└── ContentError        a file that was read but says something invalid; names the field

A message says what failed, on which file or field; `advice` says what to do next.
"""

from __future__ import annotations


class KbError(Exception):
    """Base of all errors raised on purpose; `str()` is a sentence for a person."""

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice


class LibraryError(KbError):
    """The library folder cannot be used as it is."""


class LibraryLocked(LibraryError):
    """Another process is writing to this library."""


class LibraryMismatch(LibraryError):
    """The library was made by a newer version or with another embedding model."""


class ModelError(KbError):
    """The embedding model is missing, damaged or of a kind that cannot be used."""


class NotFound(KbError):
    """No such document, passage or generation."""


class QueryError(KbError):
    """The search request cannot be answered as asked."""


class ReadError(KbError):
    """A file cannot be turned into text."""

    stage = "read"


class ContentError(KbError):
    """A file's text or front matter says something that is not valid."""

    stage = "structure"
