"""Lines in reading order put together into paragraphs, list items, headings and tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.readers.pdf_headings import LARGER, is_heading_start, level_headings
from ingest.readers.pdf_order import Line
from kb.model.block import Block, BlockKind
from kb.text.lines import is_cjk, join_lines

_BULLET = re.compile(r"([•●○◦▪■□◆◇▶►➢✓✔☐❑❖·∙‣⁃–—*o-])(?:\s+|$)(?=\S|$)")
_NUMBERED = re.compile(
    r"(\(?[0-9]{1,3}[.)](?=\s)|[0-9]{1,3}(?:\.[0-9]{1,3}){1,4}\.?(?=\s)|\([0-9]{1,2}\)|\(?[a-zA-Z]{1,2}\)|\(?[ivxlIVXL]{1,6}[).]"
    r"|[a-zA-Z]\.(?=\s)|[（(][一二三四五六七八九十百]+[）)]|（[0-9]{1,3}）|[0-9]{1,3}[．、）]|[一二三四五六七八九十]+、|[①-⑳])\s*"
)
_STARTS_ARTICLE = re.compile(r"第[一二三四五六七八九十百千零〇0-9]+[编章节条款]|§\s?\d|(?:Article|Section|Art\.)\s\d+")
_ENDS_SENTENCE = re.compile(r"[.!?:;。！？：；…][\"'”’)）\]】」]*\d{0,3}$")
_LEAST_TIGHT = 1.35


@dataclass(slots=True)
class Group:
    """Lines that belong together, on their way to a block."""

    lines: list[Line]
    marker: str = ""
    body_x0: float = 0.0
    page: int = 0
    heading: bool = False
    tail: list[Line] = field(default_factory=list)

    @property
    def last(self) -> Line:
        """The line that the next one would follow."""
        return self.tail[-1] if self.tail else self.lines[-1]

    @property
    def text(self) -> str:
        """The running text, without the marker."""
        text = join_lines(line.text for line in (*self.lines, *self.tail))
        return text[len(self.marker) :].lstrip() if self.marker else text


def blocks_of(pages: Sequence[Sequence[Line]], title: str) -> list[Block]:
    """The blocks of a document. `title` is the document's, whose own heading gets level 1."""
    body = body_size(pages)
    groups: list[Group] = []
    for lines in pages:
        start = len(groups)
        for group in _groups(lines, body):
            before = _before_break(groups, start, group, body)
            if before is not None:
                before.tail.extend(group.lines)
            else:
                groups.append(group)
    levels = level_headings(groups, body, title)
    nesting = _nesting(groups)
    return [block for group in groups if (block := _block(group, levels.get(id(group), 0), nesting.get(id(group), 0)))]


def body_size(pages: Iterable[Iterable[Line]]) -> float:
    """The font size in points in which most of the text is set."""
    sizes: Counter[float] = Counter()
    for lines in pages:
        for line in lines:
            sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def _block(group: Group, level: int, nesting: int) -> Block | None:
    first = group.lines[0]
    if first.rows:
        return Block(BlockKind.TABLE, page=first.page, rows=first.rows)
    text = group.text
    if level:
        whole = f"{group.marker} {text}".strip()
        return Block(BlockKind.HEADING, whole, level=level, page=first.page) if whole else None
    if group.marker and text:
        return Block(BlockKind.ITEM, text, level=nesting, page=first.page, marker=group.marker)
    whole = text or group.marker
    return Block(BlockKind.PARAGRAPH, whole, page=first.page) if any(c.isalnum() for c in whole) else None


def _groups(lines: Sequence[Line], body: float) -> list[Group]:
    """The paragraphs of one page."""
    pitches = _pitches(lines)
    groups: list[Group] = []
    for line in lines:
        group = groups[-1] if groups else None
        pitch = pitches.get(line.size, 1.2 * line.size)
        if group is not None and not _breaks(group, line, pitch, large=line.size >= LARGER * body):
            group.lines.append(line)
            if len(group.lines) == 2:
                group.body_x0 = line.x0
            continue
        groups.append(_opened(line))
    return groups


def _opened(line: Line) -> Group:
    marker = "" if line.rows else _marker(line)
    body_x0 = line.pieces[1].box[0] if marker and line.pieces[0].text == marker and len(line.pieces) > 1 else line.x0
    return Group([line], marker, body_x0, line.page)


def _marker(line: Line) -> str:
    text = line.text
    found = _BULLET.match(text) or _NUMBERED.match(text)
    return found.group(1) if found else ""


