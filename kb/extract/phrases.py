"""All phrases of the rules, the code lists and the glossary in one lexicon, and what each stands for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.extract.lexicon import Hit, Lexicon
from kb.extract.reading import Sentence
from kb.extract.rules import Cue, Negation, Rules
from kb.model.attributes import AXES, LISTS
from kb.model.taxonomy import Taxonomy
from kb.text.analyse import fold
from kb.text.glossary import Glossary

_BREAK = re.compile(
    r"[,;:，；：。、]|\b(?:but|however|when|because|which|while|although|after|until|since)\b|但|却|然而|而是"
)
"""What ends the reach of a negation."""

_SHORTEST = 4
"""Latin letters of a name taken from a code list or the glossary; shorter ones need a cue of their own."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a phrase stands for in one cue, with the numbers of the phrases that it needs or that bar it."""

    number: int
    cue: Cue
    attribute: str
    needs: frozenset[int]
    bars: frozenset[int]

    def holds(self, said: set[int]) -> bool:
        """Whether the conditions hold in a sentence with these phrases."""
        return (not self.needs or not self.needs.isdisjoint(said)) and self.bars.isdisjoint(said)


class Phrases:
    """Looks up what a hit may mean."""

    def __init__(self, taxonomy: Taxonomy, glossary: Glossary, rules: Rules) -> None:
        self.lexicon = Lexicon()
        self._meanings: dict[int, list[Meaning]] = {}
        for number, cue in enumerate((*rules.cues, *_names(taxonomy, glossary, rules))):
            self._add(number, cue, taxonomy)
        self._masks = frozenset(self.lexicon.add(phrase) for phrase in rules.masks)
        self._negations: dict[int, list[Negation]] = {}
        for one in rules.negations:
            self._negations.setdefault(self.lexicon.add(one.phrase), []).append(one)
        self.lexicon.build()

    def _add(self, number: int, cue: Cue, taxonomy: Taxonomy) -> None:
        if not cue.weight:
            return
        needs = frozenset(self.lexicon.add(phrase) for phrase in cue.needs)
        bars = frozenset(self.lexicon.add(phrase) for phrase in cue.bars)
        meaning = Meaning(number, cue, attribute_of(cue.list, cue.code, taxonomy), needs, bars)
        for phrase in cue.phrases:
            self._meanings.setdefault(self.lexicon.add(phrase), []).append(meaning)

    def told(self, hits: Sequence[Hit]) -> Iterator[tuple[Meaning, Hit]]:
        """The meanings of a sentence's hits whose conditions hold.

        A hit inside a longer mask, or inside a longer hit of the same list, says nothing of its own.
        """
        said = {hit.phrase for hit in hits}
        masks = [hit for hit in hits if hit.phrase in self._masks]
        meant = [(hit, meanings) for hit in hits if (meanings := self._meanings.get(hit.phrase))]
        covers: dict[str, list[Hit]] = {}
        for hit, meanings in meant:
            for name in {meaning.cue.list for meaning in meanings} if len(meanings) > 1 else (meanings[0].cue.list,):
                covers.setdefault(name, []).append(hit)
        for hit, meanings in meant:
            hidden = _inside(hit, masks) if masks else False
            for meaning in () if hidden else meanings:
                others = covers[meaning.cue.list]
                if meaning.holds(said) and (len(others) == 1 or not _inside(hit, others)):
                    yield meaning, hit

    def denials(self, hits: Sequence[Hit]) -> list[tuple[Hit, Negation]]:
        """The negations among a sentence's hits; one inside a longer one, such as `no` in `no one`, is none."""
        found = [hit for hit in hits if hit.phrase in self._negations]
        return [(hit, rule) for hit in found if not _inside(hit, found) for rule in self._negations[hit.phrase]]


def doubted(
    meaning: Meaning, hit: Hit, sentence: Sentence, denials: Sequence[tuple[Hit, Negation]], *, hedged: bool
) -> bool:
    """Whether a negation reaches a hit; words of mere possibility count unless `hedged` is allowed.

    A cue that needs the negation, as `gas test` with `no` for a missing one, is not denied by it.
    """
    for other, rule in denials:
        if (rule.hedge and hedged) or other.phrase in meaning.needs:
            continue
        start, end = (hit.end, other.start) if rule.backward else (other.end, hit.start)
        if 0 <= end - start <= rule.reach and not _BREAK.search(sentence.between(start, end)):
            return True
    return False


def attribute_of(name: str, code: str, taxonomy: Taxonomy) -> str:
    """The attribute that a code of a list belongs to."""
    terms = taxonomy.lists.get(name, {})
    if name == "causes":
        while code in terms and terms[code].parent:
            code = terms[code].parent
        return AXES.get(code, "cause_plant")
    if name == "activities":
        return "phase" if code in terms and terms[code].more.get("phase") == "yes" else "activity"
    return next(attribute for attribute, of in LISTS.items() if of == name)


def _inside(hit: Hit, others: Sequence[Hit]) -> bool:
    """Whether a hit lies in a longer one."""
    _, start, end = hit
    for _, begin, stop in others:  # noqa: SIM110 - this runs for every hit, and `any` takes twice as long
        if begin <= start and end <= stop and stop - begin > end - start:
            return True
    return False


def _names(taxonomy: Taxonomy, glossary: Glossary, rules: Rules) -> Iterator[Cue]:
    """Cues from the names of codes, each with the weight that its attribute gives to names.

    A phrase that a rule file has for the same code, be it with weight 0, is left to that rule.
    """
    ruled = {(cue.list, cue.code, fold(phrase)) for cue in rules.cues for phrase in cue.phrases}
    names: dict[tuple[str, str], dict[str, None]] = {}
    for name in dict.fromkeys(LISTS.values()):
        for code, term in taxonomy.lists.get(name, {}).items():
            names[name, code] = dict.fromkeys((term.en, term.zh, *term.synonyms))
    for concept in glossary.concepts:
        name, _, code = concept.code.partition(":")
        if (name, code) in names:
            names[name, code].update(dict.fromkeys((*concept.en, *concept.zh)))
    for (name, code), said in names.items():
        rule = rules.attributes[attribute_of(name, code, taxonomy)]
        kept = tuple(
            phrase
            for phrase in said
            if phrase and (not phrase.isascii() or len(phrase) >= _SHORTEST) and (name, code, fold(phrase)) not in ruled
        )
        if rule.names and kept:
            yield Cue(name, code, kept, weight=rule.names)
