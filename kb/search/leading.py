"""What a question names exactly comes first: its passages stand before all that was found by words or by meaning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from kb.catalogue import identifying
from kb.model.passage import OutlineEntry
from kb.model.view import StoredPassage
from kb.search.allowed import Allowed
from kb.search.fuse import Scored
from kb.search.lookups import Found
from kb.search.retrieve import Candidate
from kb.search.snapshot import Snapshot

Groups = dict[int, list[Scored]]
"""Scored passages by version, best first, best version first."""


@dataclass(slots=True)
class Leading:
    """Versions that a question names: the words that do, and the first passage of each section named.

    `filtered` are words that name what the filters leave out, `best` is the best score of all that was found, before
    what is named went first.
    """

    words: dict[int, tuple[str, ...]] = field(default_factory=dict)
    sections: dict[int, dict[int, OutlineEntry]] = field(default_factory=dict)
    found: dict[int, Found] = field(default_factory=dict)
    filtered: tuple[tuple[str, str], ...] = ()
    best: float = 0.0

    @classmethod
    def of(cls, snapshot: Snapshot, named: Sequence[Found], allowed: Allowed) -> Leading:
        """What is named and allowed by the filters."""
        versions = allowed.among({one.version for one in named}) if named else set()
        leading = cls()
        with snapshot.catalogue.reading() as connection:
            for one in named:
                if one.version not in versions:
                    continue
                leading.found.setdefault(one.version, one)
                said = leading.words.get(one.version, ())
                leading.words[one.version] = tuple(dict.fromkeys((*said, one.lookup.words)))
                sections = leading.sections.setdefault(one.version, {})
                for entry in one.entries:
                    passage = identifying.passage_at(connection, one.version, entry.first or 0)
                    if passage is not None:
                        sections.setdefault(passage, entry)
        shown = {words for said in leading.words.values() for words in said}
        left_out = dict.fromkeys(one.lookup.words for one in named if one.lookup.words not in shown)
        leading.filtered = tuple((words, "filtered") for words in left_out)
        return leading

    def first(self, snapshot: Snapshot, groups: Groups) -> Groups:
        """The groups with what is named before the others; a document named as a whole leads with its best passage."""
        led: Groups = {}
        for version, found in self.found.items():
            group = groups.get(version, [])
            ids = list(self.sections[version]) or [one.candidate.id for one in group[:1]]
            if not ids:
                with snapshot.catalogue.reading() as connection:
                    opening = identifying.passage_at(connection, version, 0)
                ids = [] if opening is None else [opening]
            known = {one.candidate.id: one.candidate for one in group}
            kind = found.lookup.kind
            named = [Scored(known.get(id_) or Candidate(id_, version, kind, True), 1.0, 1.0, None) for id_ in ids]
            led[version] = [*named, *(one for one in group if one.candidate.id not in ids)]
        return {
            **{version: group for version, group in led.items() if group},
            **{version: group for version, group in groups.items() if version not in led},
        }

    def shown(self, version: int, passage: StoredPassage) -> StoredPassage:
        """A passage under the section that was asked for, where it begins with one before."""
        entry = self.sections.get(version, {}).get(passage.id)
        if entry is None:
            return passage
        return replace(passage, anchor=entry.anchor, label=entry.label or passage.label)