def _pitches(lines: Sequence[Line]) -> dict[float, float]:
    """Usual distance between baselines for each font size on the page."""
    distances: dict[float, list[float]] = {}
    for above, below in pairwise(lines):
        distance = below.base - above.base
        if above.size == below.size and 0 < distance < 2.2 * below.size:
            distances.setdefault(below.size, []).append(distance)
    # The lower third: paragraphs of one line would otherwise make their spacing the usual one.
    return {size: sorted(found)[len(found) // 3] for size, found in distances.items()}


def _breaks(group: Group, line: Line, pitch: float, large: bool) -> bool:
    """Whether a line of the same page begins something new."""
    last = group.lines[-1]
    if line.rows or last.rows or line.edges != last.edges or line.pieces[0].note:
        return True
    distance = line.base - last.base
    if distance <= 0 or distance > _LEAST_TIGHT * max(pitch, line.size):
        return True
    if abs(line.size - last.size) > max(0.8, 0.08 * last.size):
        return True
    if line.bold != last.bold and (line.bold or not _runs_on(last, line)):
        return True
    if _begins_item(line, last):
        return True
    if large and not group.marker:
        return False
    return _is_indented(group, line) or not _is_full(last, line)


def _runs_on(last: Line, line: Line) -> bool:
    """Whether a bold run-in at the end of the line before goes over into plain text."""
    return not last.pieces[-1].bold or line.text[:1].islower()


def _begins_item(line: Line, last: Line) -> bool:
    if _STARTS_ARTICLE.match(line.text):
        return is_heading_start(line.text) or _ends_sentence(last) or not _fills(last)
    marker = _marker(line)
    if not marker:
        return False
    alone = line.pieces[0].text == marker and len(line.pieces) > 1
    if alone or _BULLET.match(line.text):
        return marker not in "–—-*o·" or alone or _ends_sentence(last) or _has_room(last, line)
    return _ends_sentence(last) or _has_room(last, line) or line.x0 < last.x0 - 0.8 * line.size or bool(_marker(last))


def _ends_sentence(line: Line) -> bool:
    return bool(_ENDS_SENTENCE.search(line.text.rstrip()))


def _is_indented(group: Group, line: Line) -> bool:
    """Whether a line stands further in, or out, than the lines of its paragraph do."""
    first, last = group.lines[0], group.lines[-1]
    step = 0.8 * line.size
    if _is_centred(last) and _is_centred(line):
        return False
    ended = _ends_sentence(last) or not _fills(last)
    if len(group.lines) == 1:
        return (
            ended
            and not _is_hanging(first, line)
            and (line.x0 < first.x0 - step if group.marker else line.x0 > first.x0 + step)
        )
    return line.x0 > group.body_x0 + step or line.x0 < group.body_x0 - step


def _is_hanging(first: Line, line: Line) -> bool:
    return len(first.pieces) > 1 and abs(first.pieces[1].box[0] - line.x0) < line.size


def _is_centred(line: Line) -> bool:
    left, right = line.x0 - line.edges[0], line.edges[1] - line.x1
    return left > 2 * line.size and abs(left - right) < 2 * line.size


def _fills(line: Line) -> bool:
    return line.edges[1] - line.x1 < 2.5 * line.size


def _is_full(last: Line, line: Line) -> bool:
    """Whether the line before had no room left for the first word of this one, so that the text runs on."""
    if _is_centred(last) and _is_centred(line):
        return True
    if not _has_room(last, line):
        return True
    if _ends_sentence(last):
        return False
    slack = last.edges[1] - last.x1
    if is_cjk(line.text[0]):
        return slack < 6 * line.size
    return line.text[0].islower() or slack < 0.3 * (last.edges[1] - last.edges[0])


def _has_room(last: Line, line: Line) -> bool:
    """Whether the first word of a line would have fitted at the end of the line before."""
    text = line.text
    word = line.size if is_cjk(text[0]) else (line.x1 - line.x0) * len(text.split(maxsplit=1)[0]) / len(text)
    return last.edges[1] - last.x1 >= word + 1.5 * line.size


def _before_break(groups: list[Group], start: int, group: Group, body: float) -> Group | None:
    """The paragraph of an earlier page or column that this group goes on with, notes at the foot passed over."""
    first = group.lines[0]
    opens_region = start == len(groups) or groups[-1].last.edges != first.edges
    if not groups or not opens_region or group.marker or first.rows or abs(first.size - body) > 1.0:
        return None
    for before in reversed(groups[-12:]):
        last = before.last
        if last.rows or last.page < first.page - 1:
            return None
        if last.size < first.size - 0.8:
            continue
        if last.size > first.size + 0.8 or last.bold != first.bold or _ends_sentence(last):
            return None
        goes_on = first.text[0].islower() or (is_cjk(first.text[0]) and is_cjk(last.text[-1]) and _fills(last))
        return before if goes_on and not _STARTS_ARTICLE.match(first.text) else None
    return None


def _nesting(groups: Sequence[Group]) -> dict[int, int]:
    """How deep each item stands, by how far in its marker is printed among the items around it."""
    depths: dict[int, int] = {}
    stack: list[float] = []
    for group in groups:
        if group.heading or not group.marker:
            stack = [] if group.heading else stack
            continue
        line = group.lines[0]
        x0, step = line.x0 - line.edges[0], 0.8 * line.size
        while stack and x0 < stack[-1] - step:
            stack.pop()
        if not stack or x0 > stack[-1] + step:
            stack.append(x0)
        depths[id(group)] = len(stack) - 1
    return depths
