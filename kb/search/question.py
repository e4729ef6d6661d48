"""Understanding a question: its language, its terms, and what other names its terms go by."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from kb.model.result import Filter, SearchRequest
from kb.search.conditions import Conditions
from kb.text.analyse import Token, bigrams, fold, index_terms, index_tokens, stop_words
from kb.text.glossary import Glossary
from kb.text.language import language_of

MAX_CHARACTERS = 4_000
"""A longer question is cut: nothing after that changes what it is about."""

SYNONYM_WEIGHT = 0.4
"""Weight of a term that the glossary adds beside one that the user wrote."""

_PHRASE = re.compile(r'["“「『]([^"”」』]{2,200})["”」』]')


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. `terms` are weighted index terms, `own` those that the user wrote, `expansions` (from, to) pairs.

    `spoken` maps a term to the words of the question or the glossary name that it stands for.
    """

    text: str
    language: str
    filters: tuple[Filter, ...]
    phrases: tuple[str, ...]
    terms: dict[str, float]
    own: frozenset[str]
    expansions: tuple[tuple[str, str], ...]
    spoken: dict[str, str] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether there is no word to search for."""
        return not self.terms


def understand(request: SearchRequest, glossary: Glossary, conditions: Conditions) -> Question:
    """The question behind a request; what is a condition rather than a topic becomes a filter."""
    text = " ".join(request.text.split())[:MAX_CHARACTERS]
    filters = request.filters
    if request.understand:
        text, found = conditions.pull_out(text)
        filters += tuple(one for one in found if one.name not in {given.name for given in request.filters})
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
                    _add(terms, spoken, name)
    return Question(
        text=text,
        language=language_of(text),
        filters=filters,
        phrases=tuple(fold(phrase) for phrase in _PHRASE.findall(request.text)),
        terms=terms,
        own=own,
        expansions=tuple(expansions),
        spoken=spoken,
    )


def _asked(text: str) -> list[Token]:
    """The index terms of a question; what a Chinese stop word has a part in is none."""
    said = [(token.start, token.end) for token in stop_words(text)]
    return [
        token for token in index_tokens(text) if not any(start < token.end and token.start < end for start, end in said)
    ]


def _add(terms: dict[str, float], spoken: dict[str, str], name: str) -> None:
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
