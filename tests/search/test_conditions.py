"""What becomes a condition in a question's words, what stays a word, and that nothing is lost in between."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.model.result import Filter
from kb.model.taxonomy import Taxonomy
from kb.search.conditions import Conditions
from kb.search.places import Places
from kb.search.ranges import years
from kb.search.sheet import Sheet
from kb.search.substances import checks
from kb.settings import PROJECT

TAXONOMY = Taxonomy.load(PROJECT / "corpus" / "taxonomy")
CONDITIONS = Conditions(TAXONOMY)


def understood(text: str, *, given: tuple[str, ...] = (), aside: tuple[str, ...] = ()) -> tuple[str, list[str]]:
    """(what is left, conditions): `year 2013..`, `province Jiangsu`; a place by the code that its list has."""
    sheet = Sheet.of(text, aside)
    filters, _ = CONDITIONS.read(sheet, given)
    return sheet.rest, sorted(told(one) for one in filters)


def told(one: Filter) -> str:
    if one.low is not None or one.high is not None:
        low, high = ("" if end is None else str(end) for end in (one.low, one.high))
        return f"{one.name} {low}..{high}"
    lists = {"province": "provinces", "country": "countries", "substance": "substances"}
    known = TAXONOMY.lists[lists[one.name]]
    codes = [code for code, term in known.items() if term.en in one.values]
    return f"{one.name} {'+'.join(sorted(codes)) or '+'.join(one.values)}"


@pytest.mark.parametrize(
    ("question", "left", "conditions"),
    [
        # years
        ("confined space 2018..2024", "confined space", ["year 2018..2024"]),
        ("confined space 2018-2024", "confined space", ["year 2018..2024"]),
        ("fires between 2010 and 2015", "fires", ["year 2010..2015"]),
        ("fires from 2010 to 2015", "fires", ["year 2010..2015"]),
        ("fires 2015 until 2010", "fires", ["year 2010..2015"]),
        ("dust explosions since 2010", "dust explosions", ["year 2010.."]),
        ("dust explosions after 2013", "dust explosions", ["year 2014.."]),
        ("dust explosions before 2013", "dust explosions", ["year ..2012"]),
        ("mine fires after 2010, before 2020", "mine fires", ["year ..2019", "year 2011.."]),
        ("blowouts in the 1990s", "blowouts", ["year 1990..1999"]),
        ("a fire in 1947", "a fire", ["year 1947..1947"]),
        ("２０１９年爆炸", "爆炸", ["year 2019..2019"]),
        ("2018年至2024年有限空间", "有限空间", ["year 2018..2024"]),
        ("从2018年到2024年有限空间", "有限空间", ["year 2018..2024"]),
        ("2018～2024年有限空间", "有限空间", ["year 2018..2024"]),
        ("2010年以后的粉尘爆炸", "的粉尘爆炸", ["year 2010.."]),
        ("2010年以前的粉尘爆炸", "的粉尘爆炸", ["year ..2009"]),
        # places
        (
            "explosion in Shandong after 2012 deaths > 20",
            "explosion",
            ["deaths 21..", "province Shandong", "year 2013.."],
        ),
        ("2019年江苏", "", ["province Jiangsu", "year 2019..2019"]),
        ("江苏2019化工厂爆炸", "化工厂爆炸", ["province Jiangsu", "year 2019..2019"]),
        ("Jiangsu 2019", "", ["province Jiangsu", "year 2019..2019"]),
        ("chemical explosion, Jiangsu, 2019", "chemical explosion", ["province Jiangsu", "year 2019..2019"]),
        ("发生在山东省的有限空间事故", "发生在 的有限空间事故", ["province Shandong"]),
        ("氯气泄漏 天津", "氯气泄漏", ["province Tianjin"]),
        ("山东、江苏化工厂爆炸", "化工厂爆炸", ["province Jiangsu+Shandong"]),
        ("explosions in Shandong and Jiangsu", "explosions", ["province Jiangsu+Shandong"]),
        ("drills in china", "drills", ["country CN"]),
        ("a blast in the US", "a blast", ["country US"]),
        ("印度尼西亚煤矿", "煤矿", ["country ID"]),
        ("美国和德国的粉尘爆炸", "的粉尘爆炸", ["country DE+US"]),
        # casualties
        ("explosions with deaths > 10", "explosions with", ["deaths 11.."]),
        ("explosions with deaths >= 10", "explosions with", ["deaths 10.."]),
        ("explosions, deaths < 10", "explosions", ["deaths ..9"]),
        ("more than 10 people killed in a mine", "in a mine", ["deaths 11.."]),
        ("at least 1,000 deaths", "", ["deaths 1000.."]),
        ("10 to 29 deaths", "", ["deaths 10..29"]),
        ("30+ dead", "", ["deaths 30.."]),
        ("tank fires with no deaths", "tank fires", ["deaths 0..0"]),
        ("a blowout in which nobody was killed", "a blowout in which", ["deaths 0..0"]),
        ("over 100 injured in a school", "in a school", ["injured 101.."]),
        ("10人以上死亡的爆炸", "的爆炸", ["deaths 10.."]),
        ("死亡10人以上", "", ["deaths 10.."]),
        ("三十人以上死亡事故", "事故", ["deaths 30.."]),
        ("死亡3人以上10人以下的火灾", "的火灾", ["deaths 3..9"]),
        ("死亡人数超过20的瓦斯爆炸", "的瓦斯爆炸", ["deaths 21.."]),
        ("死亡不到3人", "", ["deaths ..2"]),
        ("没有人员死亡的井喷", "的井喷", ["deaths 0..0"]),
        ("受伤50人以上", "", ["injured 50.."]),
        # substances
        ("CAS 7664-41-7 leak", "ammonia leak", ["substance ammonia"]),
        ("7664-41-7", "ammonia", ["substance ammonia"]),
        ("UN 1005 泄漏", "氨 泄漏", ["substance ammonia"]),
        ("tanker with UN1005", "tanker with ammonia", ["substance ammonia"]),
        ("联合国编号1017泄漏", "氯 泄漏", ["substance chlorine"]),
        # what must stay words
        ("1910.120 training", "1910.120 training", []),
        ("29 CFR 1910.146", "29 CFR 1910.146", []),
        ("2,000 kg of chlorate", "2,000 kg of chlorate", []),
        ("in 2000 litres of petrol", "in 2000 litres of petrol", []),
        ("after 2000 people were evacuated", "after 2000 people were evacuated", []),
        ("GB 2019 standards", "GB 2019 standards", []),
        ("SOR/2019-51", "SOR/2019-51", []),
        ("GB/T 29639-2020", "GB/T 29639-2020", []),
        ("安全生产法2021修正", "安全生产法2021修正", []),
        ("煤矿安全规程（2016年公布、2022年修正文本）", "煤矿安全规程(2016年公布、2022年修正文本)", []),
        ("2018年6月的事故", "2018年6月的事故", []),
        ("decree 591 on dangerous chemicals", "decree 591 on dangerous chemicals", []),
        ("explosion in Jiangsu Tianjiayi plant", "explosion in Jiangsu Tianjiayi plant", []),
        ("fire at Tianjin Port", "fire at Tianjin Port", []),
        ("Gulf of Mexico blowout", "Gulf of Mexico blowout", []),
        ("tell us what happened in us", "tell us what happened in us", []),
        ("a turkey plant", "a turkey plant", []),
        ("黄河南岸化工厂", "黄河南岸化工厂", []),
        ("天津港爆炸", "天津港爆炸", []),
        ("中国石油爆炸", "中国石油爆炸", []),
        ("山东省安全生产条例", "山东省安全生产条例", []),
        ("国际标准", "国际标准", []),
        ("killed under 10 m of debris", "killed under 10 m of debris", []),
        ("one killed, two injured", "one killed, two injured", []),
        ("重伤3人以上", "重伤3人以上", []),
        ("死亡率 2%", "死亡率 2%", []),
        ("7664-41-8 on a label", "7664-41-8 on a label", []),
        ('"in China since 2010"', '"in China since 2010"', []),
        ("“2019年江苏”", "“2019年江苏”", []),
    ],
)
def test_conditions_are_read_and_the_rest_stays(question: str, left: str, conditions: list[str]) -> None:
    assert understood(question) == (left, sorted(conditions))


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("过去十年有限空间事故", 2016),
        ("近5年煤矿事故", 2021),
        ("fires in the past ten years", 2016),
        ("fires in the last 3 years", 2023),
    ],
)
def test_the_past_years_count_back_from_this_one(question: str, first: int) -> None:
    assert [(one.low, one.high) for one in years(Sheet.of(question), this_year=2026)] == [(first, None)]


def test_every_condition_names_the_words_that_it_was_read_from() -> None:
    text = "explosions in Shandong and Jiangsu since 2010, over 10 dead, CAS 7664-41-7"
    filters, _ = CONDITIONS.read(Sheet.of(text))
    assert {one.words for one in filters} == {"in Shandong and Jiangsu", "since 2010", "over 10 dead", "CAS 7664-41-7"}
    assert all(one.origin == "query" for one in filters)


@pytest.mark.parametrize("words", ["in Shandong", "since 2010", "IN SHANDONG", " since  2010 "])
def test_words_that_the_user_takes_back_stay_words(words: str) -> None:
    left, conditions = understood("explosions in Shandong since 2010", aside=(words,))
    assert len(conditions) == 1
    assert words.strip().split()[0].lower() in left.lower()


@pytest.mark.parametrize("words", ["2019年", "江苏"])
def test_chinese_words_that_the_user_takes_back_stay_words(words: str) -> None:
    left, conditions = understood("2019年江苏爆炸", aside=(words,))
    assert words in left
    assert len(conditions) == 1


def test_what_the_user_has_chosen_already_is_not_read_from_the_words() -> None:
    assert understood("explosions in Shandong since 2010", given=("year",)) == (
        "explosions since 2010",
        ["province Shandong"],
    )


@pytest.mark.parametrize(
    ("question", "reason"),
    [("CAS 7664-41-8", "check_digit"), ("CAS号 7664-41-8 泄漏", "check_digit"), ("UN 9999 spill", "name")],
)
def test_a_number_of_no_substance_is_told_and_stays_a_word(question: str, reason: str) -> None:
    sheet = Sheet.of(question)
    filters, unknown = CONDITIONS.read(sheet)
    assert filters == ()
    assert [why for _, why in unknown] == [reason]
    assert sheet.rest == question


def test_a_cas_number_that_the_list_has_not_is_still_looked_for() -> None:
    left, conditions = understood("CAS 50-78-2 dust")
    assert conditions == ["substance 50-78-2"]
    assert left == "50-78-2 dust"


@pytest.mark.parametrize(("cas", "right"), [("7732-18-5", True), ("7664-41-7", True), ("7664-41-8", False)])
def test_the_check_digit_of_a_cas_number_is_checked(cas: str, right: bool) -> None:
    assert checks(cas) is right


def test_every_name_of_every_place_is_understood_where_it_stands_alone() -> None:
    missed = []
    for field, listed in (("province", "provinces"), ("country", "countries")):
        for code, term in TAXONOMY.lists[listed].items():
            for name in (term.en, term.zh, *term.synonyms):
                found = Places(TAXONOMY).read(Sheet.of(f"fire in {name}" if name.isascii() else f"{name} 火灾"))
                if code != "INT" and [one.name for one in found] != [field]:
                    missed.append(name)
    assert len(missed) < 10, missed


PIECES = (
    "explosion 爆炸 in Shandong 山东 、 and 江苏省 since 2010 2019年 以后 .. - 2018 deaths > 10 10人以上 死亡 CAS "
    '7664-41-7 UN 1005 no injured between " “ ” the US ， . 过去 十年'
).split()


def letters(text: str) -> list[str]:
    return re.findall(r"\w", unicodedata.normalize("NFKC", text).casefold())


@settings(max_examples=400, deadline=None)
@given(
    st.one_of(
        st.text(max_size=60),
        st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join),
        st.lists(st.sampled_from(PIECES), max_size=12).map("".join),
    )
)
def test_nothing_is_lost_silently_and_nothing_breaks(text: str) -> None:
    sheet = Sheet.of(text)
    filters, unknown = CONDITIONS.read(sheet)
    kept = letters(" ".join([sheet.rest, *(one.words for one in filters)]))
    for letter in set(letters(sheet.text)):
        assert kept.count(letter) >= letters(sheet.text).count(letter)
    assert all(one.words for one in filters)
    assert all(words in sheet.text for words, _ in unknown)
