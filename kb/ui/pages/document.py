"""The page of one document: its text at the cited passage, its facts, similar cases, sources and versions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from kb.model.case import ArticleRef, CaseCard
from kb.model.document import Kind, Level, Status
from kb.model.passage import OutlineEntry
from kb.model.plan import PlanCard
from kb.model.regulation import RegulationCard
from kb.model.view import DocumentView
from kb.ui import safe
from kb.ui.address import DocumentAddress
from kb.ui.card import CardFacts, article_label, section
from kb.ui.labels import kind_label
from kb.ui.language import language, title_in, tr
from kb.ui.pages.similar import show_similar
from kb.ui.reading import CITED, Place, cited_place, passages_html, section_of
from kb.ui.resources import document, holds, library
from kb.ui.results import badge, open_link, status_badge
from kb.ui.rooms import search_page
from kb.ui.tray import tray_button

WHOLE = 80
"""Passages up to which a document is shown whole; of a longer one a part around the cited place."""

BEFORE, AFTER, STEP = 2, 24, 60
"""Passages shown before and after the cited place of a long document, and added by each request for more."""

PORTION = 100
"""Passages in one HTML element."""

OUTLINE_LINKS = 60
"""Most entries of the contents shown as links; deeper ones are reached by choosing."""

_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def show() -> None:
    """Draw the page for the address in use."""
    address = DocumentAddress.read({key: st.query_params.get_all(key) for key in st.query_params})
    if not address.document:
        _nothing()
        return
    view = document(address.document, address.version)
    facts = CardFacts(library().taxonomy)
    _head(view, address, facts)
    views = ["text", "facts", *(["similar"] if view.summary.kind is Kind.CASE else []), "sources"]
    chosen = address.view if address.view in views else "text"
    with st.container(horizontal=True, key="actions-document", vertical_alignment="center"):
        _views(views, chosen, address)
        tray_button(view.summary.id, "tray-document")
    if chosen == "text":
        _text(view, address)
    elif chosen == "facts":
        st.html(facts.all(view.card, _names(view)))
        _references(view)
    elif chosen == "similar":
        show_similar(view, library().taxonomy)
    else:
        _sources(view, address)


def _nothing() -> None:
    with st.container(border=True, key="nothing"):
        st.subheader(tr("document.none_title"), anchor=False)
        st.write(tr("document.none_text"))
        st.page_link(search_page(), label=tr("document.to_search"), query_params={"lang": language()})


def _head(view: DocumentView, address: DocumentAddress, facts: CardFacts) -> None:
    summary, card = view.summary, view.card
    first, second = summary.title, summary.title_zh
    if language() == "zh" and second:
        first, second = second, first
    badges = [badge(kind_label(summary.kind)), status_badge(card.status)]
    if card.digest:
        badges.append(badge(tr("status.digest")))
    noted = [f"{tr('document.edition')} {summary.edition}" if summary.edition else "", summary.id]
    if card.status is not Status.NOT_APPLICABLE and card.status_as_of:
        noted.append(tr("document.as_of", date=card.status_as_of))
    parts = [
        f'<h1 class="pr-title">{safe.text(first)}</h1>',
        f'<p class="pr-second">{safe.text(second)}</p>' if second and second != first else "",
        f'<div class="pr-badges">{"".join(badges)}<span class="pr-faint">',
        safe.text(" · ".join(note for note in noted if note)),
        "</span></div>",
        f'<p class="pr-faint">{safe.text(card.status_note)}</p>' if card.status_note else "",
        f'<p class="pr-faint">{safe.text(tr("document.digest"))}</p>' if card.digest else "",
        facts.headline(card),
    ]
    st.html("".join(parts))
    if not any(version.live and version.number == summary.version for version in view.versions):
        with st.container(horizontal=True, key="old-version", vertical_alignment="center"):
            st.html(
                f'<span class="pr-warn-text">{safe.text(tr("document.old_version", number=summary.version))}</span>',
                width="content",
            )
            open_link(tr("document.current_version"), DocumentAddress(address.document))


def _views(views: list[str], chosen: str, address: DocumentAddress) -> None:
    def turned() -> None:
        turn = st.session_state["document-view"]
        st.query_params.from_dict(
            {**replace(address, view="" if turn == "text" else turn).parameters(), "lang": language()}
        )

    st.session_state["document-view"] = chosen
    st.segmented_control(
        tr("document.views"),
        views,
        format_func=lambda name: tr(f"document.{name}"),
        required=True,
        key="document-view",
        on_change=turned,
        label_visibility="collapsed",
    )


def _text(view: DocumentView, address: DocumentAddress) -> None:
    cited = cited_place(view, address)
    if address.anchor and section_of(view, address.anchor) is None and cited is None:
        _note(tr("document.anchor_gone", anchor=address.anchor))
    elif address.mark and cited is not None and not _is_passage(view, cited):
        _note(tr("document.passage_moved"))
    entries = [e for e in view.outline if e.level not in (Level.PARAGRAPH, Level.ITEM) and e.name]
    if not entries:
        _window(view, address, cited)
        return
    contents, text = st.columns([1, 2.9], gap="large")
    with contents:
        _contents(view, entries, address)
    with text:
        _chinese_part(view, entries, address)
        _window(view, address, cited)


def _chinese_part(view: DocumentView, entries: list[OutlineEntry], address: DocumentAddress) -> None:
    """For a reader of Chinese at the head of an English text, the way to what it says in Chinese."""
    if address.anchor or language() != "zh" or view.summary.language == "zh":
        return
    chinese = next((entry for entry in entries if _CHINESE.search(entry.name)), None)
    if chinese:
        there = DocumentAddress(address.document, chinese.anchor, version=address.version)
        with st.container(key="references-chinese"):
            open_link(tr("document.in_chinese", section=chinese.name), there, icon=":material/translate:")


def _is_passage(view: DocumentView, cited: Place) -> bool:
    return cited.first == cited.last and cited.start == 0 and cited.end == len(view.passages[cited.first].text)


def _note(text: str) -> None:
    st.html(f'<div class="pr-notice" role="status"><p>{safe.text(text)}</p></div>')


def _contents(view: DocumentView, entries: list[OutlineEntry], address: DocumentAddress) -> None:
    here = section_of(view, address.anchor)
    links = _shown(entries)
    with st.container(key="contents", gap=None):
        st.html(f'<h2 class="pr-side">{safe.text(tr("document.contents"))}</h2>')
        if len(links) < len(entries):
            _jump(view, entries, address)
        for entry in links:
            current = here is not None and entry.anchor == here.anchor
            with st.container(key=f"depth-{min(entry.depth, 3)}-{'here-' if current else ''}{entry.anchor}"):
                open_link(entry.name, DocumentAddress(address.document, entry.anchor, version=address.version))


def _shown(entries: list[OutlineEntry]) -> list[OutlineEntry]:
    """All entries where they are few, else those of the upper levels."""
    for depth in range(max(entry.depth for entry in entries), -1, -1):
        upper = [entry for entry in entries if entry.depth <= depth]
        if len(upper) <= OUTLINE_LINKS:
            return upper
    return entries[:0]


def _jump(view: DocumentView, entries: list[OutlineEntry], address: DocumentAddress) -> None:
    names = {entry.anchor: entry.name for entry in entries}

    def gone() -> None:
        anchor = st.session_state["jump"]
        if anchor:
            there = DocumentAddress(address.document, anchor, version=address.version)
            st.query_params.from_dict({**there.parameters(), "lang": language()})

    st.session_state["jump"] = address.anchor if address.anchor in names else None
    st.selectbox(
        tr("document.jump"),
        list(names),
        format_func=names.__getitem__,
        index=None,
        placeholder=tr("document.jump_placeholder"),
        key="jump",
        on_change=gone,
        label_visibility="collapsed",
    )


def _window(view: DocumentView, address: DocumentAddress, cited: Place | None) -> None:
    count = len(view.passages)
    key = f"window-{view.summary.id}-{view.summary.version}-{address.anchor}-{address.mark}"
    low, high = st.session_state.get(key) or _first_window(count, cited)
    if low > 0:
        st.button(
            tr("document.before"),
            key="before",
            type="tertiary",
            icon=":material/expand_less:",
            on_click=_widen,
            args=(key, max(0, low - STEP), high),
        )
    for start in range(low, high, PORTION):
        st.html(passages_html(view, view.passages[start : min(start + PORTION, high)], cited, _linked))
    if low > 0 or high < count:
        with st.container(horizontal=True, key="further"):
            if high < count:
                st.button(
                    tr("document.after"),
                    key="after",
                    icon=":material/expand_more:",
                    on_click=_widen,
                    args=(key, low, min(count, high + STEP)),
                )
            st.button(
                tr("document.whole", count=count),
                key="whole",
                type="tertiary",
                on_click=_widen,
                args=(key, 0, count),
            )
    if cited is not None and (cited.first > 0 or cited.start > 0):
        _scroll(key)


def _first_window(count: int, cited: Place | None) -> tuple[int, int]:
    if count <= WHOLE:
        return 0, count
    at = cited.first if cited else 0
    return max(0, at - BEFORE), min(count, at + AFTER)


def _widen(key: str, low: int, high: int) -> None:
    st.session_state[key] = (low, high)


def _scroll(key: str) -> None:
    """Bring the cited passage into sight once; the script holds no text of any document."""
    token = "".join(f"{byte:02x}" for byte in key.encode())
    st.html(
        f"<script>/*{token}*/setTimeout(() => document.getElementById('{CITED}')"
        "?.scrollIntoView({block: 'center'}), 150)</script>",
        unsafe_allow_javascript=True,
    )


def _names(view: DocumentView) -> dict[str, str]:
    """What the sections of a document are called, by anchor."""
    return {entry.anchor: entry.name for entry in view.outline if entry.name}


def _linked(identity: str, anchor: str) -> str:
    """A link in a text to another document of the library, named as there."""
    if not holds(identity):
        return ""
    there = document(identity)
    entry = next((one for one in there.outline if one.anchor == anchor), None)
    name = entry.label or entry.heading if entry else f"#{anchor}" if anchor else ""
    query = urlencode({**DocumentAddress(identity, anchor).parameters(), "lang": language()})
    title = safe.text(title_in(there.summary.title, there.summary.title_zh))
    label = safe.text(f"{identity}{name if name.startswith('#') else f' {name}'}".strip())
    return f'<a href="document?{safe.text(query)}" target="_self" title="{title}">{label}</a>'


def _references(view: DocumentView) -> None:
    """Links to the documents that a card names, where the library has them."""
    card = view.card
    if isinstance(card, CaseCard | PlanCard) and card.regulations:
        with _group("regulations"):
            _rules(card.regulations)
    if isinstance(card, PlanCard) and card.cases:
        with _group("cases"):
            for identity in card.cases:
                _reference(identity, identity)
    if isinstance(card, RegulationCard) and card.relations:
        with _group("relations"):
            for one in card.relations:
                _reference(one.document, one.name or one.document, tr(f"relation.{one.kind.value}"), one.note)


def _group(name: str) -> DeltaGenerator:
    made = st.container(key=f"references-{name}", gap=None)
    made.html(f'<h3 class="pr-facet">{safe.text(tr(f"fact.{name}"))}</h3>')
    return made


def _rules(rules: Sequence[ArticleRef]) -> None:
    """Articles below the regulation that they are of."""
    for identity in dict.fromkeys(one.document for one in rules):
        own = [one for one in rules if one.document == identity]
        if not holds(identity):
            for one in own:
                st.html(f'<p class="pr-absent">{safe.text(article_label(one))}</p>')
            continue
        _reference(identity, identity)
        names = _names(document(identity))
        for place, one in enumerate(own):
            if one.anchor or one.note:
                with st.container(key=f"depth-1-{identity}-{place}"):
                    name = names.get(one.anchor, one.anchor)
                    open_link(article_label(one, name), DocumentAddress(identity, one.anchor))


def _reference(identity: str, name: str, before: str = "", note: str = "") -> None:
    """A document by its title, as a link where the library has it."""
    if holds(identity):
        summary = document(identity).summary
        said = [before, title_in(summary.title, summary.title_zh), identity, note]
        open_link(" · ".join(part for part in said if part), DocumentAddress(identity), icon=":material/link:")
    else:
        said = [before, name, note]
        st.html(f'<p class="pr-absent">{safe.text(" · ".join(part for part in said if part))}</p>')


def _sources(view: DocumentView, address: DocumentAddress) -> None:
    rows = []
    for source in view.card.sources:
        about = [source.publisher, source.published or "", source.licence, source.note]
        if source.retrieved:
            about.append(tr("sources.retrieved", date=source.retrieved))
        name = f"{safe.text(source.id)} " if source.id else ""
        rows.append(
            f"<li>{name}{safe.link(source.url, source.title)}"
            f'<span class="pr-faint">{safe.text(" · ".join(part for part in about if part))}</span></li>'
        )
    listed = f'<ul class="pr-coded">{"".join(rows)}</ul>'
    missing = f'<p class="pr-faint">{safe.text(tr("sources.none"))}</p>'
    st.html(section(tr("sources.title"), listed if rows else missing))
    _original(view)
    st.html(f'<h3 class="pr-facet">{safe.text(tr("sources.versions"))}</h3>')
    for version in view.versions:
        with st.container(horizontal=True, vertical_alignment="center", key=f"version-{version.number}"):
            open_link(
                tr("sources.version", number=version.number),
                DocumentAddress(address.document, version=None if version.live else version.number),
            )
            about = [tr("sources.added", date=f"{version.added:%Y-%m-%d}"), version.edition or "", version.file]
            live = badge(tr("sources.live"), "good") if version.live else ""
            said = safe.text(" · ".join(part for part in about if part))
            st.html(f'{live} <span class="pr-faint">{said}</span>', width="content")


def _original(view: DocumentView) -> None:
    if view.original is None or not view.original.is_file():
        st.html(f'<p class="pr-faint">{safe.text(tr("document.no_original"))}</p>')
        return
    kept = view.original
    st.download_button(
        safe.markdown(f"{tr('document.download')}: {view.original_name}"),
        kept.read_bytes,
        file_name=view.original_name,
        mime="application/octet-stream",
        icon=":material/download:",
        on_click="ignore",
    )
