"""`kb card` shows a file's case, says what is unknown, and obeys nothing in the text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kb.catalogue import attributes
from kb.cli.app import app
from kb.errors import ContentError, NotFound, QueryError
from kb.library import Library
from kb.model.value import Origin
from kb.settings import Settings

TOLD = "# Leak at a depot\n\nDuring unloading a hose burst and chlorine leaked.\n\x1b[31mNo fire occurred.\n"


def test_a_file_is_shown_without_a_library(tmp_path: Path) -> None:
    file = tmp_path / "leak.md"
    file.write_text(TOLD, encoding="utf-8")
    shown = CliRunner().invoke(app, ["card", str(file)])
    assert shown.exit_code == 0, shown.output
    assert "extracted" in shown.output
    assert "During unloading a hose burst and chlorine leaked." in shown.output
    assert "Unknown: " in shown.output
    assert "\x1b" not in shown.output


def test_json_says_origin_sentence_and_what_is_unknown(tmp_path: Path) -> None:
    file = tmp_path / "泄漏.txt"
    file.write_text("某冷库液氨泄漏\n\n检修时液氨管道法兰泄漏，三名工人中毒，消防队疏散群众。\n", encoding="utf-8")
    shown = CliRunner().invoke(app, ["card", str(file), "--json"])
    assert shown.exit_code == 0, shown.output
    card = json.loads(shown.output)
    (ammonia, *_) = card["attributes"]["substance"]
    assert (ammonia["code"], ammonia["origin"], ammonia["label_zh"]) == ("ammonia", "extracted", "氨")
    assert "液氨" in ammonia["sentence"]
    assert "industry" in card["unknown"] or card["attributes"]["industry"]


def test_a_file_of_many_cases_names_the_others(tmp_path: Path) -> None:
    file = tmp_path / "many.jsonl"
    rows = [{"id": f"r{number}", "kind": "case", "title": f"Fire {number}", "text": "A fire."} for number in range(3)]
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    shown = CliRunner().invoke(app, ["card", str(file)])
    assert "2 more cases" in shown.output
    assert "Fire 2" in CliRunner().invoke(app, ["card", str(file), "--record", "r2"]).output
    missing = CliRunner().invoke(app, ["card", str(file), "--record", "r9"])
    assert isinstance(missing.exception, NotFound)


def test_a_plan_is_no_case(tmp_path: Path) -> None:
    file = tmp_path / "plan.md"
    file.write_text("---\nid: P-1\nkind: plan\ntitle: A plan\n---\n\n## Reporting\n\nCall.\n", encoding="utf-8")
    refused = CliRunner().invoke(app, ["card", str(file)])
    assert isinstance(refused.exception, ContentError)
    assert "reads as a plan" in refused.exception.message


def test_ingest_stores_what_the_card_states_and_the_text_tells(corpus_library: Path) -> None:
    library = Library(Settings(library=corpus_library))
    card, found = library.case("CN-38")
    assert found["event"][0].origin is Origin.STATED
    assert Origin.EXTRACTED in {one.origin for one in found["response_action"]}
    with library.catalogue.reading() as connection:
        codes = attributes.codes(connection, library.catalogue.generation)
    assert len(codes) >= 84
    mine = [one for one in codes.values() if ("blind_rescue", "s", 1.0) in one.get("response_problem", ())]
    assert mine
    with pytest.raises(QueryError, match="not a case"):
        library.case("CN-REG-01")
    library.close()
    assert card.id == "CN-38"
