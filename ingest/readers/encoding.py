"""The encoding of a text file: what English and Chinese offices produce, told apart by what the text would say."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from kb.errors import ReadError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 200_000
_PLAUSIBLE = 0.7
_DAMAGED = 0.05
_ADVICE = "Save it as text in UTF-8 and add it again; if it is no text file, save it as PDF or DOCX."


def _common_characters() -> tuple[frozenset[str], frozenset[str]]:
    """What ordinary Chinese is written with: level 1 of GB 2312 (3,755 characters) and of Big5 (5,401)."""
    gb = bytes(b for lead in range(0xB0, 0xD8) for trail in range(0xA1, 0xFF) for b in (lead, trail))
    trails = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    big5 = bytes(b for lead in range(0xA4, 0xC7) for trail in trails for b in (lead, trail))
    return frozenset(gb.decode("gb2312", "ignore")), frozenset(big5.decode("big5", "ignore"))


_SIMPLIFIED, _TRADITIONAL = _common_characters()
_CJK_SIGNS = frozenset("　、。·—…‘’“”〔〕〈〉《》「」『』【】±×÷℃‰①②③④⑤⑥⑦⑧⑨⑩㈠㈡㈢㈣㈤○〇№§°") | {
    chr(c) for c in range(0xFF01, 0xFF5F)
}
_SECOND_LEVEL = frozenset(
    bytes(b for lead in range(0xD8, 0xF8) for trail in range(0xA1, 0xFF) for b in (lead, trail)).decode(
        "gb2312", "ignore"
    )
)
_LATIN_SIGNS = frozenset("‘’“”–—…•€£©®™°±²³µ·¼½¾×÷§¶«»¿¡†‡‰\xa0\xad")
_LATIN_WORDS = re.compile("(?<=[A-Za-z])[À-ÖØ-öø-ÿŒœŠšŽžŸƒ]|[À-ÖØ-öø-ÿŒœŠšŽžŸƒ](?=[A-Za-z])")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f]")
_NOT_ASCII = re.compile("[^\x00-\x7f]")
_IDEOGRAPHS = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]")

_GUESSES = {
    "gb18030": _SIMPLIFIED | _CJK_SIGNS,
    "utf-16-le": _SIMPLIFIED | _TRADITIONAL | _CJK_SIGNS | _LATIN_SIGNS,
    "utf-16-be": _SIMPLIFIED | _TRADITIONAL | _CJK_SIGNS | _LATIN_SIGNS,
    "cp1252": _LATIN_SIGNS,
    "big5": _TRADITIONAL | _CJK_SIGNS,
}
"""Encodings without a mark, the likelier first, and the characters outside ASCII that speak for each."""

_DECLARED = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "big5": "big5hkscs",
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
}
"""What browsers read where a page declares the name on the left (WHATWG Encoding Standard)."""


def decode(data: bytes, declared: str = "") -> tuple[str, str]:
    """The text of a file's bytes and the name of their encoding.

    A byte-order mark decides, then `declared` (the file's own word for it) where the bytes agree, then strict UTF-8,
    then which of GB18030, UTF-16, CP1252 and Big5 gives the most ordinary text, then charset-normalizer. Bytes that
    do not fit become U+FFFD. Raises ReadError where no encoding gives text.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data.decode(name, "replace"), name
    if declared and (text := _strict(data, _DECLARED.get(declared.lower(), declared))) is not None:
        return text, _DECLARED.get(declared.lower(), declared.lower())
    text = _strict(data, "utf-8")
    if text is not None and not _is_binary(text):
        return text, "utf-8"
    sample = _sample(data)
    if _is_damaged_utf8(sample):
        return data.decode("utf-8", "replace"), "utf-8"
    wide = len(re.findall(rb"[\x00\x80-\xff]", sample)) * 4 > len(sample)
    scores = {name: _plausibility(sample, name) for name in _GUESSES if wide or not name.startswith("utf-16")}
    best = max(scores, key=lambda name: scores[name])
    if scores[best] < _PLAUSIBLE:
        best = _detected(sample)
    return data.decode(best, "replace"), best


def read_text(path: Path) -> tuple[str, str]:
    """A text file's content and the name of its encoding. Raises ReadError, naming the file."""
    try:
        return decode(path.read_bytes())
    except OSError as error:
        raise ReadError(
            f"{path.name} cannot be opened: {error.strerror}", "Check that the file is still there."
        ) from error
    except ReadError as error:
        raise ReadError(f"{path.name}: {error.message}", error.advice) from error


def _strict(data: bytes, encoding: str) -> str | None:
    """The text if all bytes fit. One character cut off by the end of the data is left out, if others are like it."""
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(data)
        return data.decode(encoding) if text.isascii() else text
    except (UnicodeDecodeError, LookupError):
        return None


def _is_binary(text: str) -> bool:
    sample = text[:_SAMPLE]
    return len(_CONTROLS.findall(sample)) * 50 > len(sample)


def _sample(data: bytes) -> bytes:
    """The beginning, or the place where the first byte outside ASCII stands."""
    first = re.search(rb"[\x80-\xff]", data)
    start = data.rfind(b"\n", 0, first.start()) + 1 if first and first.start() > _SAMPLE // 2 else 0
    return data[start : start + _SAMPLE]


def _is_damaged_utf8(sample: bytes) -> bool:
    text = sample.decode("utf-8", "replace")
    foreign, lost = len(_NOT_ASCII.findall(text)), text.count("\ufffd")
    return lost <= foreign * _DAMAGED and not _is_binary(text)


def _plausibility(sample: bytes, encoding: str) -> float:
    """From 0 to 1: how ordinary the text is that the encoding makes of the bytes."""
    text = sample.decode(encoding, "replace")
    usual = _GUESSES[encoding]
    foreign = _NOT_ASCII.findall(text)
    weight = float(len(text) - len(foreign) - len(_CONTROLS.findall(text)))
    if encoding != "gb18030" and encoding != "big5":
        weight += len(_LATIN_WORDS.findall(text))
    for character in foreign:
        if character in usual:
            weight += 1
        elif _IDEOGRAPHS.match(character):
            weight += 0.6 if character in _SECOND_LEVEL else 0.2
    return weight / max(1, len(text))


def _detected(sample: bytes) -> str:
    from charset_normalizer import from_bytes

    found = from_bytes(sample[:20_000]).best()
    if found is None or b"\x00" in sample or _is_binary(str(found)):
        raise ReadError("the bytes are no text in any encoding known here", _ADVICE)
    return found.encoding
