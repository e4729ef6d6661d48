"""Documents: their kinds, their structure and the cards that describe them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pydantic import Field

from kb.model.value import Origin, PartialDate, Source, Strict


class Kind(StrEnum):
    """What a document is."""

    CASE = "case"
    REGULATION = "regulation"
    PLAN = "plan"
    REGISTER = "register"
    GUIDANCE = "guidance"


class Status(StrEnum):
    """Whether a document, or one of its articles, binds today. Cases and registers are `not_applicable`."""

    IN_FORCE = "in_force"
    AMENDED = "amended"
    PARTLY_SUPERSEDED = "partly_superseded"
    NOT_YET_IN_FORCE = "not_yet_in_force"
    SUPERSEDED = "superseded"
    REPEALED = "repealed"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


class Role(StrEnum):
    """What part of an accident's story a passage tells."""

    SUMMARY = "summary"
    SITE = "site"
    SEQUENCE = "sequence"
    CAUSES = "causes"
    CONSEQUENCES = "consequences"
    RESPONSE = "response"
    LESSONS = "lessons"
    REFERENCES = "references"
    OTHER = "other"


class Level(StrEnum):
    """Rank of a section in a document's tree, from the outside in."""

    PART = "part"  # 编
    CHAPTER = "chapter"  # 章
    SECTION = "section"  # 节
    ARTICLE = "article"  # 条, §
    PARAGRAPH = "paragraph"  # 款
    ITEM = "item"  # 项
    ANNEX = "annex"
    HEADING = "heading"
    FIELD = "field"


@dataclass(frozen=True, slots=True)
class Section:
    """A node of a document's structure with its own text (not its children's).

    `label` is as printed (`第二十二条`, `Art. 22`, `§ 1910.38(c)`), `heading` the words after it, `anchor` the stable
    address inside the document (`art22/p2/i1`), `page` the 1-based page on which it begins, where there are pages.
    Paragraphs inside `text` are parted by a newline. `table` marks text laid out as rows (cells parted by ` | `).
    """

    level: Level
    anchor: str
    label: str = ""
    heading: str = ""
    text: str = ""
    page: int | None = None
    role: Role | None = None
    table: bool = False
    children: tuple[Section, ...] = ()

    @property
    def name(self) -> str:
        """Label and heading as a reader says them."""
        return " ".join(part for part in (self.label, self.heading) if part)


class Card(Strict):
    """What is known of a document beside its text: the front matter of a corpus file, validated."""

    id: str = Field(pattern=r"^[^\s#\x00-\x1f]{1,200}$")
    kind: Kind
    title: str = Field(min_length=1)
    title_zh: str = ""
    language: str = Field(default="", description="ISO 639-1 code of the main text; found from the text when empty")
    status: Status = Status.NOT_APPLICABLE
    status_note: str = ""
    status_as_of: PartialDate | None = None
    edition: PartialDate | None = Field(
        default=None, description="date of this edition: adoption or latest amendment, report date"
    )
    sources: tuple[Source, ...] = ()
    digest: bool = Field(default=False, description="our own words about an official text, not the text itself")
    unverified: tuple[str, ...] = Field(default=(), description="fields whose support has not been seen")
    origins: dict[str, Origin] = Field(
        default_factory=dict, description="field -> how it came to be; stated when absent"
    )

    def facets(self) -> dict[str, tuple[str | int, ...]]:
        """Values to filter by, field -> values; kinds of documents add their own."""
        return {}


@dataclass(frozen=True, slots=True)
class Document:
    """A document ready to be cut: its card, its structure, and what a person should know of how it was recognised."""

    card: Card
    sections: tuple[Section, ...]
    notes: tuple[str, ...] = ()
