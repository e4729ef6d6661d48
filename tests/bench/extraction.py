"""How well rules read attributes from text: `python -m tests.bench.extraction [FOLDER]`.

FOLDER holds eMARS reports, as JSON files or in a ZIP. The narrative sections alone are read; what the reports have
ticked is the truth. Reports are halved by a hash of their number: rules may be tuned on the first half only. Without a
folder, or after it, the corpus's own cases are measured against their front matter, English and Chinese text apart.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from ingest.readers.emars import EmarsReader
from ingest.readers.markdown import MarkdownReader
from ingest.structure.recognise import structure
from kb.extract import Extractor, stated
from kb.model.attributes import LISTS, Attributes
from kb.model.case import CaseCard
from kb.model.document import Document, Kind, Level, Role, Section
from kb.settings import PROJECT, Limits
from kb.text.language import language_of

Cases = Sequence[tuple[CaseCard, tuple[Section, ...]]]

CODED = "Coded fields: "

EMARS_EVENTS = {
    "release_vapour": "release_gas",
    "fire_tank": "fire",
    "fire_warehouse": "fire",
    "fire_building": "fire",
    "fire_mine": "fire",
    "fire_conveyor": "fire",
    "fire_transport": "fire",
    "explosion_confined_gas": "explosion_vcloud",
    "explosion_explosives": "explosion_condensed",
    "explosion_steam": "explosion",
    "explosion_molten": "explosion",
}
"""Event types that the reports' own list does not part, as that list would call them."""


@dataclass
class Score:
    """Counts over cases for one attribute."""

    right: int = 0
    given: int = 0
    true: int = 0
    cases: int = 0
    codes: dict[str, list[int]] = field(default_factory=dict)

    def add(self, found: set[str], truth: set[str]) -> None:
        self.cases += 1
        self.right += len(found & truth)
        self.given += len(found)
        self.true += len(truth)
        for code in found | truth:
            row = self.codes.setdefault(code, [0, 0, 0])
            row[0] += code in found and code in truth
            row[1] += code in found
            row[2] += code in truth

    def line(self, name: str) -> str:
        return f"| {name} | {self.cases} | {self.true} | {_ratios(self.right, self.given, self.true)} |"


def _ratios(right: int, given: int, true: int) -> str:
    precision, recall = right / given if given else 0.0, right / true if true else 0.0
    both = 2 * precision * recall / (precision + recall) if right else 0.0
    return f"{precision:.2f} | {recall:.2f} | {both:.2f}"


def emars_documents(folder: Path) -> Iterator[tuple[CaseCard, tuple[Section, ...]]]:
    """Each report's card with its coded fields, and its sections without them."""
    reader, limits = EmarsReader(), Limits()
    with TemporaryDirectory() as unpacked:
        for archive in folder.glob("*.zip"):
            with zipfile.ZipFile(archive) as packed:
                packed.extractall(unpacked)
        for path in sorted([*folder.rglob("*.json"), *Path(unpacked).rglob("*.json")]):
            for raw in reader.read(path, limits):
                told = tuple(block for block in raw.blocks if not block.text.startswith(CODED))
                yield _case(structure(replace(raw, blocks=told), path.name, Kind.CASE))


def corpus_documents(folder: Path) -> Iterator[tuple[CaseCard, tuple[Section, ...]]]:
    """The corpus's cases."""
    for path in sorted(folder.glob("*.md")):
        for raw in MarkdownReader().read(path, Limits()):
            yield _case(structure(raw, path.name, Kind.CASE))


def _case(document: Document) -> tuple[CaseCard, tuple[Section, ...]]:
    assert isinstance(document.card, CaseCard)
    return document.card, (
        Section(Level.SECTION, "title", text=document.card.title, role=Role.SUMMARY),
        *document.sections,
    )


def first_half(card: CaseCard) -> bool:
    """Whether a report is one of those that rules may be tuned on."""
    return hashlib.sha256(card.id.encode()).digest()[0] % 2 == 0


View = Callable[[Attributes, Extractor], set[str]]


def event(attributes: Attributes, extractor: Extractor) -> set[str]:
    """Event types as the reports' list parts them.

    It has no box for poisoning, say. Of releases and explosions it names the kind or says `not known`, which is no
    code, so that those alone are left out; `fire` stands for a fire that engulfs all.
    """
    expressible = {
        code for term in extractor.taxonomy.lists["emars_events"].values() for code in term.more["maps_to"].split(";")
    }
    return {EMARS_EVENTS.get(code, code) for code in attributes.codes("event")} & expressible - {"release", "explosion"}


def event_kind(attributes: Attributes, extractor: Extractor) -> set[str]:
    terms = extractor.taxonomy.lists["events"]
    tops = set()
    for code in attributes.codes("event"):
        while terms[code].parent:
            code = terms[code].parent
        tops.add(code)
    return tops & {"release", "fire", "explosion"}


