"""Where the words of a question stand in a passage."""

from __future__ import annotations

from kb.search.question import Question
from kb.text.analyse import Token, index_tokens, words


def found_tokens(text: str, question: Question) -> list[Token]:
    """Tokens of the passage that the question (or its glossary expansion) names; no pairs."""
    return [token for token in index_tokens(text) if token.term in question.terms and "_" not in token.term]


def ranges(tokens: list[Token], text: str) -> tuple[tuple[int, int], ...]:
    """Character ranges [start, end) to highlight, merged where they touch or only a blank lies between."""
    merged: list[tuple[int, int]] = []
    for token in sorted(tokens, key=lambda token: (token.start, token.end)):
        if merged and (token.start <= merged[-1][1] or not text[merged[-1][1] : token.start].strip()):
            merged[-1] = (merged[-1][0], max(merged[-1][1], token.end))
        else:
            merged.append((token.start, token.end))
    return tuple(merged)


def reasons(text: str, question: Question) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(words of the question found, glossary names found in their place), each once, in order."""
    found: dict[str, None] = {}
    names: dict[str, None] = {}
    for token in words(text):
        if token.term in question.own:
            found.setdefault(question.spoken[token.term])
        elif token.term in question.terms:
            names.setdefault(question.spoken[token.term])
    return tuple(found), tuple(names)
