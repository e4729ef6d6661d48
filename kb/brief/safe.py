"""Text of documents made safe for what it is written into: XML, spreadsheet cells, one-line fields, links."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BREAK = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SPACE = re.compile(r"\s+")
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


def xml_text(text: str) -> str:
    """Text without the characters that XML 1.0 forbids (controls, lone surrogates), its line ends as newlines."""
    return _NOT_XML.sub("", _BREAK.sub("\n", text))


def one_line(text: str) -> str:
    """The same in one line, every run of white space a blank."""
    return _SPACE.sub(" ", xml_text(text)).strip()


def cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula: what begins like one gets an apostrophe before it.

    These beginnings are those that OWASP names for CSV injection, full-width ones too.
    """
    clean = xml_text(text)
    return f"'{clean}" if clean.lstrip(" \u00a0\u3000\ufeff").startswith(_FORMULA) else clean


def web_address(value: str) -> str | None:
    """The address when it is a plain http or https one, None for everything else (`javascript:`, `file:`, ...)."""
    value = value.strip()
    if any(ord(letter) <= 0x20 for letter in value) or xml_text(value) != value:
        return None
    try:
        parts = urlsplit(value)
    except ValueError:
        return None
    return value if parts.scheme in ("http", "https") and parts.hostname else None
