"""Similar cases: whole accounts compared by their words and by their meaning.

Fusion is min-max over all cases compared, with most weight on meaning: measured best (.3 on BM25) on judged
sets of accident reports.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from kb.catalogue import reading
from kb.catalogue import tables as t
from kb.catalogue.embeddings import cached
from kb.catalogue.selecting import matching
from kb.catalogue.staging import LEAD_CHARACTERS
from kb.errors import QueryError
from kb.index.vectors import LEADS
from kb.model.cards import card_from_json
from kb.model.case import CaseCard
from kb.model.document import Kind, Role
from kb.model.result import Filter, SimilarHit
from kb.model.taxonomy import Taxonomy
from kb.model.value import current, year_of
from kb.search.snapshot import Snapshot
from kb.text.analyse import index_terms, index_tokens, words
from kb.text.language import language_of

KEYWORD_WEIGHT = 0.3
"""Share of the keyword side; best of 0 to 1 on the development sets."""

DEPTH = 1_000
"""Cases taken from each side before fusion."""

QUERY_TERMS = 400
"""Terms of an account that are compared: the rarest of those that say most."""

Vector = NDArray[np.float32]


class SimilarCases:
    """Finds cases like a case or like a description, on one snapshot."""

    def __init__(self, snapshot: Snapshot, taxonomy: Taxonomy) -> None:
        self._snapshot = snapshot
        self._taxonomy = taxonomy

    def to_document(self, document: str, k: int) -> tuple[SimilarHit, ...]:
        """Cases like this one, itself left out. Raises NotFound, and QueryError where it is no case."""
        with self._snapshot.catalogue.reading() as connection:
            version = reading.version_id(connection, self._snapshot.generation, document)
            summary = reading.summaries(connection, self._snapshot.generation, [version])[version]
            if summary.kind is not Kind.CASE:
                raise QueryError(
                    f"{document!r} is a {summary.kind.value}, not a case.", "Only cases can be compared with cases."
                )
            texts = [row.text for row in connection.execute(_roles(version))]
            key = connection.scalar(sa.select(t.versions.c.lead_hash).where(t.versions.c.id == version))
            vector = cached(connection, self._snapshot.model.name, [key]).get(key) if key else None
        return self._rank("\n".join(texts), vector, k, {document})

    def to_text(self, text: str, k: int, exclude: Sequence[str] = ()) -> tuple[SimilarHit, ...]:
        """Cases like a description. Raises QueryError where it holds no word."""
        vector = self._snapshot.vector(text[:LEAD_CHARACTERS], language_of(text))
        return self._rank(text, vector, k, set(exclude))

    def _rank(self, text: str, vector: Vector | None, k: int, exclude: Collection[str]) -> tuple[SimilarHit, ...]:
        if k < 1:
            raise QueryError(f"Cannot give {k} results.", "Ask for 1 or more (-k).")
        terms = self._terms(text)
        if not terms:
            raise QueryError("The description holds no word to compare.", "Say what happened, to what, with what.")
        indexes = self._snapshot.indexes
        said = dict(indexes.cases.search(terms, DEPTH))
        near = dict(indexes.vectors.search(LEADS, vector, DEPTH)) if vector is not None else {}
        said.update(indexes.cases.scores(terms, near.keys() - said.keys()))
        near.update(self._cosines(vector, said.keys() - near.keys()))
        with self._snapshot.catalogue.reading() as connection:
            own = matching(connection, self._snapshot.generation, (Filter("document", tuple(exclude)),))
        for version in own:
            said.pop(version, None)
            near.pop(version, None)
        ranked = _fused(said, near)[:k]
        return self._described(ranked, _surfaces(text))

    def _terms(self, text: str) -> dict[str, float]:
        """Index terms with their counts; of a long account the most telling by count and rarity."""
        counts = Counter(index_terms(text))
        if len(counts) <= QUERY_TERMS:
            return {term: float(count) for term, count in counts.items()}
        index = self._snapshot.indexes.cases
        size = len(index) + 1
        weight = {term: count * float(np.log(size / (1 + index.frequency(term)))) for term, count in counts.items()}
        return {term: float(counts[term]) for term in sorted(weight, key=lambda term: -weight[term])[:QUERY_TERMS]}

    def _cosines(self, vector: Vector | None, versions: Collection[int]) -> dict[int, float]:
        if vector is None or not versions:
            return {}
        v = t.versions.c
        with self._snapshot.catalogue.reading() as connection:
            rows = connection.execute(sa.select(v.id, v.lead_hash).where(v.id.in_(list(versions)))).all()
            vectors = cached(connection, self._snapshot.model.name, [row.lead_hash for row in rows if row.lead_hash])
        return {row.id: float(vectors[row.lead_hash] @ vector) for row in rows if row.lead_hash in vectors}

    def _described(
        self, ranked: list[tuple[int, float, float, float | None]], spoken: dict[str, str]
    ) -> tuple[SimilarHit, ...]:
        versions = [version for version, *_ in ranked]
        with self._snapshot.catalogue.reading() as connection:
            documents = reading.summaries(connection, self._snapshot.generation, versions)
            cards = reading.cards(connection, versions)
            texts = {version: list(connection.execute(_roles(version))) for version in versions}
        hits = []
        for version, score, keyword, semantic in ranked:
            card = card_from_json(cards[version])
            assert isinstance(card, CaseCard)
            deaths = current(card.casualties.deaths).value
            hits.append(
                SimilarHit(
                    document=documents[version].id,
                    title=documents[version].title,
                    score=round(score, 4),
                    keyword=round(keyword, 4),
                    semantic=None if semantic is None else round(semantic, 4),
                    reasons=self._reasons(spoken, [row.text for row in texts[version]]),
                    summary=_summary(texts[version]),
                    year=year_of(card.occurrence.date),
                    country=card.place.country,
                    deaths=None if deaths is None else int(deaths),
                    title_zh=documents[version].title_zh,
                )
            )
        return tuple(hits)

    def _reasons(self, spoken: dict[str, str], texts: list[str], shown: int = 5) -> tuple[str, ...]:
        """The words and word pairs that both accounts have and that say most, as the first one writes them."""
        index = self._snapshot.indexes.cases
        counts = Counter(term for text in texts for term in index_terms(text) if term in spoken)
        size = len(index) + 1
        weight = {term: count**0.5 * float(np.log(size / index.frequency(term))) for term, count in counts.items()}
        telling: dict[str, None] = {}
        for term in sorted(weight, key=lambda term: (-weight[term], term)):
            written = spoken[term]
            if not any(written in other or other in written for other in telling):
                telling[written] = None
            if len(telling) == shown:
                break
        return tuple(telling)


def _surfaces(text: str) -> dict[str, str]:
    """Words and pairs of words that name something, by index term, as the text writes them."""
    tokens = [*words(text), *(token for token in index_tokens(text) if "_" in token.term)]
    return {
        token.term: " ".join(text[token.start : token.end].lower().split())
        for token in tokens
        if not any(character.isdigit() for character in token.term) and len(token.term) > 1
    }


def _roles(version: int) -> sa.Select[tuple[str, str | None]]:
    return (
        sa.select(t.passages.c.text, t.passages.c.role)
        .where(t.passages.c.version == version)
        .order_by(t.passages.c.seq)
    )


def _summary(rows: Sequence[sa.Row[tuple[str, str | None]]], characters: int = 300) -> str:
    told = next((row.text for row in rows if row.role == Role.SUMMARY.value), rows[0].text if rows else "")
    return told if len(told) <= characters else told[:characters].rsplit(" ", 1)[0] + " ..."


def _fused(said: dict[int, float], near: dict[int, float]) -> list[tuple[int, float, float, float | None]]:
    """(version, score, keyword share, semantic share), best first."""
    high = max(said.values(), default=0.0) or 1.0
    low_near = min(near.values(), default=0.0)
    span = (max(near.values(), default=1.0) - low_near) or 1.0
    ranked = []
    for version in said.keys() | near.keys():
        keyword = said.get(version, 0.0) / high
        semantic = (near[version] - low_near) / span if version in near else None
        weight = KEYWORD_WEIGHT if near else 1.0
        ranked.append((version, weight * keyword + (1 - weight) * (semantic or 0.0), keyword, semantic))
    ranked.sort(key=lambda row: (-row[1], row[0]))
    return ranked
