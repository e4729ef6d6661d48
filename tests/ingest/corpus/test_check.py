"""`kb corpus check`: a sound corpus passes, and every kind of fault is named with its file and place."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ingest.corpus import Finding, check_corpus
from ingest.corpus.cases import cas_is_valid
from ingest.corpus.numbers import numbers_in
from kb.settings import PROJECT

CASE = """---
id: CN-91
kind: case
title: Paper mill sewage pit poisoning
title_zh: 造纸厂污水池中毒事故
language: en
aliases: ["2·15"]
occurrence: {date: 2019-02-15, time: "about 23:00"}
place: {country: CN, province: Guangdong, city: Dongguan, lat: 23.0, lon: 113.6}
operator: A paper mill
industry: C22
accident_types_1986: ["19"]
accident_types_2025: [poisoning]
events: [poisoning]
grade: {official: larger}
substances: [{name: hydrogen sulphide, name_zh: 硫化氢, cas: 7783-06-4, un: "1053"}]
equipment: [sewage pit]
activity: [confined_space_entry]
environment: [confined_space]
chain:
  - {event: a worker enters the pit and collapses, code: poisoning, source: S1}
causes: [{code: no_permit, evidence: "Nobody had a permit."}]
casualties: {deaths: {value: 7, source: S1}, injured: {value: 2, source: S1}}
loss: {value: 12000000, unit: CNY, source: S1}
timeline: [{event: fire service arrives, source: S1}]
response_problems: [{code: blind_rescue, evidence: "One after another went in."}]
regulations: [{document: CN-REG-91, anchor: art14, note: gas test}]
sources: [{id: S1, title: Investigation report, published: 2019}]
---

## Summary

Seven people died in a sewage pit (S1).

## What happened

STORY

## Direct cause

Nobody had tested the gas.

## Underlying causes

No permit, no training.

## Emergency response

One after another went in without air.

## Consequences

Seven dead and two hurt.

## Lessons

### For responders

Wait for air.

### For plan writers

Lock the pit; CN-REG-91#art14 asks for a test.

### For trainers

Play the first minute.

## Related regulations

- CN-REG-91#art14: gas test.

## Sources

- S1: investigation report.

## 中文概要

2019年2月15日夜间，某造纸厂工人未检测气体就进入污水池清理，吸入硫化氢倒下，多名同事未佩戴空气呼吸器相继下池施救，最终7人死亡、2人受伤，直接经济损失约1200万元。企业没有作业审批、没有通风检测，也没有培训和演练，盲目施救使事故扩大。

## 原因

未检测、未通风，无审批。

## 教训

先通风、再检测、后作业；严禁盲目施救。
"""
STORY = "- **23:00.** A worker enters the pit. " + "He falls, and the next one follows him into bad air. " * 28
REGULATION = """---
id: CN-REG-91
kind: regulation
title: Provisions on confined spaces
title_zh: 有限空间规定
language: en
digest: true
level: departmental_rule
issuer: Ministry of Emergency Management
number: Order 13
citation: Order 13, 2023
country: CN
adopted: 2023-11
effective: 2024-01-01
status: in_force
status_as_of: 2026-11-23
official_text: Gazette of the ministry
duties: [{anchor: art14, modality: shall, who: enterprise, action: test the gas, condition: before entry}]
sources: [{id: S1, title: Order 13}]
---

This is a digest in our own words, not the official text. 本文件是摘要，并非规定原文。

## Art. 14 {#art14}

Ventilate, then test, then work.

先通风、再检测、后作业。
"""
PLAN = """---
id: PLAN-91
kind: plan
title: 有限空间专项应急预案（典型文本）
title_zh: 有限空间专项应急预案（典型文本）
language: zh
plan_kind: special
country: CN
industry: C22
hazards: [poisoning]
cases: [CN-91]
regulations: [{document: CN-REG-91, anchor: art14}]
sources: [{id: S1, title: GB/T 29639-2020}]
---
本文是典型文本。方括号内由使用单位填写：[值班电话]。

