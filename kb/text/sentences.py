"""Where sentences end, in English and Chinese."""

from __future__ import annotations

import re
from bisect import bisect_right

_CANDIDATE = re.compile(
    r"\n\s*"  # a new line
    r"|(?:[。！？；]|……?)+[”’」』）》】\"')\]]*\s*"  # Chinese stops with what closes after them
    r"|[.!?]+[\"'”’)\]]*(?:\s+|$|(?=[\u4e00-\u9fff]))"  # Western stops before a blank
)
_PROTECTED = re.compile(
    r"“[^“”\n]{0,400}”|「[^「」\n]{0,400}」|《[^《》\n]{0,200}》|（[^（）\n]{0,300}）|\([^()\n]{0,300}\)"
    r'|(?:(?<=\s)|(?<=\()|^)"[^"\n]{1,400}"(?=[\s.,;:!?)]|$)',
    re.MULTILINE,
)
_LAST_TOKEN = re.compile(r"[^\s(\[“\"'（]+\Z")
_NEXT_WORD = re.compile(r"[A-Za-z]+")

_ABBREVIATIONS = frozenset(
    "art arts no nos fig figs sec secs sect ch chap para paras reg regs vol p pp ed eds cl pt app eq tab ref refs "
    "e.g i.e cf vs viz approx ca est max min temp dr mr mrs ms prof st mt capt col gen lt sgt sen rep gov hon rev "
    "jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun dept div al ibid resp incl excl "
    "stat supp subpt".split()
)
_ENDING_ABBREVIATIONS = frozenset(
    "etc inc ltd co corp plc llc jr sr a.m p.m u.s u.k u.n e.u u.s.c ph.d b.v s.a n.v approx hr hrs min mins ft lb lbs "
    "gal".split()
)
_STARTERS = frozenset(
    "the a an in on at it its this that these those he she they we you i there when while after before during as if "
    "however for no all both each every one two three some most many by from to with under following although "
    "because since once then thus therefore employees employers workers".split()
)


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """[start, end) of each sentence; together they cover the whole text, trailing blanks with the sentence before.

    A new line always ends a sentence. Full stops of abbreviations, initials, numbers (`1.5`, `10.25`, `1910.120`) and
    list markers do not, nor does anything between a quotation mark or bracket and its close on the same line.
    """
    starts, ends = _protected(text)
    spans: list[tuple[int, int]] = []
    begin = 0
    for found in _CANDIDATE.finditer(text):
        end = found.end()
        if text[found.start()] == "\n":
            if not text[begin : found.start()].strip():
                continue
        else:
            place = bisect_right(starts, found.start()) - 1
            if place >= 0 and found.start() + len(found.group().rstrip()) < ends[place]:
                continue
            if not _ends_sentence(text, begin, found):
                continue
        if end > begin:
            spans.append((begin, end))
            begin = end
    if begin < len(text):
        spans.append((begin, len(text)))
    return spans


def _protected(text: str) -> tuple[list[int], list[int]]:
    spans = [found.span() for found in _PROTECTED.finditer(text)]
    return [start for start, _ in spans], [end for _, end in spans]


def _ends_sentence(text: str, begin: int, found: re.Match[str]) -> bool:
    stop = found.group().rstrip()
    following = text[found.end() : found.end() + 40]
    if stop[0] in "。！？；…":
        return not following.startswith(("，", "、", "：", "；", "。", ",", "的"))
    if not following:
        return True
    if following[0].islower() or following[0] in ",;:)]，、；：）":
        return False
    if not stop.startswith(".") or stop.startswith(".."):
        return True
    token = _LAST_TOKEN.search(text, begin, found.start())
    if token is None:
        return False
    word = token.group().lower()
    at_line_start = not text[begin : token.start()].strip(" \t([（")
    if at_line_start and re.fullmatch(r"\(?(?:\d+(?:\.\d+)*|[a-z]|[ivxl]+)\)?", word):
        return False
    next_word = _NEXT_WORD.match(following)
    starter = next_word is not None and next_word.group().lower() in _STARTERS
    if word in _ENDING_ABBREVIATIONS or re.fullmatch(r"(?:[a-z]\.)*[a-z]", word):
        return starter and word not in _ABBREVIATIONS
    return word not in _ABBREVIATIONS
