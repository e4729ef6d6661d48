"""What a Chinese legal text says of itself: dates, issuer, number, rank, place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from kb.model.regulation import RegulationLevel

PROVINCES: dict[str, str] = {
    "北京": "Beijing", "天津": "Tianjin", "上海": "Shanghai", "重庆": "Chongqing", "河北": "Hebei", "山西": "Shanxi",
    "辽宁": "Liaoning", "吉林": "Jilin", "黑龙江": "Heilongjiang", "江苏": "Jiangsu", "浙江": "Zhejiang",
    "安徽": "Anhui", "福建": "Fujian", "江西": "Jiangxi", "山东": "Shandong", "河南": "Henan", "湖北": "Hubei",
    "湖南": "Hunan", "广东": "Guangdong", "海南": "Hainan", "四川": "Sichuan", "贵州": "Guizhou", "云南": "Yunnan",
    "陕西": "Shaanxi", "甘肃": "Gansu", "青海": "Qinghai", "台湾": "Taiwan", "内蒙古": "Inner Mongolia",
    "广西": "Guangxi", "西藏": "Tibet", "宁夏": "Ningxia", "新疆": "Xinjiang", "香港": "Hong Kong", "澳门": "Macao",
}  # fmt: skip
"""Names as the corpus writes them (GB/T 2260 provinces)."""

_DATE = r"(\d{4})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日"
_DATED = re.compile(_DATE + r"((?:(?!\d{4}\s?年)[^\n]){0,160})")
_FILE_DATE = re.compile(r"[（(](\d{4})-(\d{2})-(\d{2})[）)]")
_EFFECT = re.compile(rf"自\s?{_DATE}起(?:施行|实施|执行|生效)")
_EFFECT_ON_ISSUE = re.compile(r"自(?:公布|发布|颁布)之日起(?:施行|实施|执行)")
_MADE = re.compile(r"通过|修订|修正|修改|公布|发布|颁布|批准|印发|制定|签署")
_CONGRESS = re.compile(r"全国人民代表大会(?:常务委员会)?")
_LOCAL = re.compile(
    r"([\u4e00-\u9fff]{2,8}?(?:省|市|自治区|自治州|自治县|县))(?:第?[一二三四五六七八九十\d]+届)?人民代表大会(常务委员会)?"
)
_DECREE = re.compile(
    r"(?:中华人民共和国)?((?:国务院|[\u4e00-\u9fff]{2,20}?(?:部|委员会|局|总局|人民政府|省政府|市政府)))(?:令|命令)"
    r"\s*[（(]?\s*((?:\d{4}年)?\s*第?\s*[\d一二三四五六七八九十百]+\s*号)[）)]?"
)
_FILE_NUMBER = re.compile(r"([\u4e00-\u9fff]{1,8}[〔\[（(]\d{4}[〕\]）)]\s?\d{1,4}\s?号)")
_COURT = re.compile(r"最高人民(?:法院|检察院)")
_PLACE = re.compile(r"[\u4e00-\u9fff]{2,8}?(?:省|市|自治区|自治州|自治县)")
_STANDARD = re.compile(r"(?<![A-Z])((GB|GBZ|AQ|XF|GA|HG|SY|MT|JT|TSG|DB\d{0,4})\s?(/T)?\s?\d[\d.]*(?:[-—–]\d{4}))")

LAST_ARTICLES = 4
PUBLICATION_MONTHS = 4
"""A file's date so much later than the header's last one tells of an amendment the header leaves out."""


def standing_zh(title: str, header: Sequence[str], ending: Sequence[str], name: str) -> dict[str, Any]:
    """Card fields found by rule; a field that the text does not give is absent.

    `header` are the lines before the first article, `ending` the last articles' text, `name` the file's name, whose
    date counts where the header has none. `status` is never found: a text cannot say that it is still in force.
    """
    head = "\n".join(header)
    found: dict[str, Any] = {"country": "CN", **_dates(head, ending, name)}
    undated = re.sub(_DATE, " ", head)
    for match in _DECREE.finditer(undated):
        found["number"] = (match.group(1) + "令" + match.group(2)).replace(" ", "")
        found["issuer"] = match.group(1)
    if "number" not in found and (number := _FILE_NUMBER.search(head)):
        found["number"] = number.group(1)
    if "number" not in found and (standard := _STANDARD.search(title) or _STANDARD.search(name)):
        found["number"] = standard.group(1)
    if issuer := _issuer(title, head):
        found.setdefault("issuer", issuer)
    if province := _province(title, head, name):
        found["province"] = province
    level = _level(title, found.get("issuer", ""), found.get("number", ""), name)
    if level is not RegulationLevel.UNKNOWN:
        found["level"] = level
    return found


def _dates(head: str, ending: Sequence[str], name: str) -> dict[str, str]:
    made: list[tuple[str, str]] = []
    found: dict[str, str] = {}
    for match in _DATED.finditer(head):
        date, rest = _iso(*match.groups()[:3]), match.group(4)
        if date and _MADE.search(rest):
            made.append((date, rest))
        elif date and re.match(r"\s*起?(?:施行|实施|生效)", rest):
            found["effective"] = date
    if adopted := [date for date, rest in made if "通过" in rest]:
        found["adopted"] = min(adopted)
    stated = max((date for date, _ in made), default="")
    file_date = _iso(*dated.groups()) if (dated := _FILE_DATE.search(name)) else ""
    found["edition"] = file_date if _months(file_date) - _months(stated) >= PUBLICATION_MONTHS else stated
    last = "\n".join(ending)
    if effect := list(_EFFECT.finditer(last)) or list(_EFFECT.finditer(head)):
        found["effective"] = _iso(*effect[-1].groups())
    elif "effective" not in found and _EFFECT_ON_ISSUE.search(last):
        issued = [date for date, rest in made if re.search(r"公布|发布|颁布", rest)]
        if issued:
            found["effective"] = min(issued)
    return {field: date for field, date in found.items() if date}


def _iso(year: str, month: str, day: str) -> str:
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31):
        return ""
    return f"{int(year):04d}-{int(month):02d}-{int(day):02d}"


def _months(date: str) -> int:
    return int(date[:4]) * 12 + int(date[5:7]) if date else 0


def _issuer(title: str, head: str) -> str:
    courts = list(dict.fromkeys(_COURT.findall(title)))
    if courts:
        return "、".join(courts)
    if local := _LOCAL.search(re.sub(_DATE, " ", head)):
        return local.group(1) + "人民代表大会" + (local.group(2) or "")
    if congress := _CONGRESS.search(re.sub(r"第[一二三四五六七八九十]+届", "", head)):
        return congress.group(0)
    return "国务院" if "国务院" in title or "国务院" in head else ""


def _province(title: str, head: str, name: str) -> str:
    for text in (title, head, name.split("_")[0]):
        hits = [(text.index(zh), en) for zh, en in PROVINCES.items() if zh in text]
        if hits:
            return min(hits)[1]
    return ""


def _level(title: str, issuer: str, number: str, name: str) -> RegulationLevel:
    bare = re.sub(r"[（(][^）)]*[）)]\s*$|\s", "", title)
    if _COURT.search(title):
        return RegulationLevel.JUDICIAL_INTERPRETATION
    if standard := _STANDARD.match(number):
        if standard.group(2) not in ("GB", "GBZ"):
            return RegulationLevel.INDUSTRY_STANDARD
        return RegulationLevel.RECOMMENDED_STANDARD if standard.group(3) else RegulationLevel.MANDATORY_STANDARD
    if bare.endswith(("通知", "意见", "公告", "指导意见", "纲要", "方案")):
        return RegulationLevel.NORMATIVE_DOCUMENT
    if "人民代表大会" in issuer and not issuer.startswith("全国"):
        return RegulationLevel.LOCAL_REGULATION
    if "政府" in issuer:
        return RegulationLevel.DEPARTMENTAL_RULE
    if bare.endswith("法") and not bare.endswith(("办法", "方法")):
        return RegulationLevel.LAW
    local = _PLACE.match(bare) is not None or any(bare.startswith(zh) for zh in PROVINCES)
    if bare.endswith("条例") or (local and bare.endswith(("规定", "办法"))):
        return RegulationLevel.LOCAL_REGULATION if local else RegulationLevel.ADMINISTRATIVE_REGULATION
    if issuer.startswith("国务院"):
        return RegulationLevel.ADMINISTRATIVE_REGULATION
    if bare.endswith(("办法", "规定", "规则", "细则")):
        return RegulationLevel.DEPARTMENTAL_RULE
    return RegulationLevel.UNKNOWN
