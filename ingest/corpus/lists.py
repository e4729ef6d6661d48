"""The lists of the corpus: code lists, glossary and registers."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from ingest.corpus.cases import cas_is_valid
from ingest.corpus.entry import Finding, is_chinese
from kb.errors import KbError
from kb.model.document import Kind
from kb.model.taxonomy import Taxonomy, split_list
from kb.settings import Limits
from kb.text.glossary import COLUMNS

POINTERS = (
    ("accident_types_1986", "types_2025", "accident_types_2025"),
    ("emars_events", "maps_to", "events"),
    ("emars_causes", "maps_to", "causes"),
    ("substances", "ghs", "ghs_classes"),
)
"""(list, column, list that the column's codes belong to)."""

SAMPLE = "SAMPLE-"
"""Ids of the registers' rows begin with it, so that every hit says that the row is invented."""


def check_taxonomy(taxonomy: Taxonomy) -> Iterator[Finding]:
    """Every code has both names, and codes of other lists exist there."""
    for name, terms in taxonomy.lists.items():
        file = f"taxonomy/{name}.csv"
        for code, term in terms.items():
            if not term.en or not is_chinese(term.zh):
                yield Finding(file, code, "the name is missing in one language")
            if term.label("en") in term.synonyms or term.label("zh") in term.synonyms:
                yield Finding(file, code, "a synonym repeats the name")
    for name, column, target in POINTERS:
        for code, term in taxonomy.lists.get(name, {}).items():
            for other in split_list(term.more.get(column, "")):
                if other not in taxonomy.lists.get(target, {}):
                    yield Finding(f"taxonomy/{name}.csv", code, f"{column}: {other!r} is not in {target}.csv")
    for code, term in taxonomy.lists.get("substances", {}).items():
        if (cas := term.more.get("cas", "")) and not cas_is_valid(cas):
            yield Finding("taxonomy/substances.csv", code, f"CAS {cas} has a wrong check digit")


def check_glossary(path: Path, taxonomy: Taxonomy) -> Iterator[Finding]:
    """Each row names a concept in both languages, each term stands in one row only, and codes exist."""
    file = f"glossary/{path.name}"
    rows_of: dict[str, set[int]] = defaultdict(set)
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines, strict=True)
        if tuple(next(rows, ())) != COLUMNS:
            yield Finding(file, "line 1", f"the columns must be {', '.join(COLUMNS)}")
            return
        for row in rows:
            where = f"line {rows.line_num}"
            if len(row) != len(COLUMNS):
                yield Finding(file, where, f"{len(row)} cells instead of {len(COLUMNS)}")
                continue
            en, zh, more_en, more_zh, code = row
            if not en.strip() or not is_chinese(zh):
                yield Finding(file, where, "the head is missing in one language")
            for head, more in ((en, more_en), (zh, more_zh)):
                said = [term.casefold() for term in (head, *split_list(more))]
                if len(said) != len(set(said)):
                    yield Finding(file, where, f"{head}: a synonym is said twice")
            terms = {term.casefold() for term in (en, zh, *split_list(more_en), *split_list(more_zh))}
            for term in terms:
                rows_of[term].add(rows.line_num)
            if code:
                name, _, entry = code.partition(":")
                listed = taxonomy.lists.get(name, {}).get(entry)
                if listed is None:
                    yield Finding(file, where, f"code {code!r} is in no list")
                elif listed.zh.casefold() not in terms:
                    yield Finding(file, where, f"the Chinese name of {code}, {listed.zh}, is not among the terms")
    for term, found in rows_of.items():
        if len(found) > 1:
            yield Finding(file, f"lines {', '.join(map(str, sorted(found)))}", f"{term!r} stands in several rows")


def check_register(path: Path) -> Iterator[Finding]:
    """Every row is read by a mapping as a record of a register, under an id that says it is a sample."""
    from ingest.readers.registry import reader_for
    from ingest.structure.recognise import structure

    file = f"registers/{path.name}"
    limits = Limits()
    seen: set[str] = set()
    try:
        for raw in reader_for(path, limits).read(path, limits):
            card = structure(raw, path.name).card
            if card.kind is not Kind.REGISTER:
                yield Finding(file, card.id, f"is read as {card.kind.value}; no mapping fits the columns")
            if SAMPLE not in card.id:
                yield Finding(file, card.id, f"the id does not hold {SAMPLE!r}; the row could pass for a real one")
            if card.id in seen:
                yield Finding(file, card.id, "stands twice")
            seen.add(card.id)
            yield from (Finding(file, card.id, note) for note in raw.notes)
    except KbError as failed:
        yield Finding(file, "", failed.message)
