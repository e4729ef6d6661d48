"""Settings: read once at the edge (environment variables `KB_*`), then passed down."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT = Path(__file__).resolve().parent.parent


class Limits(BaseSettings):
    """What one file may cost before it is refused; protects a run from hostile or broken input."""

    model_config = SettingsConfigDict(env_prefix="KB_LIMIT_")

    file_bytes: int = Field(default=500_000_000, gt=0)
    pages: int = Field(default=5_000, gt=0)
    seconds: float = Field(default=300.0, gt=0, description="wall time for one file, reading and structuring")
    expanded_bytes: int = Field(default=2_000_000_000, gt=0, description="size of an archive's content (DOCX, XLSX)")
    zip_ratio: float = Field(default=200.0, gt=1, description="expanded / packed size of an archive")


class Settings(BaseSettings):
    """Everything that can be set from outside.

    `library` is the folder of the library in use, `corpus` the documents that ship (its taxonomy and glossary too),
    `model` is `minilm` (packaged) or a local folder or hub name of a sentence-transformers model.
    `reranker` is a cross-encoder that judges the first passages anew, a folder or hub name too; none unless named.
    """

    model_config = SettingsConfigDict(env_prefix="KB_")

    library: Path = PROJECT / "library"
    corpus: Path = PROJECT / "corpus"
    model: str = "minilm"
    reranker: str = ""
    cache: Path = Field(
        default=PROJECT / ".cache", description="made once and reusable: optimised models, evaluation libraries"
    )
    history: bool = Field(default=True, description="keep the latest questions in the library folder")
    threads: int = Field(default=2, gt=0)
    limits: Limits = Field(default_factory=Limits)
