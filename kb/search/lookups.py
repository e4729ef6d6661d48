"""Look-ups: documents and sections that a question names exactly, by number, name, id or the day of an accident."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from kb.catalogue import identifying, reading
from kb.catalogue.identifying import Identified
from kb.catalogue.store import Catalogue
from kb.model.document import Kind
from kb.model.passage import OutlineEntry
from kb.model.references import Reference, name_key, references
from kb.model.result import Lookup
from kb.search.sections import Section, sections
from kb.search.sheet import TAKEN, Sheet

MOST = 10
"""So many documents of one name or day come first."""

_TITLED = re.compile(r"《([^《》]{2,80})》")
_ID = re.compile(r"\S{1,200}")
_DOTTED = re.compile(r"(?<![\d.·])(\d{1,2})\s?[·•・‧]\s?(\d{1,2})(?![\d.·])")
_EVENT = (
    r"(?:特别|重大|特大|较大|事故|爆炸|火灾|着火|泄漏|中毒|透水|坍塌|事件|矿难|案|"
    r"accident|explosion|incident|disaster|fire|blast)"
)
_POINTED = re.compile(rf"^(\d{{1,2}})\.(\d{{1,2}})$|(?<![\w.])(\d{{1,2}})\.(\d{{1,2}})(?=\s*{_EVENT})", re.IGNORECASE)
_CLAUSE = re.compile(r"\s+(\d{1,2}(?:\.\d{1,2})+)(?![\d.%])")
_MONTHS = {
    name: number
    for number, names in enumerate(
        "january/jan february/feb march/mar april/apr may june/jun july/jul august/aug september/sep/sept "
        "october/oct november/nov december/dec".split(),
        1,
    )
    for name in names.split("/")
}
_MONTH = "(" + "|".join(_MONTHS) + r")\.?"
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?:(?<!\d)(?P<y>(?:19|20)\d\d)\s*年\s*)?(?<!\d)(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*[日号]",
        r"(?<![\w/.-])(?P<y>(?:19|20)\d\d)[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?![\w/-]|\.\d)",
        rf"(?<!\w)(?:on\s+)?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m>{_MONTH})(?:,?\s+(?P<y>(?:19|20)\d\d))?(?!\w)",
        rf"(?<!\w)(?:on\s+)?(?P<m>{_MONTH})\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<y>(?:19|20)\d\d))?(?!\w)",
    )
)
_EDITED = re.compile(
    r"[\s,(]*(?:of\s+)?(?:19|20)\d\d\s*年?\s*(?:amendment|revision|edition|修正|修订|版|文本)*\s*\)?\s*$", re.IGNORECASE
)
_JOINED_BEFORE = re.compile(r"[\s,:;(的》'’s]*")
_JOINED_AFTER = re.compile(r"\s*(?:,|of|in|from|under|to)?\s*(?:the\s+)?", re.IGNORECASE)
_LAW = re.compile(r"[\u4e00-\u9fff]{1,30}(?:法|条例|办法|规定|规程|细则|指令|公约)》?$")
_ACT = re.compile(
    r"(?:[A-Z][\w-]+\s+(?:(?:and|of|on|for)\s+)?){1,8}(?:Act|Law|Code|Directive|Convention|Regulations?)(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A look-up with the row of the document's version and the sections named, none for the whole of it."""

    lookup: Lookup
    version: int
    entries: tuple[OutlineEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """What a question names, and words in it that name nothing that is here, each with the reason."""

    found: tuple[Found, ...] = ()
    unknown: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Naming:
    """A section, a document or both, named at [start, end); `text` is what goes by that name, if anything does."""

    start: int
    end: int
    documents: Sequence[Identified]
    section: Section | None = None
    instead: bool = False


class Lookups:
    """Finds in one generation of a catalogue what questions name."""

    def __init__(self, catalogue: Catalogue, generation: int) -> None:
        self._catalogue = catalogue
        self._generation = generation

    def read(self, sheet: Sheet) -> Named:
        """What the sheet names, taken out of it; words that name nothing stay in it."""
        with self._catalogue.reading() as connection:
            whole = self._whole(connection, sheet)
            if whole:
                return Named(tuple(whole))
            found: list[Found] = []
            missed: list[tuple[str, str]] = []
            for naming in self._named(connection, sheet):
                if sheet.set_aside(naming.start, naming.end) or TAKEN in sheet.left[naming.start : naming.end]:
                    continue
                if not naming.documents:
                    missed.append((sheet.text[naming.start : naming.end].strip(), "name"))
                    sheet.close(naming.start, naming.end)
                    continue
                words = sheet.take(naming.start, naming.end)
                for one in naming.documents[:MOST]:
                    entries = naming.section.among(reading.outline(connection, one.version)) if naming.section else ()
                    found.append(_found(words, one, entries))
                    if naming.instead or (naming.section and not entries):
                        missed.append((words, "edition" if naming.instead else "section"))
            days, undated = self._days(connection, sheet)
            return Named((*found, *days), tuple(dict.fromkeys(missed + undated)))

    def _whole(self, connection: Connection, sheet: Sheet) -> list[Found]:
        """The document whose id, name or address (`CN-REG-03#art22`) is all that was typed."""
        text = sheet.left
        if not text or sheet.set_aside(0, len(text)):
            return []
        document, _, anchor = text.partition("#")
        known = (
            identifying.by_id(connection, self._generation, {document, document.upper()}) if _ID.fullmatch(text) else []
        )
        if not known:
            key = name_key(text)
            known = identifying.by_key(connection, self._generation, "name", [key]).get(key.casefold(), [])
        entries = [
            [entry for entry in reading.outline(connection, one.version) if anchor and entry.anchor == anchor]
            for one in known
        ]
        if known:
            sheet.take(0, len(text))
        return [_found(text, one, tuple(at)) for one, at in zip(known[:MOST], entries, strict=False)]

    def _named(self, connection: Connection, sheet: Sheet) -> list[_Naming]:
        """Documents by number, sections with their documents, and titles in book marks."""
        text = sheet.left
        numbers = references(text)
        keys = [key for one in numbers for key in (*one.keys, one.editions) if key]
        by_number = identifying.by_key(connection, self._generation, "number", keys) if keys else {}
        named: list[_Naming] = []
        used: set[Reference] = set()
        clauses = [
            Section(*clause.span(1), clause[1])
            for one in numbers
            if (clause := _CLAUSE.match(text, one.end)) is not None
        ]
        for section in (*sections(text), *clauses):
            if any(one.start < section.end and section.start < one.end for one in numbers):
                continue
            number = _beside(text, section, numbers)
            at = (
                (section.start, section.end)
                if number is None
                else (min(section.start, number.start), max(section.end, number.end))
            )
            if number is None:
                start, end, documents = self._beside(connection, text, section)
                if start < end:
                    named.append(_Naming(start, end, documents, section))
                    continue
                number = numbers[0] if len(numbers) == 1 and numbers[0] not in used else None
                if number is None:
                    continue
                at = number.start, number.end
            used.add(number)
            named.append(_numbered(number, by_number, section, at))
            if at == (number.start, number.end):
                named.append(_Naming(section.start, section.end, named[-1].documents, section))
        for one in numbers:
            if one in used:
                continue
            if not one.certain and one.keys[0] not in by_number:
                sheet.close(one.start, one.end)
            else:
                named.append(_numbered(one, by_number, None, (one.start, one.end)))
        titles = {match: name_key(match[1]) for match in _TITLED.finditer(text)}
        if titles:
            by_name = identifying.by_key(connection, self._generation, "name", list(titles.values()))
            for match, key in titles.items():
                if not any(one.start < match.end() and match.start() < one.end for one in named) and key in by_name:
                    named.append(_Naming(match.start(), match.end(), by_name[key]))
        return named

    def _beside(self, connection: Connection, text: str, section: Section) -> tuple[int, int, list[Identified]]:
        """The document whose name stands before or after a section, longest name first; and where both stand."""
        before = _JOINED_BEFORE.sub("", text[: section.start][::-1], count=1)[::-1]
        before = _EDITED.sub("", before)
        gap = _JOINED_AFTER.match(text, section.end)
        after = gap.end() if gap else section.end
        spans = [(start, len(before)) for start in _starts(before)] + [(after, end) for end in _ends(text, after)]
        keys = {span: name_key(text[span[0] : span[1]]) for span in spans}
        by_name = identifying.by_key(
            connection, self._generation, "name", {key for key in keys.values() if len(key) > 1}
        )
        for (start, end), key in sorted(keys.items(), key=lambda one: -len(one[1])):
            known = [one for one in by_name.get(key, ()) if one.kind is not Kind.CASE]
            if known:
                return min(start, section.start), max(end, section.end), known
        law = _LAW.search(before)
        act = _ACT.match(text, after)
        if law:
            return law.start(), section.end, []
        return (section.start, act.end(), []) if act else (0, 0, [])

    def _days(self, connection: Connection, sheet: Sheet) -> tuple[list[Found], list[tuple[str, str]]]:
        """Cases by the day on which they happened; `11·22` is a name and must mean one, a date need not."""
        found: list[Found] = []
        missed: list[tuple[str, str]] = []
        for pattern in (_DOTTED, _POINTED):
            for match in list(sheet.found(pattern)):
                month, day = (int(part) for part in match.groups() if part)
                key = f"{month}·{day}"
                named = identifying.by_key(connection, self._generation, "name", [key]).get(key, [])
                real = _valid(2000, month, day)
                happened = identifying.by_day(connection, self._generation, month, day) if real else []
                cases = list(dict.fromkeys([*named, *happened]))[:MOST]
                if cases:
                    words = sheet.take(*match.span())
                    found += [_found(words, one) for one in cases]
                elif pattern is _DOTTED or real:
                    missed.append((match[0].strip(), "name"))
                    sheet.close(*match.span())
        for pattern in _DATES:
            for match in list(sheet.found(pattern)):
                month = _MONTHS.get(match["m"].lower().rstrip(".")) or int(match["m"])
                day, year = int(match["d"]), int(match["y"]) if match["y"] else None
                if TAKEN in sheet.left[match.start() : match.end()] or not _valid(year or 2000, month, day):
                    continue
                cases = identifying.by_day(connection, self._generation, month, day, year)[:MOST]
                if cases:
                    words = sheet.take(*match.span())
                    found += [_found(words, one) for one in cases]
        return found, missed


def _numbered(
    number: Reference, known: dict[str, list[Identified]], section: Section | None, at: tuple[int, int]
) -> _Naming:
    """What goes by a number, exactly or, for another edition of a standard, by its number alone."""
    key = next((key.casefold() for key in number.keys if key.casefold() in known), "")
    documents = known.get(key, [])
    if not documents and number.editions in known:
        return _Naming(*at, known[number.editions], section, instead=True)
    if section is None and number.section and (number.inner or key != number.keys[0]):
        section = Section(number.start, number.end, number.section, number.inner)
    return _Naming(*at, documents, section)


def _beside(text: str, section: Section, numbers: Iterable[Reference]) -> Reference | None:
    """The number that stands directly before a section, or after it."""
    for one in numbers:
        if one.end <= section.start and _JOINED_BEFORE.fullmatch(text, one.end, section.start):
            return one
        if section.end <= one.start and _JOINED_AFTER.fullmatch(text, section.end, one.start):
            return one
    return None


def _starts(before: str) -> list[int]:
    """Where a name that ends with the text may begin: at one of its last words or Chinese characters."""
    words = [word.start() for word in re.finditer(r"\S+", before)][-14:]
    run = re.search(r"[\u4e00-\u9fff《〈“\w()·、]{0,60}$", before)
    return sorted({*words, *(range(run.start(), max(run.start(), len(before) - 1)) if run else ())})


def _ends(text: str, begin: int) -> list[int]:
    """Where a name that begins at a place may end: after one of its first words."""
    return [begin + word.end() for word in list(re.finditer(r"\S+?(?=[\s,;.?!]|$)", text[begin:]))[:14]]


def _valid(year: int, month: int, day: int) -> bool:
    try:
        dt.date(year, month, day)
    except ValueError:
        return False
    return True


def _found(words: str, one: Identified, entries: tuple[OutlineEntry, ...] = ()) -> Found:
    label = "; ".join(entry.label or entry.heading or entry.anchor for entry in entries)
    anchors = tuple(entry.anchor for entry in entries)
    return Found(Lookup(words, one.document, one.kind, one.title, one.title_zh, anchors, label), one.version, entries)
