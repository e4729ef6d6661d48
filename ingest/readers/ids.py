"""Document ids from what a record calls itself."""

from __future__ import annotations

import re

_REFUSED = re.compile(r"[\s#\x00-\x1f\x7f]")
LONGEST = 200


def document_id(text: str) -> str:
    """The id of the document that a record names `text`: blanks and `#`, which an id cannot have, become `_`.

    The same text always gives the same id, so that judgements about records can be translated with it. Longer ids are
    cut at 200 characters.
    """
    return _REFUSED.sub("_", text.strip())[:LONGEST]


class Ids:
    """Gives each record of one file its own id."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, text: str) -> tuple[str, bool]:
        """The id for `text`, and whether it had to be numbered because an earlier record has the same."""
        wanted = document_id(text)
        free, number = wanted, 1
        while free in self._taken:
            number += 1
            free = f"{wanted[: LONGEST - 8]}-{number}"
        self._taken.add(free)
        return free, free != wanted
