"""What the filters of a question allow, found out at a cost that does not grow with the library.

A filter that leaves few documents is resolved in the catalogue and handed to the indexes. A broad one is not listed: it
is checked on the documents that were found, and resolved after all only where these turn out to be too few.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from kb.catalogue import selecting
from kb.catalogue.store import Catalogue
from kb.model.result import Filter

SELECTIVE = 5_000
"""Up to so many documents a filter is resolved at once."""

HANDED_ON = 50_000
"""Up to so many documents a list is handed to the indexes."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """The documents that fulfil every filter: all of them in `few`, or to be asked for with `among`."""

    catalogue: Catalogue
    generation: int
    filters: tuple[Filter, ...]
    excluded: frozenset[int]
    few: frozenset[int] | None

    @classmethod
    def of(
        cls, catalogue: Catalogue, generation: int, filters: tuple[Filter, ...], exclude: tuple[str, ...]
    ) -> Allowed:
        """Raises QueryError for an unknown filter."""
        with catalogue.reading() as connection:
            left_out = (Filter("document", exclude),)
            excluded = selecting.matching(connection, generation, left_out) if exclude else set()
            few = selecting.few(connection, generation, filters, SELECTIVE)
        return cls(
            catalogue, generation, filters, frozenset(excluded), None if few is None else frozenset(few - excluded)
        )

    @property
    def everything(self) -> bool:
        """Whether nothing is filtered."""
        return not self.filters and not self.excluded

    def resolved(self) -> Allowed:
        """The same with all documents listed, unless they are too many to be handed on."""
        with self.catalogue.reading() as connection:
            listed = selecting.matching(connection, self.generation, self.filters) - self.excluded
        return replace(self, few=frozenset(listed)) if len(listed) <= HANDED_ON else self

    def among(self, versions: Collection[int]) -> set[int]:
        """Those of some versions that are allowed."""
        if self.few is not None:
            return set(self.few.intersection(versions))
        if not self.filters:
            return set(versions) - self.excluded
        with self.catalogue.reading() as connection:
            return selecting.among(connection, self.generation, self.filters, versions) - self.excluded
