"""Sections by headings, for everything that is not an article-numbered text."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ingest.structure.tree import Node, lines_of, slug
from kb.model.block import Block, BlockKind
from kb.model.document import Level, Role
from kb.text.numerals import CHINESE

LONGEST_HEADING = 60
FRONT_HEADINGS = 4
"""Headings at the beginning that may repeat the title: cover, title page."""

SAME_TITLE = 16
"""Characters from which a heading that is part of the title, or the other way about, counts as the title."""

CLOSING = "。；;，,：:."

_NUMBER = re.compile(r"((?:\d{1,3}|[A-Z])(?:\.\d{1,3}){0,5})[.．、]?\s+(?=\S)")
_CHINESE_NUMBER = re.compile(
    rf"(?:第[{CHINESE}]+[章节部分篇]+\s*|[{CHINESE}]{{1,3}}、\s*|[（(][{CHINESE}]{{1,3}}[）)]\s*)"
)
_DECIMAL_HEADING = re.compile(
    r"(\d{1,2}(?:\.\d{1,2}){0,4})[.．、]?\s+([^\d\s].*)|(\d{1,2}(?:\.\d{1,2}){1,4})([\u4e00-\u9fff].*)"
)


@dataclass(frozen=True, slots=True)
class Title:
    """What a heading becomes: its printed number, its words, its part of the address, its role in a case."""

    label: str
    heading: str
    anchor: str
    role: Role | None = None
    level: Level = Level.HEADING
    absolute: bool = False


def by_headings(
    blocks: Sequence[Block], title: str, title_of: Callable[[Block, Node | None], Title], opening: Title
) -> list[Node]:
    """Nest the blocks under their headings; text before the first one becomes the section `opening`.

    `title_of` gets a heading's block and the section above it. Early headings that repeat the document's title, and a
    lone one of level 1 above all others, are the title and make no section.
    """
    start = Node(Level.HEADING, opening.anchor, opening.label, opening.heading, role=opening.role)
    top: list[Node] = []
    stack: list[tuple[int, Node]] = []
    skipped = _title_blocks(blocks, title)
    for place, block in enumerate(blocks):
        if place in skipped:
            continue
        here = stack[-1][1] if stack else start
        if block.kind is BlockKind.HEADING and block.text.strip():
            rank = max(block.level, 1)
            while stack and stack[-1][0] >= rank:
                stack.pop()
            above = stack[-1][1] if stack else None
            words = title_of(block, above)
            node = Node(
                words.level, words.anchor, words.label, words.heading, block.page, words.role, absolute=words.absolute
            )
            (above.children if above else top).append(node)
            stack.append((rank, node))
        elif block.kind is BlockKind.TABLE:
            start.page = start.page or (block.page if here is start else None)
            here.add_table(block)
        else:
            start.page = start.page or (block.page if here is start else None)
            for line in lines_of([block]):
                here.say(line.text)
    return [*([] if start.empty else [start]), *top]


def _title_blocks(blocks: Sequence[Block], title: str) -> set[int]:
    """Places of headings that only say the title, or part of it, again; and of a lone level 1 above all others."""
    places = [i for i, block in enumerate(blocks) if block.kind is BlockKind.HEADING and block.text.strip()]
    wanted = _squashed(title)
    found = {i for i in places[:FRONT_HEADINGS] if _repeats(_squashed(blocks[i].text), wanted)}
    if len(places) > 1 and blocks[places[0]].level == 1 and all(blocks[i].level > 1 for i in places[1:]):
        found.add(places[0])
    return found


def _repeats(heading: str, title: str) -> bool:
    return heading == title or (min(len(heading), len(title)) >= SAME_TITLE and (heading in title or title in heading))


def _squashed(text: str) -> str:
    return "".join(text.split()).casefold()


def label_and_words(text: str) -> tuple[str, str]:
    """A heading's printed number and its words: `6.3.1 Reporting`, `三、应急响应`, `（一）总则`."""
    text = " ".join(text.split())
    found = _NUMBER.match(text) or _CHINESE_NUMBER.match(text)
    if found and (words := text[found.end() :].strip()):
        return found.group(0).strip(), words
    return "", text


def plain_title(block: Block, above: Node | None) -> Title:
    """The heading as it stands: address from the file or from the words."""
    label, words = label_and_words(block.text)
    anchor = block.anchor or slug(words)
    return Title(label, words, anchor, above.role if above else None, absolute=bool(block.anchor))


def numbered_title(block: Block, above: Node | None) -> Title:
    """Like `plain_title`, but a printed decimal number is the address: `6.3.1`."""
    title = plain_title(block, above)
    number = title.label.rstrip(".．、 ")
    if block.anchor or not re.fullmatch(r"(?:\d+|[A-Z](?=\.))(?:\.\d+)*", number):
        return title
    return replace(title, anchor=number, absolute=True)


def with_headings(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with short numbered paragraphs made headings, where the file marks none itself.

    Only done where at least three paragraphs look so; `1.1` stands below `1`, `（一）` below `一、`.
    """
    marked = sum(block.kind is BlockKind.HEADING for block in blocks)
    if marked >= 3:
        return list(blocks)
    changed = [_as_heading(block) for block in blocks]
    found = sum(new is not old for new, old in zip(changed, blocks, strict=True))
    return changed if found >= 3 else list(blocks)


def _as_heading(block: Block) -> Block:
    if block.kind not in (BlockKind.PARAGRAPH, BlockKind.ITEM) or "\n" in block.text.strip():
        return block
    marker = block.marker.strip()
    text = f"{marker} {block.text}".strip() if marker else block.text.strip()
    if not 2 < len(text) <= LONGEST_HEADING or text[-1] in CLOSING:
        return block
    if decimal := _DECIMAL_HEADING.fullmatch(text):
        number, words = decimal.group(1) or decimal.group(3), decimal.group(2) or decimal.group(4)
        if len(words) > 1:
            return replace(
                block, kind=BlockKind.HEADING, text=f"{number} {words}", marker="", level=2 + number.count(".")
            )
    elif chinese := _CHINESE_NUMBER.match(text):
        level = 2 if text.startswith("第") else 4 if text[0] in "（(" else 3
        if text[chinese.end() :].strip():
            return replace(block, kind=BlockKind.HEADING, text=text, marker="", level=level)
    return block
