"""Filters and facets read from the arrays of a generation are what the catalogue says."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.catalogue import selecting
from kb.catalogue.visibility import visible
from kb.errors import QueryError
from kb.index.columns import Columns
from kb.library import Library
from kb.model.document import Kind
from kb.model.result import Filter, SearchRequest
from kb.search.allowed import Allowed
from kb.search.engine import FACETS
from kb.settings import Settings

pytestmark = pytest.mark.xdist_group("search")

FILTERS = [
    (Filter("country", ("cn",)),),
    (Filter("country", ("CN",)), Filter("year", low=2015, high=2020)),
    (Filter("accident_type", ("dust_explosion",)),),
    (Filter("deaths", low=100), Filter("language", ("en",))),
    (Filter("status", ("in_force",)), Filter("country", ("US",))),
    (Filter("document", ("CN-01", "XX-07", "nothing")),),
    (Filter("kind", ("plan",)), Filter("language", ("zh",))),
    (Filter("response_problem", ("blind_rescue",)), Filter("kind", ("regulation",))),
]


@pytest.mark.parametrize("filters", FILTERS)
def test_columns_filter_and_count_as_the_catalogue_does(corpus_library: Path, filters: tuple[Filter, ...]) -> None:
    library = Library(Settings(library=corpus_library))
    try:
        with library._snapshot() as snapshot, library.catalogue.reading() as connection:
            wanted = selecting.matching(connection, snapshot.generation, filters)
            everything = selecting.matching(connection, snapshot.generation, ())
            assert wanted < everything
            allowed = Allowed.of(snapshot, filters, ())
            assert allowed.among(everything) == wanted
            assert allowed.count == len(wanted)
            without = Allowed.of(snapshot, filters, ("CN-01",))
            cn_01 = selecting.matching(connection, snapshot.generation, [Filter("document", ("CN-01",))])
            assert without.among(everything) == wanted - cn_01
            counted = selecting.spread(connection, wanted, FACETS)
            assert snapshot.columns.spread(wanted, FACETS) == counted
            asked_anew = Columns.made(connection, visible(snapshot.generation))
            assert asked_anew.spread(wanted, FACETS) == counted
    finally:
        library.close()


def test_an_unknown_field_is_told(corpus_library: Path) -> None:
    library = Library(Settings(library=corpus_library))
    try:
        with library._snapshot() as snapshot, pytest.raises(QueryError, match="colour"):
            Allowed.of(snapshot, (Filter("colour", ("red",)),), ())
    finally:
        library.close()


def test_a_generation_shows_the_statuses_that_it_gave_regulations(tmp_path: Path) -> None:
    """A later edition arriving changes the status of one that was there before."""
    library = Library(Settings(library=tmp_path / "library"), create=True)
    try:
        for year in ("2014", "2021"):
            text = f"---\nkind: regulation\nid: R-{year}\ntitle: 安全生产法\nedition: {year}\n---\n第一条 为了安全。\n"
            (tmp_path / f"{year}.md").write_text(text, encoding="utf-8")
            library.ingest([tmp_path / f"{year}.md"], kind=Kind.REGULATION)
        response = library.search(SearchRequest("安全", filters=(Filter("status", ("superseded",)),)))
        assert [hit.document for hit in response.hits] == ["R-2014"]
        assert {one.value: one.count for one in response.facets["status"]} == {"superseded": 1, "unknown": 1}
    finally:
        library.close()
