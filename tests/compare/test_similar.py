"""Similar cases on the shipped corpus."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.errors import NotFound, QueryError
from kb.library import Library
from kb.settings import Settings


@pytest.fixture(scope="module")
def library(corpus_library: Path) -> Iterator[Library]:
    opened = Library(Settings(library=corpus_library))
    yield opened
    opened.close()


def test_a_case_is_not_similar_to_itself_in_its_own_list(library: Library) -> None:
    hits = library.similar("CN-01", 30)
    assert "CN-01" not in [hit.document for hit in hits]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_ammonium_nitrate_disasters_are_alike(library: Library) -> None:
    assert {"XX-11", "XX-08"} & {hit.document for hit in library.similar("CN-01", 4)}


def test_a_description_finds_its_case(library: Library) -> None:
    text = "Petrol ran over the top of a storage tank at a depot, a vapour cloud formed in still air and exploded."
    assert library.similar_to_text(text, 1)[0].document == "XX-07"


def test_a_chinese_description_finds_its_case(library: Library) -> None:
    text = "污水处理池内硫化氢中毒，多人未佩戴防护装备盲目下池施救相继倒下。"
    assert "CN-38" in [hit.document for hit in library.similar_to_text(text, 3)]


def test_hits_give_reasons_and_say_when_deaths_are_unknown(library: Library) -> None:
    hits = library.similar("CN-03", 23)
    assert all(hit.reasons for hit in hits[:5])
    assert all(hit.deaths is None or hit.deaths >= 0 for hit in hits)


def test_only_cases_can_be_compared(library: Library) -> None:
    with pytest.raises(QueryError, match="is a regulation, not a case"):
        library.similar("CN-REG-03")
    with pytest.raises(NotFound):
        library.similar("CN-999")
    with pytest.raises(QueryError, match="no word"):
        library.similar_to_text("?!")
