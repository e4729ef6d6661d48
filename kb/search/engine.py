"""From a request to an answer: understand, filter, retrieve, fuse, group, explain, cite."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import replace

from kb.catalogue import reading
from kb.errors import QueryError
from kb.index.columns import STATUSES, Columns
from kb.model.cards import AnyCard, card_from_json
from kb.model.document import Kind, Status
from kb.model.result import FacetCount, Hit, Parts, SearchRequest, SearchResponse
from kb.model.slices import chunks
from kb.model.view import DocumentSummary, StoredPassage
from kb.search.allowed import Allowed
from kb.search.cite import citation, date_of
from kb.search.conditions import Conditions
from kb.search.fuse import KEYWORD_WEIGHT, KINDS, STANDING, Scored, fuse
from kb.search.highlight import found, ranges, reasons
from kb.search.leading import Groups, Leading
from kb.search.lookups import Lookups
from kb.search.question import Question, understand
from kb.search.relevance import answers
from kb.search.rerank import reranked
from kb.search.retrieve import DEPTH, Retrieval
from kb.search.snapshot import Snapshot
from kb.search.spelling import KnownNames, Spelling, corrected
from kb.text.analyse import fold
from kb.text.glossary import Glossary

FACETS = (
    "country",
    "province",
    "year",
    "accident_type",
    "industry",
    "substance",
    "grade",
    "activity",
    "response_problem",
    "level",
    "status",
    "language",
)
"""What results can be narrowed by."""

QUOTED = 1.1
"""Factor on the score of a passage that holds what a longer question quotes."""

FOUND_SHARE = 0.35
"""A document counts as found when its score reaches this share of the best."""

NARROW, NARROW_DEPTH = 100, 1_000
"""Where filters leave at most so many documents, so many passages of each kind are looked at: all, as a rule."""

SAME_TEXT = 0.9
"""Two documents of one title are the same when their best passages share this part of their terms (Jaccard)."""

SPARE = 3
"""Documents read beside those wanted, for copies that are folded."""

NOTHING = "Nothing in this library answers that. Try other words, fewer filters, or the other language."
NO_SIDE = "Words and meaning are both switched off, so there is nothing to search by. Switch one of them on."
NO_MEANING = "The embedding model does not read the language of this question. Switch the words on again."
UNKNOWN = {
    "name": "Nothing in this library goes by “{words}”; it is searched for as words.",
    "section": "“{words}” is not among the sections that this library has of the document; the document comes first.",
    "edition": "“{words}” is not in this library; another edition of it comes first.",
    "filtered": "“{words}” is left out by the filters.",
    "check_digit": "“{words}” is no CAS number: its last digit is wrong. It is searched for as words.",
}
NO_WORDS = "There is no word to search for in that. Name a hazard, a substance, a place, a duty or an accident."


class SearchEngine:
    """Answers requests on one snapshot."""

    def __init__(self, snapshot: Snapshot, glossary: Glossary, conditions: Conditions, names: KnownNames) -> None:
        self._snapshot = snapshot
        self._glossary = glossary
        self._conditions = conditions
        self._lookups = Lookups(snapshot.catalogue, snapshot.generation)
        self._spelling = Spelling(snapshot.indexes, names)

    def search(self, request: SearchRequest) -> SearchResponse:
        """The answer; see SearchResponse. Raises QueryError for an unknown filter or a senseless number."""
        begin = time.perf_counter()
        if request.k < 1:
            raise QueryError(f"Cannot give {request.k} results.", "Ask for 1 or more (-k).")
        question = self._understood(request)
        unanswerable = self._unanswerable(request, question)
        response = self._silent(request, question, unanswerable) if unanswerable else self._answer(request, question)
        understood = [one.words for one in question.filters if one.origin == "query"]
        if understood and not response.hits and unanswerable in ("", NO_WORDS):
            response = self._without_conditions(request, understood)
        meant = corrected(request.text, question.corrections)
        return replace(_told(response), did_you_mean=meant, seconds=time.perf_counter() - begin)

    def _understood(self, request: SearchRequest) -> Question:
        question = understand(request, self._glossary, self._conditions, self._lookups)
        return self._spelling.mended(question, request.leave_out, expand=request.expand)

    def _without_conditions(self, request: SearchRequest, conditions: list[str]) -> SearchResponse:
        """The answer when what the words were taken to demand is fulfilled by nothing."""
        literally = replace(request, as_words=(*request.as_words, *conditions))
        question = self._understood(literally)
        response = self._answer(request, question)
        message = f"No document fulfils “{'”, “'.join(conditions)}”; these are shown without that condition."
        told = " ".join(part for part in (message, response.message) if part)
        return replace(response, message=told, dropped=tuple(conditions))

    def _unanswerable(self, request: SearchRequest, question: Question) -> str:
        """Why there can be no answer, or nothing."""
        if question.empty:
            return NO_WORDS
        if request.keyword:
            return ""
        if not request.semantic:
            return NO_SIDE
        return "" if self._snapshot.model.knows(question.language) else NO_MEANING

    def _silent(self, request: SearchRequest, question: Question, message: str) -> SearchResponse:
        return SearchResponse(
            request,
            (),
            question.language,
            question.filters,
            relevant=False,
            message=message,
            unknown=question.named.unknown,
            generation=self._snapshot.generation,
        )

    def _answer(self, request: SearchRequest, question: Question) -> SearchResponse:
        snapshot = self._snapshot
        vector = snapshot.vector(question.text, question.language) if request.semantic else None
        retrieval = Retrieval(snapshot, question if request.keyword else replace(question, terms={}), vector)
        groups, leading = self._groups(request, question, retrieval)
        found = _found(groups, question, leading)
        counts = Counter(_kind(groups[version]) for version in found)
        groups = {v: group for v, group in groups.items() if request.kind in (None, _kind(group))}
        begin = time.perf_counter()
        judging = snapshot.reranker() if request.rerank and not question.bare else None
        if judging:
            groups = reranked(snapshot, judging, question, groups, leading.found)
        judged = time.perf_counter() - begin if judging else None
        hits = self._hits(list(groups.items()), question, request.k, leading)
        named = any(version in leading.found for version in groups)
        relevant = named or (question.bare and bool(hits)) or answers(snapshot, question, hits)
        return SearchResponse(
            request,
            hits,
            question.language,
            question.filters,
            tuple(one.lookup for one in question.named.found),
            question.expansions if request.keyword else (),
            counts={kind: counts[kind] for kind in Kind if counts[kind]},
            facets=self._facets(request, question, retrieval, [version for version in found if version in groups]),
            unknown=(*question.named.unknown, *leading.filtered),
            relevant=relevant,
            message="" if relevant else NOTHING,
            rerank_seconds=judged,
            generation=snapshot.generation,
        )

    def _groups(self, request: SearchRequest, question: Question, retrieval: Retrieval) -> tuple[Groups, Leading]:
        """Scored passages by document, best document first, and what leads because the question names it."""
        snapshot = self._snapshot
        allowed = Allowed.of(snapshot, question.filters, request.exclude)
        narrow = allowed.few and allowed.count <= NARROW
        depth = max(DEPTH, 2 * request.k, NARROW_DEPTH if narrow else 0)
        both = retrieval.candidates(allowed, depth)
        leading = Leading.of(snapshot, question.named.found, allowed)
        if leading.found:
            present = {one.id for one in both}
            led = retrieval.candidates(allowed.only(snapshot, leading.found), depth)
            both += [one for one in led if one.id not in present]
        groups = _grouped(fuse(both, KEYWORD_WEIGHT if request.keyword else 0.0), snapshot.columns)
        leading.best = max((group[0].score for group in groups.values()), default=0.0)
        groups = leading.first(snapshot, groups)
        return (self._with_phrases(groups, question) if question.phrases else groups), leading

    def _facets(
        self, request: SearchRequest, question: Question, retrieval: Retrieval, found: list[int]
    ) -> dict[str, tuple[FacetCount, ...]]:
        """Values of the documents found; those of a field that is filtered are counted as if it were not."""
        if not request.facets:
            return {}
        columns = self._snapshot.columns
        facets = columns.spread(found, FACETS)
        for name in {one.name for one in question.filters} & set(FACETS):
            without = replace(question, filters=tuple(one for one in question.filters if one.name != name))
            groups, leading = self._groups(request, without, retrieval)
            others = [v for v in _found(groups, question, leading) if request.kind in (None, _kind(groups[v]))]
            facets |= columns.spread({*found, *others}, [name])  # a broad search may miss what the filter brings up
        return facets

    def _with_phrases(self, groups: Groups, question: Question) -> Groups:
        """Passages in which every quoted phrase stands word for word: only these where demanded, else raised."""
        ids = [one.candidate.id for group in groups.values() for one in group]
        with self._snapshot.catalogue.reading() as connection:
            texts = reading.passages(connection, self._snapshot.generation, ids)
        holding = {
            number
            for number, passage in texts.items()
            if all(phrase in " ".join(fold(passage.text).split()) for phrase in question.phrases)
        }
        if not question.demanded:
            raised = {
                version: sorted(
                    (one.moved("quoted", QUOTED) if one.candidate.id in holding else one for one in group),
                    key=lambda one: -one.score,
                )
                for version, group in groups.items()
            }
            return dict(sorted(raised.items(), key=lambda item: -item[1][0].score))
        kept = {v: [one for one in group if one.candidate.id in holding] for v, group in groups.items()}
        return {version: group for version, group in kept.items() if group}

    def _hits(
        self,
        groups: list[tuple[int, list[Scored]]],
        question: Question,
        k: int,
        leading: Leading,
    ) -> tuple[Hit, ...]:
        hits: list[Hit] = []
        terms: list[set[int]] = []
        for part in chunks(groups, k + SPARE):
            ids = [one.candidate.id for _, group in part for one in group[:4]]
            with self._snapshot.catalogue.reading() as connection:
                texts = reading.passages(connection, self._snapshot.generation, ids)
                cards = reading.cards(connection, [version for version, _ in part])
                documents = reading.summaries(connection, self._snapshot.generation, cards)
            words = self._snapshot.indexes.forward.words([group[0].candidate.id for _, group in part])
            for version, group in part:
                document, card = documents[version], card_from_json(cards[version])
                own = words[group[0].candidate.id]
                twin = _twin(own, terms)
                if twin is not None and fold(hits[twin].title) == fold(document.title):
                    hits[twin] = replace(hits[twin], duplicates=(*hits[twin].duplicates, document.id))
                    continue
                shown = [
                    _hit(document, card, leading.shown(version, texts[one.candidate.id]), one, question)
                    for one in group[:4]
                ]
                if said := leading.words.get(version):
                    shown[0] = replace(shown[0], parts=replace(shown[0].parts, words=(*said, *shown[0].parts.words)))
                hits.append(replace(shown[0], more=tuple(shown[1:])))
                terms.append(own)
                if len(hits) == k:
                    return tuple(hits)
        return tuple(hits)


def _told(response: SearchResponse) -> SearchResponse:
    """The answer with what its words name nothing by, said and counted as dropped."""
    if not response.unknown:
        return response
    told = [UNKNOWN[why].format(words=words) for words, why in response.unknown]
    message = " ".join(part for part in (*told, response.message) if part)
    dropped = dict.fromkeys((*response.dropped, *(words for words, _ in response.unknown)))
    return replace(response, message=message, dropped=tuple(dropped))


def _kind(group: list[Scored]) -> Kind:
    return group[0].candidate.kind


def _grouped(scored: list[Scored], columns: Columns) -> Groups:
    """Passages by version, best document first; what does not bind today, and what quotes others, is moved down."""
    groups: Groups = {}
    for one in scored:
        version, kind = one.candidate.version, one.candidate.kind
        status = STATUSES[columns.statuses[version]]
        if status in STANDING:
            one = one.moved(status.value, STANDING[status])
        if kind in KINDS:
            one = one.moved(kind.value, KINDS[kind])
        groups.setdefault(version, []).append(one)
    return dict(sorted(groups.items(), key=lambda group: (-group[1][0].score, columns.order[group[0]])))


def _found(groups: Groups, question: Question, leading: Leading) -> list[int]:
    """Documents that count as found.

    Without filters these are the ones that come near the best. Filters have selected the documents already, so that
    each of them counts in which a word of the question stands, and every one where nothing but filters was asked.
    """
    return [
        version
        for version, group in groups.items()
        if version in leading.found
        or group[0].score >= leading.best * FOUND_SHARE
        or (question.filters and (question.bare or any(one.candidate.bm25 > 0 for one in group)))
    ]


def _twin(terms: set[int], others: list[set[int]]) -> int | None:
    for place, other in enumerate(others):
        if len(terms & other) >= SAME_TEXT * len(terms | other):
            return place
    return None


def _hit(document: DocumentSummary, card: AnyCard, passage: StoredPassage, scored: Scored, question: Question) -> Hit:
    tokens, pairs = found(passage.text, question)
    words, names = reasons(tokens, pairs, question)
    return Hit(
        document=document.id,
        version=document.version,
        title=document.title,
        kind=document.kind,
        language=passage.language,
        status=document.status if document.kind is Kind.REGULATION else Status.NOT_APPLICABLE,
        anchor=passage.anchor,
        label=passage.label,
        path=passage.path,
        citation=citation(card, passage),
        page=passage.page,
        role=passage.role,
        score=round(scored.score, 4),
        parts=Parts(
            keyword=round(scored.keyword, 4),
            semantic=None if scored.semantic is None else round(scored.semantic, 4),
            bm25=round(scored.candidate.bm25, 3),
            cosine=None if scored.candidate.cosine is None else round(scored.candidate.cosine, 4),
            words=words,
            expansions=names,
            keyword_weight=scored.keyword_weight,
            semantic_weight=scored.semantic_weight,
            factors=scored.factors,
            judgement=None if scored.judgement is None else round(scored.judgement, 4),
            rerank=None if scored.rerank is None else round(scored.rerank, 4),
            rerank_weight=scored.rerank_weight,
        ),
        text=passage.text,
        highlights=ranges([*tokens, *pairs], passage.text),
        date=date_of(card),
        digest=document.digest,
        title_zh=document.title_zh,
        citation_zh=citation(card, passage, "zh"),
    )
