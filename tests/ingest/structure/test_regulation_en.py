from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from ingest.structure.numbering import US, Numbering
from ingest.structure.recognise import structure
from kb.model.block import Block, BlockKind, RawDocument
from kb.model.document import Document, Kind, Section
from kb.model.regulation import RegulationCard

CFR = """
PART 1999—PUMP ROOM SAFETY
Subpart H—Hazardous Materials
§ 1999.120 Pump rooms.
(a) Scope. This section covers pumps under 29 CFR 1999.
(1) All pumps.
(i) Small pumps (see § 1999.38(c)).
(ii) Large pumps.
(A) Very large.
(1) Over ten tonnes.
(2) Over twenty tonnes.
(B) Larger.
(2) All valves.
(h)(1) First of h.
(2) Second of h.
(i) Letter i.
(1) Below i.
(i) Roman one.
(j) Letter j.
§ 1999.121 Alarms.
An alarm is fitted.
Appendix A to § 1999.121—Guidance
Guidance text.
"""

EU = """
(1) A recital about pumps.
CHAPTER I
GENERAL
Article 1
Subject matter
This act lays down rules.
Article 2
Duties
1. Operators shall:
(a) stop the pump;
(b) report:
(i) at once;
(ii) in writing.
2. Article 1 applies.
Article 1 of the other act applies.
Article 3
Entry into force
It enters into force on 1 June 2015.
ANNEX IV
DATA FOR PLANS
Names of persons.
"""

UK = """
PART 1
Introduction
Citation
1.—(1) These Regulations may be cited as the Pump Room Regulations.
(2) They come into force on 1st June 2015.
Interpretation
2. In these Regulations “pit” means a pit.
Duties of employers
3.—(1) Every employer must—
(a) check, and
(b) report—
(i) at once;
(ii) in writing.
SCHEDULE 1
Forms
PART 1
General
Form one.
"""

RULES = """
1. Short title and commencement.- (1) These rules may be called the Pump Rules.
(2) They shall come into force at once.
2. Definitions.- In these rules,
(a) "pump" means a pump.
[1] [3. Duties of authorities.- (1) The authority inspects.
4. PREPARATION OF ON-SITE PLAN -
(1) The occupier prepares it.
SCHEDULE 1
[See rule 2]
Text.
"""


def read(text: str, title: str, name: str = "text.txt") -> Document:
    blocks = tuple(Block(BlockKind.PARAGRAPH, line) for line in text.strip().split("\n"))
    return structure(RawDocument(blocks, "text", {"title": title}), name, Kind.REGULATION)


