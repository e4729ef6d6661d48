"""Which numbering a regulation follows, and its tree."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.structure.digest import digest, is_digest
from ingest.structure.plan import plan
from ingest.structure.regulation_en import regulation_en
from ingest.structure.regulation_zh import articles_in, regulation_zh
from ingest.structure.schemes import EUROPEAN_UNION, UNITED_KINGDOM, UNITED_STATES, Scheme
from ingest.structure.tree import Node, lines_of
from kb.model.block import Block, BlockKind

ENOUGH = 2
"""Articles that a numbering must have at block starts before it is believed."""


@dataclass(frozen=True, slots=True)
class RegulationTree:
    """Sections of a regulation; `system` is `zh`, `us`, `eu`, `uk`, `digest` or `outline`; notes for the ledger."""

    nodes: list[Node]
    system: str
    notes: tuple[str, ...] = ()


def regulation(blocks: Sequence[Block], title: str, *, our_words: bool = False) -> RegulationTree:
    """The tree by the numbering that most of the text's blocks follow; headings alone where there is none."""
    if our_words or _addressed(blocks):
        return RegulationTree(digest(blocks, title), "digest")
    system, count = _system(blocks)
    if system == "zh" and count:
        tree = regulation_zh(lines_of(blocks), title)
        return RegulationTree(tree.nodes, "zh", tree.notes)
    if count >= ENOUGH:
        scheme = {"us": UNITED_STATES, "eu": EUROPEAN_UNION, "uk": UNITED_KINGDOM}[system]
        return RegulationTree(regulation_en(lines_of(blocks), title, scheme, _prefix(title)), system)
    if is_digest(blocks):
        return RegulationTree(digest(blocks, title), "digest")
    return RegulationTree(plan(blocks, title), "outline")


def article_count(blocks: Sequence[Block]) -> int:
    """How many articles of the text's own numbering open at block starts."""
    return _system(blocks)[1]


def _addressed(blocks: Sequence[Block]) -> bool:
    return any(block.anchor for block in blocks if block.kind is BlockKind.HEADING) and is_digest(blocks)


def _system(blocks: Sequence[Block]) -> tuple[str, int]:
    texts = [line.text for line in lines_of(blocks) if line.text]
    counts = {"zh": articles_in(texts)}
    if counts["zh"] < ENOUGH:
        counts |= {scheme.name: _opened(texts, scheme) for scheme in (UNITED_STATES, EUROPEAN_UNION)}
        counts["uk"] = _opened(texts, UNITED_KINGDOM) if _looks_british(texts) else 0
    best = max(counts, key=lambda name: counts[name])
    return best, counts[best]


def _opened(texts: Sequence[str], scheme: Scheme) -> int:
    last = count = 0
    for text in texts:
        head = scheme.head(text, last)
        if head is not None and (not head.sequential or head.number > last):
            count += 1
            last = head.number
    return count


def _looks_british(texts: Sequence[str]) -> bool:
    """Plain `1. Text` numbers every kind of list; a rule's own forms must show somewhere."""
    return any(
        (head := UNITED_KINGDOM.head(text, 0)) is not None and (not head.label.endswith(".") or _dashed(text))
        for text in texts
    )


def _dashed(text: str) -> bool:
    return (
        re.match(r"\W*\d+[A-Z]?\.\s*(?:[—–-]|[A-Z][^.;]{3,140}?(?:[.:]\s*[—–-]|[—–-]{1,2}\s*(?:\(|$)))", text)
        is not None
    )


def _prefix(title: str) -> str:
    words = re.findall(r"\w+", title.casefold())
    if "rules" in words:
        return "rule"
    return "s" if "act" in words else ""
