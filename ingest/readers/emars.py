"""Reports of the EU's major accident database eMARS, as it serves them: one JSON file a report."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from ingest.readers.emars_casualties import casualties
from ingest.readers.emars_codes import coded_fields, coded_text
from ingest.readers.emars_report import Fields, text_of
from ingest.readers.fragment import fragment_blocks
from kb.errors import ContentError, ReadError
from kb.model.block import Block, BlockKind, RawDocument
from kb.model.document import Kind, Role
from kb.settings import Limits

PUBLISHER = "European Commission, Joint Research Centre, eMARS"
LICENCE = "Commission Decision 2011/833/EU"
_ADDRESS = "https://emars.jrc.ec.europa.eu/en/emars/accident/view/"
_NOTHING = frozenset(("not given", "not applicable", "yes", "no", "-"))
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)

_SECTIONS: tuple[tuple[str, Role, tuple[str, ...]], ...] = (
    (
        "Site and installation",
        Role.SITE,
        tuple(
            f"SiteAndInstallation_Tab.AccidentSiteAndInstallation.Translation.{name}"
            for name in ("Site_Description", "Installation_Description", "Other")
        ),
    ),
    (
        "Accident description",
        Role.SEQUENCE,
        tuple(
            f"AccidentDescription_Tab.AccidentDescription.Translation.{name}"
            for name in ("AccidentDescription", "TypeOther")
        ),
    ),
    (
        "Substances involved",
        Role.OTHER,
        tuple(f"SubstancesInvolved_Tab.SubstancesDescription.Translation.{name}" for name in ("Description", "Other")),
    ),
    (
        "Causes",
        Role.CAUSES,
        tuple(f"Causes_Tab.CausesDescription.Translation.{name}" for name in ("Causes_Description", "Other")),
    ),
    ("Consequences", Role.CONSEQUENCES, ("Consequence_Tab.AccidentConsequence.Consequence_Description",)),
    ("Emergency response", Role.RESPONSE, ("AccidentVersion.Translation.EmergencyResponce_Descr",)),
    ("Lessons learned", Role.LESSONS, ("AccidentVersion.Translation.LessonsLearned",)),
    ("Additional comments", Role.OTHER, ("AccidentVersion.Translation.AdditionalComments",)),
)


class EmarsReader:
    """Reads one eMARS report: narrative sections, then each section's ticked fields as one paragraph marked as coded.

    Persons who entered or changed the report and what it marks confidential are left out.
    """

    name = "emars"
    suffixes = frozenset((".json",))

    def accepts(self, path: Path, head: bytes) -> bool:
        """Whether the file begins like a report: JSON with the version of an accident."""
        return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and b'"AccidentVersion"' in head

    def read(self, path: Path, limits: Limits) -> Iterator[RawDocument]:
        """The report. Raises ReadError where the file is no JSON, ContentError where the accident has no number."""
        try:
            report = json.loads(path.read_bytes().decode("utf-8-sig"))
        except (ValueError, RecursionError, OSError) as failed:
            raise ReadError(f"{path.name}: not valid JSON ({failed})", "Download the report again.") from None
        fields = Fields(report.get("Data") if isinstance(report, dict) else None)
        number = fields.value("AccidentVersion.Accident_ID")
        if not isinstance(number, int):
            raise ContentError(f"{path.name}: AccidentVersion.Accident_ID has no number", "Is this an eMARS report?")
        yield _document(fields, number)


def _document(fields: Fields, number: int) -> RawDocument:
    notes: list[str] = []
    title = text_of(fields.text("AccidentVersion.Translation.Title")) or f"eMARS accident {number}"
    published = _day(fields.text("AccidentVersion.LastUpdateDate"))
    source = {"id": "S1", "title": f"eMARS accident report {number}", "publisher": PUBLISHER, "licence": LICENCE}
    if _GUID.fullmatch(guid := fields.text("AccidentVersion.AccidentId")):
        source["url"] = _ADDRESS + guid
    if published:
        source["published"] = published
    meta: dict[str, Any] = {"id": f"emars-{number}", "title": title, "sources": [source]}
    if published:
        meta["edition"] = published
    meta["occurrence"] = _occurrence(fields, notes)
    meta["place"] = _place(fields)
    meta["report_kind"] = text_of(fields.text("AccidentVersion.EventType")).lower()
    industry = text_of(fields.text("AccidentVersion.IndustryType"))
    meta["industry"] = "" if industry.lower().startswith("not known") else industry
    meta["operator"] = text_of(fields.text("AccidentVersion.Translation.PlantName"))
    meta |= coded_fields(fields, notes)
    meta["casualties"] = casualties(fields, notes)
    if any(fragment_blocks(fields.text("AccidentVersion.Translation.ConfidentialDescription"))):
        notes.append("a description that the report marks confidential was left out")
    key = f"emars-{number}"
    meta = {name: value for name, value in meta.items() if value}
    return RawDocument(tuple(_blocks(fields)), "emars", meta, key=key, kind=Kind.CASE, notes=tuple(notes))


def _blocks(fields: Fields) -> Iterator[Block]:
    for heading, role, paths in _SECTIONS:
        told = [block for path in paths for block in fragment_blocks(fields.text(path)) if _says_something(block)]
        coded = coded_text(fields, heading)
        if told or coded:
            yield Block(BlockKind.HEADING, heading, level=2, role=role)
            yield from told
            if coded:
                yield Block(BlockKind.PARAGRAPH, f"Coded fields: {coded}.")


def _says_something(block: Block) -> bool:
    return block.kind is BlockKind.TABLE or block.text.lower().rstrip(". ") not in _NOTHING


def _occurrence(fields: Fields, notes: list[str]) -> dict[str, str]:
    found = {}
    start = _moment(fields.text("AccidentVersion.StartDateTime")) or _moment(fields.text("AccidentVersion.StartDate"))
    end = _moment(fields.text("AccidentVersion.FinishDateTime")) or _moment(fields.text("AccidentVersion.EndDate"))
    if start:
        found["date"] = start.date().isoformat()
        if (start.hour, start.minute) != (0, 0):
            found["time"] = f"{start:%H:%M}"
    if start and end and end.date() < start.date():
        notes.append(f"the end date {end.date()} lies before the start and was left out")
    elif end:
        found["end"] = end.date().isoformat()
    return found


def _moment(text: str) -> datetime | None:
    for pattern in ("%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S.%f", "%d-%m-%Y"):
        try:
            return datetime.strptime(text, pattern)
        except ValueError:
            continue
    return None


def _day(text: str) -> str:
    moment = _moment(text)
    return moment.date().isoformat() if moment else ""


def _place(fields: Fields) -> dict[str, str]:
    country = fields.text("AccidentVersion.Country_ISO2").strip().upper()
    place = {"country": country if re.fullmatch("[A-Z]{2}", country) else ""}
    for name, field in (("province", "Region"), ("city", "City")):
        place[name] = text_of(fields.text(f"AccidentVersion.Translation.{field}"))
    return {name: value for name, value in place.items() if value}
