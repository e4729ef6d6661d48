"""The library page: what it holds, its health, adding files, and what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from kb.errors import LibraryError, LibraryLocked, LibraryMismatch
from kb.library import Library
from kb.model.document import Kind
from kb.model.view import FileState, LedgerEntry, LibraryStatus, Progress, RunReport
from kb.ui import safe
from kb.ui.card import pairs
from kb.ui.language import tr
from kb.ui.progress import Pace, size
from kb.ui.resources import library, new_library
from kb.ui.uploads import keep

NEWEST = 2_000
"""Ledger entries listed."""

SUFFIXES = ["pdf", "docx", "md", "markdown", "html", "htm", "txt", "xlsx", "csv", "json", "jsonl"]


def show() -> None:
    """Draw the page; without a library, what is needed to begin one."""
    st.html(f'<h1 class="pr-title">{safe.text(tr("library.title"))}</h1>')
    try:
        opened: Library | None = library()
    except (LibraryLocked, LibraryMismatch):
        raise
    except LibraryError:
        opened = None
    held, adding = st.columns([1.25, 1], gap="large")
    with held:
        if opened is None:
            st.html(f'<div class="pr-notice"><p>{safe.text(tr("trouble.no_library"))}</p></div>')
        else:
            _status(opened.status())
            _health(opened)
    with adding:
        _add()
    if opened is not None:
        _ledger(opened)


def _status(status: LibraryStatus) -> None:
    counts = [
        *((tr(f"kinds.{kind.value}"), status.documents[kind]) for kind in Kind if status.documents.get(kind)),
        (tr("library.passages"), status.passages),
        (tr("library.vectors"), status.vectors),
    ]
    tiles = "".join(f"<div><span>{safe.text(name)}</span><b>{count:,}</b></div>" for name, count in counts)
    sizes = (status.catalogue_bytes, status.index_bytes, status.originals_bytes)
    catalogue, indexes, originals = (size(one) for one in sizes)
    published = f"{status.published:%Y-%m-%d %H:%M} UTC" if status.published else tr("library.never")
    st.html(
        f'<h2 class="pr-side">{safe.text(tr("library.contents"))}</h2><div class="pr-stats pr-tiles">{tiles}</div>'
        + pairs(
            [
                (tr("library.generation"), str(status.generation)),
                (tr("library.published"), published),
                (tr("library.model"), status.model),
                (
                    tr("library.size"),
                    f"{size(sum(sizes))} ("
                    + tr("library.size_detail", catalogue=catalogue, indexes=indexes, originals=originals)
                    + ")",
                ),
                (tr("library.folder"), status.folder.name),
            ]
        )
    )


def _health(opened: Library) -> None:
    if not st.button(tr("library.verify"), key="verify", icon=":material/health_and_safety:"):
        return
    with st.spinner(tr("library.verifying")):
        wrong = opened.verify()
    if not wrong:
        st.success(tr("library.healthy"), icon=":material/check_circle:")
        return
    st.error(tr("library.unhealthy", count=len(wrong)), icon=":material/error:")
    st.html("<ul>" + "".join(f"<li>{safe.text(line)}</li>" for line in wrong[:50]) + "</ul>")


def _add() -> None:
    st.html(
        f'<h2 class="pr-side">{safe.text(tr("library.add"))}</h2>'
        f'<p class="pr-faint">{safe.text(tr("library.upload_text"))}</p>'
    )
    with st.form("add", clear_on_submit=True, border=False):
        files = st.file_uploader(
            tr("library.upload"),
            type=SUFFIXES,
            accept_multiple_files=True,
            key="uploads",
            label_visibility="collapsed",
        )
        with st.container(horizontal=True, vertical_alignment="bottom", key="add-row"):
            kind = st.selectbox(
                tr("library.as_kind"),
                [None, *Kind],
                format_func=lambda one: tr("library.by_content") if one is None else tr(f"kind.{one.value}"),
                key="upload-kind",
                width=220,
            )
            submitted = st.form_submit_button(tr("library.ingest"), type="primary", icon=":material/add:")
    if submitted and files:
        bar = st.progress(0.0, text=tr("stage.saving"))
        opened = new_library()
        folder = opened.settings.library / "uploads"
        paths = keep(folder, ((file.name, file) for file in files))
        pace = Pace()

        def told(progress: Progress) -> None:
            share = progress.done / progress.total if progress.total else 1.0
            bar.progress(min(max(share, 0.0), 1.0), text=safe.markdown(pace.line(progress)))

        try:
            report = opened.ingest(paths, kind=kind, report=told)
        finally:
            bar.empty()
        st.session_state["last-run"] = report
        st.rerun()
    if "last-run" in st.session_state:
        _report(st.session_state["last-run"])


def _report(report: RunReport) -> None:
    done = tr(
        "run.done",
        seconds=f"{report.seconds:.1f}",
        documents=report.documents,
        passages=report.passages,
    )
    parts = [f"<p>{safe.text(done)}</p>"]
    if report.unchanged:
        parts.append(f"<p>{safe.text(tr('run.unchanged', count=report.unchanged))}</p>")
    for key, entries in (("failed", report.failed), ("duplicates", report.duplicates), ("notes", report.notes)):
        if entries:
            parts.append(f"<p>{safe.text(tr(f'run.{key}', count=len(entries)))}</p>{_entries(entries)}")
    tone = "pr-error" if report.failed else "pr-notice good"
    st.html(f'<div class="{tone}" role="status">{"".join(parts)}</div>')


def _entries(entries: Sequence[LedgerEntry]) -> str:
    rows = (
        f"<li><b>{safe.text(Path(one.path).name)}</b>: {safe.text(one.reason)} {safe.text(one.advice)}</li>"
        for one in entries
    )
    return f"<ul>{''.join(rows)}</ul>"


def _ledger(opened: Library) -> None:
    st.html(f'<h2 class="pr-side pr-apart">{safe.text(tr("library.ledger"))}</h2>')
    counts = opened.status().files
    if not counts:
        st.html(f'<p class="pr-faint">{safe.text(tr("library.ledger_none"))}</p>')
        return
    states = ["all", *(state.value for state in FileState if counts.get(state))]

    def label(state: str) -> str:
        count = sum(counts.values()) if state == "all" else counts[FileState(state)]
        return f"{tr(f'state.{state}')} {count}"

    def chosen() -> None:
        state = st.session_state["ledger-state"]
        if state == "all":
            st.query_params.pop("state", None)
        else:
            st.query_params["state"] = state

    asked = st.query_params.get("state", "all")
    st.session_state["ledger-state"] = asked if asked in states else "all"
    state = st.segmented_control(
        tr("library.ledger_state"),
        states,
        format_func=label,
        required=True,
        key="ledger-state",
        on_change=chosen,
        label_visibility="collapsed",
    )
    entries = opened.ledger(FileState(state) if state and state != "all" else None, limit=NEWEST)
    _table(entries)
    if len(entries) == NEWEST:
        st.html(f'<p class="pr-faint">{safe.text(tr("library.ledger_newest", count=NEWEST))}</p>')


def _table(entries: Sequence[LedgerEntry]) -> None:
    columns = {
        "file": [Path(one.path).name for one in entries],
        "state": [tr(f"state.{one.state.value}") for one in entries],
        "reader": [one.reader for one in entries],
        "documents": [one.documents for one in entries],
        "passages": [one.passages for one in entries],
        "seconds": [round(one.seconds, 2) for one in entries],
        "reason": [one.reason for one in entries],
        "advice": [one.advice for one in entries],
    }
    st.dataframe(
        columns,
        hide_index=True,
        column_config={
            name: (
                st.column_config.NumberColumn
                if name in ("documents", "passages", "seconds")
                else st.column_config.TextColumn
            )(tr(f"column.{name}"))
            for name in columns
        },
        key="ledger",
        height=min(560, 38 + 35 * max(1, len(entries))),
    )
