from __future__ import annotations

from collections.abc import Iterator, Sequence

from ingest.structure.recognise import structure
from kb.model.block import Block, BlockKind, RawDocument
from kb.model.document import Document, Kind, Level, Section, Status
from kb.model.regulation import RegulationCard, RegulationLevel
from kb.model.value import Origin

TITLE = "山南省泵房安全条例"
TEXT = """
2010年3月5日 山南省第九届人民代表大会常务委员会第二次会议通过
根据2019年7月1日山南省第十一届人民代表大会常务委员会第六次会议《关于修改〈山南省泵房安全条例〉的决定》修正
目　录
第一章　总则
第二章　泵房
第三章　附则
第一章　总则
第一条　为了保障泵房安全，制定本条例。
第二条　本条例所称泵房，是指安装水泵的房屋。
依照本条例第九条设置的房屋，适用本条例。
第九条规定的房屋不包括民用住宅。
第二章　泵房
第一节　值班
第三条　值班人员应当遵守下列规定：
（一）不得离岗；
（二）发现下列情形立即报告：
1.漏水；
2.冒烟；
（三）如实记录。
前款规定的记录保存二年。
第三条之一　夜间应当有两人值班。
第四条　禁止下列行为：（一）吸烟；（二）饮酒；（三）违反本条例第三条第（一）项的行为。
第三章　附则
第五条　本条例自2010年5月1日起施行。
附件1 泵房标志
红底白字。
"""


def blocks(text: str, title: str = "") -> tuple[Block, ...]:
    heading = (Block(BlockKind.HEADING, title, 1),) if title else ()
    return heading + tuple(Block(BlockKind.PARAGRAPH, line) for line in text.strip().split("\n"))


def walked(sections: Sequence[Section]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from walked(section.children)


def law(text: str = TEXT, title: str = TITLE, name: str = "某条例.md") -> Document:
    return structure(RawDocument(blocks(text, title), "markdown"), name)


def by_anchor(document: Document) -> dict[str, Section]:
    return {section.anchor: section for section in walked(document.sections)}


def test_articles_chapters_and_items_have_their_addresses() -> None:
    assert list(by_anchor(law())) == [
        "preamble",
        *("ch1", "art1", "art2", "art2/p1", "art2/p2", "art2/p3"),
        *("ch2", "ch2/s1", "art3", "art3/p1", "art3/p1/i1", "art3/p1/i2", "art3/p1/i2/1", "art3/p1/i2/2"),
        *("art3/p1/i3", "art3/p2", "art3-1", "art4", "art4/p1", "art4/p1/i1", "art4/p1/i2", "art4/p1/i3"),
        *("ch3", "art5", "annex1"),
    ]


def test_labels_are_printed_and_text_keeps_item_numbers() -> None:
    sections = by_anchor(law())
    assert (sections["ch2"].label, sections["ch2"].heading) == ("第二章", "泵房")
    assert sections["art3-1"].label == "第三条之一"
    assert sections["art3/p1/i2"].text == "（二）发现下列情形立即报告："
    assert sections["art4/p1/i3"].text == "（三）违反本条例第三条第（一）项的行为。"
    assert sections["art1"].text == "为了保障泵房安全，制定本条例。"
    assert sections["annex1"].text == "红底白字。"


def test_a_reference_at_a_block_start_opens_no_article() -> None:
    assert by_anchor(law())["art2/p3"].text == "第九条规定的房屋不包括民用住宅。"


def test_a_quoted_earlier_article_opens_none_and_a_gap_is_noted() -> None:
    document = law("第一条 甲。\n第二条 乙。\n第一条 引用他法。\n第五条 丙。", "泵房管理办法")
    articles = [section.anchor for section in walked(document.sections) if section.level is Level.ARTICLE]
    assert articles == ["art1", "art2", "art5"]
    assert document.notes == ("article 5 follows article 2",)


def test_articles_without_a_blank_after_the_number_are_found_by_their_order() -> None:
    document = law("第一章总则\n第一条甲。\n第二条乙。\n第一条规定的甲除外。\n第三条丙。", "泵房监察规定")
    sections = by_anchor(document)
    assert [anchor for anchor in sections if anchor.startswith("art") and "/" not in anchor] == ["art1", "art2", "art3"]
    assert sections["ch1"].heading == "总则"


def test_articles_beyond_a_hundred_are_counted() -> None:
    numerals = ["九十九", "一百", "一百零一", "一百一十", "一百一十九"]
    document = law("\n".join(f"第{n}条 内容。" for n in numerals), "泵房管理规定")
    assert [s.anchor for s in walked(document.sections)] == ["art99", "art100", "art101", "art110", "art119"]


def test_the_header_gives_dates_issuer_and_rank_but_never_the_status() -> None:
    card = law(name="山南省泵房安全条例(2019-07-01).md").card
    assert isinstance(card, RegulationCard)
    assert (card.adopted, card.edition, card.effective) == ("2010-03-05", "2019-07-01", "2010-05-01")
    assert card.issuer == "山南省人民代表大会常务委员会"
    assert card.level is RegulationLevel.LOCAL_REGULATION
    assert card.status is Status.UNKNOWN
    assert card.origins["edition"] is Origin.EXTRACTED
    assert card.language == "zh"
    assert card.country == "CN"


def test_a_decree_of_the_state_council_is_an_administrative_regulation() -> None:
    text = "2018年12月5日 国务院第33次常务会议通过\n2019年2月17日 中华人民共和国国务院令第999号公布\n"
    text += "2019年4月1日 施行\n第一条 甲。"
    card = law(text, "泵房应急条例").card
    assert isinstance(card, RegulationCard)
    assert (card.number, card.issuer) == ("国务院令第999号", "国务院")
    assert (card.adopted, card.edition, card.effective) == ("2018-12-05", "2019-02-17", "2019-04-01")
    assert card.level is RegulationLevel.ADMINISTRATIVE_REGULATION


def test_a_decree_number_right_behind_its_date_is_read() -> None:
    card = law(
        "（2006年12月29日国家泵房安全总局令第92号公布）\n第一条 甲。\n第二条 自2007年6月1日起施行。", "泵房监察规定"
    ).card
    assert isinstance(card, RegulationCard)
    assert (card.issuer, card.number) == ("国家泵房安全总局", "国家泵房安全总局令第92号")
    assert (card.level, card.effective) == (RegulationLevel.DEPARTMENTAL_RULE, "2007-06-01")


def test_two_editions_keep_apart_by_name_and_year() -> None:
    old = law("2007年8月30日通过\n第一条 甲。", "泵房法", "泵房法(2007-08-30).md").card
    new = law("2007年8月30日通过 2024年6月28日修订\n第一条 甲。", "泵房法", "泵房法(2024-06-28).md").card
    assert (old.edition, new.edition) == ("2007-08-30", "2024-06-28")
    assert old.id != new.id
    assert old.kind is Kind.REGULATION


def test_a_city_in_the_title_gives_its_province_from_the_header() -> None:
    text = "2017年10月30日 台州市第五届人民代表大会常务委员会通过\n2017年11月30日 浙江省人大常委会批准\n第一条 甲。"
    card = law(text, "台州市泵房规定").card
    assert isinstance(card, RegulationCard)
    assert card.province == "Zhejiang"
