"""Sharing opened indexes between searches while new generations are published."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kb.index.generation import Indexes, open_indexes


class SharedIndexes:
    """The published indexes, opened once and used by many threads.

    When a newer generation is asked for, the old one is closed as soon as the last search on it has ended.
    """

    def __init__(self, library: Path) -> None:
        self._library = library
        self._current: _Lease | None = None
        self._lock = threading.Lock()

    @contextmanager
    def use(self, generation: int) -> Iterator[Indexes]:
        """The indexes of a generation, held open meanwhile. Raises LibraryError where they are missing."""
        with self._lock:
            if self._current is None or self._current.generation != generation:
                opened = _Lease(generation, open_indexes(self._library, generation))
                self._retire()
                self._current = opened
            lease = self._current
            lease.users += 1
        try:
            yield lease.indexes
        finally:
            with self._lock:
                lease.users -= 1
                lease.close_if_done()

    def close(self) -> None:
        """Close the indexes once nobody uses them."""
        with self._lock:
            self._retire()

    def _retire(self) -> None:
        if self._current is not None:
            self._current.retired = True
            self._current.close_if_done()
            self._current = None


class _Lease:
    def __init__(self, generation: int, indexes: Indexes) -> None:
        self.generation = generation
        self.indexes = indexes
        self.users = 0
        self.retired = False

    def close_if_done(self) -> None:
        if self.retired and not self.users:
            self.indexes.close()
