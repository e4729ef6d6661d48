"""What kind of document a text is, from its title and how it is numbered."""

from __future__ import annotations

import re

from ingest.structure.case import role_of
from ingest.structure.regulation import article_count
from kb.model.block import BlockKind, RawDocument
from kb.model.document import Kind, Role

HEAD = 3000
"""Characters of the beginning that are looked at."""

_PLAN = re.compile(
    r"应急(?:救援)?预案|现场处置方案|总体预案|专项预案"
    r"|\b(?:emergency|contingency|response|evacuation|crisis)\b(?:\W+\w+){0,3}?\W+plan\b|\bemergency action plan",
    re.I,
)
_PLAN_BUT = re.compile(r"(?:预案|方案).*(?:办法|条例|规定|导则|指南|通知|规范)|guid(?:e|ance|elines?)\b|how to", re.I)
_REGULATION = re.compile(
    r"(?:法|条例|规定|办法|规则|细则|规程|规范|决定|解释|标准)(?:\s*[（(].*[）)])?\s*$|^(?:GB|AQ|XF)[ /TZ]*\d"
    r"|\b(?:CFR|Directive \d|Regulations? \(E|Regulations,? \d{4}|Regulations$)"
    r"|\b(?:Act,? \d{4}|Rules,? \d{4}|Ordinance|Statutory)",
    re.I,
)
_CASE = re.compile(
    r"事故.{0,12}(?:报告|案例|通报|调查)|(?:爆炸|火灾|中毒|坍塌|泄漏|燃爆|溃坝|沉没|透水|窒息).{0,6}事故"
    r"|\b(?:accident|incident|inquiry|investigation|occurrence|explosion|derailment|collision|capsize|grounding|runaway|"
    r"collapse|spill|fire at|crash)\b",
    re.I,
)
_REPORT = re.compile(
    r"(?:accident|incident|occurrence|marine|rail|safety) (?:investigation|inquiry|report)|final report|"
    r"caus(?:e|es) of the (?:accident|incident|fire|explosion)|inquiry (?:number|report|[A-Z]{2}-\d)"
    r"|事故调查(?:组|报告)",
    re.I,
)
_STORY = frozenset({Role.SEQUENCE, Role.CAUSES, Role.LESSONS, Role.RESPONSE, Role.CONSEQUENCES})
ARTICLES = 3


def kind_of(raw: RawDocument, title: str, name: str) -> Kind:
    """The kind by rule; GUIDANCE where nothing speaks for another.

    Titles come first (`生产安全事故报告和调查处理条例` is a regulation, not a report), then article numbering,
    then headings that tell an accident's story.
    """
    articles = article_count(raw.blocks)
    if _PLAN.search(title) and not _PLAN_BUT.search(title) and articles < ARTICLES:
        return Kind.PLAN
    if (_REGULATION.search(title) or _REGULATION.search(name)) and articles:
        return Kind.REGULATION
    head = " ".join(block.text for block in raw.blocks[:60])[:HEAD]
    roles = {role_of(block.text) for block in raw.blocks if block.kind is BlockKind.HEADING} & _STORY
    story = len(roles) >= 2 or bool(_REPORT.search(head))
    if _CASE.search(title) and articles < ARTICLES:
        return Kind.CASE
    if articles >= ARTICLES:
        return Kind.REGULATION
    if story and (_CASE.search(head) or len(roles) >= 3):
        return Kind.CASE
    return Kind.REGULATION if _REGULATION.search(title) else Kind.GUIDANCE
