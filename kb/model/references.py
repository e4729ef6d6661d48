"""References to legal texts and standards: the keys under which a document is looked up by its number or its name.

Cards and questions are read by the same rules, so that `Decree No. 708 of the State Council` finds `国务院令第708号`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_ISSUERS = {
    "国务院": ("state council", "国务院"),
    "主席": ("presidential", "president", "国家主席", "主席"),
    "应急管理部": ("ministry of emergency management", "mem", "应急管理部", "应急部"),
    "安监总局": (
        "state administration of work safety",
        "saws",
        "国家安全生产监督管理总局",
        "国家安全监管总局",
        "安全监管总局",
        "国家安监总局",
        "安监总局",
    ),
    "劳动部": ("ministry of labour", "ministry of labor", "劳动部"),
}
"""Issuers of numbered orders, by one name each."""

_SPELLED = {spelling: issuer for issuer, spellings in _ISSUERS.items() for spelling in spellings}
_BODY = "|".join(sorted(map(re.escape, _SPELLED), key=len, reverse=True))
_BEFORE, _AFTER = r"(?<![a-z0-9])", r"(?![a-z0-9])"
_INNER = r"((?:\s?\((?:[a-z]{1,2}|\d{1,2}|[ivx]{1,5})\))*)"


@dataclass(frozen=True, slots=True)
class Reference:
    """A document number in a text, at [start, end).

    `keys` are looked up in turn. `section` is the section that the number itself names (`1910.146`), `inner` what
    follows it in brackets (`k`, `1`). `editions` is the key of all editions of a standard of which one is named. A
    reference that is not `certain` may be an ordinary number.
    """

    start: int
    end: int
    keys: tuple[str, ...]
    section: str = ""
    inner: tuple[str, ...] = ()
    editions: str = ""
    certain: bool = True


def folded(text: str) -> str:
    """Text as references are read in it: NFKC, lower case."""
    return unicodedata.normalize("NFKC", text).lower()


def name_key(text: str) -> str:
    """What is left of a name when case, spaces and punctuation do not count; `11·22` and `11.22` are one."""
    dotted = re.sub(r"(?<=\d)\s*[.·•・‧]\s*(?=\d)", "·", folded(text))
    return re.sub(r"[^\w·]+|_|(?<!\d)·|·(?!\d)", "", dotted)


def references(text: str) -> list[Reference]:
    """The document numbers in a text, first to last, none inside another."""
    said = folded(text)
    if len(said) != len(text):
        return []
    found = [one for read in _READERS for one in read(said)]
    found.sort(key=lambda one: (one.start, -one.end))
    apart: list[Reference] = []
    for one in found:
        if not apart or one.start >= apart[-1].end:
            apart.append(one)
    return apart


def number_keys(numbers: Iterable[str]) -> tuple[str, ...]:
    """Every key under which a document with these numbers is found, the less exact ones included."""
    keys: list[str] = []
    for number in numbers:
        for one in references(unicodedata.normalize("NFKC", number)):
            keys += one.keys[:1]
            keys += _looser(one.keys[0])
        keys += _parts(folded(number))
    return tuple(dict.fromkeys(keys))


def name_keys(titles: Iterable[str]) -> tuple[str, ...]:
    """Keys of titles and other names, and of the shorter ones that people use: without brackets, year or state."""
    keys: list[str] = []
    for title in titles:
        bare = re.sub(r"\s*[(（][^()（）]*[)）]\s*", " ", title).strip()
        shorter = re.sub(r"(?:,? (?:of )?(?:19|20)\d\d)$", "", bare)
        state = re.sub(r"^中华人民共和国", "", shorter)
        directive = re.match(r"(.{4,40}?) Directive\b", shorter)
        inside = re.findall(r"[(（]([A-Z][A-Za-z0-9]{3,15})[)）]", title)
        named = [title, bare, shorter, state, *inside]
        if directive:
            named += [directive[0], directive[1]]
        keys += [key for key in map(name_key, named) if len(key) > 1]
    return tuple(dict.fromkeys(keys))


def _looser(key: str) -> list[str]:
    """Less exact forms of a key: an order without its issuer, a standard without its year, a section without title."""
    if order := re.fullmatch(r".*(令\d+)", key):
        return [order[1]]
    if standard := re.fullmatch(r"([a-z]+\d[\d.]*)-\d{4}", key):
        return [standard[1]]
    if section := re.fullmatch(r"\d+(cfr.+)", key):
        return [section[1]]
    return []


def _orders(said: str) -> Iterator[Reference]:
    """`State Council Decree 708`, `Decree No. 708 of the State Council`, `国务院令第708号`, `第708号令`."""
    english = rf"(?:{_BEFORE}({_BODY})\s+)?{_BEFORE}(decree|order)\s*(?:(no)\.?\s*|#)?(\d{{1,4}}){_AFTER}"
    for m in re.finditer(rf"{english}(?:\s+of\s+(?:the\s+)?({_BODY}){_AFTER})?", said):
        issuer = m[1] or m[5]
        if m[2] == "decree" or issuer or m[3]:
            yield Reference(m.start(), m.end(), _order(issuer, m[4]))
    issued = rf"({_BODY}|[\u4e00-\u9fff]{{1,8}}[部委局署])?"
    for m in re.finditer(rf"{issued}\s*令?\s*(?:令\s*第?\s*(\d{{1,4}})\s*号|第?\s*(\d{{1,4}})\s*号令)", said):
        yield Reference(m.start(), m.end(), _order(m[1], m[2] or m[3]))


def _order(issuer: str | None, number: str) -> tuple[str, ...]:
    return (f"{_SPELLED.get(issuer, issuer) if issuer else ''}令{int(number)}",)


def _standards(said: str) -> Iterator[Reference]:
    """`GB/T 29639-2020`, `AQ 9007`, `ISO 45001:2018`, `NFPA 1660`."""
    bodies = r"(gb|aq|yj|ws|xf|ga|hg|sh|sy|mt|tsg|iso|iec|nfpa|ansi|api|astm|bs|en)(?:\s*/\s*[tz])?"
    number = r"\s*(\d{2,6}(?:\.\d{1,3})?)(?:\s*[-:–—]\s*((?:19|20)\d\d))?"
    for m in re.finditer(f"{_BEFORE}{bodies}{number}{_AFTER}", said):
        plain = f"{m[1]}{m[2]}"
        if m[3]:
            yield Reference(m.start(), m.end(), (f"{plain}-{m[3]}",), editions=plain)
        else:
            yield Reference(m.start(), m.end(), (plain,), certain=not re.fullmatch(r"(19|20)\d\d", m[2]))


def _federal(said: str) -> Iterator[Reference]:
    """`29 CFR 1910.146(k)(1)`, `40 CFR Part 68`, `§ 75.1501`, and the bare numbers of the OSHA parts."""
    titled = (
        rf"{_BEFORE}(\d{{1,2}})\s*c\.?\s?f\.?\s?r\.?\s*(?:parts?\s*|§+\s*|sections?\s*)?(\d{{1,4}})(?:\.(\d{{1,4}}))?"
    )
    for m in re.finditer(rf"{titled}{_INNER}{_AFTER}", said):
        yield _federal_reference(m, f"{m[1]}cfr", m[2], m[3], m[4])
    bare = r"(?:§+\s*(\d{1,4})|(?<![\w.,/-])(19(?:04|10|15|17|18|26)))\.(\d{1,4})"
    for m in re.finditer(rf"{bare}{_INNER}(?![\d,]|\.\d|[a-z])", said):
        yield _federal_reference(m, "cfr", m[1] or m[2], m[3], m[4])


def _federal_reference(m: re.Match[str], title: str, part: str, section: str | None, inner: str) -> Reference:
    if section is None:
        return Reference(m.start(), m.end(), (f"{title}{part}",))
    number = f"{part}.{section}"
    return Reference(m.start(), m.end(), (f"{title}{number}", f"{title}{part}"), number, _inside(inner))


def _european(said: str) -> Iterator[Reference]:
    """`Directive 2012/18/EU`, `2012/18/EU`, `SI 2015/483`, `SOR/2019-51`, `C174`."""
    for m in re.finditer(rf"{_BEFORE}(?:directive\s+)?((?:\d{{2}}|\d{{4}})/\d{{1,4}})/(?:eu|ec|eec){_AFTER}", said):
        yield Reference(m.start(), m.end(), (f"eu{m[1]}",))
    for m in re.finditer(rf"{_BEFORE}directive\s+(\d{{4}}/\d{{1,4}})(?![\w/])", said):
        yield Reference(m.start(), m.end(), (f"eu{m[1]}",))
    statutory = r"(?:s\.?i\.?|statutory instrument)\s*(\d{4})\s*(?:/|no\.?)\s*(\d{1,4})"
    for m in re.finditer(f"{_BEFORE}{statutory}{_AFTER}", said):
        yield Reference(m.start(), m.end(), (f"si{m[1]}-{m[2]}",))
    for m in re.finditer(rf"{_BEFORE}sor\s*/\s*(\d{{2,4}})-(\d{{1,4}}){_AFTER}", said):
        yield Reference(m.start(), m.end(), (f"sor{m[1]}-{m[2]}",))
    labour = r"(?:ilo\s*(?:convention\s*)?(?:no\.?\s*)?c?\s*|convention\s*(?:no\.?\s*)?)(\d{1,3})|(c)(\d{3})"
    for m in re.finditer(f"{_BEFORE}(?:{labour}){_AFTER}", said):
        yield Reference(m.start(), m.end(), (f"c{m[1] or m[3]}",), certain=m[2] is None)


def _papers(said: str) -> Iterator[Reference]:
    """`国办发〔2024〕5号`, with any kind of brackets; `42 USC 11003(c)`."""
    for m in re.finditer(r"([\u4e00-\u9fff]{2,8})\s*[〔\[(【](\d{4})[〕\])】]\s*第?\s*(\d{1,4})\s*号", said):
        names = [m[1][i:] for i in range(len(m[1]) - 1)]
        yield Reference(m.start(), m.end(), tuple(f"{name}{m[2]}-{int(m[3])}" for name in names))
    for m in re.finditer(rf"{_BEFORE}(\d{{1,2}})\s*u\.?s\.?c\.?\s*§*\s*(\d{{1,5}}){_INNER}{_AFTER}", said):
        yield Reference(m.start(), m.end(), (f"{m[1]}usc{m[2]}",), m[2], _inside(m[3]))


_READERS = (_orders, _standards, _federal, _european, _papers)


def _inside(printed: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\(([^)]+)\)", printed))


def _parts(said: str) -> list[str]:
    """Every part of `30 CFR Part 49 subpart B, Part 50, Part 75`, and every section of `42 USC 11001-11050`."""
    keys: list[str] = []
    title = re.search(r"(\d{1,2})\s*cfr", said)
    if title:
        for part in re.findall(r"part\s+(\d{1,4})", said):
            keys += [f"{title[1]}cfr{part}", f"cfr{part}"]
    for code, first, last in re.findall(r"(\d{1,2})\s*usc\s*(\d{1,5})\s*[-–]\s*(\d{1,5})", said):
        keys += [f"{code}usc{number}" for number in range(int(first), min(int(last), int(first) + 200) + 1)]
    return keys
