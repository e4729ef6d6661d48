"""What a search asks and what it answers."""

from __future__ import annotations

from dataclasses import dataclass, field

from kb.model.document import Kind, Role, Status


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition on documents. Text fields: any of `values`; number fields (`year`, `deaths`): `low <= x <= high`.

    `origin` says where it came from: `user` (a flag or a facet click) or `query` (understood from the words, `words`).
    """

    name: str
    values: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None
    origin: str = "user"
    words: str = ""


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A question. `kind` None searches all kinds; `k` is the number of documents wanted.

    `understand` turns parts of the words into filters and look-ups; those in `as_words` are taken as they stand.
    `expand` adds glossary synonyms and translations; `keyword`/`semantic` switch each side off, `rerank` the reranking
    model where one is set. `leave_out` are glossary names that are not to be added (in any case of letters), `exclude`
    document ids left out. Without `facets` their values are not counted, which saves a search for each field that is
    filtered.
    """

    text: str
    kind: Kind | None = None
    filters: tuple[Filter, ...] = ()
    k: int = 10
    understand: bool = True
    expand: bool = True
    keyword: bool = True
    semantic: bool = True
    rerank: bool = True
    leave_out: tuple[str, ...] = ()
    as_words: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    facets: bool = True


@dataclass(frozen=True, slots=True)
class Parts:
    """Why a passage scored: keyword and semantic share (each 0-1 after scaling), raw values beside them.

    Provisions of regulations have what those beside them lend in both raw values (`kb.search.beside`).
    The score is (`keyword_weight` x `keyword` + `semantic_weight` x `semantic`), a share that is None counting 0, times
    every factor of `factors`: (name, number) of what moved the passage, named by a legal status, a kind of document, or
    `across_languages`. Where a reranking model judged the passage (`judgement`, 0-1), the score is that times
    (1 - `rerank_weight`) plus `rerank_weight` x `rerank`, the judgement on the scale of the scores. `words` are the
    query words found, `expansions` the glossary terms found in their place.
    """

    keyword: float = 0.0
    semantic: float | None = None
    bm25: float = 0.0
    cosine: float | None = None
    words: tuple[str, ...] = ()
    expansions: tuple[str, ...] = ()
    keyword_weight: float = 1.0
    semantic_weight: float = 0.0
    factors: tuple[tuple[str, float], ...] = ()
    judgement: float | None = None
    rerank: float | None = None
    rerank_weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Hit:
    """One document with its best passage. `highlights` are [start, end) character ranges in `text`.

    `date` is when a case happened, and the edition of anything else.
    """

    document: str
    version: int
    title: str
    kind: Kind
    language: str
    status: Status
    anchor: str
    label: str
    path: tuple[str, ...]
    citation: str
    page: int | None
    role: Role | None
    score: float
    parts: Parts
    text: str
    highlights: tuple[tuple[int, int], ...] = ()
    date: str | None = None
    digest: bool = False
    more: tuple[Hit, ...] = ()
    duplicates: tuple[str, ...] = ()
    title_zh: str = ""
    citation_zh: str = ""


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many of the found documents carry a value."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Lookup:
    """A document that `words` of the question name exactly, or sections of it: it comes first.

    `anchors` are empty where the whole document is named; `label` is the section's name as the document prints it.
    """

    words: str
    document: str
    kind: Kind
    title: str
    title_zh: str = ""
    anchors: tuple[str, ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True)
class SearchResponse:
    """The answer: hits best first, and how the question was understood.

    `relevant` is False when nothing found is really about the question; `message` then says so. `counts` has the
    found documents of each kind (before the kind filter), `facets` the values among them. `lookups` are what the words
    name exactly; it comes first. `dropped` are words that were taken for a condition which nothing fulfils, or that
    name nothing here: `unknown` has each of these with the reason (`name`, `section`, `edition`,
    `check_digit`, `filtered`). `did_you_mean` is the question with its misspelt words put right, empty where there is
    none. `rerank_seconds` is what of `seconds` a reranking model took, None where none was used.
    """

    request: SearchRequest
    hits: tuple[Hit, ...]
    language: str
    filters: tuple[Filter, ...] = ()
    lookups: tuple[Lookup, ...] = ()
    expansions: tuple[tuple[str, str], ...] = ()
    counts: dict[Kind, int] = field(default_factory=dict)
    facets: dict[str, tuple[FacetCount, ...]] = field(default_factory=dict)
    relevant: bool = True
    message: str = ""
    dropped: tuple[str, ...] = ()
    unknown: tuple[tuple[str, str], ...] = ()
    did_you_mean: str = ""
    seconds: float = 0.0
    rerank_seconds: float | None = None
    generation: int = 0

    @property
    def found(self) -> int:
        """How many documents were found, of the kind asked for; hits beyond are further off."""
        kind = self.request.kind
        return sum(self.counts.values()) if kind is None else self.counts.get(kind, 0)


@dataclass(frozen=True, slots=True)
class LikenessPart:
    """One part of a likeness: `words`, `topics`, `meaning`, `roles` or `attributes`.

    `cosine` is as measured (0-1), `share` what the part counts beside the others that are known (all add up to 1),
    `adds` what it adds to the likeness.
    """

    name: str
    cosine: float
    share: float
    adds: float


@dataclass(frozen=True, slots=True)
class RolePart:
    """A part of the story that both cases tell: likeness (0-1) of its words, and of its meaning where that is known."""

    role: Role
    words: float
    meaning: float | None


@dataclass(frozen=True, slots=True)
class AttributePart:
    """An attribute that both cases tell of: its share of their likeness, its own (0-1), the codes they share."""

    attribute: str
    share: float
    similarity: float
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SimilarHit:
    """A case like another, with the strongest reasons.

    `likeness` orders: 0 as any two cases, 1 as one pair of a hundred; `percent` (0-100) and its `word` say it to
    people. `parts` add up to it, an unknown one is left out; `attributes` are what makes up the part of that name, and
    so are `roles`, by their meaning.
    """

    document: str
    title: str
    percent: int
    word: str
    likeness: float
    parts: tuple[LikenessPart, ...] = ()
    attributes: tuple[AttributePart, ...] = ()
    roles: tuple[RolePart, ...] = ()
    reasons: tuple[str, ...] = ()
    reasons_zh: tuple[str, ...] = ()
    summary: str = ""
    year: int | None = None
    country: str = ""
    deaths: int | None = None
    title_zh: str = ""
