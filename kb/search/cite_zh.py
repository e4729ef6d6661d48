"""Citations as Chinese writes them: 《生产安全事故应急条例》（国务院令第708号，2019-02-17）第二十二条."""

from __future__ import annotations

import re

from kb.model.cards import AnyCard
from kb.model.case import CaseCard
from kb.model.document import Kind, Role
from kb.model.regulation import RegulationCard
from kb.text.numerals import chinese_numeral

ROLES = {
    Role.SUMMARY: "概要",
    Role.SITE: "现场情况",
    Role.SEQUENCE: "事故经过",
    Role.CAUSES: "事故原因",
    Role.CONSEQUENCES: "事故后果",
    Role.RESPONSE: "应急处置",
    Role.LESSONS: "事故教训",
    Role.REFERENCES: "参考资料",
}
"""What the parts of a case are called where its own headings are not Chinese."""

DIGEST = "〔摘编〕"

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_REPORT = re.compile(r"investigation report\b", re.IGNORECASE)
_ARTICLE = re.compile(
    r"(?P<of>Law |Reg\. )?Arts?\. (?P<numbers>\d+(?:\(\w+\))?(?:(?:-|, ?)(?:\d+)?(?:\(\w+\))?)*)(?P<rest> .+)?"
)
_NUMBER = re.compile(r"(?P<dash>-)?(?P<article>\d+)?(?:\((?P<clause>\w+)\))?")
_CLAUSE = re.compile(r"\d+(?:\.\d+)*")


def citation_zh(card: AnyCard, label: str = "", page: int | None = None, role: Role | None = None) -> str:
    """Name of the document, then article or section, then page."""
    name = _document(card)
    section = _section(card, label, role)
    parts = [name + section] if section.startswith("第") and name.endswith(("》", "）", "〕")) else [name, section]
    if page is not None:
        parts.append(f"第{page}页")
    return "，".join(part for part in parts if part)


def article_zh(label: str, *, chinese_law: bool) -> str:
    """An article as Chinese names it; `第八十二条` in laws of China, `第82条` in others; other labels as they are.

    A clause of a Chinese standard, printed as a bare number, becomes `第6.1条`.

    The numbers in brackets after an article (`Art. 21(6),(7)`) are its items or paragraphs; Chinese names them apart
    (项, 款), the label does not, so they stay in brackets: `第二十一条（六）（七）`.
    """
    found = _ARTICLE.fullmatch(label)
    if found is None:
        return f"第{label}条" if chinese_law and _CLAUSE.fullmatch(label) else label
    words = ""
    for one in _NUMBER.finditer(found["numbers"]):
        if one["article"]:
            joint = "至" if one["dash"] else "、"
            words += (joint if words else "") + f"第{_count(one['article'], chinese_law)}条"
        if one["clause"]:
            words += f"（{_count(one['clause'], chinese_law)}）"
    of = {"Law ": "法", "Reg. ": "条例"}.get(found["of"] or "", "")
    return of + words + (found["rest"] or "")


def _count(digits: str, chinese: bool) -> str:
    return chinese_numeral(int(digits)) if chinese and digits.isdecimal() and 0 < int(digits) < 1000 else digits


def _document(card: AnyCard) -> str:
    name = card.title_zh or card.title
    if isinstance(card, RegulationCard):
        name = _in_marks(name)
        number = card.number_zh or card.number or (card.citation if _CHINESE.search(card.citation) else "")
        date = card.edition or card.adopted or card.effective or ""
        inside = [number, date if date not in number else ""]
        return _with(name, inside) + (DIGEST if card.digest else "")
    if isinstance(card, CaseCard) and card.sources:
        return _with(name, _source(card, name))
    date = card.edition or ""
    return _with(_in_marks(name) if card.kind is Kind.PLAN else name, [date] if date not in name else [])


def _section(card: AnyCard, label: str, role: Role | None) -> str:
    if isinstance(card, RegulationCard):
        return article_zh(label, chinese_law=card.country == "CN")
    return ROLES.get(role, label) if label and role and not _CHINESE.search(label) else label


def _source(card: CaseCard, name: str) -> list[str]:
    """The first source: a Chinese investigation report by its kind, for its title is that of the accident."""
    source = card.sources[0]
    if card.title_zh and card.place.country == "CN" and _REPORT.match(source.title):
        return ["调查报告", source.published or ""]
    title = source.title if source.title not in (card.title, name) else ""
    return [source.publisher if source.publisher not in title else "", title]


def _in_marks(title: str) -> str:
    """A Chinese title in 《》, with 〈〉 inside; a title in another language as it is."""
    if not _CHINESE.search(title) or (title.startswith("《") and title.find("》") == len(title) - 1):
        return title
    return f"《{title.translate(str.maketrans('《》', '〈〉'))}》"


def _with(name: str, inside: list[str]) -> str:
    told = "，".join(part for part in inside if part)
    return f"{name}（{told}）" if told else name
