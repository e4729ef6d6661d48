"""Embedding what is staged: each text once, batch by batch into the cache."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import sqlalchemy as sa

from kb.catalogue import tables as t
from kb.catalogue.embeddings import missing, remember
from kb.catalogue.publishing import index_rows
from kb.catalogue.staging import lead_text, text_hash
from kb.catalogue.store import Catalogue
from kb.catalogue.visibility import next_live, staged
from kb.embed import Encoder, load_encoder, model_info
from kb.model.document import Kind
from kb.model.passage import Passage
from kb.model.view import Progress
from kb.settings import Settings

BATCH = 1_024
"""Texts embedded between two commits: what an interruption can cost."""


def embed(
    catalogue: Catalogue, settings: Settings, report: Callable[[Progress], None], *, everything: bool = False
) -> int:
    """Embed the staged texts that the cache lacks (`everything`: the live ones too); returns how many.

    The model is loaded only if there is something to embed. Texts in a language it does not know are passed over.
    """
    condition = next_live() if everything else staged()
    info = model_info(settings)
    total = _count(catalogue, info.name, condition)
    if not total:
        return 0
    encoder: Encoder | None = None
    done = 0
    for texts in _wanted(catalogue, info.name, info.knows, condition):
        if encoder is None:
            report(Progress("embed", 0, total))
            encoder = load_encoder(settings)
        vectors = encoder.encode(list(texts.values()))
        with catalogue.writing() as connection:
            remember(connection, info.name, dict(zip(texts, vectors, strict=True)))
        done += len(texts)
        report(Progress("embed", min(done, total), total))
    return done


def _wanted(
    catalogue: Catalogue, model: str, knows: Callable[[str], bool], condition: sa.ColumnElement[bool]
) -> Iterator[dict[bytes, str]]:
    pending: dict[bytes, str] = {}
    for part in _texts(catalogue, knows, condition):
        with catalogue.reading() as connection:
            lacking = missing(connection, model, [key for key in part if key not in pending])
        pending.update({key: part[key] for key in lacking})
        while len(pending) >= BATCH:
            batch = {key: pending.pop(key) for key in list(pending)[:BATCH]}
            yield batch
    if pending:
        yield pending


def _texts(
    catalogue: Catalogue, knows: Callable[[str], bool], condition: sa.ColumnElement[bool]
) -> Iterator[dict[bytes, str]]:
    for rows in index_rows(catalogue, condition):
        yield {row.text_hash: row.context for row in rows if knows(row.language)}
    v, p = t.versions.c, t.passages.c
    with catalogue.reading() as connection:
        cases = [
            row.id
            for row in connection.execute(sa.select(v.id, v.language).where(condition, v.kind == Kind.CASE.value))
            if knows(row.language)
        ]
    for start in range(0, len(cases), BATCH):
        passages: dict[int, list[Passage]] = {}
        with catalogue.reading() as connection:
            query = sa.select(p.version, p.path, p.text).where(p.version.in_(cases[start : start + BATCH]))
            for row in connection.execute(query.order_by(p.version, p.seq)):
                passage = Passage("", "", tuple(json.loads(row.path)), row.text, "")
                passages.setdefault(row.version, []).append(passage)
        leads = [lead_text(parts) for parts in passages.values()]
        yield {text_hash(lead): lead for lead in leads}


def _count(catalogue: Catalogue, model: str, condition: sa.ColumnElement[bool]) -> int:
    """Upper bound of the texts to embed: passages and leads without a cached vector."""
    v, p, e = t.versions.c, t.passages.c, t.embeddings.c
    known = sa.exists().where(e.model == model, e.text_hash == p.text_hash)
    leads = sa.exists().where(e.model == model, e.text_hash == v.lead_hash)
    with catalogue.reading() as connection:
        texts = connection.scalar(
            sa.select(sa.func.count())
            .select_from(t.passages.join(t.versions, p.version == v.id))
            .where(condition, ~known)
        )
        cases = connection.scalar(sa.select(sa.func.count()).where(condition, v.kind == Kind.CASE.value, ~leads))
    return int(texts or 0) + int(cases or 0)
