"""Questions in one language, answers in the other: through vectors where the model knows both, else by the glossary."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from kb.embed import Encoder
from kb.library import Library
from kb.model.document import Kind
from kb.model.result import Hit, SearchRequest
from kb.settings import Settings
from tests.conftest import SPECIAL, build_model

Make = Callable[..., Library]

PAIRS = {
    "pump": "泵",
    "valve": "阀",
    "chlorine": "氯",
    "ammonia": "氨",
    "ladder": "梯",
    "bridge": "桥",
    "boiler": "炉",
    "ship": "船",
    "cable": "缆",
    "glove": "套",
}
"""Words and their translations, which the model below has one vector for; the glossary links none of these pairs."""

ENGLISH = {
    "Rule A": "The ladder on the bridge is inspected each spring by the foreman.",
    "Rule B": "The boiler on the ship is inspected each spring by the foreman.",
    "Rule C": "The glove beside the cable is inspected each spring by the foreman.",
}
CHINESE = {
    "Rule D": "氯泵每年春季由班长检查一次。",
    "Rule E": "氨阀每年春季由班长检查一次。",
    "Rule F": "船缆每年春季由班长检查一次。",
}


GLOSSED = {
    "Rule Y": "Nobody enters a confined space before the air has been tested.",
    "Rule Z": "严禁盲目施救。",
}
FILING = {
    "Both": "应急预案自公布之日起二十日内备案。The emergency plan is filed with the authority within 20 days.",
    "Chinese": "单位应当按照规定编制应急预案，组织职工学习，并且向主管部门报告演练的情况。",
}

PLANT = {
    "confined space": "有限空间",
    "chlorine cylinder": "氯气钢瓶",
    "storage tank": "储罐",
    "gas pipeline": "燃气管道",
    "mine shaft": "矿井",
    "boiler": "锅炉",
    "tower crane": "塔吊",
    "scaffold": "脚手架",
}
DUTIES = {
    "Before work on a {} the employer tests the air and posts a guard.": "{}作业前，单位应当检测空气，安排监护人员。",
    "The emergency plan for a {} is drilled twice a year with the fire brigade.": "{}应急预案每半年与消防队演练。",
    "An accident at a {} is reported to the authority within one hour.": "{}发生事故，一小时内报告主管部门。",
    "Rescuers enter a {} only with breathing apparatus and a lifeline.": "救援人员佩戴空气呼吸器方可进入{}。",
}
"""Rules in English and Chinese: each duty for each plant."""


def rules(language: int) -> dict[str, str]:
    return {
        f"{'AB'[language]}{number}": pair[language].format(plant[language])
        for number, (pair, plant) in enumerate((pair, plant) for pair in DUTIES.items() for plant in PLANT.items())
    }


def teach(network: Any) -> None:
    """Give a word and its translation one vector, a text the mean of its words', and other words none."""
    from torch import eye, no_grad

    with no_grad():
        inner = network.embeddings
        for table in (inner.position_embeddings, inner.token_type_embeddings, inner.word_embeddings):
            table.weight.zero_()
        for layer in network.encoder.layer:
            for dense in (layer.attention.output.dense, layer.output.dense):
                dense.weight.zero_()
                dense.bias.zero_()
        directions = eye(inner.word_embeddings.weight.shape[1])
        for number in range(len(PAIRS)):
            for place in (2 * number, 2 * number + 1):
                inner.word_embeddings.weight[len(SPECIAL) + place] = directions[number]


@pytest.fixture(scope="session")
def bilingual_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    words = [word for pair in PAIRS.items() for word in pair]
    return build_model(tmp_path_factory.mktemp("bilingual") / "model", "xlm-roberta", words, 60, teach)


@pytest.fixture(scope="module")
def make(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Make]:
    """A library of some rules, one a file, made with a model; the same one for the same rules and model."""
    made: dict[tuple[str, str], Library] = {}

    def library(rules: dict[str, str], model: Path | str = "minilm") -> Library:
        key = (" ".join(rules), str(model))
        if key not in made:
            folder = tmp_path_factory.mktemp("rules")
            for title, text in rules.items():
                whole = text if text.startswith("---") else f"# {title}\n\n{text}\n"
                (folder / f"{title}.md").write_text(whole, encoding="utf-8")
            own = Settings(library=tmp_path_factory.mktemp("library"), model=str(model))
            made[key] = Library(own, create=True)
            report = made[key].ingest([folder], kind=Kind.REGULATION)
            assert not report.failed, [entry.reason for entry in report.failed]
        return made[key]

    yield library
    for one in made.values():
        one.close()


