"""Answers as text for a terminal and as JSON for programs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from kb.cli.explaining import arithmetic, how, switches
from kb.model.document import Kind
from kb.model.result import Hit, SearchResponse
from kb.model.sections import document_text, find
from kb.model.view import DocumentView, FileState, LedgerEntry, LibraryStatus, RunReport
from kb.search.cite import citation

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


PIPED = 1_000
"""Width of a table that goes to a file or a program: no path is broken."""


def plain(text: str) -> str:
    """Text with blanks for characters that a terminal would obey or cannot print."""
    return _CONTROL.sub(" ", text)


def line(text: str, style: str = "") -> Text:
    """A line for the terminal, of which nothing is obeyed."""
    return Text(plain(text), style)


def print_json(console: Console, value: Any) -> None:
    """A value for programs; characters that a terminal would obey are written as escapes."""
    text = json.dumps(value, default=str, ensure_ascii=False, indent=2)
    console.print(Text(_CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)))


def hit_json(hit: Hit) -> dict[str, Any]:
    """A hit as documented in the README."""
    return {
        "document": hit.document,
        "title": hit.title,
        "kind": hit.kind.value,
        "status": hit.status.value,
        "date": hit.date,
        "anchor": hit.anchor,
        "citation": hit.citation,
        "page": hit.page,
        "score": hit.score,
        "parts": asdict(hit.parts),
        "text": hit.text,
        "highlights": [list(span) for span in hit.highlights],
        "more": [{"anchor": one.anchor, "citation": one.citation, "score": one.score} for one in hit.more],
        "duplicates": list(hit.duplicates),
    }


def response_json(response: SearchResponse) -> dict[str, Any]:
    """A whole answer as documented in the README."""
    return {
        "query": response.request.text,
        "language": response.language,
        "switches": {
            **switches(response.request),
            "without": list(response.request.leave_out),
            "as_words": list(response.request.as_words),
        },
        "filters": [asdict(one) for one in response.filters],
        "lookups": [asdict(one) for one in response.lookups],
        "expansions": [list(pair) for pair in response.expansions],
        "counts": {kind.value: count for kind, count in response.counts.items()},
        "relevant": response.relevant,
        "message": response.message,
        "dropped": list(response.dropped),
        "unknown": [list(pair) for pair in response.unknown],
        "did_you_mean": response.did_you_mean,
        "seconds": round(response.seconds, 4),
        "hits": [hit_json(hit) for hit in response.hits],
    }


def print_response(
    console: Console, response: SearchResponse, *, explain: bool = False, marks: Mapping[str, str] | None = None
) -> None:
    """Hits with passage, citation and reasons; `explain` adds how scores come about, `marks` a word by document."""
    if explain:
        for told in how(response):
            console.print(line(told, style="dim"))
    for named in response.lookups:
        at = f", {named.label}" if named.label else ""
        console.print(line(f"Look-up: {named.document} {named.title}{at} (from “{named.words}”)", style="dim"))
    for one in response.filters:
        low, high = ("" if end is None else str(end) for end in (one.low, one.high))
        span = f"{low}..{high}" if low or high else ""
        said = f" (from “{one.words}”)" if one.words else ""
        console.print(line(f"Filter {one.name}: {span or ', '.join(one.values)}{said}", style="dim"))
    if response.message:
        console.print(line(response.message, style="yellow"))
    if response.did_you_mean:
        console.print(line(f"Did you mean: {response.did_you_mean}", style="yellow"))
    for number, hit in enumerate(response.hits, 1):
        status = f" · {hit.status.value.replace('_', ' ')}" if hit.status.value != "not_applicable" else ""
        mark = f" [{marks[hit.document]}]" if marks and hit.document in marks else ""
        console.print(line(f"\n{number}. {hit.title}{mark}", style="bold"))
        console.print(
            line(f"   {hit.kind.value}{status} · {hit.document}#{hit.anchor} · {hit.score:.2f}", style="cyan")
        )
        console.print(_passage(hit), soft_wrap=False)
        console.print(line(f"   {hit.citation}", style="italic"))
        console.print(line(f"   why: {_why(hit)}", style="dim"))
        if explain:
            console.print(line(f"   {arithmetic(hit)}", style="dim"))
        if hit.duplicates:
            console.print(line(f"   same text in: {', '.join(hit.duplicates)}", style="dim"))
    judging = response.rerank_seconds
    spent = "" if judging is None else f", {judging * 1000:.0f} ms of them in the reranking model"
    told = f"\n{len(response.hits)} documents in {response.seconds * 1000:.0f} ms{spent}"
    console.print(line(told, style="dim"))


def _passage(hit: Hit) -> Padding:
    text = line(hit.text)
    for start, end in hit.highlights:
        text.stylize("bold yellow", start, end)
    return Padding(text, (0, 0, 0, 3))


def _why(hit: Hit) -> str:
    parts = hit.parts
    said = [f"words {', '.join(parts.words)}"] if parts.words else []
    said += [f"glossary {', '.join(parts.expansions)}"] if parts.expansions else []
    said += [f"keyword {parts.keyword:.2f}"]
    said += (
        [f"meaning {parts.semantic:.2f} (cosine {parts.cosine:.2f})"]
        if parts.semantic is not None and parts.cosine is not None
        else []
    )
    said += [f"reranking {parts.judgement:.2f}"] if parts.judgement is not None else []
    return " · ".join(said)


def print_document(console: Console, view: DocumentView, anchor: str | None) -> None:
    """Title, standing and sources, then the text."""
    summary, card = view.summary, view.card
    console.print(line(summary.title, style="bold"))
    if summary.title_zh and summary.title_zh != summary.title:
        console.print(line(summary.title_zh))
    facts = [
        summary.kind.value,
        f"version {summary.version}",
        summary.edition or "",
        summary.status.value.replace("_", " "),
    ]
    console.print(line(" · ".join(fact for fact in facts if fact and fact != "not applicable"), style="cyan"))
    if card.digest:
        console.print(line("A digest in our own words, not the official text.", style="yellow"))
    console.print(line(document_text(view, anchor)))
    place = find(view, anchor) if anchor else None
    passage = view.passages[place.first] if place and place.first is not None else None
    if place and passage and place.name and passage.anchor != place.anchor:
        passage = replace(passage, label=place.name)
    console.print(line(f"\nCite as: {citation(card, passage)}", style="italic"))
    for source in card.sources:
        told = ", ".join(part for part in (source.publisher, source.title, source.published or "", source.url) if part)
        console.print(line(f"{source.id or 'Source'}: {told}", style="dim"))


NOTES = 20
"""How many notes a run prints; all of them are in the ledger."""


def print_run(console: Console, report: RunReport) -> None:
    """What it could not do, then what it did."""
    for entry in report.notes[:NOTES]:
        console.print(line(f"note    {entry.path}: {entry.reason}", style="dim"))
    if len(report.notes) > NOTES:
        console.print(
            line(f"note    ... and {len(report.notes) - NOTES:,} more files; `kb ledger` has them", style="dim")
        )
    for entry in report.duplicates:
        console.print(line(f"double  {entry.path}: {entry.reason}", style="dim"))
    for path in report.vanished:
        console.print(line(f"gone    {path}", style="yellow"))
    for entry in report.failed:
        told = f"failed  {entry.path} ({entry.stage}): {entry.reason} {entry.advice}"
        console.print(line(told, style="red"))
    console.print(
        f"{report.files} files: {report.added} new, {report.changed} changed, {report.unchanged} unchanged, "
        f"{len(report.failed)} failed, {len(report.duplicates)} duplicates, {report.removed} removed. "
        f"{report.documents:,} documents, {report.passages:,} passages, {report.embedded:,} embedded "
        f"in {report.seconds:.1f} s. Generation {report.generation}."
    )


def print_ledger(console: Console, entries: Iterable[LedgerEntry]) -> None:
    """The ledger as a table."""
    table = Table(box=None, pad_edge=False)
    for name in ("State", "Reader", "Documents", "Passages", "Seconds", "File", "Reason"):
        table.add_column(
            name, justify="right" if name in ("Documents", "Passages", "Seconds") else "left", overflow="fold"
        )
    for entry in entries:
        table.add_row(
            entry.state.value,
            entry.reader,
            f"{entry.documents:,}",
            f"{entry.passages:,}",
            f"{entry.seconds:.2f}",
            line(entry.path),
            line(" ".join(part for part in (entry.reason, entry.advice) if part)),
        )
    if not console.is_terminal:
        console.width = PIPED
    console.print(table)


def _count(kind: Kind, count: int) -> str:
    name = "register row" if kind is Kind.REGISTER else kind.value
    return f"{count:,} {name}{'' if count == 1 or kind is Kind.GUIDANCE else 's'}"


def print_status(console: Console, status: LibraryStatus) -> None:
    """Counts, sizes and health."""
    mb = 1_000_000
    lines = [
        ("Library", str(status.folder)),
        ("Generation", f"{status.generation}" + (f" (can go back to {status.previous})" if status.previous else "")),
        ("Published", f"{status.published:%Y-%m-%d %H:%M} UTC" if status.published else "never"),
        ("Model", status.model or "none yet"),
        (
            "Documents",
            ", ".join(_count(kind, status.documents[kind]) for kind in Kind if status.documents.get(kind)) or "none",
        ),
        ("Passages", f"{status.passages:,}"),
        ("Vectors", f"{status.vectors:,}"),
        ("Files", ", ".join(f"{count:,} {state.value}" for state, count in status.files.items()) or "none"),
        (
            "Disk",
            f"catalogue {status.catalogue_bytes / mb:.1f} MB, indexes {status.index_bytes / mb:.1f} MB, "
            f"originals {status.originals_bytes / mb:.1f} MB",
        ),
    ]
    for name, value in lines:
        console.print(line(f"{name:<12}{value}"))
    if failed := status.files.get(FileState.FAILED):
        console.print(line(f"{failed} files failed: `kb ledger --state failed` says why.", style="yellow"))
