"""The one place where document text meets markup: escaping for HTML and for Markdown, and links that are links."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from kb.brief.safe import web_address

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|$:~^=&@/\"'])")
_JOINED = re.compile(r"(:(?=/)|www(?=\.)|@|-(?=[->])|<(?=[-=])|>(?==))", re.IGNORECASE)
_SPACE = re.compile(r"\s+")


def text(value: object) -> str:
    """Any text as HTML that shows it letter by letter, in an element or inside a quoted attribute."""
    return html.escape(str(value), quote=True)


def markdown(value: object) -> str:
    """Any text as one line of Streamlit Markdown that shows it letter by letter: no link, formula, icon or list.

    Bare addresses become links and `->` an arrow even where escaped; an invisible word joiner inside prevents that.
    """
    line = _SPACE.sub(" ", str(value)).strip()
    return _MARKDOWN.sub(r"\\\1", _JOINED.sub("\\1\u2060", line))


def marked(value: str, ranges: Iterable[tuple[int, int]]) -> str:
    """Text as HTML with `<mark>` around [start, end) character ranges; senseless ranges are left out."""
    parts: list[str] = []
    done = 0
    for start, end in sorted(ranges):
        start = max(start, done)
        end = min(end, len(value))
        if start >= end:
            continue
        parts += (text(value[done:start]), "<mark>", text(value[start:end]), "</mark>")
        done = end
    parts.append(text(value[done:]))
    return "".join(parts)


def link(address: str, label: str) -> str:
    """HTML: the label, as a link in a new tab where the address is a web address."""
    target = web_address(address)
    if target is None:
        return text(label)
    return f'<a href="{text(target)}" target="_blank" rel="noopener noreferrer">{text(label)}</a>'
