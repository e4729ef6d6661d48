"""References are read back by reference managers' libraries field by field, whatever the texts hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import LatexDecodingMiddleware
from bibtexparser.model import Entry

from kb.brief.bibtex import bibtex_of
from kb.brief.records import key_of, records_of
from kb.brief.results import ResultList
from kb.brief.ris import ris_of
from kb.brief.safe import one_line
from tests.brief.conftest import HOSTILE, TEXTS

Honest = Callable[[str], ResultList]


def ris(results: ResultList) -> list[dict[str, Any]]:
    return list(rispy.loads(ris_of(records_of(results)).decode()))


def bibtex(results: ResultList) -> list[Entry]:
    read = parse_string(bibtex_of(records_of(results)).decode())
    assert read.failed_blocks == []
    assert len(read.entries) == len(read.blocks)
    return list(read.entries)


def test_ris_tells_cases_rules_and_others_apart(honest: Honest) -> None:
    case, decree, plan = ris(honest("en"))
    assert [one["type_of_reference"] for one in (case, decree, plan)] == ["RPRT", "LEGAL", "GEN"]
    assert (case["id"], case["title"], case["publisher"]) == ("CN-01", "Tianjin Port explosions", "State Council team")
    assert (case["year"], case["date"]) == ("2016", "2016/02//")
    assert case["urls"] == ["https://example.org/%E6%8A%A5%E5%91%8A?a=%7B1%7D"]
    assert (decree["authors"], decree["section"]) == (["Ministry of Emergency Management"], "Art. 22")
    assert (decree["note"], decree["date"], decree["start_page"]) == ("MEM Order 8", "2022/01/06/", "7")
    assert decree["notes"][0].startswith("SUPERSEDED")
    assert decree["abstract"] == TEXTS["CN-REG-18"]


def test_chinese_references_are_chinese(honest: Honest) -> None:
    case, decree, _ = ris(honest("zh"))
    assert case["title"] == "天津港8·12特别重大火灾爆炸事故"
    assert (decree["title"], decree["authors"]) == ("煤矿安全规程", ["应急管理部"])
    assert (decree["note"], decree["section"]) == ("应急管理部令第8号", "第二十二条")
    entry = bibtex(honest("zh"))[1]
    assert entry["title"] == "{煤矿安全规程}"
    assert entry["number"] == "应急管理部令第8号"
    assert "第二十二条" in entry["note"]
    assert entry["abstract"] == TEXTS["CN-REG-18"]


def test_bibtex_tells_reports_from_rules(honest: Honest) -> None:
    case, decree, plan = bibtex(honest("en"))
    assert [one.entry_type for one in (case, decree, plan)] == ["techreport", "misc", "misc"]
    assert (case["institution"], case["year"], case["month"], case["date"]) == (
        "State Council team",
        "2016",
        "feb",
        "2016-02",
    )
    assert case["url"] == "https://example.org/%E6%8A%A5%E5%91%8A?a=%7B1%7D"
    assert (decree["author"], decree["number"]) == ("{Ministry of Emergency Management}", "MEM Order 8")
    assert "year" not in plan.fields_dict


def test_no_text_ends_its_ris_field(hostile: ResultList) -> None:
    read = ris(hostile)
    assert len(read) == len(HOSTILE)
    for one, text in zip(read, HOSTILE.values(), strict=True):
        assert one["title"] == one_line(text)
        assert one["abstract"] == one_line(text)
        assert "urls" not in one


def test_no_text_ends_its_bibtex_field_and_latex_gives_it_back(hostile: ResultList) -> None:
    raw = bibtex_of(records_of(hostile)).decode()
    known = raw.replace(r"\textbraceleft{}", "⦃").replace(r"\textbraceright{}", "⦄")  # the decoder does not know these
    plain = parse_string(known, append_middleware=[LatexDecodingMiddleware()])
    assert plain.failed_blocks == []
    assert len(plain.entries) == len(HOSTILE)
    assert sum(line.count("{") - line.count("}") for line in raw.splitlines()) == 0
    for one, text in zip(bibtex(hostile), HOSTILE.values(), strict=True):
        assert "Somebody Else" not in one["author"] or text == HOSTILE["bibtex"]
        assert "\\input" not in one["title"]
    for one, (name, text) in zip(plain.entries, HOSTILE.items(), strict=True):
        if name not in ("long", "latex"):  # the decoder writes ~ and runs of blanks its own way
            assert one["abstract"].replace("⦃", "{").replace("⦄", "}").split() == one_line(text).split(), name


def test_keys_are_stable_unique_and_plain() -> None:
    assert key_of("CN-REG-03") == "CN-REG-03"
    names = ["计划-1", "计划-2", "a b", "a_b", "a,b", "{}", "=x", "29-CFR-1910.38"]
    keys = [key_of(name) for name in names]
    assert len({*keys}) == len(names)
    assert all(key.isascii() and not set(key) & set(" ,{}=#%\"'\\~") for key in keys)
    assert key_of("计划-1") == key_of("计划-1")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_empty_list_is_an_empty_file(honest: Honest, language: str) -> None:
    assert records_of(honest(language))
    assert ris_of([]) == b""
    assert bibtex_of([]) == b""