def walked(sections: Sequence[Section]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from walked(section.children)


def by_anchor(document: Document) -> dict[str, Section]:
    return {section.anchor: section for section in walked(document.sections)}


def test_the_code_of_federal_regulations_nests_to_its_six_levels() -> None:
    sections = by_anchor(read(CFR, "Pump rooms"))
    assert list(sections) == [
        *("part1999", "part1999/subparth", "s1999.120", "s1999.120/a", "s1999.120/a/1", "s1999.120/a/1/i"),
        *("s1999.120/a/1/ii", "s1999.120/a/1/ii/A", "s1999.120/a/1/ii/A/1", "s1999.120/a/1/ii/A/2"),
        *("s1999.120/a/1/ii/B", "s1999.120/a/2", "s1999.120/h", "s1999.120/h/1", "s1999.120/h/2", "s1999.120/i"),
        *("s1999.120/i/1", "s1999.120/i/1/i", "s1999.120/j", "s1999.121", "appendix-a-to-s1999.121"),
    ]
    assert (sections["s1999.120"].label, sections["s1999.120"].heading) == ("§ 1999.120", "Pump rooms")
    assert sections["s1999.120/a"].heading == "Scope"
    assert sections["s1999.120/h/1"].text == "(h)(1) First of h."


@pytest.mark.parametrize(
    ("markers", "depths"),
    [
        ("g h i j", [0, 0, 0, 0]),
        ("h 1 i ii 2", [0, 1, 2, 2, 1]),
        ("h 1 i 2", [0, 1, 2, 1]),
        ("h 1 i 1 j", [0, 1, 0, 1, 0]),
        ("a 1 i ii iii iv v vi", [0, 1, 2, 2, 2, 2, 2, 2]),
        ("t u v w", [0, 0, 0, 0]),
        ("a 1 i A 1 i ii B", [0, 1, 2, 3, 4, 5, 5, 3]),
    ],
)
def test_letter_or_roman_is_told_by_what_stands_around(markers: str, depths: list[int]) -> None:
    row, numbering = markers.split(), Numbering(US)
    assert [numbering.place(marker, row[i + 1 :]) for i, marker in enumerate(row)] == depths


def test_an_eu_act_has_articles_paragraphs_points_and_annexes() -> None:
    document = read(EU, "Directive 2099/18/EU on pumps")
    sections = by_anchor(document)
    assert list(sections) == [
        *("preamble", "ch1", "art1", "art2", "art2/1", "art2/1/a", "art2/1/b", "art2/1/b/i", "art2/1/b/ii", "art2/2"),
        *("art3", "annex4"),
    ]
    assert sections["art2"].heading == "Duties"
    assert sections["art2/2"].text.endswith("Article 1 of the other act applies.")
    assert sections["annex4"].heading == "DATA FOR PLANS"
    assert isinstance(document.card, RegulationCard)
    assert (document.card.country, document.card.number) == ("EU", "Directive 2099/18/EU")


def test_uk_regulations_take_the_heading_above_them() -> None:
    sections = by_anchor(read(UK, "Pump Room Regulations 2015"))
    assert list(sections) == [
        *("part1", "reg1", "reg1/1", "reg1/2", "reg2", "reg3", "reg3/1", "reg3/1/a", "reg3/1/b"),
        *("reg3/1/b/i", "reg3/1/b/ii", "sch1", "sch1/part1"),
    ]
    assert [sections[f"reg{i}"].heading for i in (1, 2, 3)] == ["Citation", "Interpretation", "Duties of employers"]


def test_indian_rules_carry_their_headings_in_the_line_and_marks_of_amendment() -> None:
    sections = by_anchor(read(RULES, "Pump Rules, 1989"))
    assert list(sections) == [
        *("rule1", "rule1/1", "rule1/2", "rule2", "rule2/a", "rule3", "rule3/1", "rule4", "rule4/1", "sch1"),
    ]
    assert sections["rule3"].heading == "Duties of authorities"
    assert sections["rule4"].heading == "PREPARATION OF ON-SITE PLAN"


def test_a_clause_without_any_article_is_kept_whole() -> None:
    document = read("(1) A person must stop the pump (a) at once; and (b) for good.", "1.1.1")
    assert [section.text for section in walked(document.sections)] == [
        "(1) A person must stop the pump (a) at once; and (b) for good."
    ]


def test_digest_headings_name_articles_in_both_languages() -> None:
    headings = [
        ("Art. 22", "art22"),
        ("Art. 83-84 Reports", "art83-84"),
        ("§ 1910.38(c)", "s1910.38(c)"),
        ("Clause 6.3.1", "clause6.3.1"),
        ("Annex IV, part 2 Plan", "annex4"),
        ("第二十二条", "art22-2"),
        ("第三条之一 值班", "art3-1"),
    ]
    blocks = [Block(BlockKind.HEADING, "Digest", 1)]
    for heading, _ in headings:
        blocks += [Block(BlockKind.HEADING, heading, 2), Block(BlockKind.PARAGRAPH, "Our words. 摘要。")]
    meta = {"id": "D-1", "kind": "regulation", "title": "Digest", "digest": True}
    document = structure(RawDocument(tuple(blocks), "markdown", meta), "d.md")
    assert [section.anchor for section in document.sections] == [anchor for _, anchor in headings]
    assert (document.sections[1].label, document.sections[1].heading) == ("Art. 83-84", "Reports")


def test_an_anchor_in_the_file_is_the_address() -> None:
    blocks = (Block(BlockKind.HEADING, "Art. 22", 2, anchor="art22x"), Block(BlockKind.PARAGRAPH, "Words."))
    document = structure(RawDocument(blocks, "markdown", {"id": "D", "kind": "regulation", "title": "D"}), "d.md")
    assert document.sections[0].anchor == "art22x"
