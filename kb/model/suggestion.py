"""What may be meant while a question is still being typed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kb.model.document import Kind


class SuggestionKind(StrEnum):
    """What a suggestion names."""

    DOCUMENT = "document"
    ARTICLE = "article"
    SUBSTANCE = "substance"
    PLACE = "place"
    TOPIC = "topic"
    TERM = "term"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something that the library holds: a document or an article to open, or words to search for.

    `note` says what it belongs to: the regulation of an article, a title in the other language, a synonym's usual name.
    `count` is in how many passages (places and topics: documents) it is found. `document` is empty for words.
    """

    text: str
    kind: SuggestionKind
    note: str = ""
    count: int = 0
    document: str = ""
    anchor: str = ""
    document_kind: Kind | None = None
