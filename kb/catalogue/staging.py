"""Writing to the catalogue: documents are staged file by file, then all made live at once."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from kb.catalogue import attributes
from kb.catalogue import tables as t
from kb.model.attributes import Attributes
from kb.model.document import Card, Kind
from kb.model.passage import CutDocument, Passage
from kb.model.slices import chunks


@dataclass(frozen=True, slots=True)
class PreparedDocument:
    """A document ready to be stored.

    `named` says that its id comes from the source, not from the file's name; `attributes` are those of a case.
    """

    card: Card
    cut: CutDocument
    named: bool = True
    attributes: Attributes | None = None


def text_hash(text: str) -> bytes:
    """Key of an embedded text in the cache: 16 bytes of BLAKE2b."""
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


LEAD_CHARACTERS = 2_000


def lead_text(passages: Sequence[Passage]) -> str:
    """What stands for a whole case when cases are compared by meaning: the beginning of its text.

    A model reads its first tokens only; averaging windows over the whole text was measured and gains nothing. A case of
    one passage is compared by that passage as it is embedded anyway.
    """
    if len(passages) == 1:
        return passages[0].context
    lead: list[str] = []
    for passage in passages:
        lead.append(passage.text)
        if sum(map(len, lead)) >= LEAD_CHARACTERS:
            break
    return "\n".join(lead)[:LEAD_CHARACTERS]


def content_hash(document: PreparedDocument) -> str:
    """Changes when anything a reader could see of the document changes."""
    digest = hashlib.blake2b(digest_size=16)
    digest.update(document.card.model_dump_json().encode())
    for passage in document.cut.passages:
        digest.update(repr((passage.anchor, passage.label, passage.path, passage.text, passage.page)).encode())
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Staged:
    """What staging a file came to: documents and passages stored, live documents marked to disappear."""

    documents: int
    passages: int
    retired: int


def stage(connection: Connection, file: int, original: str, documents: Sequence[PreparedDocument]) -> Staged:
    """Store what is new or changed of a file's documents and mark what it no longer has.

    Work staged for this file before is replaced. Nothing becomes visible, but for attributes that changed while their
    document did not, as after a change of the rules they are read by: those are written over.
    """
    unstage(connection, file)
    wanted = {d.card.id: content_hash(d) for d in documents}
    live = {
        row.document: row
        for row in connection.execute(
            sa.select(t.versions.c.id, t.versions.c.document, t.versions.c.content_hash).where(
                t.versions.c.from_generation.is_not(None),
                t.versions.c.to_generation.is_(None),
                t.versions.c.file == file,
            )
        )
    }
    for chunk in chunks([d for d in wanted if d not in live]):
        rows = connection.execute(
            sa.select(t.versions.c.id, t.versions.c.document, t.versions.c.content_hash).where(
                t.versions.c.from_generation.is_not(None),
                t.versions.c.to_generation.is_(None),
                t.versions.c.document.in_(chunk),
            )
        )
        live.update({row.document: row for row in rows})
    gone = [row.id for name, row in live.items() if wanted.get(name) != row.content_hash]
    retire(connection, gone)
    kept = [row.id for name, row in live.items() if wanted.get(name) == row.content_hash]
    for chunk in chunks(kept):
        values = {"file": file, "original": original, "retiring": False}
        connection.execute(sa.update(t.versions).where(t.versions.c.id.in_(chunk)).values(values))
    same = {row.document: row.id for name, row in live.items() if wanted.get(name) == row.content_hash}
    attributes.replace(
        connection,
        [
            attributes.row(same[d.card.id], d.attributes)
            for d in documents
            if d.attributes is not None and d.card.id in same
        ],
    )
    fresh = [d for d in documents if d.card.id not in live or live[d.card.id].content_hash != wanted[d.card.id]]
    return Staged(len(fresh), _insert(connection, file, original, fresh, wanted), len(gone))


def unstage(connection: Connection, file: int) -> None:
    """Forget what was staged for a file and not published."""
    staged = sa.select(t.versions.c.id).where(t.versions.c.file == file, t.versions.c.from_generation.is_(None))
    connection.execute(sa.delete(t.facets).where(t.facets.c.version.in_(staged)))
    connection.execute(sa.delete(t.attributes).where(t.attributes.c.version.in_(staged)))
    connection.execute(sa.delete(t.passages).where(t.passages.c.version.in_(staged)))
    connection.execute(sa.delete(t.versions).where(t.versions.c.file == file, t.versions.c.from_generation.is_(None)))
    connection.execute(sa.update(t.versions).where(t.versions.c.file == file).values(retiring=False))


def retire(connection: Connection, versions: Iterable[int]) -> None:
    """Mark versions to disappear with the next generation."""
    for chunk in chunks(list(versions)):
        connection.execute(sa.update(t.versions).where(t.versions.c.id.in_(chunk)).values(retiring=True))


def retire_file(connection: Connection, file: int) -> int:
    """Forget what is staged for a file and mark its live documents to disappear; returns how many."""
    unstage(connection, file)
    return connection.execute(sa.update(t.versions).where(_live_of(file)).values(retiring=True)).rowcount


def live_of(connection: Connection, file: int) -> tuple[int, int]:
    """How many documents and passages of a file are published and stay."""
    counts = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(t.versions.c.passages), 0))
    documents, passages = connection.execute(counts.where(_live_of(file))).one()
    return documents, passages


def keep_original(connection: Connection, sha256: str, name: str, size: int) -> None:
    """Record an original file; a second copy changes nothing."""
    known = connection.scalar(sa.select(t.originals.c.sha256).where(t.originals.c.sha256 == sha256))
    if known is None:
        connection.execute(sa.insert(t.originals).values(sha256=sha256, name=name, bytes=size))


def _live_of(file: int) -> sa.ColumnElement[bool]:
    v = t.versions.c
    return sa.and_(v.file == file, v.from_generation.is_not(None), v.to_generation.is_(None), v.retiring.is_(False))


def _insert(
    connection: Connection, file: int, original: str, documents: Sequence[PreparedDocument], hashes: dict[str, str]
) -> int:
    if not documents:
        return 0
    now = dt.datetime.now(dt.UTC).replace(tzinfo=None)
    numbers: dict[str, int] = {}
    for chunk in chunks([d.card.id for d in documents]):
        rows = connection.execute(
            sa.select(t.versions.c.document, sa.func.max(t.versions.c.number))
            .where(t.versions.c.document.in_(chunk))
            .group_by(t.versions.c.document)
        )
        numbers.update({row[0]: row[1] for row in rows})
    first_version = (connection.scalar(sa.select(sa.func.max(t.versions.c.id))) or 0) + 1
    version_rows: list[dict[str, object]] = []
    passage_rows: list[dict[str, object]] = []
    facet_rows: list[dict[str, object]] = []
    attribute_rows: list[dict[str, object]] = []
    for version, document in enumerate(documents, first_version):
        card, cut = document.card, document.cut
        version_rows.append(
            {
                "id": version,
                "document": card.id,
                "number": numbers.get(card.id, 0) + 1,
                "kind": card.kind.value,
                "title": card.title,
                "title_zh": card.title_zh,
                "language": card.language,
                "status": card.status.value,
                "edition": card.edition,
                "digest": card.digest,
                "card": _card_json(card),
                "outline": json.dumps([asdict(entry) for entry in cut.outline], ensure_ascii=False),
                "content_hash": hashes[card.id],
                "lead_hash": text_hash(lead_text(cut.passages)) if card.kind is Kind.CASE else None,
                "passages": len(cut.passages),
                "original": original,
                "file": file,
                "added": now,
                "retiring": False,
                "from_generation": None,
                "to_generation": None,
            }
        )
        passage_rows.extend(_passage_row(version, seq, passage) for seq, passage in enumerate(cut.passages))
        if document.attributes is not None:
            attribute_rows.append(attributes.row(version, document.attributes))
        facet_rows.extend(
            {
                "version": version,
                "name": name,
                "value": str(value),
                "folded": str(value).casefold(),
                "number": value if isinstance(value, int) else None,
            }
            for name, values in card.facets().items()
            for value in dict.fromkeys(values)
        )
    connection.execute(sa.insert(t.versions), version_rows)
    if passage_rows:
        connection.execute(sa.insert(t.passages), passage_rows)
    if attribute_rows:
        connection.execute(sa.insert(t.attributes), attribute_rows)
    if facet_rows:
        connection.execute(sa.insert(t.facets), facet_rows)
    return len(passage_rows)


def _card_json(card: Card) -> str:
    values = card.model_dump(mode="json", exclude_defaults=True)
    return json.dumps({**values, "kind": card.kind.value}, ensure_ascii=False)


def _passage_row(version: int, seq: int, passage: Passage) -> dict[str, object]:
    return {
        "version": version,
        "seq": seq,
        "anchor": passage.anchor,
        "label": passage.label,
        "path": json.dumps(passage.path, ensure_ascii=False),
        "text": passage.text,
        "language": passage.language,
        "page": passage.page,
        "role": passage.role.value if passage.role else None,
        "text_hash": text_hash(passage.context),
    }
