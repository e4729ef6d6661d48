"""Mapping files: what the columns of a table mean. The format is described in docs/tables.md."""

from __future__ import annotations

import fnmatch
import hashlib
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError

from ingest.readers.sheets import column_key
from kb.errors import ContentError
from kb.model.document import Kind, Role
from kb.model.value import Strict

SHIPPED = Path(__file__).resolve().parent.parent / "mappings"
BESIDE = "mapping.toml"
_ADVICE = "docs/tables.md describes mapping files and every key."


def _several(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else (value,)


def _caseless(meanings: dict[str, Any]) -> dict[str, Any]:
    return {key.casefold(): value for key, value in meanings.items()}


Names = Annotated[tuple[str, ...], BeforeValidator(_several)]
"""One name or a list of them."""


class Match(Strict):
    """Which tables a mapping is for; both conditions hold where both are given."""

    columns: tuple[str, ...] = ()
    file: str = ""


class Rule(Strict):
    """How one card field is made of a row; in the file a bare text is a column or, with braces, a template.

    With `map` only its keys have a meaning, and other values too where `keep` is set.
    """

    column: str = ""
    template: str = ""
    format: Names = ()
    map: Annotated[dict[str, str | tuple[str, ...]], AfterValidator(_caseless)] = Field(default_factory=dict)
    keep: bool = False
    number: bool = False
    unit: str = ""
    split: str = ""


class Section(Strict):
    """A part of the document's text: a heading over the text of one or more columns.

    `labels` prints each column as `Column: value`; `html` says that the cells hold markup, of which the text is kept.
    """

    heading: str = Field(min_length=1)
    columns: Names
    role: Role | None = None
    labels: bool = False
    html: bool = False


class TableMapping(Strict):
    """One mapping file. `columns` gives short names to columns that are called differently from table to table."""

    kind: Kind
    match: Match = Match()
    columns: dict[str, Names] = Field(default_factory=dict)
    id: Names = ()
    title: Names = ()
    table: str = ""
    fields: dict[str, Any] = Field(default_factory=dict)
    constants: dict[str, Any] = Field(default_factory=dict)
    sections: tuple[Section, ...] = ()

    def resolve(self, columns: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Every name that the mapping may use -> the table's columns that it stands for, none where they are absent."""
        there = {column_key(column): column for column in columns}
        names: dict[str, tuple[str, ...]] = {column: (column,) for column in columns}
        for name, choices in self.columns.items():
            names[name] = tuple(there[key] for choice in choices if (key := column_key(choice)) in there)
        return names

    def fits(self, path: Path, columns: Sequence[str]) -> bool:
        """Whether the table at `path` with these columns is one that the mapping is for."""
        if self.match.file and not fnmatch.fnmatch(path.name.lower(), self.match.file.lower()):
            return False
        return not self.missing(columns)

    def missing(self, columns: Sequence[str]) -> tuple[str, ...]:
        """The columns that `match` demands and the table does not have."""
        names = {column_key(name): found for name, found in self.resolve(columns).items()}
        return tuple(wanted for wanted in self.match.columns if not names.get(column_key(wanted)))


def rules_of(value: Any, where: str) -> tuple[Rule, ...]:
    """The rules that a field's value in the file stands for: a text, a table, or a list of either."""
    rules = []
    for given in _several(value):
        match given:
            case str() if "{" in given:
                rules.append(Rule(template=given))
            case str():
                rules.append(Rule(column=given))
            case dict():
                try:
                    rules.append(Rule.model_validate(given))
                except ValidationError as failed:
                    raise ContentError(f"{where}: {_reasons(failed)}", _ADVICE) from None
            case _:
                raise ContentError(f"{where}: {given!r} is neither a column nor a rule", _ADVICE)
        if bool(rules[-1].column) == bool(rules[-1].template):
            raise ContentError(f"{where}: give either a column or a template", _ADVICE)
    return tuple(rules)


def flat(fields: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Card fields by their dotted path, from the nested tables that TOML makes of dotted keys."""
    for name, value in fields.items():
        path = f"{prefix}{name}"
        if isinstance(value, dict) and not {"column", "template"} & value.keys():
            yield from flat(value, f"{path}.")
        else:
            yield path, value


def load_mapping(path: Path) -> TableMapping:
    """The mapping of one file. Raises ContentError naming the file and the key that is wrong."""
    try:
        return TableMapping.model_validate(tomllib.loads(path.read_text(encoding="utf-8-sig")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as failed:
        raise ContentError(f"{path.name}: not valid TOML ({failed})", _ADVICE) from None
    except ValidationError as failed:
        raise ContentError(f"{path.name}: {_reasons(failed)}", _ADVICE) from None


def find_mapping(path: Path, columns: Sequence[str]) -> tuple[Path, TableMapping] | None:
    """The mapping for a table: beside it under its own name, `mapping.toml` in its folder, then those that ship.

    The first whose `match` fits is taken; None where none does.
    """
    for file in _candidates(path):
        mapping = load_mapping(file)
        if mapping.fits(path, columns):
            return file, mapping
    return None


def mapping_mark(path: Path) -> str:
    """Changes whenever a mapping file that could be for the table at `path` does, appears or goes."""
    digest = hashlib.blake2b(digest_size=8)
    for file in _candidates(path):
        digest.update(hashlib.blake2b(file.read_bytes()).digest())
    return digest.hexdigest()


def _candidates(path: Path) -> list[Path]:
    beside = (path.with_suffix(".toml"), path.with_name(BESIDE))
    return [*(file for file in beside if file.is_file()), *sorted(SHIPPED.glob("*.toml"))]


def _reasons(failed: ValidationError) -> str:
    errors = failed.errors(include_url=False, include_context=False)
    return "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in errors)
