"""The rules of extraction, read from `corpus/taxonomy/cues/`.

| file | a row says |
| --- | --- |
| `<list>.csv` | phrases that speak of a code of that list, and under which conditions |
| `masks.csv` | phrases that hide a cue inside them: `fire brigade` is no fire |
| `negations.csv` | words that deny what follows or precedes, or make it only possible |
| `attributes.csv` | for each attribute: its list, where in a case it counts, and from which weight on it is given |
| `follows.csv` | values that follow from other values |

In phrases `*` at the end of a word stands for any ending; alternatives are parted by `;`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kb.errors import ContentError
from kb.model.attributes import LISTS
from kb.model.document import Role
from kb.model.taxonomy import Taxonomy, split_list

CUE_COLUMNS = ("code", "language", "phrase", "with", "without", "roles", "weight")
_SPECIAL = ("masks", "negations", "attributes", "follows")


@dataclass(frozen=True, slots=True)
class Cue:
    """Phrases for one code. `needs` and `bars`: one of these, or none of these, in the same sentence.

    `roles` limits the cue to those parts of a case; text whose role is unknown always counts. A weight of 0 takes
    away names that the code list or the glossary has for the code.
    """

    list: str
    code: str
    phrases: tuple[str, ...]
    needs: tuple[str, ...] = ()
    bars: tuple[str, ...] = ()
    roles: frozenset[Role] = frozenset()
    weight: float = 0.6


@dataclass(frozen=True, slots=True)
class Negation:
    """Words that take away a cue standing within `reach` characters after them (or before them: `backward`).

    `hedge`: they make it only possible rather than deny it.
    """

    phrase: str
    reach: int
    backward: bool
    hedge: bool


@dataclass(frozen=True, slots=True)
class AttributeRule:
    """Where an attribute is read and when a value is given.

    `roles`: factor for text of each role, 0 when absent; `other` text without a role counts 1. `least`: weight from
    which a value is given. `names`: weight of the names in the code list and glossary, 0 to not use them.
    `hedged`: whether what is only possible counts. `most`: how many values at most.
    """

    attribute: str
    roles: Mapping[Role, float]
    least: float
    share: float
    names: float
    hedged: bool
    most: int

    def factor(self, role: Role | None) -> float:
        """How much text of a role counts; 1 where the role is unknown."""
        return 1.0 if role is None else self.roles.get(role, 0.0)


@dataclass(frozen=True, slots=True)
class Follow:
    """`gives` of `attribute` follows from every one of `needs` (attribute, code); `times` scales the weakest weight."""

    attribute: str
    gives: str
    needs: tuple[tuple[str, str], ...]
    times: float


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules, checked against the code lists."""

    cues: tuple[Cue, ...]
    masks: tuple[str, ...]
    negations: tuple[Negation, ...]
    attributes: Mapping[str, AttributeRule]
    follows: tuple[Follow, ...]

    @classmethod
    def load(cls, folder: Path, taxonomy: Taxonomy) -> Rules:
        """Read a folder of rules. Raises ContentError naming file and line."""
        cues = [
            cue for path in sorted(folder.glob("*.csv")) if path.stem not in _SPECIAL for cue in _cues(path, taxonomy)
        ]
        masks = [phrase for row in _rows(folder / "masks.csv", ("language", "phrase")) for phrase in row.list("phrase")]
        negations = [
            Negation(phrase, int(row.number("reach")), row["side"] == "after", row["kind"] == "hedge")
            for row in _rows(folder / "negations.csv", ("language", "phrase", "kind", "side", "reach"))
            for phrase in row.list("phrase")
        ]
        rules = {
            row["attribute"]: AttributeRule(
                row["attribute"],
                {Role(name): float(factor or 1) for name, _, factor in (p.partition("=") for p in row.list("roles"))},
                row.number("least"),
                row.number("share"),
                row.number("names"),
                row["hedged"] == "yes",
                int(row.number("most")),
            )
            for row in _rows(
                folder / "attributes.csv", ("attribute", "roles", "least", "share", "names", "hedged", "most")
            )
        }
        if wrong := rules.keys() - LISTS.keys():
            raise ContentError(f"{folder / 'attributes.csv'}: no such attribute: {', '.join(sorted(wrong))}")
        follows = []
        for row in _rows(folder / "follows.csv", ("attribute", "gives", "needs", "times")):
            needs = tuple((name, code) for name, _, code in (part.partition(":") for part in row.list("needs")))
            for attribute, code in ((row["attribute"], row["gives"]), *needs):
                if code not in taxonomy.lists.get(LISTS.get(attribute, ""), {}):
                    raise ContentError(f"{row.place}: {attribute}:{code} is not in the taxonomy")
            follows.append(Follow(row["attribute"], row["gives"], needs, row.number("times")))
        return cls(tuple(cues), tuple(masks), tuple(negations), rules, tuple(follows))


@dataclass(frozen=True, slots=True)
class _Row:
    place: str
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column].strip()

    def list(self, column: str) -> tuple[str, ...]:
        return split_list(self.cells[column])

    def number(self, column: str) -> float:
        try:
            return float(self.cells[column])
        except ValueError:
            raise ContentError(f"{self.place}: {column} is {self.cells[column]!r}, not a number") from None


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[_Row]:
    if not path.is_file():
        raise ContentError(f"{path} is missing.", "The rules of extraction ship with the corpus.")
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines)
        if tuple(rows.fieldnames or ()) != columns:
            raise ContentError(f"{path}: columns must be {', '.join(columns)}")
        for row in rows:
            place = f"{path}, line {rows.line_num}"
            if None in row or None in row.values():
                raise ContentError(f"{place}: the line has not {len(columns)} cells")
            yield _Row(place, row)


def _cues(path: Path, taxonomy: Taxonomy) -> Iterator[Cue]:
    terms = taxonomy.lists.get(path.stem)
    if terms is None:
        raise ContentError(f"{path}: there is no code list {path.stem!r}")
    for row in _rows(path, CUE_COLUMNS):
        if row["code"] not in terms:
            raise ContentError(f"{row.place}: code {row['code']!r} is not in corpus/taxonomy/{path.stem}.csv")
        phrases = row.list("phrase")
        if not phrases:
            raise ContentError(f"{row.place}: no phrase")
        try:
            roles = frozenset(Role(name) for name in row.list("roles"))
        except ValueError as wrong:
            raise ContentError(f"{row.place}: {wrong}") from None
        yield Cue(path.stem, row["code"], phrases, row.list("with"), row.list("without"), roles, row.number("weight"))
