"""The case library lists every case with what is known of it, and counts the values that cases can be narrowed by."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.errors import QueryError
from kb.library import Library
from kb.model.case import Grade
from kb.model.result import FacetCount, Filter
from kb.settings import Settings

pytestmark = pytest.mark.xdist_group("search")

CASE = """---
id: {id}
kind: case
title: '{title}'
title_zh: 液氨泄漏事故
sources: [{{id: S1, title: Inquiry, publisher: 调查组}}]
{more}---

# {title}

## Summary

Ammonia leaked from a pipe in the cold store.
"""

KNOWN = """occurrence: {date: 2013-06}
place: {country: CN, province: Jilin, city: Dehui}
industry: C13
accident_types_2025: [fire, poisoning]
casualties: {deaths: 12, injured: 0}
"""


@pytest.fixture
def small(settings: Settings, tmp_path: Path) -> Iterator[Library]:
    """Three cases: one well known, one graded officially, one of which nothing is known."""
    folder = tmp_path / "in"
    folder.mkdir()
    graded = "grade: {official: general}\nplace: {country: CN}\noccurrence: {date: 2019}\n"
    for name, more in (("A", KNOWN), ("B", graded), ("C", "")):
        text = CASE.format(id=name, title=f"Leak {name} <b>", more=more)
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    library = Library(settings, create=True)
    assert not library.ingest([folder]).failed
    yield library
    library.close()


def test_a_row_says_what_is_known_and_unknown_is_not_zero(small: Library) -> None:
    known, graded, unknown = small.cases().rows
    assert (known.date, known.year, known.country, known.province, known.city) == (
        "2013-06",
        2013,
        "CN",
        "Jilin",
        "Dehui",
    )
    assert (known.industry, known.types, known.source) == ("C13", ("fire", "poisoning"), "调查组")
    assert (known.deaths, known.injured) == (12, 0)
    assert (known.title, known.title_zh) == ("Leak A <b>", "液氨泄漏事故")
    assert (graded.grade, graded.official) == (Grade.GENERAL, True)
    assert (unknown.date, unknown.year, unknown.country, unknown.types) == ("", None, "", ())
    assert (unknown.deaths, unknown.injured, unknown.grade) == (None, None, None)


def test_the_thresholds_grade_a_case_that_nobody_graded(small: Library) -> None:
    known = small.cases().rows[0]
    assert (known.grade, known.official) == (Grade.MAJOR, False)
    assert [row.id for row in small.cases([Filter("grade", ("major",))]).rows] == ["A"]


def test_values_are_counted_and_so_is_what_is_unknown(small: Library) -> None:
    found = small.cases()
    assert found.facets["country"] == (FacetCount("CN", 2),)
    assert {one.value for one in found.facets["accident_type"]} == {"fire", "poisoning"}
    assert found.unknown["country"] == 1
    assert found.unknown["province"] == 2
    assert found.unknown["response_problem"] == 3


def test_a_filtered_field_is_counted_as_if_it_were_not_and_the_others_as_they_are(corpus_library: Path) -> None:
    library = Library(Settings(library=corpus_library))
    try:
        everything, chinese = library.cases(), library.cases([Filter("country", ("CN",))])
    finally:
        library.close()
    assert {row.country for row in chinese.rows} == {"CN"}
    assert chinese.rows == tuple(row for row in everything.rows if row.country == "CN")
    assert chinese.facets["country"] == everything.facets["country"]
    assert sum(one.count for one in chinese.facets["grade"]) == sum(row.grade is not None for row in chinese.rows)


def test_a_filter_that_there_is_not_is_an_error(small: Library) -> None:
    with pytest.raises(QueryError, match="colour"):
        small.cases([Filter("colour", ("red",))])
