"""What a reader of a file format offers to the pipeline."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from kb.model.block import RawDocument
from kb.settings import Limits

HEAD_BYTES = 65_536
"""How much of a file's beginning `Reader.accepts` is shown."""


class Reader(Protocol):
    """Turns files of one format into blocks; one object serves many files and keeps nothing between them."""

    @property
    def name(self) -> str:
        """The format in one word, as the ledger prints it: `markdown`."""
        ...

    @property
    def suffixes(self) -> frozenset[str]:
        """File name endings of the format, lower case with the dot: `.md`."""
        ...

    def accepts(self, path: Path, head: bytes) -> bool:
        """Whether the file is of this format, by its first 64 KiB and, where content cannot tell, by its suffix."""
        ...

    def read(self, path: Path, limits: Limits) -> Iterator[RawDocument]:
        """The file's documents, in order.

        Raises ReadError where the file cannot be turned into text, ContentError where what it says is not valid.
        """
        ...
