"""Numbers that a text states, in digits or words of either language."""

from __future__ import annotations

import re

from kb.text.numerals import CHINESE, chinese_number

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = dict(zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True))
_VALUES = {**{word: value for value, word in enumerate(_ONES)}, **_TENS}
_SCALES = {"hundred": 100, "thousand": 1000}
_DIGITS = re.compile(r"\d+(?:[,，]\d{3})*(?:\.\d+)?")
_SPELLED = re.compile(
    rf"\b(?:{'|'.join((*_VALUES, *_SCALES))})(?:(?:[\s-]+(?:and\s+)?)(?:{'|'.join((*_VALUES, *_SCALES))}))*\b",
    re.IGNORECASE,
)
_CHINESE = re.compile(f"[{CHINESE}]+")
_TEN_THOUSAND = re.compile(r"(\d+(?:\.\d+)?)万")
_NONE = re.compile(
    r"\b(?:nobody|no one|none|no (?:\w+ ){0,3}(?:deaths?|dead|casualties|fatalities)|without (?:a )?death)\b"
    "|无人(?:员)?(?:死亡|伤亡)|没有(?:人|人员)(?:死亡|伤亡)|未造成人员(?:死亡|伤亡)|无(?:人员)?(?:死亡|伤亡)",
    re.IGNORECASE,
)


def numbers_in(text: str) -> frozenset[float]:
    """Every number stated; 0 also where the text says that nobody died.

    Knows 1,234, twenty-eight, a hundred and five, 二十八 and 1.5万.
    """
    found = {float(re.sub("[,，]", "", number)) for number in _DIGITS.findall(text)}
    found |= {_spelled(match[0]) for match in _SPELLED.finditer(text)}
    found |= {float(number) for run in _CHINESE.findall(text) if (number := chinese_number(run)) is not None}
    found |= {float(number) * 10_000 for number in _TEN_THOUSAND.findall(text)}
    if _NONE.search(text):
        found.add(0.0)
    return frozenset(found)


def _spelled(phrase: str) -> float:
    total = part = 0
    for word in re.findall("[a-z]+", phrase.lower()):
        if word in _VALUES:
            part += _VALUES[word]
        elif word == "hundred":
            part = max(part, 1) * 100
        elif word == "thousand":
            total, part = total + max(part, 1) * 1000, 0
    return float(total + part)
