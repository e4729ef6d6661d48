"""Paragraphs from lines of plain text: joined where a line was only wrapped, parted where a numbered unit begins."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from kb.text.lines import join_lines, tidy

_NUMERAL = "[0-9０-９一二三四五六七八九十百千零〇两]+"
_CHINESE_UNIT = re.compile(
    rf"第{_NUMERAL}(?:编|分编|章|节|条)(?:之{_NUMERAL})?(?!的|规定|第|和|、|至|或|及|款|项)"
    rf"|[（(]{_NUMERAL}[)）]|[一二三四五六七八九十]+、|[0-9]+[、．](?![0-9])"
)
_WESTERN_UNIT = re.compile(
    r"(?i:art(?:icle|\.)|section|sec\.|part|chapter|subpart|annex|appendix|schedule|regulation)"
    r"\s+(?:[0-9]+[0-9A-Za-z.()-]*|[IVXLC]+|[A-Z])(?![A-Za-z])"
    r"|§+\s*[0-9]|\((?:[a-z]{1,2}|[ivx]{1,5}|[0-9]{1,3}|[A-Z])\)\s|[0-9]{1,3}(?:\.[0-9]{1,3}){1,5}\.?\s|[0-9]{1,3}[.)]\s"
)
_BULLET = re.compile(r"([-*•●■▪◆·])\s+(?=\S)")
_INDENT = re.compile(r"\s*(?:\u3000{2}|\xa0{4})")
_FINISHED = re.compile(r"[.!?;:。！？；：]['\"”’)）」』\]]*$")
_LISTED = re.compile(r"[,;，；]\s*(?:and|or|和|或者?)?$")
_LINKED = re.compile(r"(?:、|\b(?:and|or|of|in|under|to|with|by|see))$")
_WRAPPED_COLUMNS = range(40, 161)


def begins_unit(line: str) -> bool:
    """Whether a line opens with a structural unit's number: `第二条`, `（一）`, `Article 5`, `§ 12`, `(a)`, `1.1`."""
    return bool(_CHINESE_UNIT.match(line) or _WESTERN_UNIT.match(line))


def bullet(line: str) -> tuple[str, str]:
    """The bullet that a line begins with (empty where there is none) and the rest of the line."""
    found = _BULLET.match(line)
    return (found.group(1), line[found.end() :]) if found else ("", line)


def is_finished(line: str) -> bool:
    """Whether a line ends as a sentence, or a part of a list, ends."""
    return _FINISHED.search(line) is not None


def groups(lines: Iterable[str]) -> Iterator[list[str]]:
    """The runs of lines between blank ones."""
    run: list[str] = []
    for line in lines:
        if tidy(line):
            run.append(line)
        elif run:
            yield run
            run = []
    if run:
        yield run


def paragraphs(lines: Iterable[str], *, whole: bool = False) -> Iterator[str]:
    """The paragraphs of a text, wrapped lines joined.

    Blank lines part paragraphs, so do numbered units, bullets and an indent of two full-width blanks. Where the text
    is not wrapped, each line is a paragraph; `whole` says that lines without a blank one between them belong together.
    """
    runs = list(groups(lines))
    width = 0 if whole else _wrap_width(runs)
    for run in runs:
        if whole:
            width = max(map(_columns, run))
        part: list[str] = []
        for line in run:
            if part and not _goes_on(part[-1].strip(), line, width, whole):
                yield join_lines(part)
                part = []
            part.append(line)
        yield join_lines(part)


def _columns(line: str) -> int:
    """The printed width of a line, two columns for a Chinese character; long lines are cut."""
    return len(line[:400].strip().encode("gb18030", "replace"))


def _wrap_width(runs: Sequence[Sequence[str]]) -> int:
    """The column at which the text is wrapped, or 0 where its lines are paragraphs."""
    widths = sorted(_columns(line) for run in runs for line in run[:-1])
    if not widths or (width := widths[len(widths) * 9 // 10]) not in _WRAPPED_COLUMNS:
        return 0
    full = [line for run in runs for line in run[:-1] if _columns(line) >= width * 0.8]
    return width if sum(map(is_finished, (line.rstrip() for line in full))) * 2 < len(full) else 0


def _goes_on(before: str, line: str, width: int, whole: bool) -> bool:
    """Whether a line belongs to the paragraph of the line before it."""
    start = line.strip()
    if _INDENT.match(line) or bullet(start)[0]:
        return False
    full = width in _WRAPPED_COLUMNS and _columns(before) >= width * 0.75
    if begins_unit(start):
        return not (is_finished(before) or _LISTED.search(before)) and (full or _LINKED.search(before) is not None)
    return whole or full or (start[0].islower() and not is_finished(before))
