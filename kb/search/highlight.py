"""Where the words of a question stand in a passage, and which of them."""

from __future__ import annotations

from kb.search.question import Question, terms_of_name
from kb.text.analyse import Token, bigrams, words


def found(text: str, question: Question) -> tuple[list[Token], list[Token]]:
    """(words, Chinese character pairs) of the passage that the question or its glossary expansion names."""
    pairs_alone = {term for term in question.terms if len(term) == 2 and not term.isascii()} - question.own
    return (
        words(text, question.terms.keys() - pairs_alone),
        [token for token in bigrams(text) if token.term in question.terms],
    )


def ranges(tokens: list[Token], text: str) -> tuple[tuple[int, int], ...]:
    """Character ranges [start, end) to highlight, merged where they touch or only a blank lies between."""
    merged: list[tuple[int, int]] = []
    for token in sorted(tokens, key=lambda token: (token.start, token.end)):
        if merged and (token.start <= merged[-1][1] or not text[merged[-1][1] : token.start].strip()):
            merged[-1] = (merged[-1][0], max(merged[-1][1], token.end))
        else:
            merged.append((token.start, token.end))
    return tuple(merged)


def reasons(tokens: list[Token], pairs: list[Token], question: Question) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(words of the question found, glossary names found in their place), each once.

    A name counts when all of it is there: `gas` alone is no liquefied petroleum gas. Where nothing else is, the names
    of which a part is there are told.
    """
    there = {token.term for token in (*tokens, *pairs)}
    own = dict.fromkeys(question.spoken[token.term] for token in tokens if token.term in question.own)
    named = {name: _words(name) for _, name in question.expansions}
    names = [name for name, terms in named.items() if terms <= there and not terms <= question.own]
    if not own and not names:
        names = [name for name, terms in named.items() if terms & there]
    return tuple(own), tuple(names)


def _words(name: str) -> set[str]:
    """Index terms of a name that a passage shows: words and Chinese character pairs, not pairs of words."""
    return {term for term in terms_of_name(name) if "_" not in term}
