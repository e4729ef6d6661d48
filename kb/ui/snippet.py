"""The part of a passage that a result card shows."""

from __future__ import annotations

from collections.abc import Sequence

LENGTH = 460
"""Width of a snippet in columns; a Chinese character takes two."""

Ranges = tuple[tuple[int, int], ...]


def snippet(text: str, ranges: Sequence[tuple[int, int]], length: int = LENGTH) -> tuple[str, Ranges]:
    """The stretch of `text` with most highlighted characters, cut between words, and its own [start, end) ranges.

    Dots of ellipsis show where text was left out.
    """
    begin, end = _window(text, ranges, length)
    before, after = "… " if begin else "", " …" if end < len(text) else ""
    shift = len(before) - begin
    kept = tuple((max(a, begin) + shift, min(b, end) + shift) for a, b in ranges if a < end and b > begin)
    return before + _one_line(text[begin:end]) + after, kept


def _one_line(text: str) -> str:
    """Lines and list marks as dots between; every character keeps its place."""
    text = text.replace("\n- ", " • ").replace("\n", " ")
    return f"• {text[2:]}" if text.startswith("- ") else text


def _window(text: str, ranges: Sequence[tuple[int, int]], length: int) -> tuple[int, int]:
    if _columns(text) <= length:
        return 0, len(text)
    starts = [0, *(_sentence_start(text, a) for a, _ in ranges)]
    best = max(starts, key=lambda start: (_held(ranges, start, _end(text, start, length)), -start))
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
