"""Chinese laws and regulations: 编 part, 章 chapter, 节 section, 条 article, 款 paragraph, 项 item, 目 sub-item."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ingest.structure.tree import Line, Node, slug
from kb.model.document import Level
from kb.text.numerals import CHINESE, chinese_number, chinese_numeral

_NUMBER = rf"[{CHINESE}\d０-９]+"
ARTICLE = re.compile(rf"第\s?({_NUMBER})\s?条(?:\s?之\s?([一二三四五六七八九十]+))?(?=(\s|[【：:]|$)?)")
_UPPER = re.compile(rf"第\s?({_NUMBER})\s?(编|章|节)(?:\s+|[：:]|$|(?=\S))(.*)")
_ANNEX = re.compile(rf"(附\s?[件表录])\s?({_NUMBER})?\s*[：:.、]?\s*(.*)")
_ITEM = re.compile(rf"[（(]([{CHINESE}]+)[）)]")
_SUB_ITEM = re.compile(r"(?:(\d{1,2})\s?[.．、](?!\d)|[（(](\d{1,2})[）)])")
_INLINE_ITEM = re.compile(rf"(?<=[：:；;。，,])\s*(?=[（(]([{CHINESE}]+)[）)])")
_HEADING_IN_ARTICLE = re.compile(r"[【\[]([^】\]]{1,40})[】\]]\s*")
_OUTLINE = re.compile(rf"[{CHINESE}]+、")
_CONTENTS = re.compile(r"目\s*[录次]$")
_UNNUMBERED = frozenset({"总则", "附则", "罚则", "分则"})

LONGEST_HEADING = 60


@dataclass(frozen=True, slots=True)
class ZhTree:
    """The tree of a Chinese regulation, with what a person should know about its numbering."""

    nodes: list[Node]
    notes: tuple[str, ...]


def articles_in(texts: Iterable[str]) -> int:
    """How many blocks open an article: 第二十二条 and a blank, a colon or nothing after it, or the next in the row."""
    last = count = 0
    for text in texts:
        if found := ARTICLE.match(text):
            number = chinese_number(found.group(1)) or 0
            if found.group(3) is not None or number == last + 1:
                count, last = count + 1, number
    return count


def regulation_zh(lines: Iterable[Line], title: str) -> ZhTree:
    """Build the tree; text before the first article is the section `preamble`.

    The paragraph of a one-paragraph article is the article's own text; where there are several, or items below one,
    each is a child (`art22/p2`), labelled as it is cited (第二款), for paragraphs print no number. Items keep their
    printed number in the text.
    """
    builder = _Builder(title)
    for line in _without_contents(list(lines)):
        builder.take(line)
    return builder.finish()


def _upper(text: str) -> tuple[int, str, str] | None:
    """Number, unit and heading of a 编章节 line."""
    found = _UPPER.match(text)
    if not found or len(text) > LONGEST_HEADING or text.endswith(("。", "；", "，", "：")):
        return None
    number = chinese_number(found.group(1))
    return None if number is None else (number, found.group(2), found.group(3).strip())


def _without_contents(lines: list[Line]) -> list[Line]:
    """Drop a table of contents: 目录 and the chapter names that come again later."""
    start = next((i for i, line in enumerate(lines) if _CONTENTS.fullmatch(line.text)), None)
    if start is None:
        return lines
    later = {_bare(line.text) for line in lines[start + 1 :] if line.text}
    end, seen = start + 1, set[str]()
    while end < len(lines):
        bare = _bare(lines[end].text)
        is_entry = (
            _upper(lines[end].text) is not None or bare in _UNNUMBERED or ARTICLE.match(lines[end].text) is not None
        )
        if not bare or bare in seen or not is_entry or len(bare) > LONGEST_HEADING or bare not in later:
            break
        seen.add(bare)
        end += 1
    return lines[:start] + lines[end:]


def _bare(text: str) -> str:
    return re.sub(r"[\s.…·]+\d*$|\s+", "", text)


class _Builder:
    def __init__(self, title: str) -> None:
        self._title = "".join(title.split())
        self._top: list[Node] = []
        self._preamble = Node(Level.HEADING, "preamble")
        self._upper: dict[str, Node] = {}
        self._annex: Node | None = None
        self._article: Node | None = None
        self._paragraph: Node | None = None
        self._item: Node | None = None
        self._articles: list[Node] = []
        self._last = 0
        self._notes: list[str] = []

    def take(self, line: Line) -> None:
        if line.table:
            (self._paragraph or self._article or self._container() or self._preamble).add_table(line.block)
            return
        if line.heading and "".join(line.text.split()) == self._title:
            return
        if not (self._annex_starts(line) or self._upper_starts(line) or self._article_starts(line)):
            self._body(line)

    def finish(self) -> ZhTree:
        for article in self._articles:
            if len(article.children) == 1 and article.children[0].level is Level.PARAGRAPH:
                only = article.children[0]
                if not only.children:
                    article.lines, article.children = only.lines, []
        nodes = [*([self._preamble] if not self._preamble.empty else []), *self._top]
        return ZhTree(nodes, tuple(self._notes))

    def _container(self) -> Node | None:
        return self._upper.get("节") or self._upper.get("章") or self._upper.get("编") or self._annex

    def _close(self) -> None:
        self._article = self._paragraph = self._item = None

    def _place(self, node: Node, above: Node | None) -> Node:
        if above is None:
            self._top.append(node)
        else:
            above.add(node)
        return node

    def _annex_starts(self, line: Line) -> bool:
        found = _ANNEX.fullmatch(line.text)
        if not found or len(line.text) > LONGEST_HEADING or line.text.endswith(("。", "；", "，")):
            return False
        kind, printed, heading = found.groups()
        if not (line.heading or self._last) or (heading and not printed and not re.search(r"[：:\s]", line.text)):
            return False
        number = chinese_number(printed or "") or 1 + sum(node.level is Level.ANNEX for node in self._top)
        self._close()
        self._upper.clear()
        self._last = 0
        label = f"{kind}{printed or ''}".replace(" ", "")
        self._annex = Node(Level.ANNEX, f"annex{number}", label, heading, line.block.page)
        self._top.append(self._annex)
        return True

    def _upper_starts(self, line: Line) -> bool:
        known = _upper(line.text)
        if known:
            number, unit, heading = known
            label = line.text[: line.text.index(unit) + 1].replace(" ", "")
        elif line.text.replace(" ", "") in _UNNUMBERED:
            unit, heading, label = "章", line.text.replace(" ", ""), ""
            number = 0
        else:
            return False
        self._close()
        level, prefix = {"编": (Level.PART, "part"), "章": (Level.CHAPTER, "ch"), "节": (Level.SECTION, "s")}[unit]
        for lower in {"编": "编章节", "章": "章节", "节": "节"}[unit]:
            self._upper.pop(lower, None)
        above = self._upper.get("章") or self._upper.get("编") or self._annex
        anchor = f"{prefix}{number}" if number else slug(heading)
        self._upper[unit] = self._place(Node(level, anchor, label, heading, line.block.page), above)
        return True

    def _article_starts(self, line: Line) -> bool:
        found = ARTICLE.match(line.text)
        number = chinese_number(found.group(1)) if found else None
        if found is None or number is None:
            return False
        inserted = chinese_number(found.group(2)) if found.group(2) else None
        parted = found.group(3) is not None
        follows = number == self._last + 1 or (inserted is not None and number == self._last)
        if not follows and (not parted or number <= self._last or line.text.endswith(("：", ":"))):
            return False
        if not follows and number != self._last + 1:
            self._notes.append(f"article {number} follows article {self._last}")
        self._last = number
        self._close()
        label = found.group(0).replace(" ", "")
        heading, rest = "", line.text[found.end() :].lstrip(" ：:")
        if named := _HEADING_IN_ARTICLE.match(rest):
            heading, rest = named.group(1), rest[named.end() :]
        anchor = f"art{number}" + (f"-{inserted}" if inserted else "")
        node = Node(Level.ARTICLE, anchor, label, heading, line.block.page, absolute=self._annex is None)
        self._article = self._place(node, self._container())
        self._articles.append(node)
        if rest:
            self._paragraph_starts(rest, line.block.page)
        return True

    def _body(self, line: Line) -> None:
        if self._article is None:
            self._outside(line)
        elif item := _ITEM.match(line.text):
            self._item_starts(item, line.text, line.block.page)
        elif self._item is not None and (sub := _SUB_ITEM.match(line.text)):
            number = sub.group(1) or sub.group(2)
            self._item.add(Node(Level.ITEM, number, sub.group(0), page=line.block.page, lines=[line.text]))
        elif line.heading:
            self._close()
            node = Node(Level.HEADING, slug(line.text), "", line.text, line.block.page, absolute=True)
            self._upper["节"] = self._place(node, self._upper.get("章") or self._upper.get("编") or self._annex)
        else:
            self._paragraph_starts(line.text, line.block.page)

    def _outside(self, line: Line) -> None:
        above = self._container()
        if line.heading and above is not None and not above.heading and not above.lines:
            above.heading = line.text
        elif line.heading and (self._last or _OUTLINE.match(line.text)):
            self._upper["节"] = self._place(
                Node(Level.HEADING, slug(line.text), "", line.text, line.block.page, absolute=True),
                self._upper.get("章") or self._upper.get("编") or self._annex,
            )
        else:
            (above or self._preamble).say(line.text)
            if above is None and self._preamble.page is None:
                self._preamble.page = line.block.page

    def _paragraph_starts(self, text: str, page: int | None) -> None:
        assert self._article is not None
        number = 1 + sum(child.level is Level.PARAGRAPH for child in self._article.children)
        label = f"第{chinese_numeral(number)}款"
        self._paragraph = self._article.add(Node(Level.PARAGRAPH, f"p{number}", label, page=page))
        self._item = None
        lead, *items = _inline_items(text)
        self._paragraph.say(lead)
        for printed in items:
            if found := _ITEM.match(printed):
                self._item_starts(found, printed, page)

    def _item_starts(self, found: re.Match[str], text: str, page: int | None) -> None:
        assert self._article is not None
        if self._paragraph is None:
            self._paragraph = self._article.add(Node(Level.PARAGRAPH, "p1", "第一款", page=page))
        number = chinese_number(found.group(1)) or 1 + len(self._paragraph.children)
        first, *others = _inline_items(text)
        label = f"（{found.group(1)}）"
        self._item = self._paragraph.add(Node(Level.ITEM, f"i{number}", label, page=page, lines=[first]))
        for printed in others:
            if following := _ITEM.match(printed):
                self._item_starts(following, printed, page)


def _inline_items(text: str) -> list[str]:
    """Lead-in and items of a paragraph that prints them in one run: `……：（一）……；（二）……`."""
    own = _ITEM.match(text)
    expected = (chinese_number(own.group(1)) or 0) + 1 if own else 1
    cuts: list[int] = []
    for found in _INLINE_ITEM.finditer(text):
        if found.start() and chinese_number(found.group(1)) == expected + len(cuts):
            cuts.append(found.end())
    if not own and len(cuts) < 2:
        return [text]
    return [text[a:b].strip() for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
