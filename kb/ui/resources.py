"""What all sessions of the app share: the open library, and lists made from it once a generation."""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module
from threading import Thread

import streamlit as st

from kb.errors import KbError, NotFound
from kb.library import Library
from kb.model.case_list import CaseList
from kb.model.clusters import Cluster, Group
from kb.model.comparison import SideBySide
from kb.model.document import Kind
from kb.model.result import Filter, SearchRequest
from kb.model.view import DocumentSummary, DocumentView
from kb.settings import Settings


def library() -> Library:
    """The library in use. Raises LibraryError where there is none."""
    return _opened(Settings().model_dump_json())


def new_library() -> Library:
    """The library in use, made where there is none."""
    Library(Settings(), create=True).close()
    return library()


def listing(kind: Kind) -> tuple[DocumentSummary, ...]:
    """All documents of a kind, by id."""
    opened = library()
    return _listing(opened, str(opened.settings.library), opened.catalogue.generation, kind)


def document(identity: str, version: int | None = None) -> DocumentView:
    """A document, kept while its generation is the current one. Raises NotFound."""
    opened = library()
    return _document(opened, str(opened.settings.library), opened.catalogue.generation, identity, version)


def comparison(cases: tuple[str, ...], language: str) -> SideBySide:
    """Cases side by side, kept while their generation is the current one. Raises as `Library.compare` does."""
    opened = library()
    return _comparison(opened, str(opened.settings.library), opened.catalogue.generation, cases, language)


def cases(filters: tuple[Filter, ...] = ()) -> CaseList:
    """The cases that fulfil filters, kept while their generation is the current one."""
    opened = library()
    return _cases(opened, str(opened.settings.library), opened.catalogue.generation, filters)


def groups(language: str) -> tuple[Group, ...]:
    """The groups of cases by what went wrong, kept while their generation is the current one."""
    opened = library()
    return _groups(opened, str(opened.settings.library), opened.catalogue.generation, language)


def cluster(code: str, language: str) -> Cluster:
    """One of these groups, kept likewise. Raises NotFound."""
    opened = library()
    return _cluster(opened, str(opened.settings.library), opened.catalogue.generation, code, language)


def holds(identity: str) -> bool:
    """Whether the library has a document of that id."""
    try:
        document(identity)
    except NotFound:
        return False
    return True


@st.cache_resource(show_spinner=False, max_entries=1)
def _opened(made_with: str) -> Library:
    opened = Library(Settings.model_validate_json(made_with))
    Thread(target=_warm, args=(opened,), daemon=True).start()
    return opened


def _warm(opened: Library) -> None:
    """Load model, indexes and what draws charts before they are asked for; what is wrong is said when they are."""
    with suppress(KbError):
        opened.search(SearchRequest("fire"))
        opened.suggest("fire")
    import_module("altair")


@st.cache_resource(show_spinner=False, max_entries=8)
def _listing(_library: Library, folder: str, generation: int, kind: Kind) -> tuple[DocumentSummary, ...]:
    return tuple(_library.documents(kind))


@st.cache_resource(show_spinner=False, max_entries=512)
def _document(_library: Library, folder: str, generation: int, identity: str, version: int | None) -> DocumentView:
    return _library.document(identity, version)


@st.cache_resource(show_spinner=False, max_entries=16)
def _cases(_library: Library, folder: str, generation: int, filters: tuple[Filter, ...]) -> CaseList:
    return _library.cases(filters)


@st.cache_resource(show_spinner=False, max_entries=32)
def _comparison(_library: Library, folder: str, generation: int, cases: tuple[str, ...], language: str) -> SideBySide:
    return _library.compare(cases, language)


@st.cache_resource(show_spinner=False, max_entries=4)
def _groups(_library: Library, folder: str, generation: int, language: str) -> tuple[Group, ...]:
    return _library.clusters(language)


@st.cache_resource(show_spinner=False, max_entries=32)
def _cluster(_library: Library, folder: str, generation: int, code: str, language: str) -> Cluster:
    return _library.cluster(code, language)
