"""Conditions in a question's words: years, casualties and places become filters that the user sees and can remove."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from kb.model.result import Filter
from kb.model.taxonomy import Taxonomy, Term

_PREPOSITION = re.compile(r"\b(?:in|at|of|from)\s+(?:the\s+)?", re.IGNORECASE)
_YEAR = r"((?:19|20)\d{2})"
_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Filter]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), make)
    for pattern, make in (
        (
            rf"\b(?:between|from)?\s*{_YEAR}\s*(?:\.\.|-|–|to|until|and)\s*{_YEAR}\b",
            lambda m: Filter("year", low=int(m[1]), high=int(m[2])),
        ),
        (rf"{_YEAR}\s*年?\s*(?:至|到|—|-)\s*{_YEAR}\s*年", lambda m: Filter("year", low=int(m[1]), high=int(m[2]))),
        (rf"\b(?:since|from)\s+{_YEAR}\b", lambda m: Filter("year", low=int(m[1]))),
        (rf"\bafter\s+{_YEAR}\b", lambda m: Filter("year", low=int(m[1]) + 1)),
        (rf"\bbefore\s+{_YEAR}\b", lambda m: Filter("year", high=int(m[1]) - 1)),
        (rf"{_YEAR}\s*年?\s*(?:以后|之后|以来)", lambda m: Filter("year", low=int(m[1]))),
        (rf"{_YEAR}\s*年?\s*(?:以前|之前)", lambda m: Filter("year", high=int(m[1]) - 1)),
        (rf"\bin\s+{_YEAR}\b", lambda m: Filter("year", low=int(m[1]), high=int(m[1]))),
        (rf"{_YEAR}\s*年(?!\s*\d{{1,2}}\s*月)", lambda m: Filter("year", low=int(m[1]), high=int(m[1]))),
        (
            r"\b(?:deaths?|dead|killed|fatalities)\s*(>=?|over|above|more than|at least)\s*(\d{1,5})\b",
            lambda m: Filter("deaths", low=int(m[2]) + (m[1].lower() in (">", "over", "above", "more than"))),
        ),
        (
            r"\b(?:more than|over)\s+(\d{1,5})\s+(?:deaths|dead|killed|fatalities)\b",
            lambda m: Filter("deaths", low=int(m[1]) + 1),
        ),
        (r"\bat least\s+(\d{1,5})\s+(?:deaths|dead|killed|fatalities)\b", lambda m: Filter("deaths", low=int(m[1]))),
        (r"死亡\s*(\d{1,5})\s*人?以上", lambda m: Filter("deaths", low=int(m[1]))),
        (r"死亡(?:人数)?\s*(?:超过|大于|>)\s*(\d{1,5})\s*人?", lambda m: Filter("deaths", low=int(m[1]) + 1)),
    )
)


@dataclass(frozen=True, slots=True)
class Conditions:
    """Pulls conditions out of questions; places come from the lists `countries` and `provinces` of the taxonomy."""

    taxonomy: Taxonomy

    def pull_out(self, text: str) -> tuple[str, tuple[Filter, ...]]:
        """The text without its conditions, and the conditions; a text that is nothing else stays whole."""
        found: list[Filter] = []
        rest = text
        for pattern, make in _RULES:
            match = pattern.search(rest)
            if match and not any(one.name == make(match).name for one in found):
                made = make(match)
                found.append(Filter(made.name, (), made.low, made.high, origin="query", words=match[0].strip()))
                rest = rest[: match.start()] + " " + rest[match.end() :]
        rest = " ".join(rest.split())
        for name, codes in (("province", "provinces"), ("country", "countries")):
            place = self._place(rest, name, codes)
            if place is not None:
                found.append(place)
                rest = rest.replace(place.words, " ", 1)
        rest = " ".join(rest.split())
        return (rest if rest.strip(" ,.;，。；的") else text), tuple(found)

    def _place(self, text: str, name: str, codes: str) -> Filter | None:
        """A place named after a preposition in English, or at the beginning in Chinese."""
        after = [(match[0], text[match.end() :]) for match in _PREPOSITION.finditer(text)]
        for term in self.taxonomy.lists.get(codes, {}).values():
            for place in (term.en, term.zh, *term.synonyms):
                if not place.isascii():
                    if text.startswith(place):
                        return Filter(name, place_names(term), origin="query", words=place)
                    continue
                for preposition, rest in after:
                    if place and rest.startswith(place) and not rest[len(place) : len(place) + 1].isalnum():
                        return Filter(name, place_names(term), origin="query", words=preposition + place)
        return None


def place_names(term: Term) -> tuple[str, ...]:
    """Every way in which documents write a place: its code and its names."""
    return tuple(dict.fromkeys(filter(None, (term.code, term.en, term.zh, *term.synonyms))))
