"""Parting a text that is too long for one passage, at the strongest boundaries that serve."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.layout import Cut, Group, Text
from ingest.paths import PATH_SHARE, Counter, Names, context_of
from kb.text.sentences import sentence_spans

_LINE, _SENTENCE, _CLAUSE, _WORD = 100, 101, 102, 103
"""How weak a boundary is; boundaries between sections count by depth, which stays far below."""

_CLAUSES = re.compile(r"[，,；;、：:](?!\d)[”’\"'）)》]*\s*")
_WORDS = re.compile(r"[^\s\u3400-\u9fff]{1,200}\s*|[\u3400-\u9fff][，。；：、！？”）》]*\s*|\s+")


@dataclass(frozen=True, slots=True)
class _Unit:
    """A stretch of the text that is not cut further; `weakness` is that of the boundary before it."""

    start: int
    end: int
    weakness: int
    tokens: int = 0


class Splitter:
    """Cuts one group that is too long."""

    def __init__(self, text: Text, group: Group, count_tokens: Counter, budget: int, names: Names) -> None:
        self._text = text
        self._group = group
        self._count = count_tokens
        self._budget = budget
        self._names = names
        self._room = 0

    def cuts(self) -> list[Cut]:
        """The group's passages, in reading order, each within the budget; a word too long beside a path has none."""
        units = self._units()
        overhead, special = self._count([context_of(self._group.path, ""), ""])
        header = self._header()
        self._room = self._budget - overhead - (self._count([header])[0] if header else 0)
        for finer in (_CLAUSE, _WORD):
            units = self._counted(units, special)
            units = [piece for unit in units for piece in self._finer(unit, finer)]
        units = self._counted(units, special)
        queue = list(self._pack(units, 0))
        cuts: list[Cut] = []
        while queue:
            overfull = self._overfull([self._as_cut(part, header) for part in queue])
            again: list[list[_Unit]] = []
            for part, over in zip(queue, overfull, strict=True):
                if over and len(part) > 1:
                    middle = len(part) // 2
                    again.extend((part[:middle], part[middle:]))
                else:
                    whole = self._as_cut(part, header)
                    cuts.append(replace(whole, path=()) if over else whole)
            queue = again
        return sorted(cuts, key=lambda each: each.start)

    def _overfull(self, cuts: list[Cut]) -> list[bool]:
        """Whether tokens that merge or part at a joint have made a passage too long after all."""
        contexts = [context_of(each.path, self._text.full[each.start : each.end].strip()) for each in cuts]
        return [tokens > self._budget for tokens in self._count(contexts)]

    def _as_cut(self, units: list[_Unit], header: str) -> Cut:
        start, end = units[0].start, units[-1].end
        path = self._group.path
        table = self._table_at(start)
        if header and table is not None and start > self._text.parts[table].own_start:
            path = (*path, header)
        return Cut(start, end, [self._group], path)

    def _table_at(self, position: int) -> int | None:
        for leaf in self._group.leaves:
            part = self._text.parts[leaf]
            if part.section.table and part.own_start <= position < part.own_end:
                return leaf
        return None

    def _header(self) -> str:
        """The head row of the group's only table, for the path of the table's later parts."""
        tables = [self._text.parts[leaf].section for leaf in self._group.leaves if self._text.parts[leaf].section.table]
        if len(tables) != 1 or "\n" not in tables[0].text.strip():
            return ""
        return self._names.fit(tables[0].text.strip().split("\n", 1)[0], int(self._budget * PATH_SHARE) // 2)

    def _units(self) -> list[_Unit]:
        """Sentences, each with how strong the boundary before it is."""
        depth_of_root = len(self._text.parts[self._group.root].above)
        units: list[_Unit] = []
        for leaf in self._group.leaves:
            part = self._text.parts[leaf]
            weakness = len(part.above) - depth_of_root
            own = self._text.full[part.own_start : part.own_end]
            spans = _line_spans(own) if part.section.table else sentence_spans(own)
            for start, end in spans:
                units.append(_Unit(part.own_start + start, part.own_start + end, weakness))
                weakness = _LINE if own[start:end].rstrip(" \t\r").endswith("\n") else _SENTENCE
        return units

    def _counted(self, units: list[_Unit], special: int) -> list[_Unit]:
        uncounted = [unit for unit in units if not unit.tokens]
        counts = self._count([self._text.full[unit.start : unit.end] for unit in uncounted]) if uncounted else []
        known = {unit.start: max(tokens - special, 1) for unit, tokens in zip(uncounted, counts, strict=True)}
        return [unit if unit.tokens else replace(unit, tokens=known[unit.start]) for unit in units]

    def _finer(self, unit: _Unit, weakness: int) -> list[_Unit]:
        if unit.tokens <= self._room:
            return [unit]
        sentence = self._text.full[unit.start : unit.end]
        if weakness == _CLAUSE:
            ends = [found.end() for found in _CLAUSES.finditer(sentence)]
        else:
            ends = [found.end() for found in _WORDS.finditer(sentence)]
        marks = sorted({0, *ends, len(sentence)})
        pieces = [_Unit(unit.start + a, unit.start + b, weakness) for a, b in pairwise(marks)]
        return [replace(pieces[0], weakness=unit.weakness), *pieces[1:]] if len(pieces) > 1 else [unit]

    def _pack(self, units: list[_Unit], weakness: int) -> Iterator[list[_Unit]]:
        """Fill passages with whole runs between the strongest boundaries; runs too long are packed by weaker ones."""
        if len(units) == 1 or _tokens(units) <= self._room:
            yield units
            return
        weakness = max(weakness, min(unit.weakness for unit in units[1:]))
        current: list[_Unit] = []
        for run in _split(units, weakness):
            if current and _tokens(current) + _tokens(run) > self._room:
                yield current
                current = []
            if _tokens(run) <= self._room:
                current = current + run
            else:
                if current:
                    yield current
                    current = []
                yield from self._pack(run, weakness + 1)
        if current:
            yield current


def _split(units: list[_Unit], weakness: int) -> Iterator[list[_Unit]]:
    run = units[:1]
    for unit in units[1:]:
        if unit.weakness <= weakness:
            yield run
            run = [unit]
        else:
            run.append(unit)
    yield run


def _tokens(units: Sequence[_Unit]) -> int:
    return sum(unit.tokens for unit in units)


def _line_spans(text: str) -> list[tuple[int, int]]:
    marks = [0, *(found.end() for found in re.finditer(r"\n+", text)), len(text)]
    return [(a, b) for a, b in pairwise(marks) if b > a]
