"""Addresses: the state of a page as query parameters, so that every search and every passage can be shared."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

from kb.catalogue.selecting import COLUMNS, NUMBERS, TEXTS
from kb.model.document import Kind
from kb.model.passage import mark_of as mark_of
from kb.model.result import Filter, Hit, SearchRequest

Parameters = dict[str, str | list[str]]

STEP = 10
"""Results shown at first, and added by `more results`."""

MOST = 200
"""Results shown at most."""

CHOICES = (*(name for name in COLUMNS if name != "kind"), *TEXTS)
"""Filters with values to choose from."""

SWITCHES = ("words", "meaning", "synonyms", "reranking")
"""Parts of a search that can be switched off."""

_RANGE = re.compile(r"(\d{1,6})?-(\d{1,6})?")


class Narrowing(ABC):
    """What addresses of pages with filters have in common."""

    __slots__ = ()

    filters: tuple[Filter, ...]

    @abstractmethod
    def narrowed(self, filters: tuple[Filter, ...]) -> Self:
        """The same page with these filters, from its beginning."""

    def values(self, name: str) -> tuple[str, ...]:
        """The values chosen for a filter."""
        return next((one.values for one in self.filters if one.name == name), ())

    def with_filter(self, name: str, chosen: Filter | None) -> Self:
        """The same page with one filter set anew, or without it."""
        rest = tuple(one for one in self.filters if one.name != name)
        return self.narrowed((*rest, chosen) if chosen else rest)

    def toggled(self, name: str, *said: str) -> Self:
        """The same page with a value of a filter (in all its spellings) chosen, or no longer chosen."""
        values = self.values(name)
        kept = tuple(v for v in values if v not in said)
        if len(kept) == len(values):
            kept = (*values, *said)
        return self.with_filter(name, Filter(name, kept) if kept else None)


def filters_in(query: Mapping[str, Sequence[str]]) -> tuple[Filter, ...]:
    """The filters in query parameters; what makes no sense is left out."""
    filters = [Filter(name, tuple(query[name])) for name in CHOICES if query.get(name)]
    for name in NUMBERS:
        found = _RANGE.fullmatch(first(query, name))
        if found and any(found.groups()):
            low, high = (int(part) if part else None for part in found.groups())
            filters.append(Filter(name, low=low, high=high))
    return tuple(filters)


def filter_parameters(filters: Sequence[Filter]) -> Parameters:
    """Filters as query parameters."""
    found: Parameters = {}
    for one in filters:
        if one.name in NUMBERS:
            found[one.name] = f"{'' if one.low is None else one.low}-{'' if one.high is None else one.high}"
        else:
            found[one.name] = list(one.values)
    return found


@dataclass(frozen=True, slots=True)
class SearchAddress(Narrowing):
    """A search page: the question, the kind, the user's filters, whether the words are taken as they stand.

    `off` are parts switched off, `left_out` glossary names not to be used, `as_words` words that are taken as they
    stand, `saved` the saved search that it shows.
    """

    text: str = ""
    kind: Kind | None = None
    filters: tuple[Filter, ...] = ()
    literal: bool = False
    shown: int = STEP
    off: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    as_words: tuple[str, ...] = ()
    saved: str = ""

    @classmethod
    def of(cls, asked: SearchRequest) -> SearchAddress:
        """The page that asks a request, from its first results."""
        on = {
            "words": asked.keyword,
            "meaning": asked.semantic,
            "synonyms": asked.expand,
            "reranking": asked.rerank,
        }
        off = tuple(name for name in SWITCHES if not on[name])
        literal = not asked.understand
        return cls(
            asked.text, asked.kind, asked.filters, literal, off=off, left_out=asked.leave_out, as_words=asked.as_words
        )

    def request(self) -> SearchRequest:
        """What the page asks."""
        return SearchRequest(
            self.text,
            kind=self.kind,
            filters=self.filters,
            k=self.shown,
            understand=not self.literal,
            expand="synonyms" not in self.off,
            keyword="words" not in self.off,
            semantic="meaning" not in self.off,
            rerank="reranking" not in self.off,
            leave_out=self.left_out,
            as_words=self.as_words,
        )

    @classmethod
    def read(cls, query: Mapping[str, Sequence[str]]) -> SearchAddress:
        """The address in query parameters; what makes no sense in them is left out."""
        kind, shown = first(query, "kind"), first(query, "n")
        return cls(
            text=first(query, "q"),
            kind=Kind(kind) if kind in set(Kind) else None,
            filters=filters_in(query),
            literal=first(query, "literal") == "1",
            shown=min(max(int(shown), STEP), MOST) if re.fullmatch(r"\d{1,4}", shown) else STEP,
            off=tuple(name for name in SWITCHES if name in query.get("off", ())),
            left_out=tuple(dict.fromkeys(query.get("without", ()))),
            as_words=tuple(dict.fromkeys(query.get("aswords", ()))),
            saved=first(query, "saved"),
        )

    def parameters(self) -> Parameters:
        """The query parameters; defaults are left out."""
        found: Parameters = {"q": self.text} if self.text else {}
        if self.kind:
            found["kind"] = self.kind.value
        found |= filter_parameters(self.filters)
        if self.literal:
            found["literal"] = "1"
        if self.shown != STEP:
            found["n"] = str(self.shown)
        if self.off:
            found["off"] = list(self.off)
        if self.left_out:
            found["without"] = list(self.left_out)
        if self.as_words:
            found["aswords"] = list(self.as_words)
        if self.saved:
            found["saved"] = self.saved
        return found

    def narrowed(self, filters: tuple[Filter, ...]) -> SearchAddress:
        """The same question with these filters, from the first results."""
        return replace(self, filters=filters, shown=STEP)

    def asking(self, text: str) -> SearchAddress:
        """Another question, with the same filters and switches, understood anew."""
        return replace(self, text=text, literal=False, shown=STEP, left_out=(), as_words=(), saved="")

    def switched(self, part: str) -> SearchAddress:
        """The same question with a part of the search switched off, or on again."""
        off = tuple(name for name in SWITCHES if (name in self.off) != (name == part))
        return replace(self, off=off, shown=STEP)

    def leaving(self, name: str) -> SearchAddress:
        """The same question without one of the names that the glossary adds."""
        return replace(self, left_out=tuple(dict.fromkeys((*self.left_out, name))), shown=STEP)

    def using_again(self, name: str) -> SearchAddress:
        """The same question with a name that was left out."""
        return replace(self, left_out=tuple(one for one in self.left_out if one != name), shown=STEP)

    def of_kind(self, kind: Kind | None) -> SearchAddress:
        """The same question among documents of one kind, or of all."""
        return replace(self, kind=kind, shown=STEP)

    def without(self, dropped: Filter) -> SearchAddress:
        """The same question without a filter; the words of one that was read out of them are taken as they stand."""
        if dropped.origin != "query":
            return self.with_filter(dropped.name, None)
        return self.taking_as_words(dropped.words)

    def taking_as_words(self, words: str) -> SearchAddress:
        """The same question, of which some words are not understood as a condition or a look-up."""
        return replace(self, as_words=tuple(dict.fromkeys((*self.as_words, words))), shown=STEP)

    def understood_again(self) -> SearchAddress:
        """The same question with conditions and look-ups read out of all its words."""
        return replace(self, literal=False, as_words=(), shown=STEP)


@dataclass(frozen=True, slots=True)
class DocumentAddress:
    """A place in a document: its id, a section's anchor, the mark of one passage, a version, and the view."""

    document: str = ""
    anchor: str = ""
    mark: str = ""
    view: str = ""
    version: int | None = None

    @classmethod
    def read(cls, query: Mapping[str, Sequence[str]]) -> DocumentAddress:
        """The address in query parameters."""
        version = first(query, "v")
        return cls(
            first(query, "id"),
            first(query, "at"),
            first(query, "mark"),
            first(query, "view"),
            int(version) if re.fullmatch(r"\d{1,9}", version) else None,
        )

    @classmethod
    def of(cls, hit: Hit) -> DocumentAddress:
        """Where a hit's passage stands."""
        return cls(hit.document, hit.anchor, mark_of(hit.text))

    def parameters(self) -> Parameters:
        """The query parameters; what is empty is left out."""
        version = "" if self.version is None else str(self.version)
        named = {"id": self.document, "at": self.anchor, "mark": self.mark, "view": self.view, "v": version}
        return {key: value for key, value in named.items() if value}


def first(query: Mapping[str, Sequence[str]], key: str) -> str:
    """The first value of a query parameter; empty where there is none."""
    return next(iter(query.get(key, ())), "")
