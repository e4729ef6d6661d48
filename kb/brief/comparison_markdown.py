"""A comparison as Markdown: a table for each section, sources at the end."""

from __future__ import annotations

import re

from kb.brief.comparison_notes import case_sources, labels, noted, title
from kb.brief.safe import one_line
from kb.model.comparison import SideBySide, Statement
from kb.wording import absent, say

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|$~&!])")
_LIST = re.compile(r"^([+\-]|\d+[.)])(?=\s)")


def plain(text: str) -> str:
    """Any text as part of one Markdown line or table cell that shows it letter by letter."""
    return _LIST.sub(r"\\\1", _MARKUP.sub(r"\\\1", one_line(text)))


def markdown_of(found: SideBySide) -> bytes:
    """A Markdown file; bold is what the cases share."""
    language = found.language
    notes: dict[str, int] = {}

    def said(one: Statement, note: str) -> str:
        text = f"**{plain(one.text)}**" if one.shared else plain(one.text)
        return f"{text} \\[{notes.setdefault(note, len(notes) + 1)}\\]" if note else text

    lines = [f"# {plain(title(found))}", "", plain(found.alike), "", plain(found.apart), ""]
    lines += [say(language, "compare.bold")]
    heads = [say(language, "compare.row"), *(f"{plain(one.id)} {plain(one.title)}" for one in found.columns)]
    for section in found.sections:
        lines += ["", f"## {section.label}", "", f"| {' | '.join(heads)} |", f"|{' --- |' * len(heads)}"]
        for row in section.rows:
            cells = ["<br>".join(map(plain, labels(row, language)))]
            cells += ["<br>".join(said(*one) for one in noted(cell)) or absent(section, language) for cell in row.cells]
            lines.append(f"| {' | '.join(cells)} |")
    lines += ["", f"## {say(language, 'compare.places')}", ""]
    lines += [f"- \\[{number}\\] {plain(text)}" for text, number in notes.items()]
    if sources := case_sources(found):
        lines += ["", f"## {say(language, 'compare.sources')}", ""]
        lines += [f"- {plain(text)}" for text in sources]
    return ("\n".join(lines) + "\n").encode()
