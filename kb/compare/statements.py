"""Parts of the text beside each other, sentence by sentence, with what several cases say marked as shared."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from kb.compare.parts import keys_of, named_by, opened_by, plain_words
from kb.model.comparison import Row, Statement, Verdict
from kb.model.document import Role
from kb.model.passage import mark_of
from kb.model.view import StoredPassage
from kb.text.analyse import index_terms
from kb.text.sentences import sentence_spans
from kb.wording import say

if TYPE_CHECKING:
    from kb.compare.side_by_side import Case

SHARED = 0.4
"""Share of common words (Dice) from which two sentences say the same."""

FEWEST = 3
"""Common words, other than those of every text, that this needs at least."""

MOST = 40
"""Sentences shown of one part of a case."""

READ = 1000
"""Sentences looked at in one part of a case."""

_CELL, _HEAD = " | ", "| "
_CLOSING = tuple(".!?:;。！？：；…”\"')）")
_CAPTION, _CAPTION_CHINESE = 8, 16
_SHORTEST, _LONGEST, _LETTERS = 4, 1200, 3
_LEAD_WORDS, _LEAD_DATED, _LEAD_CHINESE = 4, 7, 6
_BULLET = re.compile(r"^[\s|]*(?:[-*#•]+\s+)?")
_MOMENT = re.compile(r"((about|before|after|by) )?\d[\d:]*( [A-Z][a-z]+)?\.", re.IGNORECASE)
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_DENIAL = re.compile(
    r"\b(no|not|never|none|nobody|nothing|neither|nor|without|cannot)\b|n't\b|[未无没不非]", re.IGNORECASE
)
_FIGURE = re.compile(r"\s*(figure|fig\.|table|photo|图|表)\s*\d", re.IGNORECASE)
_SOURCE = re.compile(r"\((?:S\d+(?:, )?)+\)")


def role_rows(cases: Sequence[Case], role: Role, language: str) -> list[Row]:
    """A row for each part that a role of the text has in any case (what helped, what hurt), and one for what is left.

    In the language of the comparison where each case that tells of the role does so in it, else in each one's own.
    Statements that all telling cases make are shared; across languages nothing is judged.
    """
    read = [_passages(case, role, language if _all_speak(cases, role, language) else "") for case in cases]
    most = (MOST + 1) * (1 + len(keys_of(role)))
    told = [_told(case, passages, role, most) for case, passages in zip(cases, read, strict=True)]
    spoken = {passages[0].language for passages in read if passages}
    return [
        _row(key, say(language, f"compare.{key}"), [own.get(key, []) for own in told], len(spoken) < 2, language)
        for key in (role.value, *keys_of(role))
        if any(key in own for own in told)
    ]


def sentences_of(case: Case, role: Role) -> list[Statement]:
    """What a part of a case's text says, in its own language, sentence by sentence; of a long one the first `READ`."""
    return [one for told in _told(case, _passages(case, role, ""), role, READ).values() for one in told]


def unlisted(line: str) -> str:
    """A line without the mark of a list before it; a minus sign stays."""
    return _BULLET.sub("", line).strip()


def _row(key: str, label: str, told: Sequence[Sequence[Statement]], judged: bool, language: str) -> Row:
    cells = [list(own[:MOST]) for own in told]
    if judged:
        _mark(cells)
    same = judged and all(one.shared for cell in cells for one in cell)
    verdict = Verdict.UNKNOWN if not judged or not all(cells) else Verdict.SAME if same else Verdict.DIFFERS
    for cell, own in zip(cells, told, strict=True):
        if len(own) > MOST:
            cell.append(replace(own[MOST], text=say(language, "compare.rest")))
    return Row(key, label, verdict, tuple(map(tuple, cells)))


def _mark(cells: Sequence[list[Statement]]) -> None:
    """Mark each statement that every other telling case makes too, together with those it is like."""
    words = [[_content(one.text) for one in cell] for cell in cells]
    telling = [place for place, cell in enumerate(cells) if cell]
    if len(telling) < 2:
        return
    shared: set[tuple[int, int]] = set()
    for column in telling:
        for row, own in enumerate(words[column]):
            like = [
                [(other, n) for n, theirs in enumerate(words[other]) if _says_the_same(own, theirs)]
                for other in telling
                if other != column
            ]
            if all(like):
                shared.update([(column, row)], *like)
    for column, row in shared:
        cells[column][row] = replace(cells[column][row], shared=True)


def _all_speak(cases: Sequence[Case], role: Role, language: str) -> bool:
    told = [{one.language for one in case.view.passages if one.role is role} for case in cases]
    return all(language in spoken for spoken in told if spoken)


