"""A text as extraction reads it: folded, with its sentences."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kb.extract.lexicon import Hit
from kb.text.analyse import fold_with_places

_STOP = re.compile(
    r"[.!?;\n。！？；](?:(?<=[\n。！？；])|"
    r"(?<!\bno\.)(?<!\bca\.)(?<!\bapprox\.)(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bfig\.)(?<![ .]\w\.)"
    r"[\"')\]]*\s+(?=[^\s,;)\]]))"
)
"""Ends of sentences, cheaper and coarser than those of `kb.text.sentences`, which takes as long as all the rest."""


LONGEST = 1_000
"""Characters after which a sentence that has no end is cut, so that the work for a text grows with its length only."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """Characters [start, end) of a reading."""

    reading: Reading
    start: int
    end: int

    def text(self, most: int) -> str:
        """The sentence as the text has it, cut after `most` characters."""
        places = self.reading.places
        start = self.start if places is None else places[self.start]
        end = self.end if places is None or not self.end else places[self.end - 1] + 1
        said = " ".join(self.reading.text[start:end].split())
        return said if len(said) <= most else said[:most].rstrip() + " ..."

    def between(self, start: int, end: int) -> str:
        """What stands between two places, folded."""
        return self.reading.folded[start:end]


@dataclass(slots=True)
class Reading:
    """A text, its folded form, and where each folded character stands in the text when lengths differ."""

    text: str
    folded: str
    places: list[int] | None
    _ends: list[int] = field(default_factory=list)

    def sentences(self, hits: Sequence[Hit]) -> Iterator[tuple[Sentence, list[Hit]]]:
        """The sentences that hold hits, with them; a hit belongs to the sentence in which it begins."""
        grouped: dict[int, list[Hit]] = {}
        for hit in hits:
            grouped.setdefault(bisect_right(self._ends, hit.start), []).append(hit)
        for number, inside in grouped.items():
            yield self._sentence(number), inside

    def sentence_at(self, place: int) -> Sentence:
        """The sentence around a place."""
        return self._sentence(bisect_right(self._ends, place))

    def _sentence(self, number: int) -> Sentence:
        end = self._ends[number] if number < len(self._ends) else len(self.folded)
        return Sentence(self, self._ends[number - 1] if number else 0, end)


def read(text: str) -> Reading:
    """Fold a text and find its sentences."""
    folded, places = fold_with_places(text)
    ends: list[int] = []
    for end in (*(stop.end() for stop in _STOP.finditer(folded)), len(folded)):
        while end - (last := ends[-1] if ends else 0) > LONGEST:
            blank = folded.rfind(" ", last + 1, last + LONGEST)
            ends.append(blank + 1 if blank > 0 else last + LONGEST)
        ends.append(end)
    return Reading(text, folded, places, ends)
