"""Did you mean: what the library does not have is told with what it has, and searched for along with it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.library import Library
from kb.model.result import SearchRequest
from kb.search.spelling import Spelling
from kb.settings import Settings


@pytest.fixture(scope="module")
def corpus(corpus_library: Path) -> Iterator[Library]:
    library = Library(Settings(library=corpus_library))
    yield library
    library.close()


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("amonia leak", "ammonia leak"),
        ("explosoin in a tank", "explosion in a tank"),
        ("evacuatoin, then acetilene", "evacuation, then acetylene"),
        ("Confiend space entry", "Confined space entry"),
        ("Buncfield overfill", "Buncefield overfill"),
        ("chemical accident in Shandung", "chemical accident in Shandong"),
        ("有限空问作业", "有限空间作业"),
        ("液胺泄漏", "液氨泄漏"),
        ("氯汽中毒", "氯气中毒"),
        ("一氧化炭", "一氧化碳"),
        ("amonia 液胺", "ammonia 液氨"),
    ],
)
def test_a_misspelt_word_is_told_with_what_was_meant(corpus: Library, asked: str, meant: str) -> None:
    assert corpus.search(SearchRequest(asked)).did_you_mean == meant


@pytest.mark.parametrize(
    "asked",
    [
        "ammonia leak in a cold store",
        "quantum knitting patterns",
        "7664-41-8",
        "CN-REG-99 B12345",
        "HAZOQ",
        "frie",
        "thier",
        "Hubei flood",
        "triethylaluminium",
        "盲目施救",
        "怎么给有限空间通风",
        "谁查燃气泄漏",
        "液氨储罐泄露",
        "",
        "？？？",
    ],
)
def test_what_is_right_short_a_number_or_a_name_is_left_alone(corpus: Library, asked: str) -> None:
    assert corpus.search(SearchRequest(asked)).did_you_mean == ""


def test_what_was_meant_is_searched_for_as_well_and_told_as_a_synonym(corpus: Library) -> None:
    response = corpus.search(SearchRequest("Buncfield", semantic=False))
    assert "XX-07" in [hit.document for hit in response.hits]
    assert ("Buncfield", "Buncefield") in response.expansions
    assert response.hits[0].parts.expansions == ("Buncefield",)
    literal = corpus.search(SearchRequest("Buncfield", semantic=False, expand=False))
    assert literal.hits == ()
    assert literal.did_you_mean == "Buncefield"
    without = corpus.search(SearchRequest("Buncfield", semantic=False, leave_out=("Buncefield",)))
    assert without.hits == ()


def test_a_chinese_name_with_a_wrong_character_finds_what_was_meant(corpus: Library) -> None:
    response = corpus.search(SearchRequest("液胺", semantic=False))
    assert ("液胺", "液氨") in response.expansions
    assert "氨" in response.hits[0].text or "mmonia" in response.hits[0].text


def test_words_of_a_new_document_are_known_and_those_of_a_removed_one_are_not_offered(
    settings: Settings, tmp_path: Path
) -> None:
    library = Library(settings, create=True)
    texts = ["A zirconium drum burned.", "The zirconium store.", "Zirconium powder."]
    for number, text in enumerate(texts):
        (tmp_path / f"{number}.md").write_text(f"# Fire {number}\n\n## Summary\n\n{text}\n", encoding="utf-8")
    (tmp_path / "other.md").write_text("# Flood\n\n## Summary\n\nWater rose.\n", encoding="utf-8")
    library.ingest([tmp_path])
    assert library.search(SearchRequest("zirconum")).did_you_mean == "zirconium"
    for number in range(len(texts)):
        (tmp_path / f"{number}.md").unlink()
    library.ingest([tmp_path], prune=True)
    assert library.search(SearchRequest("zirconum")).did_you_mean == ""
    library.close()


def test_the_hostile_are_put_right_letter_by_letter(corpus: Library) -> None:
    response = corpus.search(SearchRequest(r"amonia (.*) \1 <b>amonia</b>"))
    assert response.did_you_mean == r"ammonia (.*) \1 <b>ammonia</b>"


def test_looking_takes_no_time_to_speak_of(corpus: Library) -> None:
    question = "amonia explosoin acetilene evacuatoin poisonous 有限空问 " * 20
    with corpus._snapshot() as snapshot:
        from kb.search.lookups import Lookups
        from kb.search.question import understand

        spelling = Spelling(snapshot.indexes, corpus.names)
        lookups = Lookups(snapshot.catalogue, snapshot.generation)
        understood = understand(SearchRequest(question), corpus.glossary, corpus.conditions, lookups)
        spelling.mended(understood)
        begin = time.perf_counter()
        spelling.mended(understood)
        assert time.perf_counter() - begin < 0.1
