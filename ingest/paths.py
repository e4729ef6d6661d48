"""Heading paths of passages, shortened to their share of the token budget."""

from __future__ import annotations

from collections.abc import Callable, Sequence

Counter = Callable[[Sequence[str]], list[int]]
"""Token counts of texts as the model sees them, special tokens included."""

PATH_SHARE = 0.25
"""Most of the budget that the heading path may take."""

LEAST = 8
"""Tokens below which a shortened name says nothing."""


def context_of(path: tuple[str, ...], text: str) -> str:
    """The text the model sees, as `Passage.context` has it."""
    return " > ".join(path) + "\n" + text if path else text


class Names:
    """Heading paths, shortened to their share of the budget."""

    def __init__(self, title: str, count_tokens: Counter, budget: int) -> None:
        self._title = title
        self._count = count_tokens
        self._share = int(budget * PATH_SHARE)
        self._short: dict[str, str] = {}
        self._tokens: dict[str, int] = {}

    def shorten(self, names: set[str]) -> None:
        """Learn the length of names; only those that could be too long are counted."""
        doubtful = sorted(name for name in {*names, self._title} if len(name) > self._share)
        counts = self._count(doubtful) if doubtful else []
        self._tokens = {name: _estimate(name) for name in (*names, self._title)}
        self._tokens |= dict(zip(doubtful, counts, strict=True))

    def path(self, names: Sequence[str]) -> tuple[str, ...]:
        """Title and names, each cut to an even share of the room where they are too long together.

        Where that leaves too little for each, the middle ones go first and the title last but one.
        """
        whole = [name for name in dict.fromkeys((self._title, *names)) if name]
        if sum(self._tokens[name] + 1 for name in whole) <= self._share:
            return tuple(whole)
        while len(whole) > 1 and self._share // len(whole) < LEAST + 2:
            del whole[1 if len(whole) > 2 else 0]
        room = self._share // len(whole) - 2
        return tuple(self._fit(name, max(room, 1)) for name in whole)

    def fit(self, words: str, room: int) -> str:
        """Words of unknown length, shortened to about `room` tokens."""
        self._tokens.setdefault(words, self._count([words])[0])
        return self._fit(words, room)

    def _fit(self, name: str, room: int) -> str:
        tokens = self._tokens[name]
        if tokens <= room:
            return name
        keep = name[: max(1, len(name) * room // tokens)]
        if " " in keep and not keep[-1:] >= "\u3400":
            keep = keep.rsplit(" ", 1)[0]
        return keep.rstrip(" ,;:，；：") + "…"


def _estimate(name: str) -> int:
    """About as many tokens as a short name has: a Chinese character is one, three other characters are."""
    wide = sum(c >= "\u2e80" for c in name)
    return wide + (len(name) - wide) // 3 + 1
