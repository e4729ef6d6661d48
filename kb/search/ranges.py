"""Years and casualties in a question's words."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Container, Iterator
from functools import cache

from kb.model.result import Filter
from kb.search.sheet import TAKEN, Sheet
from kb.text.numerals import CHINESE, chinese_number

Range = tuple[int | None, int | None]
Match = re.Match[str]
Made = Callable[[Match], Range]
Rule = tuple[str, Made]
"""A pattern, and the range that a match of it means."""

_YEAR = r"((?:19|20)\d\d)"
_ALONE = r"(?<![\w.,/:·#-])"
"""Before an English year: it is no part of a number, a date or a code."""

_THINGS = (
    r"kgs?|g|t|tons?|tonnes?|l|litres?|liters?|m[23³²]?|met(?:re|er)s?|mm|cm|km|ppm|psi|k?pa|mpa|bar|k?v|k?w|mw|volts?|%|"
    r"°|degrees|gallons|barrels|bbl|lbs?|pounds|feet|ft|hours|days|minutes|years?|standards?|editions?|versions?|"
    r"公斤|千克|吨|升|米|立方|伏|元|万"
)
_PEOPLE = "people|persons|workers|employees|miners|residents|人|名"
_COUNTS = rf"(?!\s*(?:{_THINGS})(?![a-z]))"
_END = rf"(?![a-z0-9_/:·-]|[.,]\d|\s*年|\s*(?:{_THINGS}|{_PEOPLE})(?![a-z]))"
"""After an English year: it counts nothing and goes on into nothing."""

_DASH = r"\s*(?:\.{2,3}|…|-|–|—|~|〜)\s*"
_EDITION = r"(?!\s*(?:\d{1,2}\s*月|修正|修订|修改|公布|发布|颁布|施行|实施|通过|版|第|令))"
"""After a Chinese year: neither a day nor the edition of a law."""

YEAR_BEFORE = re.compile(rf"{_ALONE}{_YEAR},?\s*$", re.IGNORECASE)
YEAR_AFTER = re.compile(rf",?\s*{_YEAR}{_END}{_EDITION}", re.IGNORECASE)
"""A bare year at the end, or at the beginning, of the text around a place."""

_CN_SPAN = rf"(?<![\da-z./-])(?:自|从|在)?\s*{_YEAR}\s*年?\s*(?:至|到|{_DASH})\s*{_YEAR}\s*年?(?:之间|期间|间)?"
_N = rf"(\d{{1,3}}(?:,\d{{3}})+|\d{{1,6}}|[{CHINESE}]{{1,6}})"


def _number(printed: str) -> int:
    value = chinese_number(printed.replace(",", ""))
    return value if value is not None else -1


_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}


def _least(m: Match) -> Range:
    return _number(m[1]), None


def _most(m: Match) -> Range:
    return None, _number(m[1])


def _above(m: Match) -> Range:
    return _number(m[1]) + 1, None


def _below(m: Match) -> Range:
    return None, _number(m[1]) - 1


def _exactly(m: Match) -> Range:
    return _number(m[1]), _number(m[1])


def _span(m: Match) -> Range:
    low, high = sorted((_number(m[1]), _number(m[2])))
    return low, high


def _up_to(m: Match) -> Range:
    return _number(m[1]), _number(m[2]) - 1


def _none(_: Match) -> Range:
    return 0, 0


def _decade(m: Match) -> Range:
    return int(m[1]), int(m[1]) + 9


_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
_AGO = (
    rf"\b(?:in|over|during|within|of)\s+the\s+(?:past|last)\s+(\d{{1,2}}|{'|'.join(_WORDS)})\s+years\b",
    rf"(?:过去|最近|近)(?:的)?\s*(\d{{1,2}}|[{CHINESE}]{{1,3}})\s*(?:个)?年(?:以来|来|内|间|里)?",
)

_YEARS: tuple[Rule, ...] = (
    (rf"{_ALONE}(?:between|from)?\s*{_YEAR}(?:{_DASH}|\s+(?:to|until|and)\s+){_YEAR}{_END}", _span),
    (rf"{_CN_SPAN}(?![\d/-]|\s*(?:版|修))", _span),
    (rf"\b(?:since|from)\s+{_YEAR}(?:\s+on(?:wards)?)?{_END}", _least),
    (rf"\bafter\s+{_YEAR}{_END}", _above),
    (rf"\b(?:before|prior to)\s+{_YEAR}{_END}", _below),
    (rf"\b(?:until|till|up to)\s+{_YEAR}{_END}", _most),
    (rf"(?<![\d.—–-])(?:自|从)?\s*{_YEAR}\s*年?\s*(?:以后|之后|以来|起|后(?!果|续))", _least),
    (rf"(?<![\d.—–-]){_YEAR}\s*年?\s*(?:以前|之前|前(?!后))", _below),
    (r"\b(?:in|during)\s+(?:the\s+)?((?:19|20)\d0)s\b", _decade),
    (rf"\b(?:in|during)\s+(?:the\s+year\s+)?{_YEAR}{_END}", _exactly),
    (rf"(?<![\d第.—–-]){_YEAR}\s*年(?:度|间)?(?:里|中|内)?{_EDITION}", _exactly),
)

_PEOPLE_EN = r"(?:people|persons|workers|miners|firefighters|responders|employees|victims)?\s*(?:were\s+)?"
_COMPARED = (
    (r"(?:>=|≥|=>|at least|no less than|not less than)", _least),
    (r"(?:<=|≤|=<|at most|up to|no more than|not more than)", _most),
    (r"(?:>|over|above|more than|exceeding)", _above),
    (r"(?:<|under|below|fewer than|less than)", _below),
)
_COMPARED_ZH = (
    (r"(?:>=|≥|大于等于|不少于|不低于|至少)", _least),
    (r"(?:<=|≤|小于等于|不超过|不多于|至多|最多)", _most),
    (r"(?:超过|大于|多于|高于|超|>)", _above),
    (r"(?:少于|小于|低于|不到|不足|<)", _below),
)


def _english(said: str, happened: str) -> Iterator[Rule]:
    n = r"(\d{1,3}(?:,\d{3})+|\d{1,6})"
    end = rf"(?![\w/-]|[.,]\d){_COUNTS}(?:\s+(?:{_PEOPLE}))?"
    yield rf"\b{said}\s*(?:=|:)?\s*(?:between\s+)?{n}(?:{_DASH}|\s+(?:to|and)\s+){n}{end}", _span
    yield rf"\bbetween\s+{n}\s+and\s+{n}\s+{_PEOPLE_EN}{said}\b", _span
    yield rf"(?<![\w.,]){n}(?:{_DASH}|\s+to\s+){n}\s+{_PEOPLE_EN}{said}\b", _span
    for compared, made in _COMPARED:
        yield rf"\b{said}\s*{compared}\s*{n}{end}", made
    for compared, made in _COMPARED:
        yield rf"(?<!\w){compared}\s*{n}\s+{_PEOPLE_EN}{said}\b", made
    yield rf"\b{said}\s*==?\s*{n}{end}", _exactly
    yield rf"(?<![\w.,]){n}(?:\s+or more\s+|\+\s*){_PEOPLE_EN}{said}\b", _least
    yield rf"\b(?:with\s+)?(?:no|without|zero|without any)\s+{said}\b", _none
    yield rf"\b(?:no ?(?:one|body))\s+(?:was\s+|were\s+|had\s+)?{happened}\b", _none


def _chinese(said: str) -> Iterator[Rule]:
    """In Chinese 以上 includes the number, 以下 does not (Decree 493, Art. 3)."""
    people, whom = r"\s*(?:人|名)?\s*", r"(?:人数|人员)?\s*(?:为|在)?\s*"
    from_, below = rf"{_N}{people}(?:及|或)?以上", rf"{_N}{people}(?:及|或)?以下"
    yield rf"{said}{whom}{from_}\s*{below}", _up_to
    yield rf"{from_}\s*{below}(?:的)?\s*{said}", _up_to
    yield rf"{said}{whom}{_N}{people}?(?:至|到|{_DASH}){_N}\s*(?:人|名)", _span
    yield rf"{_N}(?:至|到|{_DASH}){_N}\s*(?:人|名)\s*{said}", _span
    for compared, made in _COMPARED_ZH:
        yield rf"{said}{whom}{compared}{people}{_N}{people}", made
    for compared, made in _COMPARED_ZH:
        yield rf"{compared}\s*{_N}\s*(?:人|名)\s*{said}", made
    yield rf"{said}{whom}{from_}", _least
    yield rf"{said}{whom}{below}", _below
    yield rf"{from_}(?:的)?\s*(?:人员)?{said}", _least
    yield rf"{below}(?:的)?\s*(?:人员)?{said}", _below
    yield rf"(?:没有|未造成|未发生|无|零)(?:人员|一?人)?{said}(?:事故)?(?!者|率)", _none


_CASUALTIES = {
    "deaths": (
        *_english(r"(?:deaths?|dead|killed|fatalit(?:y|ies)|died|lives lost)", "(?:died|killed|dead)"),
        *_chinese("(?:死亡|遇难|身亡)"),
    ),
    "injured": (
        *_english(r"(?:injur(?:ed|ies|y)|hurt|wounded)", "(?:injured|hurt|wounded)"),
        *_chinese("(?<![重轻])受伤"),
    ),
}


_HINTS = {
    "year": re.compile(r"(?:19|20)\d\d"),
    "deaths": re.compile(r"dea[dt]|kill|fatal|died|lives|死亡|遇难|身亡", re.IGNORECASE),
    "injured": re.compile(r"injur|hurt|wounded|受伤", re.IGNORECASE),
}
"""What every match of a field's rules has in it."""


