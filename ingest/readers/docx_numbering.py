"""The numbers that Word prints before paragraphs but does not write into their text (`第一条`, `(a)`, `1.1`)."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from lxml import etree

from ingest.readers.html_blocks import ordinal

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DIGITS = "〇一二三四五六七八九"
_CHINESE = frozenset(("chineseCounting", "chineseCountingThousand", "taiwaneseCounting", "taiwaneseCountingThousand"))
_CHINESE |= {"japaneseCounting", "ideographDigital", "chineseLegalSimplified"}
_STYLES = {"lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}
_BULLET = "•"


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is numbered; `text` has `%1` for the number of the first level, and so on."""

    format: str = "decimal"
    text: str = "%1."
    start: int = 1
    style: str = ""
    legal: bool = False


@dataclass(slots=True)
class Numbering:
    """The lists of a document, and how far each has been counted."""

    lists: dict[str, dict[int, Level]] = field(default_factory=dict)
    abstract: dict[str, str] = field(default_factory=dict)
    restarts: dict[str, dict[int, int]] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    @classmethod
    def parse(cls, part: etree._Element | None) -> Numbering:
        """From `word/numbering.xml`; a document without it has no lists."""
        found = cls()
        if part is None:
            return found
        for element in part.iterfind(f"{_W}abstractNum"):
            levels = {_int(level.get(f"{_W}ilvl")): _level(level) for level in element.iterfind(f"{_W}lvl")}
            found.lists[element.get(f"{_W}abstractNumId", "")] = levels
        for element in part.iterfind(f"{_W}num"):
            number = element.get(f"{_W}numId", "")
            found.abstract[number] = value(element, "abstractNumId")
            found.restarts[number] = {
                _int(override.get(f"{_W}ilvl")): _int(value(override, "startOverride"), 1)
                for override in element.iterfind(f"{_W}lvlOverride")
                if override.find(f"{_W}startOverride") is not None
            }
        return found

    def level_of_style(self, number: str, style: str) -> int | None:
        """The level of a list that is tied to a paragraph style."""
        levels = self.lists.get(self.abstract.get(number, ""), {})
        return next((rank for rank, level in levels.items() if level.style == style), None)

    def next(self, number: str, rank: int) -> str:
        """Count one paragraph on a level of the list and give the number it prints."""
        abstract = self.abstract.get(number, "")
        levels = self.lists.get(abstract, {})
        level = levels.get(rank)
        if level is None:
            return ""
        counts = self.counts[abstract]
        for restarted, start in self.restarts.pop(number, {}).items():
            counts[restarted] = start - 1
        counts[rank] = counts.get(rank, level.start - 1) + 1
        for deeper in [other for other in counts if other > rank]:
            del counts[deeper]
        if level.format == "bullet":
            return _BULLET

        def printed(found: re.Match[str]) -> str:
            other = int(found.group(1)) - 1
            its = levels.get(other, Level())
            return format_number(counts.setdefault(other, its.start), "decimal" if level.legal else its.format)

        return re.sub("%([1-9])", printed, level.text).strip()


def format_number(number: int, style: str) -> str:
    """A number in one of Word's number formats; those not known here are given in digits."""
    if style == "none":
        return ""
    if style in _CHINESE:
        return chinese_number(number)
    if style == "decimalZero":
        return f"{number:02}"
    if style.startswith("decimalEnclosedCircle") and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    if style == "decimalFullWidth":
        return "".join(chr(0xFF10 + int(digit)) for digit in str(number))
    return ordinal(number, _STYLES.get(style, "1"))


def chinese_number(number: int) -> str:
    """A number from 0 to 9999 in Chinese numerals as laws count their articles: `十一`, `一百零二`."""
    if not 0 < number < 10_000:
        return _DIGITS[0] if number == 0 else str(number)
    words = ""
    for value_, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, value_)
        if digit:
            words += _DIGITS[digit] + unit
        elif words and number and not words.endswith("零"):
            words += "零"
    return words[1:] if words.startswith("一十") else words


def value(element: etree._Element, child: str) -> str:
    """The `w:val` of a child element, empty where there is none."""
    found = element.find(f"{_W}{child}")
    return "" if found is None else str(found.get(f"{_W}val", ""))


def _level(element: etree._Element) -> Level:
    legal = element.find(f"{_W}isLgl")
    return Level(
        value(element, "numFmt") or "decimal",
        value(element, "lvlText"),
        _int(value(element, "start"), 1),
        value(element, "pStyle"),
        legal is not None and legal.get(f"{_W}val", "1") not in ("0", "false"),
    )


def _int(text: str | None, default: int = 0) -> int:
    return int(text) if text and re.fullmatch("[0-9]{1,6}", text) else default