## 7.1 适用范围 {#7.1}

适用于有限空间。FILL

## 7.2 应急组织机构及职责 {#7.2}

总指挥下令。CN-91说明了盲目施救的后果。

## 7.3 响应启动 {#7.3}

有人倒下即启动。

## 7.4 处置措施 {#7.4}

严禁盲目施救（CN-REG-91#art14）。

## 7.5 应急保障 {#7.5}

空气呼吸器[数量]套。
"""
FILL = "监护人员不得离开作业现场，应当与作业人员保持联系。" * 110


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A small sound corpus with the project's own code lists."""
    for name in ("taxonomy", "glossary"):
        shutil.copytree(PROJECT / "corpus" / name, tmp_path / name)
    for folder, name, text in (
        ("cases", "CN-91-pit.md", CASE.replace("STORY", STORY)),
        ("regulations", "CN-REG-91-spaces.md", REGULATION),
        ("plans", "PLAN-91-spaces.md", PLAN.replace("FILL", FILL)),
    ):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_text(text, encoding="utf-8")
    (tmp_path / "registers").mkdir()
    return tmp_path


def found(corpus: Path) -> tuple[Finding, ...]:
    return check_corpus(corpus).findings


def test_a_sound_corpus_has_no_findings(corpus: Path) -> None:
    checked = check_corpus(corpus)
    assert checked.findings == ()
    assert checked.documents == 3


@pytest.mark.parametrize(
    ("file", "old", "new", "where", "said"),
    [
        ("cases/CN-91-pit.md", "country: CN", "land: CN", "", "place.land"),
        ("cases/CN-91-pit.md", "id: CN-91", "id: CN-92", "id", "CN-92-"),
        ("cases/CN-91-pit.md", "date: 2019-02-15", "date: 2999-02-15", "occurrence.date", "future"),
        ("cases/CN-91-pit.md", "date: 2019-02-15", "date: 2019-02-30", "", "out of range"),
        ("cases/CN-91-pit.md", '"2·15"', '"2·16"', "aliases", "2·16"),
        ("cases/CN-91-pit.md", "industry: C22", "industry: C99", "industry", "C99"),
        ("cases/CN-91-pit.md", "province: Guangdong", "province: Canton", "place.province", "Canton"),
        ("cases/CN-91-pit.md", ", lat: 23.0, lon: 113.6", "", "place", "coordinates"),
        ("cases/CN-91-pit.md", "events: [poisoning]", "events: [poison]", "codes", "'poison'"),
        ("cases/CN-91-pit.md", "7783-06-4", "7783-06-5", "substances: hydrogen sulphide", "check digit"),
        ("cases/CN-91-pit.md", "official: larger", "official: major", "grade", "larger"),
        ("cases/CN-91-pit.md", "deaths: {value: 7, source: S1}", "deaths: 7", "deaths", "no source id"),
        (
            "cases/CN-91-pit.md",
            "loss: {value: 12000000, unit: CNY, source: S1}",
            "loss: {value: 1, source: S7}",
            "loss",
            "S7",
        ),
        ("cases/CN-91-pit.md", "Seven people died", "Six people died", "Summary", "7 deaths"),
        ("cases/CN-91-pit.md", "最终7人死亡", "最终6人死亡", "中文概要", "7 deaths"),
        ("cases/CN-91-pit.md", 'evidence: "Nobody had a permit."', 'evidence: ""', "causes: no_permit", "evidence"),
        ("cases/CN-91-pit.md", "anchor: art14", "anchor: art15", "regulations", "art15"),
        ("cases/CN-91-pit.md", "CN-REG-91#art14 asks", "CN-REG-90#art14 asks", "For plan writers", "CN-REG-90"),
        ("cases/CN-91-pit.md", "hurt.\n", "hurt (S4).\n", "Consequences", "S4"),
        ("cases/CN-91-pit.md", "## 教训", "## 其他", "教训", "missing"),
        ("cases/CN-91-pit.md", "### For trainers", "### For all", "For trainers", "missing"),
        ("cases/CN-91-pit.md", "He falls, and the next one follows him into bad air. ", "", "text", "words"),
        ("cases/CN-91-pit.md", "，直接经济损失约1200万元", "", "中文概要", ""),
        ("regulations/CN-REG-91-spaces.md", "digest: true", "digest: false", "digest", "official texts"),
        ("regulations/CN-REG-91-spaces.md", "status: in_force", "status: unknown", "status_note", "why"),
        ("regulations/CN-REG-91-spaces.md", "effective: 2024-01-01", "effective: 2022-01-01", "effective", "before"),
        ("regulations/CN-REG-91-spaces.md", "anchor: art14", "anchor: art41", "duties", "art41"),
        ("regulations/CN-REG-91-spaces.md", "先通风、再检测、后作业。", "", "Art. 14", "both languages"),
        ("regulations/CN-REG-91-spaces.md", "not the official text", "and short", "text", "digest"),
        ("plans/PLAN-91-spaces.md", "## 7.4 处置措施 {#7.4}", "## 处置 {#x}", "7.4", "handling measures"),
        ("plans/PLAN-91-spaces.md", "cases: [CN-91]", "cases: [CN-90]", "cases", "CN-90"),
        ("plans/PLAN-91-spaces.md", "CN-91说明了盲目施救的后果。", "", "cases", "taught"),
        ("plans/PLAN-91-spaces.md", "监护人员不得离开作业现场", "", "text", "words"),
        ("plans/PLAN-91-spaces.md", "hazards: [poisoning]", "hazards: [poison]", "hazards", "poison"),
    ],
)
def test_each_fault_is_named_with_its_place(corpus: Path, file: str, old: str, new: str, where: str, said: str) -> None:
    path = corpus / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    findings = found(corpus)
    if not said:
        assert findings == ()
    else:
        assert any(one.file == file and one.where == where and said in one.problem for one in findings), findings


