"""Searches that are kept: the history of questions, and saved searches that say what is new since last time."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from kb.catalogue.searches import SearchesFile
from kb.errors import KbError, QueryError
from kb.model.result import SearchRequest, SearchResponse
from kb.model.saved import News, PastSearch, SavedSearch

WIDE = 100
"""Documents of an answer, best first, that are remembered as seen and among which news are looked for."""

LONGEST_NAME = 100

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SearchHistory:
    """Questions asked lately. Off, it neither takes nor gives any."""

    file: SearchesFile
    on: bool = True

    def remember(self, response: SearchResponse) -> None:
        """Keep an answered question; where that fails, the log says so, and the answer is as good."""
        if not self.on or not response.request.text.strip():
            return
        try:
            self.file.remember(response.request, response.found)
        except KbError as failed:
            _log.warning("This question is not in the history. %s %s", failed.message, failed.advice)

    def questions(self, limit: int | None = None) -> list[PastSearch]:
        """The latest first. Raises LibraryError where the file of kept searches cannot be used."""
        if not self.on:
            return []
        return self.file.past() if limit is None else self.file.past(limit)

    def clear(self) -> int:
        """Forget all; returns how many there were. Raises LibraryError as above."""
        return self.file.forget_past()


@dataclass(frozen=True, slots=True)
class SavedSearches:
    """Named searches of one library. Each method raises LibraryError where the file of kept searches cannot be used.

    `search` answers, `generation` is the published one, `hashes` gives the hash of the content of live documents, and
    `arrived` the documents that are there, or in another version, only since a generation. Nothing else can be news: a
    document that was there and has only moved up in the answer, because others came or went, is none.
    """

    file: SearchesFile
    search: Callable[[SearchRequest], SearchResponse]
    generation: Callable[[], int]
    hashes: Callable[[Collection[str]], dict[str, str]]
    arrived: Callable[[int], set[str]]

    def all(self) -> list[SavedSearch]:
        """By name, with counts of news; asked anew only where documents arrived since they were counted."""
        generation = self.generation()
        return [
            saved if counted == generation else self._counted(saved, generation) for saved, counted in self.file.saved()
        ]

    def add(self, name: str, request: SearchRequest) -> SavedSearch:
        """Save a search; what it finds now counts as seen.

        Raises QueryError for a name that is empty, too long or taken, and for a search that cannot be answered.
        """
        name = " ".join(name.split())
        if not name or len(name) > LONGEST_NAME:
            raise QueryError(f"A saved search needs a name of 1 to {LONGEST_NAME} characters.", "Name it.")
        if not request.text.strip():
            raise QueryError("There is nothing to save.", "Ask something first.")
        response = self._wide(request)
        return self.file.add(name, request, response.generation, self._seen(response))

    def look(self, name: str) -> News:
        """Ask a saved search again; what is new since last time counts as seen from now on. Raises NotFound.

        The answer has up to 100 documents.
        """
        saved = self.file.one_saved(name)
        news = self._news(saved)
        try:
            self.file.look(name, news.response.generation, self._seen(news.response))
        except KbError as failed:
            _log.warning("What was looked at is not noted. %s %s", failed.message, failed.advice)
        return news

    def remove(self, name: str) -> None:
        """Forget a saved search. Raises NotFound."""
        self.file.remove(name)

    def _counted(self, saved: SavedSearch, generation: int) -> SavedSearch:
        counted = replace(saved, new=0, changed=0)
        if self.arrived(saved.generation):
            news = self._news(saved)
            counted = replace(saved, new=len(news.new), changed=len(news.changed))
        try:
            self.file.count(counted, generation)
        except KbError as failed:
            _log.warning("Counts of news are not kept. %s %s", failed.message, failed.advice)
        return counted

    def _news(self, saved: SavedSearch) -> News:
        """What is about the question now and was not there, or was another text."""
        response, seen = self._wide(saved.request), self.file.seen(saved.name)
        if not response.relevant or response.dropped:
            return News(saved, response)
        arrived = self.arrived(saved.generation)
        found = self.hashes([hit.document for hit in response.hits[: response.found] if hit.document in arrived])
        return News(
            saved,
            response,
            frozenset(document for document in found if document not in seen),
            frozenset(document for document, content in found.items() if seen.get(document, content) != content),
        )

    def _wide(self, request: SearchRequest) -> SearchResponse:
        return self.search(replace(request, k=WIDE, facets=False))

    def _seen(self, response: SearchResponse) -> dict[str, str]:
        """Documents of an answer, copies too, with the hashes of their content."""
        return self.hashes([one for hit in response.hits for one in (hit.document, *hit.duplicates)])
