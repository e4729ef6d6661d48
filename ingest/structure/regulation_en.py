"""English legal texts: United States, European Union, and the United Kingdom and countries that number like it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ingest.structure.numbering import Numbering
from ingest.structure.schemes import LONGEST_HEADING, Head, Scheme, continues, without_amendment_marks
from ingest.structure.tree import Line, Node, slug
from kb.model.document import Level
from kb.text.numerals import letter_number, roman_number

LOOSE = 9
"""Rank of a heading without a number, below all numbered ones."""

LOOKAHEAD = 60
"""Markers looked at to tell the letter i from the Roman one."""

_UPPER = re.compile(
    r"(TITLE|PART|CHAPTER|SECTION|Title|Part|Chapter|Section|Subpart|SUBPART|Subchapter|SUBCHAPTER)\s+"
    r"([IVXLC]+|\d+[A-Z]?|[A-Z]{1,2})\b\s*[.:—–-]*\s*(.*)"
)
_ANNEX = re.compile(
    r"(?:(ANNEX|Annex|APPENDIX|Appendix|SCHEDULE|Schedule)(?:\s*[-–]?\s*([IVXLC]+|\d+[A-Z]?|[A-Z])\b)?"
    r"|(?:THE\s+)?(FIRST|SECOND|THIRD|FOURTH|FIFTH|SIXTH|SEVENTH|EIGHTH)\s+SCHEDULE)\s*(.*)"
)
_ORDINALS = ("FIRST", "SECOND", "THIRD", "FOURTH", "FIFTH", "SIXTH", "SEVENTH", "EIGHTH")


def regulation_en(lines: Iterable[Line], title: str, scheme: Scheme, prefix: str = "") -> list[Node]:
    """The tree of an English legal text; text before the first article is the section `preamble`.

    `prefix` (`rule`, `s`) replaces `reg` in the addresses of plainly numbered articles. Paragraphs keep their printed
    numbers in the text; a paragraph's italic title (`(q) Emergency response. ...`) is its heading as well.
    """
    return _Builder(list(lines), title, scheme, prefix).build()


class _Builder:
    def __init__(self, lines: list[Line], title: str, scheme: Scheme, prefix: str) -> None:
        self._lines = lines
        self._title = title.casefold()
        self._scheme = scheme
        self._prefix = prefix
        self._top: list[Node] = []
        self._preamble = Node(Level.HEADING, "preamble")
        self._upper: list[tuple[int, Node]] = []
        self._annex: Node | None = None
        self._article: Node | None = None
        self._chain: list[Node] = []
        self._numbering = Numbering(scheme.forms)
        self._last = 0
        self._seen = False

    def build(self) -> list[Node]:
        index = 0
        while index < len(self._lines):
            index += self._take(index)
        return [*([self._preamble] if not self._preamble.empty else []), *self._top]

    def _take(self, index: int) -> int:
        """Use the line at `index`, and the one after it where that is its heading; how many were used."""
        line = self._lines[index]
        if line.table:
            (self._deepest() or self._preamble).add_table(line.block)
            return 1
        if line.heading and line.text.casefold() == self._title:
            return 1
        if used := self._annex_starts(index) or self._upper_starts(index) or self._article_starts(index):
            return used
        following = self._following(index)
        if following and self._is_title(line) and (head := self._head(following)) and not head.heading:
            return 1 + self._article_starts(index + 1, heading=line.text)
        self._body(index)
        return 1

    def _following(self, index: int) -> Line | None:
        return self._lines[index + 1] if index + 1 < len(self._lines) else None

    def _is_title(self, line: Line) -> bool:
        """Whether a line may name what comes next to it: short, unnumbered, no full stop."""
        text = line.text
        if not text or line.table or len(text) > LONGEST_HEADING or text.endswith((".", ";", ":", ",")):
            return False
        plain = self._head(line) is None and not self._scheme.markers(text)
        return plain and not (_UPPER.fullmatch(text) or _ANNEX.fullmatch(text))

    def _head(self, line: Line) -> Head | None:
        if line.table or self._annex is not None:
            return None
        head = self._scheme.head(line.text, self._last)
        if head is None or not head.sequential:
            return head
        inserted = bool(re.search(r"\d[A-Za-z]+$", head.anchor))
        return head if head.number > self._last or (inserted and head.number == self._last) else None

    def _deepest(self) -> Node | None:
        if self._chain:
            return self._chain[-1]
        return self._article or (self._upper[-1][1] if self._upper else self._annex)

    def _close(self) -> None:
        self._article, self._chain = None, []
        self._numbering = Numbering(self._scheme.forms)

    def _place(self, node: Node, above: Node | None) -> Node:
        if above is None:
            self._top.append(node)
        else:
            above.add(node)
        return node

    def _annex_starts(self, index: int) -> int:
        line = self._lines[index]
        printed = without_amendment_marks(line.text).rstrip("] ")
        found = _ANNEX.fullmatch(printed)
        if not found or len(line.text) > LONGEST_HEADING or line.text.endswith((".", ";", ",")) or not line.first:
            return 0
        kind, number, ordinal, rest = found.groups()
        if continues(rest) and not rest.startswith("to "):
            return 0
        if not (line.heading or printed.isupper() or (number and self._seen) or ordinal):
            return 0
        kind = (kind or "Schedule").lower()
        place = _ORDINALS.index(ordinal) + 1 if ordinal else _place_of(number)
        prefix = {"annex": "annex", "appendix": "app", "schedule": "sch"}[kind]
        anchor = f"{prefix}{place}" if place else prefix
        if rest.startswith("to "):
            anchor, rest = slug(re.split("[—–]", printed)[0].replace("§ ", "s")), rest
        label = printed[: len(printed) - len(rest)].strip() if rest else printed
        self._close()
        self._upper.clear()
        self._annex = Node(Level.ANNEX, anchor, label.rstrip(" .:—–-"), rest.lstrip(" .:—–-"), line.block.page)
        self._top.append(self._annex)
        return 1 + self._heading_below(index, self._annex)

    def _upper_starts(self, index: int) -> int:
        line = self._lines[index]
        found = _UPPER.fullmatch(line.text)
        if not found or len(line.text) > LONGEST_HEADING or line.text.endswith((".", ";", ",")) or not line.first:
            return 0
        word, number, heading = found.groups()
        if continues(heading):
            return 0
        if not (line.heading or word.isupper() or word == "Subpart"):
            return 0
        kind = word.lower()
        rank = {"title": 0, "part": 1, "subchapter": 1, "chapter": 2, "subpart": 2, "section": 3}[kind]
        level = {"section": Level.SECTION, "chapter": Level.CHAPTER, "subpart": Level.CHAPTER}.get(kind, Level.PART)
        prefix = {"chapter": "ch", "section": "sec", "subchapter": "subch"}.get(kind, kind)
        place = _place_of(number) if kind not in ("subpart", "subchapter") else number.lower()
        self._close()
        self._upper = [(r, n) for r, n in self._upper if r < rank]
        above = self._upper[-1][1] if self._upper else self._annex
        node = self._place(Node(level, f"{prefix}{place}", f"{word} {number}", heading, line.block.page), above)
        self._upper.append((rank, node))
        return 1 + self._heading_below(index, node)

    def _heading_below(self, index: int, node: Node) -> int:
        """Take the next line as the node's heading where it names it; 1 if taken."""
        following = self._following(index)
        if node.heading or following is None or not self._is_title(following):
            return 0
        after = self._following(index + 1)
        if after is not None and self._head(after) is not None and self._scheme.name == "uk" and not following.heading:
            return 0
        node.heading = following.text
        return 1

    def _article_starts(self, index: int, heading: str = "") -> int:
        line = self._lines[index]
        head = self._head(line) if line.first else None
        if head is None:
            return 0
        self._close()
        self._last, self._seen = head.number, True
        anchor = head.anchor
        if self._prefix and anchor.startswith("reg"):
            anchor = self._prefix + anchor[3:]
        above = self._upper[-1][1] if self._upper else None
        node = Node(Level.ARTICLE, anchor, head.label, head.heading or heading, line.block.page, absolute=True)
        self._article = self._place(node, above)
        if head.text:
            self._paragraph(index, head.text)
            return 1
        return 1 + (self._heading_below(index, node) if self._scheme.name != "us" else 0)

    def _body(self, index: int) -> None:
        line = self._lines[index]
        if self._article is not None:
            self._paragraph(index, line.text)
            return
        above = self._upper[-1][1] if self._upper else self._annex
        if above is None:
            self._preamble.page = self._preamble.page or line.block.page
            self._preamble.say(line.text)
        elif line.heading:
            if self._upper and self._upper[-1][0] == LOOSE:
                above = self._upper[-2][1] if len(self._upper) > 1 else self._annex
            node = self._place(Node(Level.HEADING, slug(line.text), "", line.text, line.block.page), above)
            self._upper = [*(step for step in self._upper if step[0] < LOOSE), (LOOSE, node)]
        else:
            above.say(line.text)

    def _paragraph(self, index: int, text: str) -> None:
        assert self._article is not None
        section = self._article.anchor[1:] if self._scheme.name == "us" else ""
        markers = self._scheme.markers(text, section)
        coming = self._upcoming(index, section)
        placed = False
        for number, marker in enumerate(markers):
            depth = self._numbering.place(marker, (*markers[number + 1 :], *coming))
            if depth is None:
                break
            above = self._chain[depth - 1] if depth else self._article
            level = Level.ITEM if depth else Level.PARAGRAPH
            label = f"({marker})"
            node = above.add(Node(level, marker, label, page=self._lines[index].block.page))
            self._chain = [*self._chain[:depth], node]
            placed = True
        target = self._chain[-1] if self._chain else self._article
        target.say(text)
        if placed:
            target.heading = _italic_title(text)

    def _upcoming(self, index: int, section: str) -> Sequence[str]:
        coming: list[str] = []
        for line in self._lines[index + 1 : index + 1 + LOOKAHEAD]:
            if line.table:
                continue
            if self._head(line) is not None:
                break
            coming.extend(self._scheme.markers(line.text, section))
        return coming


_TITLED = re.compile(r"(?:[\d.]*\s*(?:\([A-Za-z0-9]{1,5}\))+)\s*([A-Z][A-Za-z ,/'’-]{2,80}?)[.:](?:\s*[—–-]+)?\s+\S")


def _italic_title(text: str) -> str:
    found = _TITLED.match(text)
    if not found or len(found.group(1).split()) > 10 or re.search(r"\b(?:shall|must|is|are|may)\b", found.group(1)):
        return ""
    return found.group(1)


def _place_of(printed: str | None) -> str:
    """IV is 4, 2 is 2, B is b: the number as addresses have it."""
    if not printed:
        return ""
    if printed[0].isdigit():
        return printed.lower()
    roman = roman_number(printed)
    return str(roman) if roman and not (letter_number(printed) and printed not in ("I", "V", "X")) else printed.lower()
