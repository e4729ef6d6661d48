"""Which language a text is in: the few that the search side treats differently."""

from __future__ import annotations

import re

SAMPLE = 6000
"""Characters looked at; more would not change the answer."""

HAN_WEIGHT = 3
"""One Chinese character says about as much as three Latin letters."""

BOTH = "mul"
"""Code (ISO 639-2) of a text in Chinese and English."""

BOTH_SHARE = 0.3
"""Part of such a text that each of its languages has at least."""

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_ACCENTED = re.compile(r"[\u00c0-\u024f]")
_OTHER = re.compile(r"[\u0370-\u1fff\u3040-\u30ff\u3130-\u318f\uac00-\ud7af]")
_WORD = re.compile(r"[a-z\u00df-\u024f]+")

_ENGLISH = frozenset(
    "the of and to in is was were for that on with by be are at as or from it this which an not have has had shall "
    "must should will may been their its there when who any all if than after before into during no such".split()
)
_FOREIGN = frozenset(
    "der die das und ist nicht mit von den dem des ein eine zu für auf wurde werden bei durch "
    "le la les du et est une dans pour que qui sur par au aux pas sont avec "
    "el los las una del y en es por con para se al como fue su "
    "il di che della delle dei nel sono gli un per "
    "de het een van op niet met zijn voor werd "
    "o os da do em uma não foi com ao pela "
    "och att som är av på har inte og til er det som ikke".split()
)


def language_of(text: str) -> str:
    """`zh`, `en` or `und` for neither; short Latin text counts as English.

    Rule based: the share of Chinese characters against letters of other scripts, then function words. Only a text that
    plainly speaks another language (its function words outnumber the English ones, or a long accented text has none)
    is `und`; so are texts without letters.
    """
    sample = text[:SAMPLE]
    han, latin, other = len(_HAN.findall(sample)), len(_LATIN.findall(sample)), len(_OTHER.findall(sample))
    if not han + latin + other or other > max(latin, han * HAN_WEIGHT) or other > han > latin:
        return "und"
    if han * HAN_WEIGHT >= latin:
        return "zh" if other * 4 < han or not other else "und"
    return "en" if _reads_as_english(sample.lower(), latin) else "und"


def languages_of(text: str) -> str:
    """As `language_of`, but `mul` for a text in Chinese and English, such as a rule with its translation beside it."""
    sample = text[:SAMPLE]
    han, latin = len(_HAN.findall(sample)) * HAN_WEIGHT, len(_LATIN.findall(sample))
    both = min(han, latin) > 0 and min(han, latin) >= BOTH_SHARE * (han + latin)
    language = language_of(text)
    return BOTH if both and language != "und" else language


def _reads_as_english(sample: str, letters: int) -> bool:
    words = _WORD.findall(sample)
    english = sum(word in _ENGLISH for word in words)
    foreign = sum(word in _FOREIGN for word in words)
    if len(words) >= 6 and foreign > english and foreign >= 0.15 * len(words):
        return False
    return not (len(words) >= 30 and english < 0.02 * len(words) and len(_ACCENTED.findall(sample)) >= 0.02 * letters)
