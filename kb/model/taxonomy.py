"""Code lists and the glossary: data under `corpus/taxonomy/` and `corpus/glossary/`, read once."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from kb.errors import ContentError
from kb.model.case import CaseCard

COLUMNS = ("code", "parent", "en", "zh", "synonyms")


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of a code list; `parent` is the code above it, empty at the top.

    `more` holds the columns that only this list has, such as `cas` of substances or `nace` of industries.
    """

    code: str
    parent: str
    en: str
    zh: str
    synonyms: tuple[str, ...]
    more: Mapping[str, str] = field(default_factory=dict)

    def label(self, language: str) -> str:
        """The name in the reader's language."""
        return self.zh if language == "zh" and self.zh else self.en


@dataclass(frozen=True)
class Taxonomy:
    """All code lists by name (the file's stem)."""

    lists: Mapping[str, Mapping[str, Term]]

    @classmethod
    def load(cls, folder: Path) -> Taxonomy:
        """Read every `*.csv` below `folder`. Raises ContentError naming file and line."""
        return cls({path.stem: _read(path) for path in sorted(folder.glob("*.csv"))})

    def label(self, name: str, code: str, language: str) -> str:
        """A code's name, or the code itself where the list does not know it."""
        term = self.lists.get(name, {}).get(code)
        return term.label(language) if term else code

    @cached_property
    def substances(self) -> Mapping[str, Term]:
        """Substances by each of their names and CAS numbers, folded; a name of several is the first one's."""
        found: dict[str, Term] = {}
        for term in self.lists.get("substances", {}).values():
            for name in (term.en, term.zh, *term.synonyms, term.more.get("cas", "")):
                if name:
                    found.setdefault(name.casefold(), term)
        return found

    def check(self, card: CaseCard) -> None:
        """Raise ContentError for codes that their lists do not have, naming each field."""
        used = {
            "accident_types_1986": ("accident_types_1986", card.accident_types_1986),
            "accident_types_2025": ("accident_types_2025", card.accident_types_2025),
            "events": ("events", card.events),
            "activity": ("activities", card.activity),
            "environment": ("environments", card.environment),
            "causes": ("causes", tuple(c.code for c in card.causes)),
            "response_problems": ("response_problems", tuple(c.code for c in card.response_problems)),
            "chain": ("events", tuple(e.code for e in card.chain if e.code)),
        }
        wrong = [
            f"{field}: {code!r} is not in corpus/taxonomy/{name}.csv"
            for field, (name, codes) in used.items()
            for code in codes
            if code not in self.lists.get(name, {})
        ]
        if wrong:
            raise ContentError("; ".join(wrong), "Use a code of the list, or add it there.")


def _read(path: Path) -> dict[str, Term]:
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines)
        columns = tuple(rows.fieldnames or ())
        if columns[: len(COLUMNS)] != COLUMNS:
            raise ContentError(f"{path}: the first columns must be {', '.join(COLUMNS)}")
        terms: dict[str, Term] = {}
        for row in rows:
            if None in row or None in row.values():
                raise ContentError(f"{path}, line {rows.line_num}: the line has not {len(columns)} cells")
            if row["code"] in terms:
                raise ContentError(f"{path}, line {rows.line_num}: code {row['code']!r} is given twice")
            more = {name: row[name] for name in columns[len(COLUMNS) :]}
            terms[row["code"]] = Term(
                row["code"], row["parent"], row["en"], row["zh"], split_list(row["synonyms"]), more
            )
    for term in terms.values():
        if term.parent and term.parent not in terms:
            raise ContentError(f"{path}: code {term.code!r} has parent {term.parent!r}, which is not in the list")
    return terms


def split_list(cell: str) -> tuple[str, ...]:
    """The values of a cell parted by semicolons."""
    return tuple(part.strip() for part in cell.split(";") if part.strip()) if cell else ()
