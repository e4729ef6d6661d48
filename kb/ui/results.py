"""Result cards: a found document with its best passage, where it stands and why it was found."""

from __future__ import annotations

import streamlit as st

from kb.model.document import Kind, Status
from kb.model.result import Hit, SearchResponse
from kb.model.taxonomy import Taxonomy
from kb.ui import safe
from kb.ui.address import DocumentAddress
from kb.ui.explain import why
from kb.ui.labels import kind_label, relevance, status_label
from kb.ui.language import language, title_in, tr
from kb.ui.rooms import document_page
from kb.ui.snippet import snippet
from kb.ui.tray import tray_button


def show_hit(place: int, hit: Hit, response: SearchResponse, taxonomy: Taxonomy, mark: str = "") -> None:
    """One card; `place` is its number on the page, `mark` says whether it is `new` or `changed`."""
    with st.container(border=True, key=f"card-{place}"):
        open_link(title_in(hit.title, hit.title_zh), DocumentAddress.of(hit))
        st.html(_badges(hit, mark, relevant=response.relevant) + _passage(hit))
        with st.container(horizontal=True, key=f"actions-{place}", vertical_alignment="center"):
            open_link(tr("hit.open"), DocumentAddress.of(hit), icon=":material/menu_book:")
            if hit.kind is Kind.CASE:
                open_link(
                    tr("hit.similar"), DocumentAddress(hit.document, view="similar"), icon=":material/join_inner:"
                )
                tray_button(hit.document, f"tray-{place}")
            if hit.more:
                count = len(hit.more)
                label = tr("hit.more_one") if count == 1 else tr("hit.more_many", count=count)
                with st.popover(label, type="tertiary", width="content"):
                    for more in hit.more:
                        open_link(more.label or title_in(more.citation, more.citation_zh), DocumentAddress.of(more))
                        st.html(_passage(more))
            with st.popover(tr("hit.why"), type="tertiary", width="content"):
                st.html(why(hit, response, taxonomy))


def open_link(label: str, address: DocumentAddress, icon: str = "") -> None:
    """A link to a place in a document; the label is shown as it is written."""
    st.page_link(
        document_page(),
        label=safe.markdown(label),
        icon=icon,
        query_params={**address.parameters(), "lang": language()},
    )


def badge(label: str, tone: str = "") -> str:
    """A small label as HTML; `tone` is `good`, `warn`, `bad`, `accent` or nothing."""
    return f'<span class="pr-badge {safe.text(tone)}">{safe.text(label)}</span>'


def status_badge(status: Status) -> str:
    """A legal status as HTML; nothing where a status does not apply."""
    if status is Status.NOT_APPLICABLE:
        return ""
    tones = {
        Status.IN_FORCE: "good",
        Status.AMENDED: "warn",
        Status.PARTLY_SUPERSEDED: "warn",
        Status.NOT_YET_IN_FORCE: "warn",
        Status.SUPERSEDED: "bad",
        Status.REPEALED: "bad",
    }
    return badge(status_label(status), tones.get(status, ""))


def _badges(hit: Hit, mark: str, *, relevant: bool) -> str:
    word = relevance(hit.score, relevant=relevant)
    parts = [badge(kind_label(hit.kind)), status_badge(hit.status)]
    if mark:
        parts.insert(0, badge(tr(f"saved.mark_{mark}"), "accent"))
    if hit.digest:
        parts.append(badge(tr("status.digest")))
    if hit.date:
        parts.append(f'<span class="pr-faint">{safe.text(hit.date)}</span>')
    parts.append(f'<span class="pr-relevance {word}">{safe.text(tr(f"hit.{word}"))}</span>')
    return f'<div class="pr-badges">{"".join(parts)}</div>'


def _passage(hit: Hit) -> str:
    shown, ranges = snippet(hit.text, hit.highlights, chinese=language() == "zh")
    cited = f'<div class="pr-citation">{safe.text(title_in(hit.citation, hit.citation_zh))}</div>'
    twins = ""
    if hit.duplicates:
        twins = f'<div class="pr-faint">{safe.text(tr("hit.duplicates", documents=", ".join(hit.duplicates)))}</div>'
    return f'<p class="pr-snippet" lang="{safe.text(hit.language)}">{safe.marked(shown, ranges)}</p>{cited}{twins}'
