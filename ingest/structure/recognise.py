"""From the blocks of a file to a document: its kind, its card, its sections."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ingest.structure.case import case
from ingest.structure.generic import generic
from ingest.structure.identity import id_of, title_of
from ingest.structure.kinds import kind_of
from ingest.structure.plan import plan
from ingest.structure.regulation import RegulationTree, regulation
from ingest.structure.standing_en import standing_en
from ingest.structure.standing_zh import LAST_ARTICLES, standing_zh
from ingest.structure.tree import Node, sections_of
from kb.errors import ContentError
from kb.model.block import Block, RawDocument
from kb.model.cards import CARDS, card_of
from kb.model.document import Document, Kind, Level
from kb.model.value import Origin
from kb.text.language import language_of

SAMPLE_BLOCKS = 40
FOREIGN_FIELDS = frozenset({"title", "title_zh"})
"""What is believed of front matter that was not written for the library."""


def structure(raw: RawDocument, name: str, kind: Kind | None = None) -> Document:
    """The document that a reader's blocks make.

    `name` is the file's original name; `kind` overrules what the reader or the front matter say. What is missing on the
    card and can be read off the text is filled in and marked as extracted; whether a regulation is in force is never
    guessed. Raises ContentError naming the fields of the front matter that are wrong.
    """
    title = title_of(raw, name)
    kind = kind or raw.kind or _stated_kind(raw.meta) or kind_of(raw, title, name)
    ours = raw.kind is not None or "id" in raw.meta or "kind" in raw.meta
    meta = dict(raw.meta) if ours else _foreign(raw, kind)
    meta |= {"id": id_of(meta, name, raw.key), "title": str(meta.get("title") or title)}
    if not meta.get("title_zh") and not ours:
        meta.pop("title_zh", None)
    language = str(meta.get("language") or _language(raw.blocks, title))
    if language != "und":
        meta["language"] = language
    notes: tuple[str, ...] = ()
    if kind is Kind.REGULATION:
        tree = regulation(raw.blocks, title, our_words=bool(meta.get("digest")))
        nodes, notes = tree.nodes, tree.notes
        if not ours:
            _add(meta, _standing(tree, title, name))
    elif kind is Kind.CASE:
        nodes = case(raw.blocks, title, language)
    elif kind is Kind.PLAN:
        nodes = plan(raw.blocks, title)
    else:
        nodes = generic(raw.blocks, title)
    return Document(card_of(kind, meta), sections_of(nodes), notes)


def _stated_kind(meta: dict[str, Any]) -> Kind | None:
    if "kind" not in meta:
        return None
    try:
        return Kind(meta["kind"])
    except ValueError:
        known = ", ".join(kind.value for kind in Kind)
        raise ContentError(f"kind: {meta['kind']!r} is not one of {known}", "Correct the front matter.") from None


def _foreign(raw: RawDocument, kind: Kind) -> dict[str, Any]:
    known = FOREIGN_FIELDS if raw.reader == "markdown" else frozenset(CARDS[kind].model_fields)
    meta = {field: value for field, value in raw.meta.items() if field in known and field != "title"}
    return meta


def _language(blocks: Sequence[Block], title: str) -> str:
    sample = "\n".join(block.text or " ".join(map(" ".join, block.rows[:5])) for block in blocks[:SAMPLE_BLOCKS])
    return language_of(sample if sample.strip() else title)


def _standing(tree: RegulationTree, title: str, name: str) -> dict[str, Any]:
    header = [line for node in tree.nodes if node.anchor == "preamble" for line in node.lines]
    if tree.system in ("us", "eu", "uk"):
        return standing_en(title, "\n".join(header)[:4000], tree.system)
    articles = [node for node in _walk(tree.nodes) if node.level is Level.ARTICLE]
    ending = [line for article in articles[-LAST_ARTICLES:] for node in _walk([article]) for line in node.lines]
    chinese = tree.system == "zh" or language_of(title) == "zh"
    return standing_zh(title, header, ending, name) if chinese else {}


def _add(meta: dict[str, Any], found: dict[str, Any]) -> None:
    new = {field: value for field, value in found.items() if field not in meta}
    meta |= new
    meta["origins"] = {**meta.get("origins", {}), **dict.fromkeys(new, Origin.EXTRACTED)}


def _walk(nodes: Sequence[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _walk(node.children)
