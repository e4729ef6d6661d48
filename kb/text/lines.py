"""Lines of a page back into running text, in Latin and in Chinese script."""

from __future__ import annotations

import re
from collections.abc import Iterable

_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffe\uffff\ud800-\udfff]+"
)
_BLANKS = re.compile(r"\s+")
_CJK = re.compile(
    "[\u2e80-\u2fdf\u3000-\u303f\u3040-\u30ff\u3100-\u312f\u31a0-\u31ff\u3200-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\U00020000-\U0003ffff]"
)
_CJK_PUNCTUATION = re.compile("[\u3000-\u303f\ufe30-\ufe4f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff60]")
_BROKEN_WORD = re.compile(r"(?:^|[\s(\[“\"'‘/])([^\W\d_]+)[-\u2010]$")
_NEXT_WORD = re.compile(r"[^\W\d_]+")
_COMPOUND_FIRST = re.compile(
    "all|cross|full|half|high|long|low|near|non|off|on|one|self|semi|short|single|two|three|well|x", re.IGNORECASE
)
_WORD_ENDINGS = re.compile(
    "ages?|by|ed|en|en(?:ed|ing)|er|er(?:ed|ing|s)|est|ings?|ion|itude|lights?|ly|ness|s|to|ways?"
)
_SUSPENDED = frozenset(("and", "or", "to", "und", "et"))


def tidy(text: str) -> str:
    """The text with every run of blanks (full-width and no-break ones too) as one, and without invisible characters."""
    return _BLANKS.sub(" ", _INVISIBLE.sub("", text)).strip()


def is_cjk(character: str) -> bool:
    """Whether one character belongs to Chinese or Japanese text, its punctuation and full-width forms included."""
    return _CJK.match(character) is not None


def join_lines(lines: Iterable[str]) -> str:
    """One paragraph from its printed lines.

    Latin lines are joined with a blank, Chinese ones without. A word that was broken at the end of a line is put
    together (`emer-`, `gency`). A compound keeps its hyphen as far as can be told without a dictionary: by its first
    word (`self-`), capitals (`LPG-`), digits (`24-`) or a hyphen before (`state-of-the-`).
    """
    parts: list[str] = []
    broken = False
    for raw in lines:
        line = tidy(raw)
        if not line:
            continue
        if parts and not broken:
            kept, blank = _joint(parts[-1], line)
            parts[-1] = kept
            if blank:
                parts[-1] += " "
        parts.append(line)
        broken = raw.rstrip().endswith("\xad")
    return "".join(parts)


def _joint(before: str, after: str) -> tuple[str, bool]:
    """What stays of the line before, and whether a blank follows it."""
    end, start = before[-1], after[0]
    if end in "-\u2010" and len(before) > 1 and not before[-2].isspace():
        found = _NEXT_WORD.match(after)
        word = found.group() if found else ""
        if word in _SUSPENDED and len(after) > len(word):
            return before, True
        fragment = _BROKEN_WORD.search(before[-80:])
        if fragment and start.islower() and not _is_compound(fragment.group(1), word):
            return before[:-1], False
        return before, not start.isalnum()
    return before, _blank_between(end, start)


def _is_compound(first: str, second: str) -> bool:
    if first.isupper():
        return True
    return bool(_COMPOUND_FIRST.fullmatch(first)) and not _WORD_ENDINGS.fullmatch(second)


def _blank_between(end: str, start: str) -> bool:
    left, right = is_cjk(end), is_cjk(start)
    if left and right:
        return False
    if not left and not right:
        return True
    if _CJK_PUNCTUATION.match(end) or _CJK_PUNCTUATION.match(start):
        return False
    return (start if left else end).isalpha()
