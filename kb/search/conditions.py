"""Conditions in a question's words: years, casualties, places and substances become filters that the user sees."""

from __future__ import annotations

from collections.abc import Container

from kb.model.result import Filter
from kb.model.taxonomy import Taxonomy
from kb.search.places import Places
from kb.search.ranges import casualties, years
from kb.search.sheet import Sheet
from kb.search.substances import Substances


class Conditions:
    """Reads conditions out of questions, with the places and substances of the taxonomy."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._places = Places(taxonomy)
        self._substances = Substances(taxonomy)

    def read(self, sheet: Sheet, given: Container[str] = ()) -> tuple[tuple[Filter, ...], tuple[tuple[str, str], ...]]:
        """The conditions on a sheet, taken out of it, and numbers of substances that mean none, each with the reason.

        `given` are fields on which the user has set a condition already: what the words say of them stays words.
        """
        found: list[Filter] = []
        unknown: list[tuple[str, str]] = []
        if "substance" not in given:
            found, unknown = self._substances.read(sheet)
        found += casualties(sheet, given)
        if "year" not in given:
            found += years(sheet)
        unread = {name for name in ("year", "province", "country") if name in given}
        unread.update(one.name for one in found)
        found += self._places.read(sheet, unread)
        return tuple(found), tuple(unknown)
