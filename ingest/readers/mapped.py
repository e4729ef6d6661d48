"""Rows into documents by a mapping: card fields, title, id and the text's sections."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ingest.readers.convert import BLANK, Leaf, leaf_of, values_of
from ingest.readers.fragment import fragment_blocks
from ingest.readers.ids import Ids
from ingest.readers.mapping import Rule, Section, TableMapping, flat, rules_of
from ingest.readers.notes import Notes
from ingest.readers.sheets import Row, Sheet, column_key
from kb.errors import ContentError
from kb.model.block import Block, BlockKind, RawDocument
from kb.model.cards import CARDS, card_of
from kb.model.document import Kind

READER = "table"
LONGEST_TITLE = 200
_PLACEHOLDER = re.compile(r"\{([^{}|]+)(?:\|(\w+))?\}")
_FILTERS: dict[str, Callable[[str], str]] = {
    "lower": str.lower,
    "upper": str.upper,
    "title": str.title,
    "sentence": lambda text: text[:1].upper() + text[1:].lower(),
}
_BUILT_IN = ("@row", "@file", "@sheet")


class RowMapper:
    """Makes a document of each row of one sheet, as a mapping file says.

    Raises ContentError where the mapping names a column that the sheet does not have, or a card field or filter that
    there is not; the message has the mapping's file and key.
    """

    def __init__(self, mapping: TableMapping, origin: str, path: Path, sheet: Sheet, ids: Ids, notes: Notes) -> None:
        self._mapping, self._origin, self._ids, self._notes = mapping, origin, ids, notes
        self._file, self._sheet, self._columns = path.stem, sheet.name, sheet.columns
        self._names = {column_key(name): found for name, found in mapping.resolve(sheet.columns).items()}
        self._fields: list[tuple[str, Leaf, tuple[Rule, ...]]] = []
        for field, value in flat(mapping.fields):
            try:
                self._fields.append((field, leaf_of(mapping.kind, field), rules_of(value, field)))
            except ContentError as wrong:
                raise ContentError(f"{origin}: fields.{wrong.message}", wrong.advice) from None
        makers: dict[str, str] = {}
        for field, _, _ in self._fields:
            makers.setdefault(field.partition("[]")[0], field)
        self._makers = frozenset(makers.values())
        self._check_names()
        self._check_constants()

    def document(self, row: Row) -> RawDocument:
        """The document of one row."""
        values = _Values(self._names, row, {"@row": str(row.number), "@file": self._file, "@sheet": self._sheet})
        meta: dict[str, Any] = _copied(self._mapping.constants)
        if self._mapping.kind is Kind.REGISTER:
            meta |= {"table": self._mapping.table or self._file, "fields": dict(row.cells)}
        for field, leaf, rules in self._fields:
            found = list(self._found(field, leaf, rules, values, row.number))
            if found:
                _put(meta, field, leaf, found, make=field in self._makers)
                values.extra[f"@{field}"] = "; ".join(map(str, found))
        place = str(row.number) if self._sheet == self._file else f"{self._sheet}-{row.number}"
        stated = values.first(self._mapping.id)
        key, numbered = self._ids.take(stated or place)
        if numbered:
            self._notes.add("the id of this row was there before and got a number", row.number)
        title = values.first(self._mapping.title) or _speaking_cell(row)
        meta |= {"id": key, "title": _cut(title)}
        meta = self._valid(meta, row.number)
        if not stated:
            del meta["id"]
        blocks = tuple(self._blocks(values, row))
        return RawDocument(blocks=blocks, reader=READER, meta=meta, key=key, kind=self._mapping.kind)

    def _found(self, field: str, leaf: Leaf, rules: Sequence[Rule], values: _Values, number: int) -> Iterator[Any]:
        for rule in rules:
            text = values.fill(rule.template) if rule.template else values.get(rule.column)
            found = list(
                values_of(rule, leaf, text, lambda why, said: self._notes.add(f"{field}: {why}", number, said))
            )
            yield from found
            if found and not leaf.many and "[]" not in field:
                return

    def _blocks(self, values: _Values, row: Row) -> Iterator[Block]:
        told = narrated = False
        for section in self._mapping.sections:
            paragraphs = [block for name in section.columns for block in _paragraphs(section, name, values.get(name))]
            if paragraphs:
                told, narrated = True, narrated or not section.labels
                yield Block(BlockKind.HEADING, section.heading, level=2, role=section.role)
                yield from paragraphs
        if self._mapping.sections and not narrated:
            self._notes.add("row has no narrative, only what its other columns say", row.number)
        if not told:
            yield from (Block(BlockKind.PARAGRAPH, f"{name}: {cell}") for name, cell in row.cells.items())

    def _valid(self, meta: dict[str, Any], number: int) -> dict[str, Any]:
        """The fields that the card accepts; others are left out with a remark, so that one cell costs no row."""
        card = CARDS[self._mapping.kind]
        for _ in range(len(meta) + 1):
            try:
                card.model_validate({**meta, "kind": self._mapping.kind})
            except ValidationError as failed:
                error = failed.errors(include_url=False, include_context=False)[0]
                where = ".".join(str(part) for part in error["loc"])
                if not _remove(meta, error["loc"]):
                    raise ContentError(f"{self._origin}: row {number}: {where}: {error['msg']}") from None
                self._notes.add(f"{where}: left out ({error['msg']})", number)
            else:
                break
        return meta

    def _check_names(self) -> None:
        mapping = self._mapping
        uses = [(f"fields.{field}", rule.column, rule.template) for field, _, rules in self._fields for rule in rules]
        uses += [(key, "", text) for key in ("id", "title") for text in getattr(mapping, key) if "{" in text]
        uses += [(key, text, "") for key in ("id", "title") for text in getattr(mapping, key) if "{" not in text]
        uses += [(f"sections.{s.heading}", name, "") for s in mapping.sections for name in s.columns]
        built_in = {*_BUILT_IN, *(f"@{field}" for field, _, _ in self._fields)}
        for key, column, template in uses:
            for name, filter_ in [(column, ""), *_PLACEHOLDER.findall(template)]:
                if name and name not in built_in and column_key(name) not in self._names:
                    raise ContentError(
                        f"{self._origin}: {key}: the table has no column {name!r}",
                        f"Its columns are: {', '.join(self._columns)}.",
                    )
                if filter_ and filter_ not in _FILTERS:
                    raise ContentError(f"{self._origin}: {key}: no filter {filter_!r}", f"Use {', '.join(_FILTERS)}.")

    def _check_constants(self) -> None:
        try:
            card_of(self._mapping.kind, {**self._mapping.constants, "id": "x", "title": "x"})
        except ContentError as wrong:
            raise ContentError(f"{self._origin}: constants.{wrong.message}", wrong.advice) from None


class _Values:
    """What the names of a mapping stand for in one row."""

    def __init__(self, names: Mapping[str, tuple[str, ...]], row: Row, extra: dict[str, str]) -> None:
        self._names, self._cells, self.extra = names, row.cells, extra

    def get(self, name: str) -> str:
        if name.startswith("@"):
            return self.extra.get(name, "")
        return next((self._cells[c] for c in self._names[column_key(name)] if c in self._cells), "")

    def fill(self, template: str) -> str:
        """The template with its places filled, or nothing where one of them is blank."""
        parts = [(self.get(name), filter_) for name, filter_ in _PLACEHOLDER.findall(template)]
        if not all(text for text, _ in parts):
            return ""
        words = iter([_FILTERS[filter_](text) if filter_ else text for text, filter_ in parts])
        return _PLACEHOLDER.sub(lambda _: " ".join(next(words).split()), template)

    def first(self, choices: Sequence[str]) -> str:
        """The first choice, a column or a template, that gives anything."""
        return next(filter(None, (self.fill(c) if "{" in c else self.get(c) for c in choices)), "")


def _paragraphs(section: Section, name: str, text: str) -> Iterator[Block]:
    if section.html:
        yield from fragment_blocks(text)
    elif section.labels:
        if text.casefold() not in BLANK:
            yield Block(BlockKind.PARAGRAPH, f"{name}: {text}")
    else:
        yield from (Block(BlockKind.PARAGRAPH, line.strip()) for line in text.split("\n") if line.strip())


def _put(meta: dict[str, Any], path: str, leaf: Leaf, values: list[Any], make: bool) -> None:
    """Set the field at a dotted path; `list[].part` gives each element of a list its part.

    Only the first path of a list makes its elements (`make`); a single value for a later part goes to all of them.
    """
    head, is_list, rest = path.partition("[].")
    *outer, last = head.split(".")
    for name in outer:
        meta = meta.setdefault(name, {})
    if is_list:
        elements = meta.setdefault(last, [])
        if make:
            elements.extend({} for _ in values)
        spread = values if len(values) == len(elements) else values[:1] * len(elements)
        for element, value in zip(elements, spread, strict=True):
            element[rest] = value
        if not elements:
            del meta[last]
    elif leaf.many:
        meta[last] = list(dict.fromkeys([*meta.get(last, []), *values]))
    else:
        meta[last] = values[0]


def _copied(value: Any) -> Any:
    """A copy of plain data from TOML whose dicts and lists can be filled."""
    if isinstance(value, dict):
        return {name: _copied(part) for name, part in value.items()}
    return [_copied(part) for part in value] if isinstance(value, list) else value


def _remove(meta: dict[str, Any], location: Sequence[str | int]) -> bool:
    """Delete the innermost named value that `location` leads to; False where it is needed or not there."""
    holder, name = None, ""
    inner: Any = meta
    for part in location:
        if isinstance(inner, dict) and part in inner:
            holder, name, inner = inner, str(part), inner[part]
        elif isinstance(inner, list) and isinstance(part, int) and part < len(inner):
            inner = inner[part]
        else:
            break
    if holder is None or (holder is meta and name in ("id", "title")):
        return False
    del holder[name]
    return True


def _speaking_cell(row: Row) -> str:
    """The first cell that reads like a name: words and no figures; else one with words, else the first."""
    cells = list(row.cells.values())
    words = [cell for cell in cells if any(c >= "\u4e00" for c in cell) or sum(c.isalpha() for c in cell) > 3]
    return next((cell for cell in words if not any(c.isdigit() for c in cell)), (words or cells)[0])


def _cut(title: str) -> str:
    text = " ".join(title.split())
    return text if len(text) <= LONGEST_TITLE else text[: LONGEST_TITLE - 1].rstrip() + "…"
