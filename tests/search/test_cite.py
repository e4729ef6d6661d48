"""Citations name a document once, say its date once, and speak the reader's language."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from kb.model.case import CaseCard, Place
from kb.model.document import Role, Status
from kb.model.plan import PlanCard
from kb.model.register import RegisterCard
from kb.model.regulation import RegulationCard
from kb.model.value import Source
from kb.search.cite import citation
from kb.search.cite_zh import article_zh

DECREE = RegulationCard(
    id="r",
    title="Regulations on Emergency Response",
    title_zh="生产安全事故应急条例",
    number="State Council Decree 708",
    number_zh="国务院令第708号",
    country="CN",
    edition="2019-02-17",
    status=Status.IN_FORCE,
    digest=True,
)
REPORT = Source(
    title="Investigation report on the Ruihai accident", publisher="State Council team", published="2016-02-05"
)


def place(label: str = "", page: int | None = None, role: Role | None = None) -> SimpleNamespace:
    return SimpleNamespace(label=label, page=page, role=role)


@pytest.mark.parametrize(
    ("title", "cited"),
    [
        ("Night drill (2026-03-18)", "Night drill (2026-03-18)"),
        ("夜间演练（2026-03-18）", "夜间演练（2026-03-18）"),
        ("Blue team", "Blue team (2026-03-18)"),
    ],
)
def test_a_date_in_the_title_is_not_said_again(title: str, cited: str) -> None:
    assert citation(RegisterCard(id="r", title=title, edition="2026-03-18")) == cited


def test_a_date_in_a_chinese_title_is_not_said_again_in_chinese() -> None:
    card = RegisterCard(id="r", title="Night drill", title_zh="夜间演练（2026-03-18）", edition="2026-03-18")
    assert citation(card, language="zh") == "夜间演练（2026-03-18）"
    assert citation(RegisterCard(id="r", title="蓝队", edition="2026-03-18"), language="zh") == "蓝队（2026-03-18）"


def test_an_article_of_a_chinese_regulation_in_both_languages() -> None:
    where = place("Art. 22", page=3)
    assert citation(DECREE, where) == (
        "Regulations on Emergency Response (State Council Decree 708, 2019-02-17) [digest], Art. 22, p. 3"
    )
    assert citation(DECREE, where, "zh") == (
        "《生产安全事故应急条例》（国务院令第708号，2019-02-17）〔摘编〕第二十二条，第3页"
    )


def test_an_official_chinese_text_is_cited_as_it_is_printed() -> None:
    law = RegulationCard(id="r", title="中华人民共和国安全生产法", country="CN", edition="2021-06-10")
    assert citation(law, place("第八十二条"), "zh") == "《中华人民共和国安全生产法》（2021-06-10）第八十二条"


def test_an_english_only_document_keeps_its_own_names_in_chinese() -> None:
    rule = RegulationCard(id="r", title="Emergency action plans", number="29 CFR 1910.38", country="US")
    assert citation(rule, place("§ 1910.38(c)"), "zh") == "Emergency action plans（29 CFR 1910.38），§ 1910.38(c)"


def test_a_title_inside_a_title_has_its_own_marks() -> None:
    notice = RegulationCard(id="r", title="关于实施《安全生产法》的决定", country="CN")
    assert citation(notice, language="zh") == "《关于实施〈安全生产法〉的决定》"


@pytest.mark.parametrize(
    ("label", "chinese", "foreign"),
    [
        ("Art. 82", "第八十二条", "第82条"),
        ("Art. 83-84", "第八十三条至第八十四条", "第83条至第84条"),
        ("Art. 21(6),(7)", "第二十一条（六）（七）", "第21条（6）（7）"),
        ("Art. 49(3), 54(5)", "第四十九条（三）、第五十四条（五）", "第49条（3）、第54条（5）"),
        ("Art. 110", "第一百一十条", "第110条"),
        ("Art. 9(c)", "第九条（c）", "第9条（c）"),
        ("Reg. Art. 47", "条例第四十七条", "条例第47条"),
        ("Art. 12 Training", "第十二条 Training", "第12条 Training"),
        ("6.1", "第6.1条", "6.1"),
        ("§ 1910.38(c)", "§ 1910.38(c)", "§ 1910.38(c)"),
        ("第八十二条", "第八十二条", "第八十二条"),
        ("", "", ""),
    ],
)
def test_articles_are_counted_as_chinese_counts_them(label: str, chinese: str, foreign: str) -> None:
    assert article_zh(label, chinese_law=True) == chinese
    assert article_zh(label, chinese_law=False) == foreign


def test_a_chinese_case_rests_on_its_investigation_report() -> None:
    card = CaseCard(
        id="c",
        title="Tianjin Port explosions",
        title_zh="天津港8·12爆炸事故",
        place=Place(country="CN"),
        sources=(REPORT,),
    )
    where = place("What happened", role=Role.SEQUENCE)
    assert citation(card, where) == (
        "Tianjin Port explosions (State Council team, Investigation report on the Ruihai accident), What happened"
    )
    assert citation(card, where, "zh") == "天津港8·12爆炸事故（调查报告，2016-02-05），事故经过"


def test_a_foreign_report_is_named_as_it_was_published() -> None:
    card = CaseCard(
        id="c",
        title="Buncefield",
        title_zh="邦斯菲尔德油库火灾",
        place=Place(country="GB"),
        sources=(Source(title="Final report", publisher="MIIB"),),
    )
    assert citation(card, place("教训", role=Role.LESSONS), "zh") == "邦斯菲尔德油库火灾（MIIB，Final report），教训"


def test_a_plan_stands_in_title_marks() -> None:
    plan = PlanCard(id="p", title="Confined space plan", title_zh="有限空间专项预案", edition="2025")
    assert citation(plan, place("7.1"), "zh") == "《有限空间专项预案》（2025），7.1"