def _passages(case: Case, role: Role, language: str) -> list[StoredPassage]:
    passages = [one for one in case.view.passages if one.role is role]
    wanted = language or case.view.summary.language
    return [one for one in passages if one.language == wanted] or passages


def _told(case: Case, passages: Sequence[StoredPassage], role: Role, most: int) -> dict[str, list[Statement]]:
    """Statements by part; rows of tables, headings and captions only where the text has nothing else."""
    for rows in (False, True):
        told: dict[str, list[Statement]] = {}
        for key, one in islice(_statements(case, passages, role, rows), most):
            told.setdefault(key, []).append(one)
        if told:
            return told
    return {}


def _statements(
    case: Case, passages: Sequence[StoredPassage], role: Role, rows: bool
) -> Iterator[tuple[str, Statement]]:
    part = role.value
    for passage in passages:
        mark = mark_of(passage.text)
        for heading, anchor, piece in _pieces(case, passage):
            part = named_by(role, heading) or role.value if heading else part
            for line in piece.split("\n"):
                opened, rest = opened_by(role, unlisted(line))
                part = opened or part
                if line.startswith(_HEAD) or (not rows and not opened and (_CELL in line or _is_caption(line))):
                    continue
                for text in [_row_text(rest)] if _CELL in line else _sentences(rest):
                    if len(text) >= _SHORTEST:
                        shown = text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()} …"
                        yield part, Statement(shown, passage.document, anchor, mark)


def _pieces(case: Case, passage: StoredPassage) -> list[tuple[str, str, str]]:
    """Heading, anchor and text of each section in a passage; without a heading what goes on from the one before."""
    begins = {0: ("", passage.anchor)}
    for entry in sorted(case.view.outline, key=lambda one: one.depth):
        if entry.first == passage.seq and entry.heading:
            begins[entry.start] = entry.heading, entry.anchor
    starts = sorted(begins)
    ends = [*starts[1:], len(passage.text)]
    return [(*begins[start], passage.text[start:end]) for start, end in zip(starts, ends, strict=True)]


def _sentences(line: str) -> Iterator[str]:
    """The sentences of a line; a date or a catchword that begins it stays with the sentence that it is about."""
    begins: int | None = None
    for place, (start, end) in enumerate(sentence_spans(line)):
        begins = start if begins is None else begins
        sentence = line[start:end].strip()
        if end < len(line) and (_MOMENT.fullmatch(sentence) or (not place and _leads_in(sentence))):
            continue
        yield line[begins:end].strip()
        begins = None


def _leads_in(sentence: str) -> bool:
    if not sentence.isascii() and " " not in sentence:
        return len(sentence) <= _LEAD_CHINESE
    most = _LEAD_DATED if _NUMBER.search(_SOURCE.sub("", sentence)) else _LEAD_WORDS
    return len(sentence.split()) <= most and not sentence.endswith("?")


def _is_caption(line: str) -> bool:
    """Whether a line is a heading, a caption or an address: short, no item of a list, without an end of a sentence."""
    if _FIGURE.match(line):
        return True
    if _BULLET.sub("", line) != line or line.rstrip().endswith(_CLOSING):
        return False
    return len(line.split()) <= _CAPTION if line.isascii() or " " in line else len(line) <= _CAPTION_CHINESE


def _row_text(row: str) -> str:
    name, *values = (cell.strip() for cell in row.split(_CELL))
    return f"{name}: {', '.join(filter(None, values))}" if name else ""


@dataclass(frozen=True, slots=True)
class _Content:
    """The words of a sentence that say something, its figures, and whether it denies."""

    words: frozenset[str]
    figures: frozenset[str]
    denies: bool


def _content(text: str) -> _Content:
    plain = _SOURCE.sub("", text)
    terms = (term for term in index_terms(plain) if "_" not in term)
    return _Content(
        frozenset(term for term in terms if (len(term) > _LETTERS or not term.isascii()) and not term.isdigit()),
        frozenset(_NUMBER.findall(plain)),
        bool(_DENIAL.search(plain)),
    )


def _says_the_same(own: _Content, other: _Content) -> bool:
    """Whether two sentences have enough words in common; with other figures, or where one denies, they do not."""
    both = own.words & other.words
    return (
        len(both - plain_words()) >= FEWEST
        and 2 * len(both) >= SHARED * (len(own.words) + len(other.words))
        and own.denies == other.denies
        and (own.figures == other.figures or not (own.figures and other.figures))
    )
