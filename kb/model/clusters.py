"""Cases grouped by what went wrong in the rescue, with what they teach and the articles that answer it."""

from __future__ import annotations

from dataclasses import dataclass

from kb.model.comparison import Statement
from kb.model.document import Status
from kb.model.value import Origin


@dataclass(frozen=True, slots=True)
class Trouble:
    """A response problem of a case: its code and name, how it is known, and where it is told."""

    code: str
    label: str
    origin: Origin
    told: Statement


@dataclass(frozen=True, slots=True)
class Member:
    """A case of a group and the problems that put it there; `deaths` None where unknown."""

    case: str
    title: str
    date: str
    deaths: int | None
    troubles: tuple[Trouble, ...]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A thing to be learnt, and the sentences of the cases' lessons that are about it."""

    code: str
    label: str
    told: tuple[Statement, ...]

    @property
    def cases(self) -> tuple[str, ...]:
        """The ids of the cases that teach it, each once."""
        return tuple(dict.fromkeys(one.document for one in self.told))


@dataclass(frozen=True, slots=True)
class Article:
    """An article that addresses a group.

    `why` says what it asks for, empty where only the cases cite it; `cited` are the ids of the group's cases that do.
    """

    document: str
    anchor: str
    label: str
    title: str
    status: Status
    why: str
    cited: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A group by its size: cases whose source or card says so (`known`), and cases whose text only hints at it."""

    code: str
    label: str
    about: str
    known: int
    hinted: int


@dataclass(frozen=True, slots=True)
class Cluster:
    """A group with what it teaches, labels in `language`, texts as written.

    `members` are known to belong; of `hinted` a rule found the problem in the text and nobody has confirmed it: the
    surest ones. Lessons and articles are those of members; `shared` lessons are taught by two or more of them, `single`
    ones by one.
    """

    language: str
    group: Group
    members: tuple[Member, ...]
    hinted: tuple[Member, ...]
    shared: tuple[Lesson, ...]
    single: tuple[Lesson, ...]
    articles: tuple[Article, ...]
