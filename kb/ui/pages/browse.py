"""The lists of regulations and plans."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from kb.model.document import Kind
from kb.model.plan import PlanCard
from kb.model.regulation import RegulationCard
from kb.model.taxonomy import Taxonomy
from kb.model.view import DocumentSummary
from kb.ui import safe
from kb.ui.address import DocumentAddress, SearchAddress
from kb.ui.labels import short_label
from kb.ui.language import language, title_in, tr
from kb.ui.paging import ROWS, filter_box, last_page, show_pages
from kb.ui.resources import document, library, listing
from kb.ui.results import badge, open_link, status_badge
from kb.ui.rooms import library_page, search_page

READ = 500
"""Documents up to which a list is ordered by country and filtered by all that it shows."""


def show(kind: Kind) -> None:
    """Draw the list of one kind."""
    documents = listing(kind)
    st.html(f'<h1 class="pr-title">{safe.text(tr(f"kinds.{kind.value}"))}</h1>')
    if not documents:
        _empty(kind)
        return
    text = st.query_params.get("filter", "")
    filter_box(f"filter-{kind.value}", text, lambda now: _go(now, 1))
    taxonomy = library().taxonomy
    few = len(documents) <= READ
    wanted = [one for one in documents if _matches(one, _about(one, taxonomy) if few and text else (), text)]
    if not wanted:
        _no_match(kind, text)
        return
    asked = st.query_params.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
    page = min(max(number, 1), last_page(len(wanted)))
    if few:
        wanted = _by_country(wanted)
    with st.container(key="list", gap=None):
        for one in wanted[(page - 1) * ROWS : page * ROWS]:
            with st.container(key=f"entry-{one.id}", gap=None):
                open_link(title_in(one.title, one.title_zh), DocumentAddress(one.id))
                st.html(_line(one, taxonomy))
    show_pages(page, len(wanted), lambda to: _go(text, to))


def _empty(kind: Kind) -> None:
    with st.container(border=True, key="nothing"):
        st.subheader(tr("browse.none_title", kinds=tr(f"kinds.{kind.value}").lower()), anchor=False)
        st.write(tr("browse.none_text"))
        st.page_link(library_page(), query_params={"lang": language()})


def _go(text: str, page: int) -> None:
    """Show what holds a text, from a page of the list."""
    found = {"lang": language()}
    if text:
        found["filter"] = text
    if page > 1:
        found["page"] = str(page)
    st.query_params.from_dict(found)


def _by_country(documents: Sequence[DocumentSummary]) -> list[DocumentSummary]:
    """The country with most documents first, each country's by id; what is of no country last."""
    country = {one.id: getattr(document(one.id).card, "country", "") for one in documents}
    count = Counter(country.values())
    return sorted(documents, key=lambda one: (not country[one.id], -count[country[one.id]], country[one.id]))


def _matches(one: DocumentSummary, about: Sequence[str], text: str) -> bool:
    told = " ".join((one.id, one.title, one.title_zh, one.edition or "", *about)).casefold()
    return all(word in told for word in text.casefold().split())


def _no_match(kind: Kind, text: str) -> None:
    st.html(f'<div class="pr-notice"><p>{safe.text(tr("browse.no_match", text=text))}</p></div>')
    parameters = SearchAddress(text, kind).parameters()
    st.page_link(search_page(), label=tr("browse.search_instead"), query_params={**parameters, "lang": language()})


def _line(one: DocumentSummary, taxonomy: Taxonomy) -> str:
    """What tells one document of a list from another, below its title."""
    badges = [status_badge(one.status), badge(tr("status.digest")) if one.digest else ""]
    said = safe.text(" · ".join(part for part in (one.id, *_about(one, taxonomy)) if part))
    return f'<div class="pr-badges">{"".join(badges)}<span class="pr-faint">{said}</span></div>'


def _about(one: DocumentSummary, taxonomy: Taxonomy) -> list[str]:
    card = document(one.id).card
    if isinstance(card, RegulationCard):
        country = short_label(taxonomy, "country", card.country) if card.country else ""
        return [card.number, one.edition or card.effective or "", country, card.issuer]
    if isinstance(card, PlanCard):
        country = short_label(taxonomy, "country", card.country) if card.country else ""
        return [tr(f"plan_kind.{card.plan_kind.value}"), one.edition or "", country, card.owner]
    return [one.edition or ""]