def ask(library: Library, text: str, **wishes: object) -> tuple[Hit, ...]:
    return library.search(SearchRequest(text, **wishes)).hits  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "title", "language"), [("chlorine pump", "Rule D", "zh"), ("桥上的梯", "Rule A", "en")]
)
def test_a_model_of_both_languages_finds_the_translation_by_its_vector(
    make: Make, bilingual_model: Path, question: str, title: str, language: str
) -> None:
    library = make(ENGLISH | CHINESE, bilingual_model)
    first = ask(library, question, expand=False)[0]
    assert (first.title, first.language) == (title, language)
    assert first.parts.cosine == pytest.approx(1.0, abs=0.01)
    assert first.parts.bm25 == 0
    assert ("across_languages", 0.7) in first.parts.factors
    assert title not in [hit.title for hit in ask(library, question, expand=False, semantic=False)]


def test_what_a_model_gives_unrelated_texts_is_no_nearness(make: Make, bilingual_model: Path, tmp_path: Path) -> None:
    library = make(ENGLISH, bilingual_model)
    assert library.search(SearchRequest("氯梯")).relevant
    folder = copytree(bilingual_model, tmp_path / bilingual_model.name)
    (folder / "precedent.toml").write_text("unrelated = 0.3", encoding="utf-8")
    careful = Library(library.settings.model_copy(update={"model": str(folder)}))
    assert not careful.search(SearchRequest("氯梯")).relevant
    assert careful.search(SearchRequest("桥上的梯")).relevant
    careful.close()


def test_rebuilding_with_such_a_model_gives_an_old_library_both_directions(make: Make, bilingual_model: Path) -> None:
    old = make(ENGLISH | CHINESE)
    wanted = {"valve of the ammonia line": "Rule E", "船上的锅炉": "Rule B"}
    for question, title in wanted.items():
        assert title not in [hit.title for hit in ask(old, question, expand=False)]
    renewed = Library(old.settings.model_copy(update={"model": str(bilingual_model)}), any_model=True)
    renewed.rebuild(reembed=True)
    for question, title in wanted.items():
        assert ask(renewed, question, expand=False)[0].title == title
    assert renewed.verify() == []
    renewed.close()


@pytest.mark.parametrize(
    ("question", "title", "name"),
    [("blind rescue", "Rule Z", "盲目施救"), ("受限空间", "Rule Y", "confined space")],
)
def test_the_packaged_model_finds_the_other_language_through_the_glossary(
    make: Make, question: str, title: str, name: str
) -> None:
    library = make(GLOSSED | ENGLISH | CHINESE)
    first = ask(library, question)[0]
    assert first.title == title
    assert name in first.parts.expansions
    assert first.parts.cosine is None or first.language == "en"
    assert title not in [hit.title for hit in ask(library, question, expand=False, semantic=False)]


def test_a_chinese_question_is_at_home_in_a_rule_with_its_translation(make: Make) -> None:
    library = make(FILING)
    first, second = ask(library, "应急预案备案")
    assert (first.title, first.language, second.language) == ("Both", "mul", "zh")
    assert "across_languages" not in dict(first.parts.factors)
    english = ask(library, "file the emergency plan with the authority")[0]
    assert english.title == "Both"
    assert english.parts.cosine


@pytest.mark.parametrize(
    ("question", "at_home", "translation"),
    [
        ("drill the emergency plan of a mine shaft", "A12", "B12"),
        ("breathing apparatus in a confined space", "A24", "B24"),
        ("矿井应急预案多久演练一次", "B12", "A12"),
        ("救援人员进入有限空间佩戴空气呼吸器", "B24", "A24"),
    ],
)
@pytest.mark.parametrize("model", ["minilm", "bilingual_model"])
def test_documents_in_another_language_push_none_at_home_out(
    make: Make,
    request: pytest.FixtureRequest,
    model: str,
    question: str,
    at_home: str,
    translation: str,
) -> None:
    named = model if model == "minilm" else request.getfixturevalue(model)
    home = "AB".index(at_home[0])
    alone = [hit.title for hit in ask(make(rules(home), named), question, k=5)]
    together = ask(make(rules(0) | rules(1), named), question, k=64)
    assert alone[0] == at_home
    titles = [hit.title for hit in together]
    assert titles[0] == at_home
    assert set(alone) <= set(titles[:10])
    assert translation in [title for title in titles if title[0] != at_home[0]][:3]


def test_a_passage_is_found_by_the_chinese_title_of_its_document(make: Make) -> None:
    head = "---\nid: {id}\nkind: regulation\ntitle: {title}\n{more}language: en\n---\n## Article 3 {{#art3}}\n\n"
    text = "Plans are filed within 20 days. 二十日内备案。"
    named = head.format(id="R-1", title="Measures for pits", more="title_zh: 竖井救援办法\n") + text
    nameless = head.format(id="R-2", title="Measures for shafts", more="") + text
    library = make({"R-1": named, "R-2": nameless})
    first, second = ask(library, "竖井备案", expand=False)
    assert (first.document, second.document) == ("R-1", "R-2")
    assert first.parts.bm25 > second.parts.bm25
