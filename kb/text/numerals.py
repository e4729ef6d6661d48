"""Numbers as legal texts print them: Chinese, Roman, letters."""

from __future__ import annotations

import re
import unicodedata

CHINESE = "〇零○一二三四五六七八九十百千两"
"""Characters of a printed Chinese number, for use inside a regular expression's brackets."""

_DIGITS = {**{c: i for i, c in enumerate("零一二三四五六七八九")}, "〇": 0, "○": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_ROMAN_FORM = re.compile(r"m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")


def chinese_number(printed: str) -> int | None:
    """The value of 一百一十九, 二〇一九 or 119 (full-width digits too), or None where it is no number."""
    text = unicodedata.normalize("NFKC", printed).strip()
    if text.isdecimal():
        return int(text)
    if not text or any(c not in _DIGITS and c not in _UNITS for c in text):
        return None
    if not any(c in _UNITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    total = digit = 0
    for c in text:
        if c in _UNITS:
            total += (digit or 1) * _UNITS[c]
            digit = 0
        else:
            digit = _DIGITS[c]
    return total + digit


def chinese_numeral(value: int) -> str:
    """一 to 九百九十九, as articles are numbered."""
    digits = "零一二三四五六七八九"
    hundreds, rest = divmod(value, 100)
    tens, ones = divmod(rest, 10)
    text = f"{digits[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else digits[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (digits[ones] if ones else "")


def roman_number(printed: str) -> int | None:
    """The value of a Roman number in either case, or None."""
    text = printed.lower()
    if not text or not _ROMAN_FORM.fullmatch(text):
        return None
    values = [_ROMAN[c] for c in text]
    return sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))


def letter_number(printed: str) -> int | None:
    """The place of a letter: a is 1, z 26, aa 27 and bb 28 (doubled letters, as US rules go on after z), or None."""
    text = printed.lower()
    if not text.isascii() or not text.isalpha() or len(text) > 3 or len(set(text)) != 1:
        return None
    return ord(text[0]) - ord("a") + 1 + 26 * (len(text) - 1)
