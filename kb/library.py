"""The library: the one object that the app, the command line and every other front end talk to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import sqlalchemy as sa

from kb.catalogue import publishing, reading, selecting
from kb.catalogue import tables as t
from kb.catalogue.searches import SearchesFile
from kb.catalogue.store import Catalogue
from kb.compare.weights import BALANCED, Weights
from kb.embed import Encoder, Reranker, load_encoder, load_reranker, model_info
from kb.errors import LibraryError, LibraryMismatch, NotFound, QueryError
from kb.index.generation import folder_of
from kb.index.lease import SharedIndexes
from kb.model.cards import card_from_json
from kb.model.case import CaseCard
from kb.model.document import Kind
from kb.model.result import Filter, SearchRequest, SearchResponse, SimilarHit
from kb.model.taxonomy import Taxonomy
from kb.model.view import DocumentSummary, DocumentView, FileState, LedgerEntry, LibraryStatus, Progress, RunReport
from kb.search.conditions import Conditions
from kb.search.engine import SearchEngine
from kb.search.saved import SavedSearches, SearchHistory
from kb.search.snapshot import Snapshot
from kb.search.spelling import KnownNames
from kb.settings import Settings
from kb.text.glossary import Glossary

if TYPE_CHECKING:
    from kb.brief.results import ResultList
    from kb.compare.clusters import Problems
    from kb.compare.side_by_side import Case
    from kb.compare.similar import SimilarCases, Spaces
    from kb.extract import Extractor
    from kb.model.attributes import Attributes
    from kb.model.case_list import CaseList
    from kb.model.clusters import Article, Cluster, Group
    from kb.model.comparison import SideBySide
    from kb.model.suggestion import Suggestion
    from kb.search.suggest import Suggester

Report = Callable[[Progress], None]


def _quiet(_: Progress) -> None:
    """Report to nobody."""


class Library:
    """One library folder. Safe to share between threads; notices a newly published generation by itself."""

    def __init__(self, settings: Settings, *, create: bool = False, any_model: bool = False) -> None:
        """Open the library in `settings.library`.

        Raises LibraryError where there is none (unless `create`), LibraryMismatch where it was made by a newer version
        or with another embedding model (unless `any_model`).
        """
        self.settings = settings
        self.catalogue = Catalogue(settings.library, create=create)
        self._model = model_info(settings)
        if not any_model:
            self._check_model()
        self._indexes = SharedIndexes(settings.library)
        self._suggester: Suggester | None = None
        self._making_suggester = Lock()
        self._spaces: tuple[int, Spaces] | None = None
        self._making_spaces = Lock()

    def close(self) -> None:
        """Let go of files and memory."""
        self._indexes.close()
        self.catalogue.close()

    # Questions

    def search(self, request: SearchRequest) -> SearchResponse:
        """Answer a question. Raises QueryError where it cannot be answered as asked."""
        with self._snapshot() as snapshot:
            return SearchEngine(snapshot, self.glossary, self.conditions, self.names).search(request)

    def results_of(self, response: SearchResponse, language: str = "en") -> ResultList:
        """A search's answer with all that an export of it says (`kb.brief.formats`), in `en` or `zh`."""
        from kb.brief.results import result_list

        with self.catalogue.reading() as connection:
            cards = reading.cards_of(connection, [(hit.document, hit.version) for hit in response.hits])
        opened = {document: card_from_json(card) for document, card in cards.items()}
        return result_list(response, opened, self.taxonomy, language, dt.datetime.now().astimezone())

    def similar(
        self, document: str, k: int = 10, *, preset: str = BALANCED, weights: Weights | None = None
    ) -> tuple[SimilarHit, ...]:
        """Cases like this one, best first; `weights` change some of the preset's (`kb.compare.weights`).

        Raises NotFound, and QueryError where it is no case or a preset or weight is wrong.
        """
        with self._snapshot() as snapshot:
            return self._similar(snapshot).to_document(document, k, preset, weights)

    def similar_to_text(
        self,
        text: str,
        k: int = 10,
        exclude: Sequence[str] = (),
        *,
        preset: str = BALANCED,
        weights: Weights | None = None,
    ) -> tuple[SimilarHit, ...]:
        """Cases like a description, best first. Raises QueryError where the description says nothing."""
        with self._snapshot() as snapshot:
            return self._similar(snapshot).to_text(text, k, exclude, preset, weights)

    def suggest(self, text: str, limit: int | None = None) -> tuple[Suggestion, ...]:
        """What may be meant by what has been typed: titles, articles, substances, places and terms, likeliest first.

        The names of a generation are gathered at the first call, which takes some tenths of a second or more.
        """
        from kb.search.suggest import SUGGESTIONS, Suggester

        suggester = self._suggester
        if suggester is None or suggester.generation != self.catalogue.generation:
            with self._making_suggester, self._snapshot() as snapshot:
                suggester = self._suggester
                if suggester is None or suggester.generation != snapshot.generation:
                    suggester = self._suggester = Suggester(snapshot, self.glossary, self.taxonomy)
        return suggester.suggest(text, SUGGESTIONS if limit is None else limit)

    def document(self, document: str, version: int | None = None) -> DocumentView:
        """A document to be read. Raises NotFound."""
        with self.catalogue.reading() as connection:
            return reading.view(connection, self.catalogue.generation, document, self.originals, version)

    def case(self, document: str) -> tuple[CaseCard, Attributes]:
        """A case's card and its attributes, stated and extracted. Raises NotFound, and QueryError where it is no case.

        The attributes are those stored when it was read in; of a case stored before there were any they are read anew.
        """
        from kb.catalogue import attributes

        with self.catalogue.reading() as connection:
            generation = self.catalogue.generation
            view = reading.view(connection, generation, document, self.originals)
            stored = attributes.of_version(connection, reading.version_id(connection, generation, document))
        if not isinstance(view.card, CaseCard):
            raise QueryError(f"{document!r} is a {view.card.kind.value}, not a case.", "Only cases can be compared.")
        if stored is None:
            from kb.extract import case_attributes

            stored = case_attributes(view.card, view.passages, self.extractor)
        return view.card, stored

    def cases(self, filters: Sequence[Filter] = ()) -> CaseList:
        """All cases that fulfil every filter, with the values they can be narrowed by. Raises QueryError."""
        from kb.catalogue.cases import case_list

        with self.catalogue.reading() as connection:
            return case_list(connection, self.catalogue.generation, filters)

    def compare(self, ids: Sequence[str], language: str = "en") -> SideBySide:
        """Two to four cases beside each other, labels in `en` or `zh`.

        Raises NotFound, and QueryError for a document that is no case, fewer than two, more than four, or one twice.
        """
        from kb.compare.side_by_side import check_ids, side_by_side

        check_ids(ids)
        cases = self._opened(ids)
        cited = {(one.document, one.anchor) for case in cases for one in case.card.regulations}
        return side_by_side(cases, self.taxonomy, language, self._article_names(cited, language))

    def clusters(self, language: str = "en") -> tuple[Group, ...]:
        """The groups of cases by what went wrong in the rescue, the largest first, named in `en` or `zh`."""
        from kb.compare import clusters as clustering

        problems = self._response_problems()
        found = [
            clustering.group(self.taxonomy, code, clustering.sort(self.taxonomy, code, problems), language)
            for code in clustering.codes(self.taxonomy)
        ]
        return tuple(sorted(found, key=lambda one: (-one.known, -one.hinted)))

    def cluster(self, code: str, language: str = "en") -> Cluster:
        """One group with its cases, what they teach and the articles that address it. Raises NotFound."""
        from kb.compare import clusters as clustering
        from kb.model.clusters import Cluster

        found = clustering.sort(self.taxonomy, code, self._response_problems())
        with self.catalogue.reading() as connection:
            shown = [*found.known, *found.hinted[: clustering.HINTED]]
            ids = reading.summaries(connection, self.catalogue.generation, shown)
        known = self._opened(sorted(ids[version].id for version in found.known if version in ids))
        hinted = self._opened([ids[version].id for version in shown[len(found.known) :] if version in ids])
        shared, single = clustering.lessons(known, self.taxonomy, code, language)
        return Cluster(
            language,
            clustering.group(self.taxonomy, code, found, language),
            tuple(clustering.member(case, self.taxonomy, code, language) for case in known),
            tuple(clustering.member(case, self.taxonomy, code, language) for case in hinted),
            shared,
            single,
            self._answering(known, code, language),
        )

    def _response_problems(self) -> Problems:
        from kb.catalogue import attributes
        from kb.compare.clusters import PROBLEM

        with self.catalogue.reading() as connection:
            known = attributes.codes(connection, self.catalogue.generation)
        return {
            version: [(code, letter != "e", weight) for code, letter, weight in values.get(PROBLEM, ())]
            for version, values in known.items()
        }

    def _answering(self, cases: Sequence[Case], code: str, language: str) -> tuple[Article, ...]:
        """The articles that address a group, then those that two or more of its cases cite, of those here."""
        from kb.compare import clusters as clustering
        from kb.model.clusters import Article

        asked = clustering.answering(self.taxonomy, code, language)
        cited = clustering.cited(cases)
        also = [place for place, by in cited.items() if place not in asked and len(by) > 1]
        places = [*asked, *also[: clustering.CITED]]
        names = self._article_names(places, language)
        states = {document: self.document(document).summary.status for document, _ in names}
        return tuple(
            Article(*place, *names[place], states[place[0]], asked.get(place, ""), cited.get(place, ()))
            for place in places
            if place in names
        )

    def _opened(self, ids: Sequence[str]) -> list[Case]:
        from kb.compare.side_by_side import Case

        return [Case(self.document(one), *self.case(one)) for one in ids]

    def _article_names(
        self, cited: Collection[tuple[str, str]], language: str
    ) -> dict[tuple[str, str], tuple[str, str]]:
        """What articles are called (`CN-REG-03 Art. 22`), each with its document's title; only those that are here."""
        names = {}
        with self.catalogue.reading() as connection:
            generation = self.catalogue.generation
            for document in {document for document, _ in cited}:
                try:
                    version = reading.version_id(connection, generation, document)
                except NotFound:
                    continue
                summary = reading.summaries(connection, generation, [version])[version]
                labels = {entry.anchor: entry.label or entry.heading for entry in reading.outline(connection, version)}
                title = (summary.title_zh if language == "zh" else "") or summary.title
                for anchor in (anchor for one, anchor in cited if one == document):
                    names[document, anchor] = (f"{document} {labels.get(anchor) or anchor}".strip(), title)
        return names

    def documents(
        self, kind: Kind | None = None, *, limit: int | None = None, offset: int = 0
    ) -> list[DocumentSummary]:
        """Live documents in the order of their ids."""
        with self.catalogue.reading() as connection:
            return reading.documents(connection, self.catalogue.generation, kind, limit=limit, offset=offset)

    # Kept searches

    @property
    def history(self) -> SearchHistory:
        """Questions asked lately; front ends put in what a person asked."""
        return SearchHistory(SearchesFile(self.settings.library), self.settings.history)

    @property
    def saved(self) -> SavedSearches:
        """Saved searches, with what is new since they were last looked at."""
        file = SearchesFile(self.settings.library)
        return SavedSearches(file, self.search, lambda: self.catalogue.generation, self._hashes, self._arrived)

    # State

    @property
    def originals(self) -> Path:
        """Where original files are kept."""
        return self.settings.library / "originals"

    @cached_property
    def taxonomy(self) -> Taxonomy:
        """The code lists."""
        return Taxonomy.load(self.settings.corpus / "taxonomy")

    @cached_property
    def extractor(self) -> Extractor:
        """What attributes are read from texts with."""
        from kb.extract import Extractor

        return Extractor.load(self.settings.corpus)

    @cached_property
    def conditions(self) -> Conditions:
        """What questions are read with: places and substances."""
        return Conditions(self.taxonomy)

    @cached_property
    def glossary(self) -> Glossary:
        """Terms, synonyms and translations."""
        return Glossary.load(self.settings.corpus / "glossary" / "glossary.csv")

    @cached_property
    def names(self) -> KnownNames:
        """Names that are right as they stand, and how they are mistyped."""
        return KnownNames(self.glossary, self.taxonomy)

    @cached_property
    def encoder(self) -> Encoder:
        """The embedding model, loaded on first use."""
        return load_encoder(self.settings)

    @cached_property
    def reranker(self) -> Reranker | None:
        """The cross-encoder of the settings, or None. Raises ModelError where the one named cannot be used."""
        return load_reranker(self.settings)

    def status(self) -> LibraryStatus:
        """Counts and sizes."""
        from kb.catalogue import ledger

        generation = self.catalogue.generation
        with self.catalogue.reading() as connection:
            row = connection.execute(sa.select(t.generations).where(t.generations.c.number == generation)).one_or_none()
            kinds = selecting.kinds(connection, generation)
            files = ledger.counts(connection)
        return LibraryStatus(
            folder=self.settings.library,
            generation=generation,
            previous=row.previous if row and folder_of(self.settings.library, row.previous or 0).is_dir() else None,
            model=self.catalogue.fact("model") or "",
            documents=kinds,
            passages=row.passages if row else 0,
            vectors=row.vectors if row else 0,
            files=files,
            catalogue_bytes=_size(self.catalogue.path.parent.glob("catalogue.sqlite3*")),
            index_bytes=_size(folder_of(self.settings.library, generation).rglob("*")),
            originals_bytes=_size(self.originals.rglob("*")),
            published=row.published if row else None,
        )

    def ledger(self, state: FileState | None = None, limit: int | None = None) -> list[LedgerEntry]:
        """What became of each file, newest first."""
        from kb.catalogue import ledger

        with self.catalogue.reading() as connection:
            return ledger.entries(connection, state, limit)

    def verify(self) -> list[str]:
        """Differences between the catalogue, both indexes and the kept originals; empty when all is well."""
        from kb.index.verifying import differences

        return differences(self.catalogue, self.settings.library, self._model.knows)

    # Changes

    def ingest(
        self, paths: Sequence[Path], *, kind: Kind | None = None, prune: bool = False, report: Report = _quiet
    ) -> RunReport:
        """Read files and folders into the library. Raises LibraryLocked; failed files are in the report.

        An exception from `report` (or Ctrl-C) stops the run: nothing is published, what it did is kept for the next.
        """
        from ingest.pipeline import Run

        return Run(self.catalogue, self.settings, kind, report).execute(paths, prune=prune)

    def rebuild(self, *, reembed: bool = False, report: Report = _quiet) -> int:
        """Make the indexes anew from the catalogue alone; returns the new generation.

        What an interrupted ingest left is not published by this, and its files are read anew by the next ingest.
        `reembed` changes the library over to the model of the settings, and embeds every text that it has no vector of.
        """
        from kb.index.writing import build_and_publish, writer_lock

        with writer_lock(self.settings.library):
            with self.catalogue.writing() as connection:
                publishing.forget_staged(connection)
            if reembed:
                from ingest.embedding import embed

                embed(self.catalogue, self.settings, report, everything=True)
            return build_and_publish(
                self.catalogue,
                self.settings.library,
                self._model.name,
                self._model.knows,
                anew=True,
                progress=lambda done, total: report(Progress("index", done, total)),
            )

    def roll_back(self) -> int:
        """Return to the generation before; returns its number. Raises NotFound where there is none."""
        from kb.index.writing import writer_lock

        with writer_lock(self.settings.library):
            with self.catalogue.reading() as connection:
                previous = publishing.previous_generation(connection)
            if previous is None or not folder_of(self.settings.library, previous).is_dir():
                raise NotFound(
                    "There is no earlier generation to return to.", "`kb status` shows the generations kept."
                )
            with self.catalogue.writing() as connection:
                publishing.roll_back(connection)
        return previous

    def remove(self, document: str, *, report: Report = _quiet) -> int:
        """Take a document out of the library; returns the new generation. Raises NotFound.

        Its text stays in the catalogue's history. Its file is not touched, and is not read again until it changes.
        What an interrupted ingest left is not published by this, and its files are read anew by the next ingest.
        """
        from kb.index.writing import build_and_publish, writer_lock

        with writer_lock(self.settings.library):
            with self.catalogue.writing() as connection:
                publishing.forget_staged(connection)
                publishing.retire_document(connection, document)
            return build_and_publish(
                self.catalogue,
                self.settings.library,
                self._model.name,
                self._model.knows,
                progress=lambda done, total: report(Progress("index", done, total)),
            )

    def _hashes(self, documents: Collection[str]) -> dict[str, str]:
        with self.catalogue.reading() as connection:
            return reading.content_hashes(connection, self.catalogue.generation, documents)

    def _arrived(self, since: int) -> set[str]:
        with self.catalogue.reading() as connection:
            return reading.arrived(connection, self.catalogue.generation, since)

    def _check_model(self) -> None:
        made_with = self.catalogue.fact("model")
        if made_with not in (None, self._model.name):
            raise LibraryMismatch(
                f"This library was made with the embedding model {made_with}; the settings name {self._model.name}.",
                "Set KB_MODEL back, or run `kb rebuild --reembed` to change the library over.",
            )

    def _similar(self, snapshot: Snapshot) -> SimilarCases:
        """Finds similar cases; what the cases of a generation are compared by is read at the first call."""
        from kb.compare.similar import SimilarCases, Spaces

        with self._making_spaces:
            if self._spaces is None or self._spaces[0] != snapshot.generation:
                self._spaces = snapshot.generation, Spaces(snapshot, self.taxonomy)
            return SimilarCases(snapshot, self.taxonomy, self.extractor, self._spaces[1])

    @contextmanager
    def _snapshot(self) -> Iterator[Snapshot]:
        """The published generation, held open while it is used."""
        generation = self.catalogue.generation
        if not generation:
            raise LibraryError("The library is empty.", "Fill it with `kb ingest PATH`.")
        self._check_model()
        with self._indexes.use(generation) as indexes:
            yield Snapshot(
                self.catalogue, generation, indexes, self._model, lambda: self.encoder, lambda: self.reranker
            )


def _size(paths: Iterator[Path]) -> int:
    return sum(path.stat().st_size for path in paths if path.is_file())
