"""The Chinese questions are whole: each is judged, each judgement is of a question and names an article."""

from __future__ import annotations

import json
import re
from pathlib import Path

FOLDER = Path(__file__).parent
ARTICLE = re.compile(r"[^\s#]+#art\d+")


def rows(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


def test_sixty_questions_are_asked_once_each_without_naming_a_law() -> None:
    asked = [json.loads(line) for line in (FOLDER / "queries.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len({one["id"] for one in asked}) == len({one["text"] for one in asked}) == 60
    assert not [one["id"] for one in asked if re.search(r"《|条例|[全防法]法|办法", one["text"])]
    assert {one["user"] for one in asked} == {"rescue expert", "plan writer", "trainer"}


def test_each_question_has_its_drawn_article_among_the_right_ones() -> None:
    drawn, judged = rows("drawn.tsv"), rows("qrels.tsv")
    assert [row[0] for row in drawn] == [f"z{number:02}" for number in range(1, 61)]
    assert {tuple(row) for row in drawn} <= {tuple(row) for row in judged}
    assert len({(query, place) for query, place, _ in judged}) == len(judged)
    assert all(ARTICLE.fullmatch(place) and grade == "1" for _, place, grade in judged)
    laws = [place.partition("#")[0] for _, place, _ in drawn]
    assert max(map(laws.count, laws)) <= 2
