from __future__ import annotations

import pytest

from kb.text.language import language_of, languages_of


@pytest.mark.parametrize(
    "text",
    [
        "县级以上人民政府应当制定应急预案。",
        "依据GB/T 29639-2020编制",
        "硫化氢（H2S，CAS 7783-06-4）中毒",
        "泄漏 LPG",
        "Art. 22 现场指挥部有权决定撤出救援人员，并向上级报告。",
    ],
)
def test_chinese_stays_chinese_among_codes_and_formulas(text: str) -> None:
    assert language_of(text) == "zh"


@pytest.mark.parametrize(
    "text",
    [
        "Tank farm",
        "gas",
        "The decree (生产安全事故应急条例) binds all production units and their emergency rescue teams.",
        "Portable gas detector, spill kit, absorbent boom, SCBA cylinder, foam monitor, cable reel, generator",
        "A fire at the Società Chimica in Mühlheim was put out by the brigade.",
    ],
)
def test_short_or_name_laden_latin_text_is_english(text: str) -> None:
    assert language_of(text) == "en"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12:34 — 5.6 %",
        "Der Betreiber ist verpflichtet, die Anlage nicht ohne Prüfung zu betreiben und den Notfallplan zu üben.",
        "L'exploitant est tenu de faire vérifier les installations par une personne qui est compétente.",
        "Пожар на складе нефтепродуктов",
        "タンクの爆発により作業者が負傷した",
        "화학 공장 폭발 사고",
    ],
)
def test_other_languages_and_texts_without_letters_are_undetermined(text: str) -> None:
    assert language_of(text) == "und"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("预案应当自公布之日起20个工作日内备案。The plan is filed within 20 working days of its publication.", "mul"),
        ("The plan is filed within 20 working days. 预案应当自公布之日起20个工作日内备案。", "mul"),
        ("Portable gas detector 便携式气体检测仪", "mul"),
        ("依据GB/T 29639-2020编制应急预案，并报应急管理部门备案。", "zh"),
        ("The measures (办法) bind all production units and their emergency rescue teams.", "en"),
        ("Die Feuerwehr und die Polizei waren nicht vor Ort, der Brand wurde gelöscht.", "und"),
        ("12:34", "und"),
    ],
)
def test_a_rule_beside_its_translation_is_in_both_languages(text: str, language: str) -> None:
    assert languages_of(text) == language
