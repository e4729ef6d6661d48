"""Where the words of a question stand in a passage, and which of them."""

from __future__ import annotations

from kb.search.question import Question
from kb.text.analyse import Token, bigrams, words


def found(text: str, question: Question) -> tuple[list[Token], list[Token]]:
    """(words, Chinese character pairs) of the passage that the question or its glossary expansion names."""
    return (
        words(text, question.terms),
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


def reasons(tokens: list[Token], question: Question) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(words of the question found, glossary names found in their place), each once, in order."""
    own: dict[str, None] = {}
    names: dict[str, None] = {}
    for token in tokens:
        (own if token.term in question.own else names).setdefault(question.spoken[token.term])
    return tuple(own), tuple(names)
