"""Cross-encoders that a user names: folders and hub names."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from kb.embed import load_reranker, prepare_reranker
from kb.errors import ModelError
from kb.settings import Settings
from tests.conftest import build_reranker


@pytest.fixture(scope="module")
def cross_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_reranker(tmp_path_factory.mktemp("reranker") / "model", ["nitrogen", "氮"])


def named(settings: Settings, model: Path | str) -> Settings:
    return settings.model_copy(update={"reranker": str(model)})


def rewritten(model: Path, folder: Path, **keys: object) -> Path:
    shutil.copytree(model, folder)
    config = folder / "config.json"
    config.write_text(json.dumps(json.loads(config.read_text(encoding="utf-8")) | keys), encoding="utf-8")
    return folder


def test_none_is_used_unless_one_is_named(settings: Settings) -> None:
    assert load_reranker(settings) is None


def test_each_passage_is_judged_with_the_question_in_either_language(settings: Settings, cross_encoder: Path) -> None:
    reranker = load_reranker(named(settings, cross_encoder))
    assert reranker
    found = reranker.judge(
        "what chokes?", ["a leak of nitrogen gas", "a leak of gas", "氮气泄漏", "氨气泄漏", "gas " * 500]
    )
    assert found.tolist() == pytest.approx([0.88, 0.12, 0.88, 0.12, 0.12], abs=0.01)
    assert reranker.judge("what chokes?", []).tolist() == []


def test_it_knows_the_languages_that_its_card_names(settings: Settings, cross_encoder: Path, tmp_path: Path) -> None:
    folder = rewritten(cross_encoder, tmp_path / "english")
    (folder / "precedent.toml").write_text('languages = ["en"]', encoding="utf-8")
    english, every = load_reranker(named(settings, folder)), load_reranker(named(settings, cross_encoder))
    assert english
    assert every
    assert [english.knows(language) for language in ("en", "zh-CN", "mul", "und")] == [True, False, True, False]
    assert every.knows("zh")


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ({"architectures": ["XLMRobertaModel"]}, "no cross-encoder but XLMRobertaModel"),
        ({"architectures": None}, "of no known kind"),
        ({"id2label": {"0": "no", "1": "yes"}}, "gives 2 numbers"),
    ],
)
def test_a_model_of_another_kind_is_refused_by_what_it_is(
    settings: Settings, cross_encoder: Path, tmp_path: Path, keys: dict[str, object], says: str
) -> None:
    with pytest.raises(ModelError, match=says) as refused:
        load_reranker(named(settings, rewritten(cross_encoder, tmp_path / "other", **keys)))
    assert "KB_RERANKER" in refused.value.advice


def test_an_embedding_model_is_no_cross_encoder(settings: Settings, tiny_model: Path) -> None:
    with pytest.raises(ModelError, match="no cross-encoder but BertModel"):
        load_reranker(named(settings, tiny_model))


def test_a_folder_that_is_missing_empty_or_damaged_says_so(
    settings: Settings, cross_encoder: Path, tmp_path: Path
) -> None:
    with pytest.raises(ModelError, match="no such folder"):
        load_reranker(named(settings, tmp_path / "nowhere"))
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelError, match=r"no cross-encoder: config\.json is missing") as refused:
        load_reranker(named(settings, tmp_path / "empty"))
    assert "KB_RERANKER" in refused.value.advice
    broken = rewritten(cross_encoder, tmp_path / "broken")
    (broken / "model.safetensors").write_bytes(b"no tensors")
    reranker = load_reranker(named(settings, broken))
    assert reranker
    with pytest.raises(ModelError, match="does not load"):
        reranker.judge("question", ["passage"])


def test_a_hub_name_that_is_not_here_says_how_to_get_it(settings: Settings) -> None:
    hub = named(settings, "BAAI/bge-reranker-v2-m3")
    with pytest.raises(ModelError, match="reranking model BAAI/bge-reranker-v2-m3 is not on this machine") as refused:
        load_reranker(hub)
    assert "KB_RERANKER" in refused.value.advice
    with pytest.raises(ModelError, match="cannot be downloaded"):
        prepare_reranker(hub, lambda line: None)


def test_setting_up_checks_the_model(settings: Settings, cross_encoder: Path) -> None:
    lines: list[str] = []
    prepare_reranker(named(settings, cross_encoder), lines.append)
    assert lines == ["model judges the first passages of every search"]
    prepare_reranker(settings, lines.append)
    assert len(lines) == 1
