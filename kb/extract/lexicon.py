"""Finding many phrases in a text in one pass, whole words in English and characters in Chinese."""

from __future__ import annotations

from collections.abc import Iterable
from string import ascii_lowercase, digits
from typing import Any, NamedTuple

from kb.text.analyse import fold

_WORD = frozenset(ascii_lowercase + digits)
"""Characters that may not stand beside a whole English word."""


class Hit(NamedTuple):
    """A phrase found at characters [start, end) of the folded text; `phrase` is its number."""

    phrase: int
    start: int
    end: int


class Lexicon:
    """Phrases numbered in the order of adding; found with Aho-Corasick, every occurrence, overlapping ones too."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._forms: dict[str, list[tuple[int, bool]]] = {}
        self._automaton: Any = None

    def __len__(self) -> int:
        return len(self._numbers)

    def add(self, phrase: str) -> int:
        """The number of a phrase, added when it is new; phrases that fold to the same are the same."""
        said = " ".join(fold(phrase).split())
        known = self._numbers.get(said)
        if known is not None:
            return known
        number = self._numbers[said] = len(self._numbers)
        for form, is_open in _forms(said):
            self._forms.setdefault(form, []).append((number, is_open))
        return number

    def build(self) -> None:
        """Make the automaton; to be called once after the last phrase."""
        import ahocorasick

        automaton = ahocorasick.Automaton()
        for form, owners in self._forms.items():
            automaton.add_word(
                form,
                (
                    len(form),
                    form[0].isascii() and form[0].isalnum(),
                    form[-1].isascii() and form[-1].isalnum(),
                    tuple(owners),
                ),
            )
        automaton.make_automaton()
        self._automaton = automaton
        self._forms = {}

    def find(self, folded: str) -> list[Hit]:
        """Every phrase in a text that is already folded (`kb.text.analyse.fold`)."""
        hits: list[Hit] = []
        if not self._numbers:
            return hits
        size = len(folded)
        for last, (length, opens, closes, owners) in self._automaton.iter(folded):
            start, end = last - length + 1, last + 1
            if opens and start and folded[start - 1] in _WORD:
                continue
            word_end = end
            while closes and word_end < size and folded[word_end] in _WORD:
                word_end += 1
            for number, is_open in owners:
                if is_open or word_end == end:
                    hits.append(Hit(number, start, word_end))
        return hits


def _forms(said: str) -> Iterable[tuple[str, bool]]:
    """The ways a phrase is written: itself, its plural, hyphens for blanks; `is_open` when any ending may follow."""
    is_open = said.endswith("*")
    said = said.rstrip("*")
    if not said:
        return
    written = {said}
    if said.isascii() and not is_open and said[-1].isalpha() and len(said) > 3:
        if said.endswith(("s", "x", "ch", "sh")):
            written.add(said + "es")
        elif said.endswith("y") and said[-2] not in "aeiou":
            written.add(said[:-1] + "ies")
        else:
            written.add(said + "s")
    for form in tuple(written):
        if " " in form:
            written.add(form.replace(" ", "-"))
        if "-" in form:
            written.add(form.replace("-", " "))
    for form in written:
        yield form, is_open
