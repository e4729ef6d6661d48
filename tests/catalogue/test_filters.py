"""Filters are resolved at a bounded cost, and both ways give what asking for everything gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.catalogue import selecting
from kb.library import Library
from kb.model.result import Filter
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
def test_few_and_among_agree_with_asking_for_all(corpus_library: Path, filters: tuple[Filter, ...]) -> None:
    library = Library(Settings(library=corpus_library))
    try:
        generation = library.catalogue.generation
        with library.catalogue.reading() as connection:
            wanted = selecting.matching(connection, generation, filters)
            everything = selecting.matching(connection, generation, ())
            assert wanted < everything
            assert selecting.among(connection, generation, filters, everything) == wanted
            assert selecting.few(connection, generation, filters, 10_000) in (wanted, None)
            narrow = selecting.few(connection, generation, filters, 20)
            assert narrow in (wanted, None)
            if len(wanted) > 20 and len(filters) == 1:
                assert narrow is None
    finally:
        library.close()
