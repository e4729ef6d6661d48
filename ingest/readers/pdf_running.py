"""What a PDF repeats or only points with: running heads and feet, page numbers, contents pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from ingest.readers.pdf_order import Line

EDGE = 0.15
"""Share of the page height, at the top and at the bottom, in which heads and feet stand."""

_NUMBER = re.compile(r"\d+|(?<![a-z])[ivxl]+(?![a-z])", re.IGNORECASE)
ANY_HEIGHT = -10

_SPACED_FIGURES = re.compile(r"(?<=\d) (?=\d)")
_FOLIO = re.compile(r"(?:page|p\.?|第)?[-–—·|]*(?:\d{1,4}|[ivxl]{1,7})[-–—·|]*(?:页|(?:of|/|共)\d+页?)?", re.IGNORECASE)
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}
_LEADER = re.compile(r"(?:[.…·．_]\s?){4,}\s*[-–(（]?\s*(?:\d{1,4}|[ivxl]{1,7})\s*[-–)）]?$", re.IGNORECASE)
_ENDS_IN_FOLIO = re.compile(r"\S\s*(?<![\d.,])(\d{1,4}|[ivxl]{1,7})$", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:table of )?contents|list of (?:tables|figures)|figures|tables|目\s*[录次]", re.IGNORECASE)


def without_running(pages: Sequence[Sequence[Line]], heights: Sequence[float]) -> list[list[Line]]:
    """The pages without heads and feet.

    A line at the upper or lower edge is one when it stands on several pages at the same height with the same words,
    apart from a number that counts with the pages; and so is a lone page number.
    """
    least = 2 if len(pages) <= 4 else 3
    seen: Counter[tuple[str, int]] = Counter()
    for number, (lines, height) in enumerate(zip(pages, heights, strict=True)):
        seen.update({sign for line in lines if _at_edge(line, height) for sign in _signs(line, number)})

    def is_running(line: Line, number: int) -> bool:
        return any(sum(seen[text, slot + step] for step in (-1, 0, 1)) >= least for text, slot in _signs(line, number))

    kept: list[list[Line]] = []
    for number, (lines, height) in enumerate(zip(pages, heights, strict=True)):
        dropped: set[int] = set()
        for upper in (True, False):
            edge = [line for line in lines if _at_edge(line, height) and (line.base < height / 2) == upper]
            for line in sorted(edge, key=lambda line: line.base, reverse=not upper):
                if not is_running(line, number) and not _beside(line, lines, dropped):
                    break
                if is_running(line, number):
                    dropped.add(id(line))
        kept.append([line for line in lines if id(line) not in dropped])
    return kept


def _at_edge(line: Line, height: float) -> bool:
    return not line.rows and (line.base < EDGE * height or line.base > (1 - EDGE) * height)


def _beside(line: Line, lines: Iterable[Line], dropped: set[int]) -> bool:
    """Whether a line shares its row with one that was dropped: then it does not end the run of heads."""
    return any(id(other) in dropped and abs(other.base - line.base) < line.size for other in lines)


def _signs(line: Line, number: int) -> Iterator[tuple[str, int]]:
    """What to know a running line by on other pages: its words, a number told relative to the page's, and its height.

    Words with a number that counts may stand at any height (pages lie across, too).
    """
    slot = round(line.base / 3)
    text = _SPACED_FIGURES.sub("", line.text.casefold())
    yield _compact(text), slot
    if _FOLIO.fullmatch(_compact(text)):
        yield "folio", slot
    for found in _NUMBER.finditer(text):
        offset = _value(found.group()) - number
        before, after = _compact(text[: found.start()]), _compact(text[found.end() :])
        # What is called a page needs no counting: the first pages may be numbered apart (i, ii, iii).
        sign = f"{before}\0{'' if before.endswith(('page', '第')) else offset}\0{after}"
        yield sign, ANY_HEIGHT if sum(c.isalpha() for c in before + after) >= 4 else slot


def _compact(text: str) -> str:
    return "".join(text.split())


def _value(numeral: str) -> int:
    if numeral.isdigit():
        return int(numeral)
    digits = [_ROMAN[letter] for letter in numeral.lower()]
    return sum(-a if a < b else a for a, b in pairwise([*digits, 0]))


def without_contents(lines: Sequence[Line]) -> list[Line]:
    """One page's lines without its table of contents: rows that end in dot leaders or in climbing page numbers."""
    if _is_contents_page(lines):
        return []
    entries = [index for index, line in enumerate(lines) if _is_entry(line)]
    dropped: set[int] = set()
    for run in _runs(entries):
        dotted = sum(bool(_LEADER.search(lines[index].text)) for index in run)
        if len(run) < (3 if dotted * 2 >= len(run) else 6) or not _climbs([_folio(lines[index]) for index in run]):
            continue
        first = run[0]
        while first > 0 and (_CONTENTS.fullmatch(lines[first - 1].text.strip()) or _is_start(lines, first)):
            first -= 1
        dropped.update(range(first, run[-1] + 1))
    return [line for index, line in enumerate(lines) if index not in dropped]


def _is_contents_page(lines: Sequence[Line]) -> bool:
    """Whether a page with the title of a list (contents, figures) is little but entries that end in page numbers."""
    pieces = [piece for line in lines for piece in line.pieces]
    if not any(_CONTENTS.fullmatch(piece.text) for piece in pieces):
        return False
    folios = sum(bool(_FOLIO.fullmatch(piece.text)) for piece in pieces)
    return folios >= 8 and folios >= 0.6 * (len(pieces) - folios)


def _is_start(lines: Sequence[Line], index: int) -> bool:
    """Whether the line before an entry is the first part of its wording, or a title between entries."""
    return index >= 2 and _CONTENTS.fullmatch(lines[index - 2].text.strip()) is not None


def _is_entry(line: Line) -> bool:
    if line.rows:
        return False
    if _LEADER.search(line.text):
        return True
    last = line.pieces[-1].text
    return len(line.pieces) > 1 and bool(_FOLIO.fullmatch(last)) and any(c.isalpha() for c in line.pieces[0].text)


def _runs(entries: Sequence[int]) -> Iterator[list[int]]:
    """Entries that stand at most three lines apart."""
    run: list[int] = []
    for index in entries:
        if run and index - run[-1] > 3:
            yield run
            run = []
        run.append(index)
    if run:
        yield run


def _folio(line: Line) -> int:
    found = _ENDS_IN_FOLIO.search(line.text.rstrip("-–)） "))
    return _value(found.group(1)) if found else 0


def _climbs(folios: Sequence[int]) -> bool:
    return sum(a <= b for a, b in pairwise(folios)) >= 0.7 * (len(folios) - 1)
