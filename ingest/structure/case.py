"""Accident cases: which part of the story each section tells."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from ingest.structure.outline import Title, by_headings, label_and_words, with_headings
from ingest.structure.tree import Node, slug
from kb.model.block import Block, BlockKind
from kb.model.document import Role
from kb.text.language import language_of

HEADINGS: tuple[tuple[Role, str], ...] = (
    (Role.OTHER, "contents|glossary|abbreviation|appendi|annex|about (?:the|this)|legislation and|contact|disclaimer"),
    (Role.OTHER, "目录|附件|附录|责任认定|责任追究|处理建议|处理意见|处理情况|追责|调查组"),
    (
        Role.REFERENCES,
        "related regulation|relevant law|references|bibliograph|sources?$|further reading|citations",
    ),
    (Role.REFERENCES, "相关法规|相关规定|法律依据|法规依据|参考文献|参考资料|资料来源|信息来源|^来源"),
    (
        Role.LESSONS,
        "lesson|recommendation|safety action|corrective|prevent|improvement|actions? taken",
    ),
    (
        Role.LESSONS,
        "safety message|safety advisory|learnings?|for (?:responders|plan writers|trainers)|remedial|what we learn",
    ),
    (Role.LESSONS, "教训|防范|整改|启示|建议|改进|警示|预防措施|经验"),
    (
        Role.RESPONSE,
        "response|rescue|emergency (?:service|action|operation|measure)|fire ?fighting|evacuat|survival aspect",
    ),
    (Role.RESPONSE, "应急|救援|抢险|处置|救治|善后"),
    (
        Role.CAUSES,
        "caus|analys|finding|contribut|conclusion|safety factor|safety issue|why it happened|failure",
    ),
    (Role.CAUSES, "原因|分析|事故性质|存在(?:的)?问题|主要问题|暴露(?:的|出)?问题|隐患"),
    (Role.CONSEQUENCES, "consequence|damage|injur|casualt|fatalit|loss(?:es)?|impact|effects|wreckage|harm"),
    (Role.CONSEQUENCES, "后果|伤亡|损失|影响|危害"),
    (Role.SUMMARY, "summary|abstract|overview|synopsis|at a glance|in brief|key facts"),
    (Role.SUMMARY, "概要|摘要|概述|概况|综述|简介|导语"),
    (
        Role.SEQUENCE,
        "what happened|sequence|narrative|chronolog|timeline|history of|voyage",
    ),
    (
        Role.SEQUENCE,
        "(?:accident|incident|event) (?:description|details)|description of (?:the )?(?:accident|incident|event)",
    ),
    (
        Role.SEQUENCE,
        "^(?:the )?(?:accident|incident|occurrence|event|flight|collision|explosion|fire)$|occurrence|course of events",
    ),
    (Role.SEQUENCE, "经过|过程|事故发生|事发|^事故$|时间线"),
    (
        Role.SITE,
        "site|background|factual|facility|installation|company|plant|vessel|aircraft|personnel|context|information|weather",
    ),
    (Role.SITE, "基本情况|单位情况|企业情况|背景|项目情况|现场情况|有关情况|相关单位|简况"),
)
"""Words of a heading -> role, tried in this order: `Lessons from the response` is about lessons."""

_TABLE = tuple((role, re.compile(words)) for role, words in HEADINGS)


def role_of(heading: str) -> Role | None:
    """The role that a heading announces, English or Chinese, or None."""
    words = label_and_words(heading)[1].casefold()
    return next((role for role, pattern in _TABLE if pattern.search(words)), None)


def case(blocks: Sequence[Block], title: str, language: str = "") -> list[Node]:
    """Sections with roles; those below a section share its role, a text without headings tells the sequence.

    Addresses: the first section of a role is addressed by the role (`causes`), later ones by their words, those below
    by both (`lessons/for-responders`). In an English case the Chinese sections are `zh-summary`, `zh-causes`.
    """
    blocks = with_headings(blocks)
    has_headings = any(block.kind is BlockKind.HEADING and (block.role or role_of(block.text)) for block in blocks)
    opening = Role.SUMMARY if has_headings else Role.SEQUENCE
    first = Title("", "", opening.value if not has_headings else "opening", opening)
    return by_headings(blocks, title, _titles(language), first)


def _titles(language: str) -> Callable[[Block, Node | None], Title]:
    taken: set[str] = set()

    def title_of(block: Block, above: Node | None) -> Title:
        label, words = label_and_words(block.text)
        own = block.role or role_of(block.text)
        role = above.role if above is not None and above.role not in (None, Role.OTHER, Role.SITE) else own
        role = role or (above.role if above is not None else None) or Role.OTHER
        if block.anchor:
            return Title(label, words, block.anchor, role, absolute=True)
        if above is not None:
            return Title(label, words, slug(words), role)
        foreign = "zh-" if language == "en" and language_of(words) == "zh" else ""
        anchor = foreign + (role.value if own else slug(words))
        if anchor in taken:
            anchor = foreign + slug(words)
        taken.add(anchor)
        return Title(label, words, anchor, role)

    return title_of
