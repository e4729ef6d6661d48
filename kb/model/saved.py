"""Searches that are kept: those asked lately, and those that a user saved to come back to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from kb.model.result import SearchRequest, SearchResponse


@dataclass(frozen=True, slots=True)
class PastSearch:
    """A question asked before: how it was asked last, how many documents it found, and when (UTC)."""

    request: SearchRequest
    found: int
    asked: dt.datetime


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search under a name. `looked` is when its answer was last looked at (UTC), in the library's `generation` then.

    `new` and `changed` count the documents that are news since; both are 0 where nothing was published meanwhile.
    """

    name: str
    request: SearchRequest
    looked: dt.datetime
    generation: int
    new: int = 0
    changed: int = 0


@dataclass(frozen=True, slots=True)
class News:
    """A saved search looked at again: `saved` as it was before, its answer now, and which documents are news.

    `new` were not found last time; `changed` were, and have another content since.
    """

    saved: SavedSearch
    response: SearchResponse
    new: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()
