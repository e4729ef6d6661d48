"""The part of a passage that a result card shows."""

from __future__ import annotations

import re
from collections.abc import Sequence

LENGTH = 460
"""Width of a snippet in columns; a Chinese character takes two."""

Ranges = tuple[tuple[int, int], ...]

_CHINESE = re.compile(r"[\u4e00-\u9fff]")

_JOINTS = re.compile(r"\n- | \| |\n")
"""Where lines, list items and cells meet."""

_SENTENCE_ENDS = " \t.!?;:。！？；：…"


def snippet(
    text: str, ranges: Sequence[tuple[int, int]], length: int = LENGTH, *, chinese: bool | None = None
) -> tuple[str, Ranges]:
    """The stretch of `text` with most highlighted characters, cut between words, and its own [start, end) ranges.

    Of a text in two languages the stretch in the reader's is taken: `chinese` or not. Dots of ellipsis show where text
    was left out.
    """
    begin, end = _window(text, ranges, length, chinese)
    before, after = "… " if begin else "", " …" if end < len(text) else ""
    within = [(max(a, begin) - begin, min(b, end) - begin) for a, b in ranges if a < end and b > begin]
    line, kept = _one_line(text[begin:end], within)
    return before + line + after, tuple((a + len(before), b + len(before)) for a, b in kept if a < b)


def _one_line(text: str, ranges: Sequence[tuple[int, int]]) -> tuple[str, list[tuple[int, int]]]:
    """Lines, list marks and cells with marks between them, and the ranges where they are now."""
    if text.startswith("- "):
        text = f"• {text[2:]}"
    parts, done, moved = [], 0, []
    for found in _JOINTS.finditer(text):
        mark = _joint(found)
        parts += [text[done : found.start()], mark]
        moved.append((found.start(), found.end(), len(mark)))
        done = found.end()
    return "".join([*parts, text[done:]]), [(_moved(a, moved), _moved(b, moved)) for a, b in ranges]


def _joint(found: re.Match[str]) -> str:
    if found[0] == "\n- ":
        return " • "
    if found[0] == " | ":
        return ", "
    behind = found.string[: found.start()][-1:]
    return " · " if behind and behind not in _SENTENCE_ENDS else " "  # rows, and fields of a record


def _moved(place: int, joints: Sequence[tuple[int, int, int]]) -> int:
    shift = 0
    for start, end, length in joints:
        if place <= start:
            break
        shift += min(length - (end - start), 0) if place < end else length - (end - start)
    return place + shift


def _window(text: str, ranges: Sequence[tuple[int, int]], length: int, chinese: bool | None) -> tuple[int, int]:
    if _columns(text) <= length:
        return 0, len(text)
    starts = [0, *(_sentence_start(text, a) for a, _ in ranges)]
    own = [(a, b) for a, b in ranges if chinese is not None and bool(_CHINESE.search(text, a, b)) == chinese]

    def worth(start: int) -> tuple[int, int, int]:
        end = _end(text, start, length)
        return _held(own, start, end), _held(ranges, start, end), -start

    best = max(starts, key=worth)
    return best, _end(text, best, length)


def _held(ranges: Sequence[tuple[int, int]], begin: int, end: int) -> int:
    return sum(min(b, end) - max(a, begin) for a, b in ranges if a < end and b > begin)


def _end(text: str, begin: int, length: int) -> int:
    columns, place = 0, begin
    while place < len(text) and columns < length:
        columns += _columns(text[place])
        place += 1
    if place == len(text):
        return place
    blank = text.rfind(" ", begin, place)
    return blank if blank > begin + (place - begin) * 0.8 else place


def _sentence_start(text: str, place: int, back: int = 120) -> int:
    """Where the sentence around a place begins, at most `back` characters before it, else a word."""
    low = max(0, place - back)
    for at in range(place - 1, low - 1, -1):
        if text[at] in "。！？；\n" or (text[at] == " " and at and text[at - 1] in ".!?;"):
            return at + 1
    if low == 0:
        return 0
    blank = text.find(" ", low, place)
    return blank + 1 if blank >= 0 else low


def _columns(text: str) -> int:
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)