def cas(attributes: Attributes, extractor: Extractor) -> set[str]:
    terms = extractor.taxonomy.lists["substances"]
    numbers = {terms[c].more["cas"] if c in terms else c for c in attributes.codes("substance")}
    return {number for number in numbers if re.fullmatch(r"\d+-\d\d-\d", number)}


def equipment(attributes: Attributes, extractor: Extractor) -> set[str]:
    """Equipment by the classes of the reports' list."""
    terms = extractor.taxonomy.lists["equipment"]
    return {
        terms[code].more["maps_to"].split(";")[0]
        for code in attributes.codes("equipment")
        if code in terms and terms[code].more["maps_to"]
    }


def plain(*names: str) -> View:
    return lambda attributes, extractor: {code for name in names for code in attributes.codes(name)}


CAUSES = ("cause_plant", "cause_human", "cause_organisational", "cause_external")


def axes(attributes: Attributes, extractor: Extractor) -> set[str]:
    return {name for name in CAUSES if attributes[name]}


VIEWS: dict[str, View] = {
    "event type": event,
    "event kind (release, fire, explosion)": event_kind,
    "substance (CAS)": cas,
    "hazard (GHS class)": plain("hazard"),
    "equipment (eMARS class)": equipment,
    "activity and phase": plain("activity", "phase"),
    "causes, which axes": axes,
    **{name.replace("_", ": "): plain(name) for name in CAUSES},
}


def measure(cases: Cases, extractor: Extractor, views: dict[str, View]) -> dict[str, Score]:
    """Score by attribute over the cases whose card has the attribute.

    A code finer than any that the cards use counts as the one above it that they do use.
    """
    truths = [stated(card, extractor) for card, _ in cases]
    used = {name: {code for truth in truths for code in view(truth, extractor)} for name, view in views.items()}
    scores = {name: Score() for name in views}
    for (_, sections), truth in zip(cases, truths, strict=True):
        found = extractor.attributes(sections)
        for name, view in views.items():
            if expected := view(truth, extractor):
                told = {lifted(code, used[name], extractor) for code in view(found, extractor)}
                scores[name].add(told, expected)
    return scores


def lifted(code: str, used: set[str], extractor: Extractor) -> str:
    """The nearest code above that is among those used; the code itself where there is none."""
    for terms in extractor.taxonomy.lists.values():
        at = code
        while at in terms:
            if at in used:
                return at
            at = terms[at].parent
    return code


def print_table(title: str, scores: dict[str, Score], codes_of: Sequence[str] = ()) -> None:
    print(
        f"\n{title}\n\n| attribute | cases | values | precision | recall | F1 |\n| --- | --: | --: | --: | --: | --: |"
    )
    for name, score in scores.items():
        if score.cases:
            print(score.line(name))
    for name in codes_of:
        print(f"\n{name}\n\n| code | values | precision | recall | F1 |\n| --- | --: | --: | --: | --: |")
        for code, (right, given, true) in sorted(scores[name].codes.items(), key=lambda item: -item[1][2]):
            print(f"| {code} | {true} | {_ratios(right, given, true)} |")


def in_language(cases: Cases, language: str) -> Cases:
    """The cases with those sections alone that are in one language."""
    return [(card, tuple(s for s in sections if language_of(s.name + s.text) == language)) for card, sections in cases]


def print_speed(texts: Sequence[str], extractor: Extractor) -> None:
    words = sum(len(text.split()) for text in texts)
    extractor.attributes(texts[0])
    begin = time.process_time()
    for text in texts:
        extractor.attributes(text)
    print(f"\n{(time.process_time() - begin) / words * 1e6:.2f} ms of CPU for 1,000 words ({words:,} words)")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path, nargs="?")
    arguments.add_argument("--codes", action="append", default=[], help="print an attribute code by code")
    given = arguments.parse_args()
    extractor = Extractor.load(PROJECT / "corpus")
    if given.folder:
        reports = list(emars_documents(given.folder))
        halves = [r for r in reports if first_half(r[0])], [r for r in reports if not first_half(r[0])]
        for name, half in zip(("tuned on", "kept apart"), halves, strict=True):
            print_table(f"eMARS, half {name}: {len(half)} reports", measure(half, extractor, VIEWS), given.codes)
        print_speed([" ".join(s.text for s in sections) for _, sections in reports], extractor)
    own = list(corpus_documents(PROJECT / "corpus" / "cases"))
    names = {name.replace("_", " "): plain(name) for name in LISTS}
    for language, word in (("en", "English"), ("zh", "Chinese")):
        print_table(
            f"The corpus, {word} text: {len(own)} cases",
            measure(in_language(own, language), extractor, names),
            given.codes if not given.folder else (),
        )


if __name__ == "__main__":
    main()
