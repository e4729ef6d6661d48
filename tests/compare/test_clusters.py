"""Cases grouped by what went wrong in the rescue: who belongs, what they teach, which articles answer."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash
from typer.testing import CliRunner

from kb.brief.lessons_docx import docx_of
from kb.cli.app import app
from kb.compare.clusters import answering, codes, problems_of, sort
from kb.errors import NotFound
from kb.library import Library
from kb.model.taxonomy import Taxonomy
from kb.model.value import Origin
from kb.settings import PROJECT, Settings

TAXONOMY = Taxonomy.load(PROJECT / "corpus" / "taxonomy")
BLIND = "unprotected_rescue"


@pytest.fixture(scope="module")
def library(corpus_library: Path) -> Iterator[Library]:
    opened = Library(Settings(library=corpus_library))
    yield opened
    opened.close()


def test_every_response_problem_is_in_one_group() -> None:
    grouped = [problem for code in codes(TAXONOMY) for problem in problems_of(TAXONOMY, code)]
    assert sorted(grouped) == sorted(TAXONOMY.lists["response_problems"])


def test_every_lesson_belongs_to_a_group_and_has_phrases_in_both_languages() -> None:
    for term in TAXONOMY.lists["lessons"].values():
        assert term.more["cluster"] in codes(TAXONOMY)
        assert not term.more["phrases"].isascii(), term.code
        assert any(one.isascii() for one in term.more["phrases"].split(";")), term.code


def test_what_is_known_is_kept_apart_from_what_a_rule_found() -> None:
    found = sort(
        TAXONOMY,
        BLIND,
        {1: [("blind_rescue", True, 1.0)], 2: [("no_scba", False, 0.5)], 3: [("no_gas_test", False, 0.9)], 4: []},
    )
    assert found.known == (1,)
    assert found.hinted == (3, 2)


def test_blind_rescue_has_its_cases_each_with_the_sentence_that_says_so(library: Library) -> None:
    found = library.cluster(BLIND)
    assert {"CN-38", "XX-13", "XX-22", "XX-31"} <= {one.case for one in found.members}
    for member in found.members:
        anchors = {entry.anchor for entry in library.document(member.case).outline}
        for trouble in member.troubles:
            assert trouble.code in problems_of(TAXONOMY, BLIND)
            assert trouble.origin is not Origin.EXTRACTED
            assert trouble.told.text
            assert trouble.told.anchor in anchors


def test_a_shared_lesson_is_taught_by_two_members_or_more_in_sentences_of_their_own(library: Library) -> None:
    found = library.cluster(BLIND)
    shared = {one.code: one for one in found.shared}
    assert {"CN-38", "XX-13", "XX-31"} <= set(shared["stay_out"].cases)
    members = {one.case for one in found.members}
    for lesson in (*found.shared, *found.single):
        assert set(lesson.cases) <= members
        assert (len(lesson.cases) > 1) is (lesson in found.shared)
        for told in lesson.told:
            assert any(told.text in passage.text for passage in library.document(told.document).passages), told.text


def test_articles_that_answer_are_there_and_carry_their_status(library: Library) -> None:
    named = {place for code in codes(TAXONOMY) for place in answering(TAXONOMY, code, "en")}
    shown = {(one.document, one.anchor) for code in codes(TAXONOMY) for one in library.cluster(code).articles}
    assert named <= shown
    found = library.cluster("responders_hit").articles[0]
    assert (found.document, found.anchor, found.status.value) == ("CN-REG-03", "art22", "in_force")


def test_groups_come_with_the_largest_first_and_name_both_sizes(library: Library) -> None:
    groups = library.clusters()
    assert [one.known for one in groups] == sorted((one.known for one in groups), reverse=True)
    for one in groups:
        found = library.cluster(one.code)
        assert len(found.members) == one.known
        assert found.group == one


def test_groups_speak_chinese_while_the_text_stays_as_written(library: Library) -> None:
    found = library.cluster(BLIND, "zh")
    assert "盲目施救" in found.group.label
    assert next(one for one in found.members if one.case == "CN-38").title.startswith("东莞")
    assert any("阻止" in one.label for one in found.shared)
    assert "通风" in found.articles[1].why
    assert found.members[0].troubles[0].told.text.isascii()


def test_an_unknown_group_is_said_with_those_there_are(library: Library) -> None:
    with pytest.raises(NotFound, match="no group 'fire'"):
        library.cluster("fire")


def test_the_hand_out_has_lessons_articles_and_numbered_places(library: Library) -> None:
    for language, words in (("en", "keep everybody out"), ("zh", "共同教训")):
        document = docx.Document(io.BytesIO(docx_of(library.cluster(BLIND, language))))
        text = "\n".join(paragraph.text for paragraph in document.paragraphs)
        assert words in text
        assert "CN-38#" in text
        assert "[1]" in text
        assert "1910.146" in text


def test_the_command_lists_groups_shows_one_and_writes_a_hand_out(corpus_library: Path, tmp_path: Path) -> None:
    run = CliRunner().invoke
    listed = run(app, ["clusters", "--library", str(corpus_library)])
    assert "unprotected_rescue" in listed.output
    shown = run(app, ["clusters", BLIND, "--lang", "zh", "--library", str(corpus_library)])
    assert "CN-38" in shown.output
    assert "现行有效" in shown.output
    target = tmp_path / "out.docx"
    assert run(app, ["clusters", BLIND, "--export", str(target), "--library", str(corpus_library)]).exit_code == 0
    assert target.read_bytes().startswith(b"PK")
    again = run(app, ["clusters", BLIND, "--export", str(target), "--library", str(corpus_library)])
    assert again.exit_code
    assert run(app, ["clusters", "--export", str(target), "--library", str(corpus_library)]).exit_code


@pytest.mark.parametrize(("language", "said"), [("en", "Keep others out"), ("zh", "阻止他人进入")])
def test_the_page_shows_a_group_in_both_languages(
    corpus_library: Path, monkeypatch: pytest.MonkeyPatch, language: str, said: str
) -> None:
    monkeypatch.setenv("KB_LIBRARY", str(corpus_library))
    page = AppTest.from_file(str(PROJECT / "app.py"), default_timeout=60)
    page._page_hash = calc_hash("lessons")
    page.query_params["group"] = BLIND
    page.query_params["lang"] = language
    page.run()
    assert not page.exception
    assert not page.error
    assert any(said in one.label for one in page.expander)
    written = "\n".join(element.proto.body for element in page.get("html"))
    assert "CN-38" in written
    assert "<script" not in written
