"""Digests of legal texts: one heading an article (`## Art. 22 {#art22}`, `## § 1910.38(c)`, `## Clause 6.3.1`)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.structure.outline import Title, by_headings, plain_title
from ingest.structure.tree import Node, slug
from kb.model.block import Block, BlockKind
from kb.model.document import Level
from kb.text.numerals import chinese_number, roman_number

_NUMBERS = r"\d+[A-Za-z]*(?:[.-]\d+[a-z]?)*(?:\([A-Za-z0-9]{1,5}\))*"
_WESTERN = re.compile(
    rf"((?:(?P<art>Arts?\.?|Articles?)|(?P<s>§§?|Sections?|Sec\.)|(?P<clause>Clauses?|Cl\.)|(?P<reg>Regulations?|Reg\.)"
    rf"|(?P<rule>Rules?)|(?P<annex>Annex|ANNEX)|(?P<sch>Schedule)|(?P<app>Appendix)|(?P<ch>Chapter)|(?P<part>Part))\s*"
    rf"(?P<number>{_NUMBERS}(?:\s*(?:[-–,]|and|to)\s*(?:§\s*)?{_NUMBERS})*|[IVXLC]+\b|[A-Z]\b))\s*[.,:—–-]*\s*(?P<words>.*)"
)
_CHINESE = re.compile(
    r"(第(?P<first>[一二三四五六七八九十百零〇\d]+)条(?:之(?P<inserted>[一二三四五六七八九十]+))?"
    r"(?:[至、—–-]+第?(?P<last>[一二三四五六七八九十百零〇\d]+)条)?)\s*(?P<words>.*)"
)
_UPPER = {"ch": Level.CHAPTER, "part": Level.PART, "annex": Level.ANNEX, "sch": Level.ANNEX, "app": Level.ANNEX}


def is_digest(blocks: Sequence[Block]) -> bool:
    """Whether most headings below the title name articles."""
    headings = [block for block in blocks if block.kind is BlockKind.HEADING and block.level > 1]
    named = sum(article_title(block.text) is not None for block in headings)
    return named > 0 and named * 2 >= len(headings)


def article_title(text: str) -> Title | None:
    """Label, words and address of a heading that names an article, or None: `Art. 83-84` is `art83-84`."""
    text = " ".join(text.split())
    if found := _WESTERN.fullmatch(text):
        kind = next(name for name in ("art", "s", "clause", "reg", "rule", *_UPPER) if found.group(name))
        number = re.sub(r"\s*(?:,|and|to|–)\s*(?:§\s*)?", "-", found.group("number")).replace(" ", "").replace("§", "")
        if kind in _UPPER and len(number) > 1:
            number = str(roman_number(number) or number)
        return Title(found.group(1), found.group("words"), slug(kind + number), level=_UPPER.get(kind, Level.ARTICLE))
    if found := _CHINESE.fullmatch(text):
        anchor = f"art{chinese_number(found.group('first'))}"
        if found.group("inserted"):
            anchor += f"-{chinese_number(found.group('inserted'))}"
        if found.group("last"):
            anchor += f"-{chinese_number(found.group('last'))}"
        return Title(found.group(1), found.group("words"), anchor, level=Level.ARTICLE)
    return None


def _title(block: Block, above: Node | None) -> Title:
    named = article_title(block.text)
    if named is None:
        return plain_title(block, above)
    return Title(named.label, named.heading, block.anchor or named.anchor, level=named.level, absolute=True)


def digest(blocks: Sequence[Block], title: str) -> list[Node]:
    """Sections by headings, those that name articles as articles; text before them is the section `preamble`."""
    return by_headings(blocks, title, _title, Title("", "", "preamble"))
