"""Keyword index: Tantivy over terms that this project's own analysis has made.

The text is analysed before it gets here (`kb.text.analyse`), the same way for passages and questions; the engine
splits at blanks only. Scores are BM25 with Tantivy's k1 = 1.2 and b = 0.75; `kb.search.words` orders what is found.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import numpy as np
import tantivy

from kb.index.rows import Keys
from kb.model.slices import chunks

_TOKENIZER = "terms"
_HEAP = 128_000_000


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("key", indexed=True, fast=True)
    builder.add_unsigned_field("version", indexed=True, fast=True)
    builder.add_text_field("kind", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("body", tokenizer_name=_TOKENIZER, index_option="freq")
    builder.add_text_field("head", tokenizer_name=_TOKENIZER, index_option="freq")
    return builder.build()


class KeywordIndex:
    """Terms of texts by a number (`key`), in a folder of its own: a text's own in `body`, its headings' in `head`."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._schema = _schema()
        self._index = tantivy.Index(self._schema, path=str(folder))
        analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        self._index.register_tokenizer(_TOKENIZER, analyzer)
        self._searcher = self._index.searcher()
        self._writer: tantivy.IndexWriter | None = None

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def keys(self) -> set[int]:
        """Every key in the index."""
        if not len(self):
            return set()
        found = self._searcher.search(tantivy.Query.all_query(), limit=len(self), count=False)
        return set(self._keys([address for _, address in found.hits]))

    def remove(self, keys: Iterable[int]) -> None:
        """Take keys away, with the next commit."""
        for some in chunks(list(keys)):
            self._writing().delete_documents_by_query(tantivy.Query.term_set_query(self._schema, "key", list(some)))

    def add(self, entries: Iterable[tuple[int, int, str, Iterable[str], Iterable[str]]]) -> None:
        """Add (key, version, kind, body terms, head terms), with the next commit."""
        for key, version, kind, body, head in entries:
            document = tantivy.Document()
            document.add_unsigned("key", key)
            document.add_unsigned("version", version)
            document.add_text("kind", kind)
            document.add_text("body", " ".join(body))
            document.add_text("head", " ".join(head))
            self._writing().add_document(document)

    def commit(self) -> None:
        """Write what was added and removed; searches of this object see it from now on."""
        if self._writer is not None:
            self._writer.commit()
            self._writer.wait_merging_threads()
            self._writer = None
        self._index.reload()
        self._searcher = self._index.searcher()

    def _writing(self) -> tantivy.IndexWriter:
        if self._writer is None:
            self._writer = self._index.writer(_HEAP, 1)
        return self._writer

    def search(
        self,
        terms: Mapping[str, float],
        limit: int,
        *,
        head: float = 0.0,
        kind: str | None = None,
        versions: Collection[int] | None = None,
    ) -> list[tuple[int, float]]:
        """Best keys with their BM25 scores, best first.

        `terms` are weighted; `head` is the weight of a match in the headings beside one in the text; `kind` and
        `versions` restrict without touching the scores.
        """
        if not terms or not len(self) or (versions is not None and not versions):
            return []
        return self._run(self._restricted(self._query(terms, head), kind, "version", versions), limit)

    def ranked(
        self,
        terms: Mapping[str, float],
        limit: int,
        *,
        head: float = 0.0,
        kind: str | None = None,
        versions: Collection[int] | None = None,
    ) -> Keys:
        """The keys that `search` finds, best first, without their scores; several times faster for thousands."""
        if not terms or not len(self) or (versions is not None and not versions):
            return np.empty(0, np.int64)
        query = self._restricted(self._query(terms, head), kind, "version", versions)
        found = self._searcher.search(query, limit=limit, count=False).hits
        addresses = [address for _, address in found]
        return np.array(self._searcher.fast_field_values("key", addresses), np.int64)

    def scores(self, terms: Mapping[str, float], keys: Collection[int], *, head: float = 0.0) -> dict[int, float]:
        """BM25 of given keys; one that shares no term with the question is absent."""
        if not terms or not keys:
            return {}
        return dict(self._run(self._restricted(self._query(terms, head), None, "key", keys), len(keys)))

    def frequency(self, term: str) -> int:
        """In how many texts a term occurs."""
        return int(self._searcher.doc_freq("body", term))

    def _query(self, terms: Mapping[str, float], head: float) -> tantivy.Query:
        clauses = []
        for term, weight in terms.items():
            clauses.append((tantivy.Occur.Should, self._term("body", term, weight)))
            if head:
                clauses.append((tantivy.Occur.Should, self._term("head", term, weight * head)))
        return tantivy.Query.boolean_query(clauses)

    def _term(self, field: str, term: str, weight: float) -> tantivy.Query:
        query = tantivy.Query.term_query(self._schema, field, term, "freq")
        return query if weight == 1.0 else tantivy.Query.boost_query(query, weight)

    def _restricted(
        self, query: tantivy.Query, kind: str | None, field: str, numbers: Collection[int] | None
    ) -> tantivy.Query:
        clauses = [(tantivy.Occur.Must, query)]
        if kind is not None:
            only = tantivy.Query.term_query(self._schema, "kind", kind, "basic")
            clauses.append((tantivy.Occur.Must, tantivy.Query.const_score_query(only, 0.0)))
        if numbers is not None:
            only = tantivy.Query.term_set_query(self._schema, field, list(numbers))
            clauses.append((tantivy.Occur.Must, tantivy.Query.const_score_query(only, 0.0)))
        return tantivy.Query.boolean_query(clauses) if len(clauses) > 1 else query

    def _run(self, query: tantivy.Query, limit: int) -> list[tuple[int, float]]:
        found = self._searcher.search(query, limit=limit, count=False).hits
        keys = self._keys([address for _, address in found])
        return [(key, float(score)) for key, (score, _) in zip(keys, found, strict=True)]

    def _keys(self, addresses: list[tantivy.DocAddress]) -> list[int]:
        return [int(value) for value in self._searcher.fast_field_values("key", addresses) if value is not None]
