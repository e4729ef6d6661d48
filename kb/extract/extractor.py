"""Attributes of a case from its text: cues found, doubts weighed, values given with the sentence they came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from kb.extract.phrases import Phrases, doubted
from kb.extract.reading import Sentence, read
from kb.extract.rules import Rules
from kb.extract.substances import Numbers, hazards
from kb.model.attributes import LISTS, Attributes, Found
from kb.model.document import Role
from kb.model.taxonomy import Taxonomy
from kb.model.value import Origin
from kb.text.glossary import Glossary

SENTENCE = 400
"""Characters of a sentence that are kept with a value."""


NUMBER = 0.95
"""Weight of a substance named by its CAS or UN number."""


class Told(Protocol):
    """A piece of a case: a section or a passage of one."""

    @property
    def text(self) -> str:
        """Its own words."""

    @property
    def role(self) -> Role | None:
        """What part of the story it tells."""

    @property
    def anchor(self) -> str:
        """Its address in the document."""


@dataclass(slots=True)
class _Evidence:
    """What speaks for one code: how strongly and how often each cue does, and the best sentence."""

    cues: dict[int, tuple[float, float, int]] = field(default_factory=dict)
    best: float = 0.0
    sentence: Sentence | None = None
    anchor: str = ""

    def add(self, cue: int, weight: float, factor: float, sentence: Sentence, anchor: str) -> None:
        """Note one mention in text that counts by `factor`."""
        _, before, count = self.cues.get(cue, (0.0, 0.0, 0))
        self.cues[cue] = weight, max(before, factor), count + 1
        if weight * factor > self.best:
            self.best, self.sentence, self.anchor = weight * factor, sentence, anchor

    def weight(self) -> float:
        """Chance that at least one cue speaks true; a cue said n times counts as if root n of them had said it."""
        against = 1.0
        for weight, factor, count in self.cues.values():
            against *= (1.0 - min(weight, 0.97)) ** (factor * count**0.5)
        return 1.0 - against

    def found(self, code: str, weight: float) -> Found:
        """The value, extracted."""
        sentence = self.sentence.text(SENTENCE) if self.sentence else ""
        return Found(code, Origin.EXTRACTED, sentence, self.anchor, round(weight, 3))


_Seen = dict[tuple[str, str], _Evidence]


class Extractor:
    """Finds attributes in texts of either language; made once, then used from any thread."""

    def __init__(self, taxonomy: Taxonomy, glossary: Glossary, rules: Rules) -> None:
        self._taxonomy = taxonomy
        self._rules = rules
        self._phrases = Phrases(taxonomy, glossary, rules)
        self._numbers = Numbers(taxonomy)

    @classmethod
    def load(cls, corpus: Path) -> Extractor:
        """The extractor of a corpus folder, read once in a process. Raises ContentError for an invalid rule."""
        return _loaded(corpus)

    @property
    def taxonomy(self) -> Taxonomy:
        """The code lists that the values are from."""
        return self._taxonomy

    def attributes(self, case: str | Iterable[Told]) -> Attributes:
        """What a text, or the sections or passages of a case, tell; sections below a section are read too.

        In a plain text every sentence counts alike. An attribute of which nothing is told is absent.
        """
        seen: _Seen = {}
        for text, role, anchor in _parts(case):
            if text:
                self._read(text, role, anchor, seen)
        found: dict[str, list[Found]] = {}
        for (attribute, code), evidence in seen.items():
            weight = evidence.weight()
            if weight >= self._rules.attributes[attribute].least:
                found.setdefault(attribute, []).append(evidence.found(code, weight))
        self._follow(found)
        values = {name: self._chosen(name, founds) for name, founds in found.items()}
        if classes := hazards(values.get("substance", ()), self._taxonomy):
            values["hazard"] = classes
        return Attributes({name: values[name] for name in LISTS if values.get(name)})

    def code_names(self, attribute: str, name: str) -> tuple[str, ...]:
        """The codes that a name of a thing stands for, such as `LPG sphere` for the attribute `equipment`."""
        seen: _Seen = {}
        self._read(name, None, "", seen)
        weights = {code: one.weight() for (about, code), one in seen.items() if about == attribute}
        return tuple(self.leaves(attribute, sorted(weights, key=lambda code: -weights[code])))

    def substance(self, cas: str | None, *names: str) -> str:
        """The code of a substance by CAS number or name; else its CAS number, else its first name."""
        if cas and (code := self._numbers.by_cas(cas)):
            return code
        known = () if cas else tuple(code for name in names if name for code in self.code_names("substance", name))
        return known[0] if known else cas or names[0]

    def _read(self, text: str, role: Role | None, anchor: str, seen: _Seen) -> None:
        reading = read(text)
        for sentence, hits in reading.sentences(self._phrases.lexicon.find(reading.folded)):
            denials = self._phrases.denials(hits)
            for meaning, hit in self._phrases.told(hits):
                cue = meaning.cue
                if cue.roles and role is not None and role not in cue.roles:
                    continue
                rule = self._rules.attributes[meaning.attribute]
                factor = rule.factor(role)
                if factor and not doubted(meaning, hit, sentence, denials, hedged=rule.hedged):
                    evidence = seen.setdefault((meaning.attribute, cue.code), _Evidence())
                    evidence.add(meaning.number, cue.weight, factor, sentence, anchor)
        if factor := self._rules.attributes["substance"].factor(role):
            for code, place in self._numbers.find(reading.folded):
                evidence = seen.setdefault(("substance", code), _Evidence())
                evidence.add(-1, NUMBER, factor, reading.sentence_at(place), anchor)

    def _follow(self, found: dict[str, list[Found]]) -> None:
        """Add what follows from the values found."""
        known = {(name, one.code): one for name, founds in found.items() for one in founds}
        for one in hazards(found.get("substance", ()), self._taxonomy):
            known["hazard", one.code] = one
        for rule in self._rules.follows:
            if (rule.attribute, rule.gives) in known or not all(need in known for need in rule.needs):
                continue
            weakest = min((known[need] for need in rule.needs), key=lambda one: one.weight)
            weight = round(weakest.weight * rule.times, 3)
            if weight >= self._rules.attributes[rule.attribute].least:
                first = known[rule.needs[0]]
                new = Found(rule.gives, Origin.INFERRED, first.sentence, first.anchor, weight)
                known[rule.attribute, rule.gives] = new
                found.setdefault(rule.attribute, []).append(new)

    def _chosen(self, attribute: str, founds: list[Found]) -> tuple[Found, ...]:
        """The values to give: the weightiest, without those above another one or far less sure than the first."""
        founds.sort(key=lambda one: (-one.weight, one.code))
        rule = self._rules.attributes[attribute]
        kept = [one for one in founds if one.weight >= rule.share * founds[0].weight]
        leaves = set(self.leaves(attribute, [one.code for one in kept]))
        return tuple(one for one in kept if one.code in leaves)[: rule.most]

    def leaves(self, attribute: str, codes: Sequence[str]) -> list[str]:
        """The codes without those above another one."""
        terms = self._taxonomy.lists.get(LISTS[attribute], {})
        above = set()
        for code in codes:
            while code in terms and (code := terms[code].parent):
                above.add(code)
        return [code for code in codes if code not in above]


@lru_cache(maxsize=2)
def _loaded(corpus: Path) -> Extractor:
    taxonomy = Taxonomy.load(corpus / "taxonomy")
    glossary = Glossary.load(corpus / "glossary" / "glossary.csv")
    return Extractor(taxonomy, glossary, Rules.load(corpus / "taxonomy" / "cues", taxonomy))


def _parts(case: str | Iterable[Told]) -> Iterator[tuple[str, Role | None, str]]:
    if isinstance(case, str):
        yield case, None, ""
        return
    for part in case:
        yield part.text, part.role, part.anchor
        yield from _parts(getattr(part, "children", ()))
