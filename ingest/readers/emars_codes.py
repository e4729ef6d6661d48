"""Ticked fields of an eMARS report as codes of the taxonomy, figures and words."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from ingest.readers.emars_report import Fields, text_of
from kb.model.value import Origin

CODES = Path(__file__).resolve().parent.parent / "mappings" / "codes" / "emars.toml"
_CAS = re.compile(r"(?<!\d)0*(\d{2,7})-(\d{2})-(\d)(?!\d)")
_PHASES = (("Initiating", "initiating event"), ("Majors", "major event"))

_LISTS: dict[str, tuple[tuple[str, str], ...]] = {
    "Site and installation": tuple(
        (f"SiteAndInstallation_Tab.Site{name}{phase}", f"{name.lower()} ({words})")
        for name in ("Storage", "Process", "Transfer", "Transport")
        for phase, words in _PHASES
    ),
    "Accident description": tuple(
        (f"AccidentDescription_Tab.AD{name}{phase}", f"{words}, {name.lower()}")
        for phase, words in _PHASES
        for name in ("Release", "Fire", "Explosion", "Transport")
    ),
    "Substances involved": (
        ("SubstancesInvolved_Tab.SubstanceClassification", "class"),
        ("SubstancesInvolved_Tab.SubstanceClassificationSV3", "Seveso III class"),
    ),
    "Causes": (
        ("Causes_Tab.CausesPlantEquipments", "plant and equipment"),
        ("Causes_Tab.CausesHumans", "human"),
        ("Causes_Tab.CausesOrganisationals", "organisational"),
        ("Causes_Tab.CausesExternals", "external"),
    ),
    "Consequences": tuple(
        (f"Consequence_Tab.{name}{side}", f"{words} {place}")
        for name, words in (
            ("Human", "people"),
            ("Environmental", "environment"),
            ("Cost", "cost"),
            ("Disruption", "disruption"),
        )
        for side, place in (("OnSite", "on site"), ("OffSite", "off site"))
    ),
    "Emergency response": (
        ("EmergencyResponse_Tab.EmergencyResponses", "response"),
        ("EmergencyResponse_Tab.RemedialMeasures", "remedial measures"),
    ),
    "Lessons learned": (("LessonsLearned_Tab.LessonsLearnedThemes", "themes"),),
}


def coded_fields(fields: Fields, notes: list[str]) -> dict[str, Any]:
    """Card fields from the ticked entries: events, chain, causes, activity, equipment and substances."""
    chain = list(_chain(fields, notes))
    flags = [
        code
        for name, code in _codes()["flags"].items()
        if fields.value(f"AccidentDescription_Tab.AccidentDescription.{name}") is True
    ]
    return {
        "events": list(dict.fromkeys([step["code"] for step in chain if "code" in step] + flags)),
        "chain": chain,
        "causes": list(_causes(fields, notes)),
        "activity": list(_activity(fields)),
        "equipment": list(_equipment(fields)),
        "substances": list(_substances(fields, notes)),
    }


def coded_text(fields: Fields, heading: str) -> str:
    """The ticked entries that belong under a heading, in words, for the keyword index and the reader's eye."""
    groups = []
    for path, label in _LISTS.get(heading, ()):
        entries = []
        for item in fields.ticked(path):
            extra = ", ".join(filter(None, (item.detail, item.effect)))
            if item.quantity and item.quantity > 0:
                extra = f"{item.quantity:.15g}" + (f", {extra}" if extra else "")
            entries.append(f"{item.description} ({extra})" if extra else item.description)
        if entries:
            groups.append(f"{label}: {', '.join(entries)}")
    if heading == "Substances involved":
        named = [
            " ".join(filter(None, (text_of(row.get("Substance")), f"({cas})" if (cas := _written_cas(row)) else "")))
            for row in fields.rows("SubstancesInvolved_Tab.SubstancesInvolved")
        ]
        groups[:0] = [f"substances: {', '.join(filter(None, named))}"] if any(named) else []
    return "; ".join(groups)


@cache
def _codes() -> dict[str, Any]:
    return tomllib.loads(CODES.read_text(encoding="utf-8"))


def _chain(fields: Fields, notes: list[str]) -> Iterator[dict[str, str]]:
    """Initiating events, then major ones: the order that the report itself gives."""
    for phase, words in _PHASES:
        for group, codes in _codes()["events"].items():
            for item in fields.ticked(f"AccidentDescription_Tab.{group}{phase}"):
                if item.description not in codes:
                    notes.append(f"no code is known for the event {item.description!r}")
                for code in codes.get(item.description, ()):
                    yield {"event": f"{words}: {item.description}", "code": code, "source": "S1"}


def _causes(fields: Fields, notes: list[str]) -> Iterator[dict[str, str]]:
    for group, codes in _codes()["causes"].items():
        for item in fields.ticked(f"Causes_Tab.{group}"):
            if item.description not in codes:
                notes.append(f"no code is known for the cause {item.description!r}")
            found = codes.get(item.description, ())
            evidence = f"{item.description} ({item.detail})" if item.detail else item.description
            for code in found:
                origin = Origin.INFERRED if len(found) > 1 else Origin.STATED
                yield {"code": code, "evidence": evidence, "origin": origin.value}


def _activity(fields: Fields) -> Iterator[str]:
    seen: set[str] = set()
    for group, codes in _codes()["activity"].items():
        for phase, _ in _PHASES:
            for item in fields.ticked(f"SiteAndInstallation_Tab.{group}{phase}"):
                for code in codes.get(item.description, ()):
                    if code not in seen:
                        seen.add(code)
                        yield code


def _equipment(fields: Fields) -> Iterator[str]:
    """Equipment as the report's list names it, without the examples in brackets."""
    groups = ("SiteStorage", "SiteProcess", "SiteTransfer", "SiteTransport")
    named = (
        item.detail.partition(" (")[0]
        for group in groups
        for phase, _ in _PHASES
        for item in fields.ticked(f"SiteAndInstallation_Tab.{group}{phase}")
        if item.detail
    )
    yield from dict.fromkeys(named)


def _substances(fields: Fields, notes: list[str]) -> Iterator[dict[str, Any]]:
    """Substances with quantities in tonnes; -1 stands for unknown in the report."""
    for row in fields.rows("SubstancesInvolved_Tab.SubstancesInvolved"):
        name, written = text_of(row.get("Substance")), _written_cas(row)
        if not name:
            if written:
                notes.append(f"a substance without a name was left out (CAS {written})")
            continue
        substance: dict[str, Any] = {"name": name}
        numbers = {"-".join(parts) for parts in _CAS.findall(written)}
        if len(numbers) == 1 and _is_cas(number := numbers.pop()):
            substance["cas"] = number
        elif written and written.lower() not in ("cas number", "na", "unknown"):
            notes.append(f"{name}: {written!r} is not one valid CAS number and was left out")
        amounts = [
            f"{row[field]:.15g} t {words}"
            for field, words in (("Directly_Involved", "directly involved"), ("Total_Quantity", "in total"))
            if isinstance(row.get(field), int | float) and row[field] > 0
        ]
        yield substance | ({"quantity": "; ".join(amounts)} if amounts else {})


def _written_cas(row: dict[str, Any]) -> str:
    written = text_of(row.get("CASNumber"))
    return "" if written == "CAS Number" else written


def _is_cas(number: str) -> bool:
    """Whether the last digit is the check digit of a CAS registry number."""
    *digits, check = (int(digit) for digit in number if digit.isdigit())
    return sum(weight * digit for weight, digit in enumerate(reversed(digits), 1)) % 10 == check
