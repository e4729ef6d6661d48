"""Notes of a comparison: where its statements stand in the library, and what the cases rest on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kb.model.comparison import Row, SideBySide, Statement
from kb.wording import say


def title(found: SideBySide) -> str:
    """What a comparison is called: `Cases side by side: CN-01, XX-08`."""
    colon, comma = ("：", "、") if found.language == "zh" else (": ", ", ")
    return say(found.language, "compare.title") + colon + comma.join(one.id for one in found.columns)


def address(one: Statement) -> str:
    """Where a statement stands in the library: `CN-01#causes`, with what the case rests it on."""
    at = f"{one.document}#{one.anchor}" if one.anchor else one.document
    return f"{at} ({one.source})" if one.source else at


def noted(cell: Sequence[Statement]) -> Iterator[tuple[Statement, str]]:
    """Each statement with its note; of statements in a row that rest on the same place only the last has one."""
    for place, one in enumerate(cell):
        own = address(one)
        last = place + 1 == len(cell) or address(cell[place + 1]) != own
        yield one, own if last else ""


def labels(row: Row, language: str) -> list[str]:
    """What stands in a row's first column: its label, what stands below it, and its mark."""
    return [part for part in (row.label, row.note, say(language, f"compare.{row.verdict.value}")) if part]


def case_sources(found: SideBySide) -> list[str]:
    """The sources that the cases name, each a line: `CN-01 S1: title, publisher, date, address`."""
    return [f"{column.id} {source}" for column in found.columns for source in column.sources]
