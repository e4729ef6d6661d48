"""A run over judged questions: what was measured and with which settings; it can be kept in a file."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from kb.errors import ContentError
from kb.model.result import SearchRequest

_SPOKEN = {"expand": "expansion", "understand": "understanding"}

SWITCHES = {_SPOKEN.get(field.name, field.name): field.name for field in fields(SearchRequest) if field.default is True}
"""Parts of a search that a run can go without, and the field of SearchRequest that switches each off."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One question, the grades of what answers it, what was found (best first) and how good that is.

    Grades and ranking name documents, or places as `document#anchor`. `first` is the rank of the first right one, None
    where none was found.
    """

    id: str
    text: str
    grades: dict[str, int]
    ranking: tuple[str, ...]
    measures: dict[str, float]

    @property
    def first(self) -> int | None:
        """Rank of the first right document or place, from 1."""
        return next((rank for rank, found in enumerate(self.ranking, 1) if self.grades.get(found, 0) > 0), None)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Means over the judged questions; seconds of one question at the median and at 95 in 100.

    `without` are the names in SWITCHES of what was switched off, `documents_only` says whether places were judged as
    their documents.
    """

    folder: str
    task: str
    asked: str
    judged: str
    without: tuple[str, ...]
    documents_only: bool
    model: str
    generation: int
    documents: int
    passages: int
    queries: int
    measures: dict[str, float]
    p50: float
    p95: float
    ingest_seconds: float | None
    passages_per_second: float | None
    answers: tuple[Answer, ...]


_FORMAT = TypeAdapter(Evaluation)


def save(found: Evaluation, path: Path) -> None:
    """Keep a run as JSON; raises OSError where the file cannot be written."""
    path.write_bytes(_FORMAT.dump_json(found, indent=1))


def load(path: Path) -> Evaluation:
    """A run that was saved. Raises ContentError where the file is missing or is no such run."""
    advice = "Make one with `kb eval FOLDER --save FILE`."
    if not path.is_file():
        raise ContentError(f"{path} is missing.", advice)
    try:
        return _FORMAT.validate_json(path.read_bytes())
    except ValidationError as wrong:
        first = wrong.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise ContentError(
            f"{path} is not a saved run: {f'{where}: ' if where else ''}{first['msg']}.", advice
        ) from None
