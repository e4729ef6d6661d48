"""Countries and provinces in a question's words."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import lru_cache

from kb.model.result import Filter
from kb.model.taxonomy import Taxonomy, Term
from kb.search.ranges import YEAR_AFTER, YEAR_BEFORE
from kb.search.sheet import TAKEN, Sheet
from kb.text.analyse import CHINESE_RUN

LISTS = (("province", "provinces"), ("country", "countries"))

NO_PLACES = frozenset({"INT"})
"""Codes of the lists that say where nothing happens."""

_CAPITALS = frozenset(
    {"turkey", "us", "uk", "eu", "eec", "prc", "rok", "rsa", "u.s.", "u.s.a.", "usa", "america", "wales"}
)
"""Names that are other words, or none, without their capitals."""

_PREPOSITION = r"(?<!\w)(?:in|at|of|from|near|across|throughout|within)\s+(?:the\s+)?"
_SEAS = re.compile(
    r"\b(?:gulf|bay|sea|strait|bank|university|state|city|port|republic|law)\s+of\s+(?:the\s+)?$", re.IGNORECASE
)
_LONGER = re.compile(
    r"\s+(?!Province|City|Municipality|Since|After|Before|In|And|Or|With)[A-Z][a-z]|[’'-][A-Za-z]{2,}|[A-Za-z0-9_]"
)
"""What makes an English place the beginning of a longer name: `Tianjin Port`, `China Lake`."""

_NAMED_AFTER = re.compile(
    r"(?:\w{0,2}(?:路|街|大道|大学|学院|港|机场|银行|大厦|人民政府))|石油|石化|海油|化工集团|能源|中车|铁路|特色|公司|籍|语|"
    r"[\u4e00-\u9fff]{0,18}(?:条例|办法|规程|规定|法(?![\u4e00-\u9fff])|预案|规划|标准)"
)
"""What makes a Chinese place part of a longer name: 天津港, 北京路, 中国石油, 山东省安全生产条例."""

_AND = r"(?:\s*(?:,|/|、|和|或|及|与)\s*|\s+(?:and|or)\s+(?:in\s+)?)"


@dataclass(frozen=True, slots=True)
class _Place:
    field: str
    term: Term


@dataclass(frozen=True, slots=True)
class _Patterns:
    """Where the names that occur in a question are places; made for these names alone, as there are hundreds."""

    english: tuple[re.Pattern[str], ...]
    chinese: re.Pattern[str]
    following: re.Pattern[str]

    @classmethod
    @lru_cache(maxsize=256)
    def of(cls, names: tuple[str, ...]) -> _Patterns:
        """The patterns for these names, longest first."""
        latin = [re.escape(name) for name in names if not CHINESE_RUN.search(name)]
        chinese = "|".join(re.escape(name) for name in names if CHINESE_RUN.search(name)) or "(?!)"
        name = f"(?P<place>{'|'.join(latin)})"
        english = (
            rf"{_PREPOSITION}{name}",
            rf"(?<![\w'’-]){name}(?=,?\s+(?:19|20)\d\d(?!\d))",
            rf"(?<=(?<!\d)(?:19|20)\d\d)\s+{name}",
            rf"(?<=\w),\s+{name}(?=\s*(?:$|{TAKEN}))",
        )
        return cls(
            tuple(re.compile(pattern, re.IGNORECASE) for pattern in english) if latin else (),
            re.compile(f"(?P<place>{chinese})"),
            re.compile(f"{_AND}(?P<place>{'|'.join([*latin, chinese])})", re.IGNORECASE),
        )


class Places:
    """Finds places; their names come from the lists `countries` and `provinces` of the taxonomy."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._known: dict[str, _Place] = {}
        for field, listed in LISTS:
            for code, term in taxonomy.lists.get(listed, {}).items():
                for name in (term.en, term.zh, *term.synonyms) if code not in NO_PLACES else ():
                    self._known.setdefault(name.casefold(), _Place(field, term))
        self._known.pop("", None)

    def read(self, sheet: Sheet, unread: Container[str] = ()) -> list[Filter]:
        """Filters for provinces, countries and a bare year beside them (`Jiangsu 2019`), taken out of the sheet.

        `unread` are the fields that are not looked for.
        """
        folded = sheet.left.casefold()
        named = tuple(sorted((name for name in self._known if name in folded), key=lambda name: (-len(name), name)))
        taken: list[Filter] = []
        if not named:
            return taken
        for start, end, places in sorted(self._found(sheet, _Patterns.of(named)), key=lambda one: (one[0], -one[1])):
            field = places[0].field
            if field in unread or any(one.name == field for one in taken):
                continue
            if TAKEN in sheet.left[start:end] or sheet.set_aside(start, end):
                continue
            names = dict.fromkeys(name for place in places for name in place_names(place.term))
            if "year" not in unread and not any(one.name == "year" for one in taken):
                taken += _year_beside(sheet, start, end)
            taken.append(Filter(field, tuple(names), origin="query", words=sheet.take(start, end)))
        return taken

    def _found(self, sheet: Sheet, patterns: _Patterns) -> Iterator[tuple[int, int, list[_Place]]]:
        for pattern in patterns.english:
            for match in sheet.found(pattern):
                if _is_place(sheet.left, match):
                    yield self._with_more(sheet, match, patterns.following)
        for match in sheet.found(patterns.chinese):
            if _apart(sheet.left, match) and not _NAMED_AFTER.match(sheet.left, match.end()):
                yield self._with_more(sheet, match, patterns.following)

    def _with_more(
        self, sheet: Sheet, first: re.Match[str], following: re.Pattern[str]
    ) -> tuple[int, int, list[_Place]]:
        """A place and those listed after it: `Shandong and Jiangsu`."""
        places = [self._known[first["place"].casefold()]]
        end = first.end()
        while more := following.match(sheet.left, end):
            place = self._known[more["place"].casefold()]
            chinese = CHINESE_RUN.search(more["place"])
            if place.field != places[0].field or not (chinese or _is_place(sheet.left, more)):
                break
            places.append(place)
            end = more.end()
        return first.start(), end, places


def _year_beside(sheet: Sheet, start: int, end: int) -> list[Filter]:
    for beside, offset in ((YEAR_AFTER.match(sheet.left[end:]), end), (YEAR_BEFORE.search(sheet.left[:start]), 0)):
        if beside:
            first, last = (offset + place for place in beside.span(1))
            if not sheet.set_aside(first, last):
                year = int(beside[1])
                return [Filter("year", low=year, high=year, origin="query", words=sheet.take(first, last))]
    return []


def _is_place(text: str, match: re.Match[str]) -> bool:
    """Whether an English name stands alone, and is written as a place is."""
    name = match["place"]
    if _LONGER.match(text, match.end()) or _SEAS.search(text[: match.start("place")]):
        return False
    return name[0].isupper() or name.casefold() not in _CAPITALS


def _apart(text: str, match: re.Match[str]) -> bool:
    """Whether a Chinese name begins and ends where words do: 河南 is none in 黄河南岸."""
    import rjieba

    run = next(run for run in CHINESE_RUN.finditer(text) if run.start() <= match.start() < run.end())
    words = rjieba.tokenize(run[0], "default")
    starts = {run.start() + start for _, start, _ in words}
    ends = {run.start() + end for _, _, end in words}
    return match.start() in starts and match.end() in ends


def place_names(term: Term) -> tuple[str, ...]:
    """Every way in which documents write a place: its code and its names."""
    return tuple(dict.fromkeys(filter(None, (term.code, term.en, term.zh, *term.synonyms))))
