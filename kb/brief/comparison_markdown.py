"""A comparison as Markdown: a table for each section, sources at the end."""

from __future__ import annotations

import re

from kb.brief.safe import one_line
from kb.model.comparison import SideBySide, Statement
from kb.wording import absent, say

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|$~&!])")


def plain(text: str) -> str:
    """Any text as part of one Markdown line or table cell that shows it letter by letter."""
    return _MARKUP.sub(r"\\\1", one_line(text))


def address(one: Statement) -> str:
    """Where a statement stands in the library: `CN-01#causes`, with what the case rests it on."""
    at = f"{one.document}#{one.anchor}" if one.anchor else one.document
    return f"{at} ({one.source})" if one.source else at


def markdown_of(found: SideBySide) -> bytes:
    """A Markdown file; bold is what the cases share."""
    language = found.language
    notes: dict[str, int] = {}

    def said(one: Statement) -> str:
        number = notes.setdefault(address(one), len(notes) + 1)
        text = plain(one.text)
        return f"{f'**{text}**' if one.shared else text} \\[{number}\\]"

    lines = [f"# {say(language, 'compare.title')}", "", plain(found.alike), "", plain(found.apart)]
    heads = [say(language, "compare.row"), say(language, "compare.mark")]
    heads += [f"{plain(one.id)} {plain(one.title)}" for one in found.columns]
    for section in found.sections:
        lines += ["", f"## {section.label}", "", f"| {' | '.join(heads)} |", f"|{' --- |' * len(heads)}"]
        for row in section.rows:
            cells = [plain(row.label), say(language, f"compare.{row.verdict.value}")]
            cells += ["<br>".join(map(said, cell)) or absent(section, language) for cell in row.cells]
            lines.append(f"| {' | '.join(cells)} |")
    lines += ["", f"## {say(language, 'compare.sources')}", ""]
    lines += [f"- \\[{number}\\] {plain(text)}" for text, number in notes.items()]
    return ("\n".join(lines) + "\n").encode()
