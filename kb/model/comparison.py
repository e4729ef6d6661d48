"""Cases side by side: columns, and sections of rows whose cells hold statements with their places."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MOST = 4
"""Cases that fit beside each other."""


class Verdict(StrEnum):
    """What a row says of its cases.

    `unknown` where one or more of them tell nothing, or where they tell it in languages that cannot be compared.
    """

    SAME = "same"
    DIFFERS = "differs"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that a cell says, and the place it comes from.

    `document`, `anchor` and `mark` (a passage, see `kb.model.passage.mark_of`) open the place; `source` names what the
    case itself rests it on. `shared` says that every other case that tells of the row says the same. The text of a
    step begins with its `time` and a colon where the case has one, or is a sentence that names it.
    """

    text: str
    document: str
    anchor: str = ""
    mark: str = ""
    source: str = ""
    shared: bool = False
    time: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row; `cells` has the statements of each column, none where it is unknown; `note` stands below the label."""

    key: str
    label: str
    verdict: Verdict
    cells: tuple[tuple[Statement, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Rows on one subject: identity, people, attributes, course, narrative, problems, lessons or regulations."""

    key: str
    label: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One case at the head of its column; `title` in the language of the comparison where the case has it.

    `sources` are what the case itself names, each a line that begins with its sign (`S1: title, publisher, date`).
    """

    id: str
    title: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Two to four cases beside each other, labels in `language`, text as written.

    `alike` and `apart` are the opening: in what they are alike and where they part.
    """

    language: str
    columns: tuple[Column, ...]
    alike: str
    apart: str
    sections: tuple[Section, ...]