def test_two_files_with_one_id_are_told_apart(corpus: Path) -> None:
    shutil.copy(corpus / "cases" / "CN-91-pit.md", corpus / "cases" / "CN-91-pool.md")
    assert any("also the id of cases/CN-91-pit.md" in one.problem for one in found(corpus))


def test_registers_say_that_they_are_samples(corpus: Path) -> None:
    register = corpus / "registers" / "teams.csv"
    register.write_text("ID,Team name,Speciality\nSAMPLE-1,Blue team,矿山救护\nT-2,Red team,fire\n", encoding="utf-8")
    wrong = [one for one in found(corpus) if one.file == "registers/teams.csv"]
    assert [one.where for one in wrong] == ["team-T-2"]


def test_lists_are_checked_for_names_and_codes(corpus: Path) -> None:
    with (corpus / "taxonomy" / "causes.csv").open("a", encoding="utf-8") as lines:
        lines.write("nameless,,nameless,,\n")
    with (corpus / "glossary" / "glossary.csv").open("a", encoding="utf-8") as lines:
        lines.write("blind rescue,瞎救,,,\nnew word,新词,,,events:nothing\n")
    problems = {one.problem for one in found(corpus)}
    assert "the name is missing in one language" in problems
    assert "'blind rescue' stands in several rows" in problems
    assert "code 'events:nothing' is in no list" in problems


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Twenty-eight villagers died", 28),
        ("a hundred and five dead", 105),
        ("1,134 dead", 1134),
        ("死亡二十九人", 29),
        ("疏散1.5万人", 15000),
        ("nobody died", 0),
        ("未造成人员伤亡", 0),
    ],
)
def test_numbers_are_read_in_digits_and_words_of_both_languages(text: str, number: int) -> None:
    assert number in numbers_in(text)


def test_cas_numbers_carry_a_check_digit() -> None:
    assert cas_is_valid("7664-41-7")
    assert not cas_is_valid("7664-41-8")
