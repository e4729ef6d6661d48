"""Parts of the text beside each other, sentence by sentence, with what several cases say marked as shared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kb.model.comparison import Row, Statement, Verdict
from kb.model.document import Role
from kb.model.passage import mark_of
from kb.text.analyse import index_terms
from kb.text.sentences import sentence_spans

if TYPE_CHECKING:
    from kb.compare.side_by_side import Case

SHARED = 0.34
"""Share of common content words (Dice) from which two sentences say the same."""

FEWEST = 3
"""Common content words that this needs at least."""

MOST = 40
"""Sentences shown of one part of a case."""

_SHORTEST = 4


def role_row(cases: Sequence[Case], role: Role, label: str) -> Row:
    """The sentences of a part of each case; one that each other telling case says likewise is shared."""
    cells = [_sentences(case, role) for case in cases]
    words = [[_content(one.text) for one in cell] for cell in cells]
    told = [own for own in words if own]
    marked = tuple(
        tuple(
            replace(one, shared=len(told) > 1 and all(_anywhere(own, o) for o in words if o and o is not column))
            for one, own in zip(cell, column, strict=True)
        )
        for cell, column in zip(cells, words, strict=True)
    )
    if not all(marked):
        return Row(role.value, label, Verdict.UNKNOWN, marked)
    same = all(one.shared for cell in marked for one in cell)
    return Row(role.value, label, Verdict.SAME if same else Verdict.DIFFERS, marked)


def _sentences(case: Case, role: Role) -> tuple[Statement, ...]:
    """In the document's own language where the part is told in several."""
    passages = [one for one in case.view.passages if one.role is role]
    own = [one for one in passages if one.language == case.view.summary.language] or passages
    found = [
        Statement(text, case.view.summary.id, one.anchor, mark_of(one.text))
        for one in own
        for start, end in sentence_spans(one.text)
        if len(text := one.text[start:end].strip(" \n-*#|")) >= _SHORTEST
    ]
    return tuple(found[:MOST])


def _content(text: str) -> frozenset[str]:
    return frozenset(term for term in index_terms(text) if len(term) > 3 or not term.isascii())


def _anywhere(own: frozenset[str], others: Sequence[frozenset[str]]) -> bool:
    return any(
        (both := len(own & other)) >= FEWEST and 2 * both >= SHARED * (len(own) + len(other)) for other in others
    )