@cache
def _compiled(field: str) -> tuple[tuple[re.Pattern[str], Made], ...]:
    """The rules for a field; there are many, and a question is read when it is asked, not when this is imported."""
    rules = _YEARS if field == "year" else _CASUALTIES[field]
    return tuple((re.compile(pattern, re.IGNORECASE), made) for pattern, made in rules)


def years(sheet: Sheet, this_year: int | None = None) -> list[Filter]:
    """Years since, before, in or between which something happened; the past so many count back from this year."""
    taken = _read(sheet, "year")
    now = dt.date.today().year if this_year is None else this_year
    for pattern in _AGO:
        for match in sheet.found(re.compile(pattern, re.IGNORECASE)):
            ago = _WORDS.get(match[1].lower()) or _number(match[1])
            if not taken:
                taken.append(_filter("year", sheet.take(*match.span()), (now - ago, None)))
    return taken


def casualties(sheet: Sheet, given: Container[str] = ()) -> list[Filter]:
    """How many died or were injured; `given` are the fields that are not looked for."""
    return [one for name in _CASUALTIES if name not in given for one in _read(sheet, name)]


def _read(sheet: Sheet, field: str) -> list[Filter]:
    """The first range found, and one more where each leaves another side open (`after 2010 and before 2020`)."""
    taken: list[Filter] = []
    if not _HINTS[field].search(sheet.left):
        return taken
    for pattern, made in _compiled(field):
        for match in sheet.found(pattern):
            low, high = made(match)
            closed = any(None not in (one.low, low) or None not in (one.high, high) for one in taken)
            if not closed and TAKEN not in sheet.left[match.start() : match.end()]:
                taken.append(_filter(field, sheet.take(*match.span()), (low, high)))
    return taken


def _filter(field: str, words: str, found: Range) -> Filter:
    return Filter(field, (), *found, origin="query", words=words)
