"""Substances named by their registry numbers: CAS and UN."""

from __future__ import annotations

import re

from kb.model.result import Filter
from kb.model.taxonomy import Taxonomy, Term
from kb.search.sheet import Sheet

_CAS = re.compile(
    r"(?:(?P<said>\bCAS(?:\s*(?:RN|No\.?|Number|登记号|编号|号))?)\s*[:：#]?\s*)?"
    r"(?<![A-Za-z0-9_.,/-])(?P<number>\d{2,7}-\d{2}-\d)(?![A-Za-z0-9_/-]|\.\d)",
    re.IGNORECASE,
)
_UN = re.compile(
    r"(?:(?<![A-Za-z])(?:UN|U\.N\.)(?:\s*(?:No\.?|Number|ID|编号|号))?|联合国(?:危险货物)?(?:编号|号)?)\s*[:：#-]?\s*"
    r"(?P<number>\d{4})(?![A-Za-z0-9_/-]|[.,]\d)",
    re.IGNORECASE,
)


def checks(cas: str) -> bool:
    """Whether the last digit of a CAS number is what the others, weighted 1, 2, 3... from the right, demand."""
    digits = cas.replace("-", "")
    return sum(place * int(digit) for place, digit in enumerate(reversed(digits[:-1]), 1)) % 10 == int(digits[-1])


class Substances:
    """Finds numbers of substances; what they are called comes from the list `substances` of the taxonomy."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._by_cas: dict[str, list[Term]] = {}
        self._by_un: dict[str, list[Term]] = {}
        for term in taxonomy.lists.get("substances", {}).values():
            for column, known in (("cas", self._by_cas), ("un", self._by_un)):
                for number in filter(None, map(str.strip, term.more.get(column, "").split(";"))):
                    known.setdefault(number, []).append(term)

    def read(self, sheet: Sheet) -> tuple[list[Filter], list[tuple[str, str]]]:
        """One filter for the substances, whose names stand in the sheet for the numbers; and numbers that mean none.

        These come with the reason: `check_digit` or `name`.
        """
        terms: list[Term] = []
        numbers: list[str] = []
        words: list[str] = []
        unknown: list[tuple[str, str]] = []
        for match in sheet.found(_CAS):
            if match["number"] in self._by_cas or (match["said"] and checks(match["number"])):
                terms += self._by_cas.get(match["number"], ())
                numbers.append(match["number"])
                words.append(self._put(sheet, match, self._by_cas.get(match["number"], [])))
            elif match["said"]:
                unknown.append((match[0].strip(), "check_digit"))
                sheet.close(*match.span())
        for match in sheet.found(_UN):
            if known := self._by_un.get(match["number"]):
                terms += known
                words.append(self._put(sheet, match, known))
            else:
                unknown.append((match[0].strip(), "name"))
                sheet.close(*match.span())
        if not words:
            return [], unknown
        names = [
            name for term in terms for name in (term.en, term.zh, *term.synonyms, term.more.get("cas", "")) if name
        ]
        values = tuple(dict.fromkeys([*names, *numbers]))
        return [Filter("substance", values, origin="query", words=", ".join(words))], unknown

    def _put(self, sheet: Sheet, match: re.Match[str], terms: list[Term]) -> str:
        chinese = any("\u3400" <= character <= "\u9fff" for character in sheet.text)
        return sheet.take(
            *match.span(), " ".join(term.label("zh" if chinese else "en") for term in terms[:1]) or match["number"]
        )
