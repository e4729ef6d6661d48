"""Access to the fields of an eMARS report: each value in a list of one, nothing said as an empty object."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Item:
    """A ticked entry of one of the report's lists, with the remark and number that may stand beside it."""

    group: str
    description: str
    effect: str
    detail: str
    quantity: float | None


class Fields:
    """The `Data` part of a report, read by dotted paths; what is missing or malformed reads as not said."""

    def __init__(self, data: Any) -> None:
        self._data = data

    def value(self, path: str) -> Any:
        """The value at a path, None where nothing is said."""
        found = self._data
        for name in path.split("."):
            found = found.get(name) if isinstance(found, dict) else None
        return one(found)

    def text(self, path: str) -> str:
        """The text at a path with one level of HTML escapes taken off, so that what is left is markup; or nothing."""
        value = self.value(path)
        return html.unescape(value) if isinstance(value, str) else ""

    def rows(self, path: str) -> Iterator[dict[str, Any]]:
        """The entries of a list."""
        found = self._data
        for name in path.split("."):
            found = found.get(name) if isinstance(found, dict) else None
        if isinstance(found, list):
            yield from (row for row in found if isinstance(row, dict))

    def ticked(self, path: str) -> Iterator[Item]:
        """The ticked entries of a list."""
        for row in self.rows(path):
            description = row.get("ItemDescription")
            if row.get("IsChecked") is not True or not isinstance(description, str):
                continue
            detail = row.get("EquipmentType") or row.get("CauseType") or {}
            said = detail.get("Description") if isinstance(detail, dict) else ""
            quantity = row.get("Quantity")
            yield Item(
                group=path.rpartition(".")[2],
                description=text_of(description),
                effect=text_of(row.get("Effect")),
                detail="" if text_of(said) in ("", "none") or text_of(said).startswith("-") else text_of(said),
                quantity=quantity if isinstance(quantity, int | float) and not isinstance(quantity, bool) else None,
            )


def one(value: Any) -> Any:
    """What a list of one holds; None for an empty list or object."""
    if isinstance(value, list):
        return value[0] if value else None
    return None if isinstance(value, dict) else value


def text_of(value: Any) -> str:
    """A short field's plain text on one line, with all its HTML escapes resolved."""
    if not isinstance(value, str):
        return ""
    return " ".join(html.unescape(html.unescape(value)).split())
