"""Understanding a question: its language, its terms, and what other names its terms go by."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from kb.model.result import Filter, SearchRequest
from kb.search.conditions import Conditions
from kb.search.lookups import Lookups, Named
from kb.search.sheet import Sheet
from kb.text.analyse import Token, bigrams, fold, index_terms, index_tokens, stop_words
from kb.text.glossary import Glossary
from kb.text.language import language_of

MAX_CHARACTERS = 4_000
"""A longer question is cut: nothing after that changes what it is about."""

SYNONYM_WEIGHT = 0.4
"""Weight of a term that the glossary adds beside one that the user wrote."""

DEMANDED = 4
"""Quoted words are demanded where fewer terms than this stand beside them; in a longer question they weigh more."""

_PHRASE = re.compile(r'["“「『]([^"”」』]{2,200})["”」』]')


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. `terms` are weighted index terms, `own` those that the user wrote, `expansions` (from, to) pairs.

    `spoken` maps a term to the words of the question or the glossary name that it stands for. `phrases` are quoted
    words, `demanded` where the question is hardly more. `named` is what the words name exactly; a question is `bare`
    where its words are conditions and nothing else. `corrections` are (said, meant) pairs of words that are probably
    misspelt.
    """

    text: str
    language: str
    filters: tuple[Filter, ...]
    phrases: tuple[str, ...]
    terms: dict[str, float]
    own: frozenset[str]
    expansions: tuple[tuple[str, str], ...]
    spoken: dict[str, str] = field(default_factory=dict)
    demanded: bool = False
    named: Named = field(default_factory=Named)
    bare: bool = False
    corrections: tuple[tuple[str, str], ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is no word to search for."""
        return not self.terms


def understand(request: SearchRequest, glossary: Glossary, conditions: Conditions, lookups: Lookups) -> Question:
    """The question behind a request: conditions become filters, exact names look-ups, the rest is what to search for.

    Where nothing is left to search for, all words are.
    """
    text = " ".join(request.text.split())[:MAX_CHARACTERS]
    filters, named, bare = request.filters, Named(), False
    if request.understand:
        sheet = Sheet.of(text, request.as_words)
        named = lookups.read(sheet)
        understood, unknown = conditions.read(sheet, {given.name for given in request.filters})
        filters += understood
        named = Named(named.found, named.unknown + unknown)
        bare = bool(understood) and not index_terms(sheet.rest)
        text = sheet.rest if index_terms(sheet.rest) else sheet.text
    terms: dict[str, float] = {}
    spoken: dict[str, str] = {}
    for token in _asked(text):
        terms[token.term] = terms.get(token.term, 0.0) + 1.0
        spoken.setdefault(token.term, text[token.start : token.end])
    own = frozenset(terms)
    expansions: list[tuple[str, str]] = []
    if request.expand:
        unwanted = {fold(name) for name in request.leave_out}
        for mention in glossary.mentions(text):
            for _, name in mention.others():
                if fold(name) not in unwanted:
                    expansions.append((mention.words, name))
                    add_name(terms, spoken, name)
    return Question(
        text=text,
        language=language_of(text),
        filters=filters,
        phrases=tuple(fold(phrase) for phrase in _PHRASE.findall(request.text)),
        terms=terms,
        own=own,
        expansions=tuple(expansions),
        spoken=spoken,
        demanded=len(set(_asked(_PHRASE.sub(" ", text)))) < DEMANDED,
        named=named,
        bare=bare,
    )


def _asked(text: str) -> list[Token]:
    """The index terms of a question; what a Chinese stop word has a part in is none."""
    said = [(token.start, token.end) for token in stop_words(text)]
    return [
        token for token in index_tokens(text) if not any(start < token.end and token.start < end for start, end in said)
    ]


def add_name(terms: dict[str, float], spoken: dict[str, str], name: str) -> None:
    """Add a glossary name; its terms share one weight, so that a long name does not outweigh the question."""
    named = terms_of_name(name)
    weight = SYNONYM_WEIGHT / max(1, len(named)) ** 0.5
    for term in named:
        if term not in terms:
            terms[term] = weight
            spoken[term] = name


@lru_cache(maxsize=8_192)
def terms_of_name(name: str) -> frozenset[str]:
    """Index terms of a glossary name; a Chinese one by its character pairs, which needs no segmenter."""
    if any(character.isascii() and character.isalnum() for character in name):
        return frozenset(index_terms(name))
    return frozenset(token.term for token in bigrams(name)) or frozenset({fold(name)})
