"""Deaths and injuries of an eMARS report, from its two tables that do not always agree."""

from __future__ import annotations

from typing import Any

from ingest.readers.emars_report import Fields

_TAB = "Consequence_Tab"
_SIDES = (
    ("on site", "HumanOnSite", ("DetailHumanOnSite",)),
    ("off site", "HumanOffSite", ("DetailHumanOffSite", "DetailHumanEmergency")),
)
_FIGURES = (
    ("deaths", "Fatalities", ("immediate fatalities", "subsequent fatalities")),
    ("injured", "Injuries", ("hospitalizing injuries", "other serious injuries")),
)


def casualties(fields: Fields, notes: list[str]) -> dict[str, Any]:
    """Claims for deaths, injured and responders' deaths; a figure that nobody entered is absent.

    The detailed table (on site, off site, emergency personnel) counts where it has a figure above zero, else the
    summary table's quantity. Zeros are left out, for the form fills them in by itself, and -1 is its word for unknown.
    What was added up is said in the claim, and the summary's figure is a second claim where it differs.
    """
    found: dict[str, Any] = {}
    for name, row, parts in _FIGURES:
        summed: list[str] = []
        total, summary, open_ended = 0, 0, False
        for side, table, details in _SIDES:
            entered = next((item for item in fields.ticked(f"{_TAB}.{table}") if item.description == row), None)
            stated = _positive(entered.quantity) if entered else 0
            detailed = [
                (
                    f"{'emergency personnel' if 'Emergency' in detail else side} {item.description}",
                    _positive(item.quantity),
                )
                for detail in details
                for item in fields.ticked(f"{_TAB}.{detail}")
                if item.description in parts and _positive(item.quantity)
            ]
            if not detailed and stated:
                detailed = [(f"{side} {row.lower()}", stated)]
            total += sum(figure for _, figure in detailed)
            summary += stated
            summed += [f"{words} {figure}" for words, figure in detailed]
            open_ended = open_ended or (entered is not None and not detailed)
        if total:
            found[name] = [_claim(total, f"sum of {', '.join(summed)}" if len(summed) > 1 else "", open_ended)]
            if summary and summary != total:
                found[name].append(_claim(summary, "the report's summary table", open_ended))
                notes.append(f"{name}: {total} in the detailed table, {summary} in the summary")
            if len(summed) > 1:
                notes.append(f"{name}: {total} is the {found[name][0]['note']}")
        elif open_ended:
            notes.append(f"{name}: ticked, but without a figure; left unknown")
    dead = [item for item in fields.ticked(f"{_TAB}.DetailHumanEmergency") if item.description in _FIGURES[0][2]]
    if responders := sum(_positive(item.quantity) for item in dead):
        found["responders_dead"] = [_claim(responders, "emergency personnel", False)]
    return found


def _claim(value: int, note: str, open_ended: bool) -> dict[str, Any]:
    return {"value": value, "source": "S1", "note": note, "qualifier": "at least" if open_ended else ""}


def _positive(quantity: float | None) -> int:
    return int(quantity) if quantity is not None and quantity > 0 else 0
