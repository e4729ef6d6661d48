"""The lists of cases, regulations and plans."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from kb.model.case import CaseCard
from kb.model.document import Kind
from kb.model.plan import PlanCard
from kb.model.regulation import RegulationCard
from kb.model.taxonomy import Taxonomy
from kb.model.value import current
from kb.model.view import DocumentSummary
from kb.ui import safe
from kb.ui.address import DocumentAddress, SearchAddress
from kb.ui.card import when
from kb.ui.labels import short_label
from kb.ui.language import language, listed, place_in, title_in, tr
from kb.ui.pages.similar import deaths_in_words
from kb.ui.resources import document, library, listing
from kb.ui.results import badge, open_link, status_badge
from kb.ui.rooms import library_page, search_page

ROWS = 25
"""Documents on one page of a list."""

READ = 500
"""Documents up to which a list is ordered by country and filtered by all that it shows."""


def show(kind: Kind) -> None:
    """Draw the list of one kind."""
    documents = listing(kind)
    st.html(f'<h1 class="pr-title">{safe.text(tr(f"kinds.{kind.value}"))}</h1>')
    if not documents:
        _empty(kind)
        return
    text = _filter(kind)
    taxonomy = library().taxonomy
    few = len(documents) <= READ
    wanted = [one for one in documents if _matches(one, _about(one, taxonomy) if few and text else (), text)]
    if not wanted:
        _no_match(kind, text)
        return
    pages = -(-len(wanted) // ROWS)
    asked = st.query_params.get("page", "1")
    page = min(max(int(asked), 1), pages) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
    if few:
        wanted = _by_country(wanted)
    with st.container(key="list", gap=None):
        for one in wanted[(page - 1) * ROWS : page * ROWS]:
            with st.container(key=f"entry-{one.id}", gap=None):
                open_link(title_in(one.title, one.title_zh), DocumentAddress(one.id))
                st.html(_line(one, taxonomy))
    _pages(page, pages, len(wanted))


def _empty(kind: Kind) -> None:
    with st.container(border=True, key="nothing"):
        st.subheader(tr("browse.none_title", kinds=tr(f"kinds.{kind.value}").lower()), anchor=False)
        st.write(tr("browse.none_text"))
        st.page_link(library_page(), query_params={"lang": language()})


def _filter(kind: Kind) -> str:
    """The box above the list; its text is in the address."""

    def filtered() -> None:
        st.query_params.from_dict(_parameters(st.session_state[key].strip(), 1))

    key = f"filter-{kind.value}"
    text = st.query_params.get("filter", "")
    st.session_state[key] = text
    st.text_input(
        tr("browse.filter"),
        key=key,
        placeholder=tr("browse.placeholder"),
        icon=":material/filter_list:",
        label_visibility="collapsed",
        max_chars=200,
        on_change=filtered,
        width=420,
    )
    return text


def _parameters(text: str, page: int) -> dict[str, str]:
    found = {"lang": language()}
    if text:
        found["filter"] = text
    if page > 1:
        found["page"] = str(page)
    return found


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
    if isinstance(card, CaseCard):
        place = [card.place.province, card.place.country]
        names = [short_label(taxonomy, f, v) for f, v in zip(("province", "country"), place, strict=True) if v]
        types = card.accident_types_2025 or card.events
        return [
            when(card) if card.occurrence.date else tr("browse.date_unknown"),
            place_in(names) or tr("browse.place_unknown"),
            deaths_in_words(_whole(current(card.casualties.deaths).value)),
            listed(short_label(taxonomy, "accident_type", code) for code in types[:3]),
        ]
    if isinstance(card, RegulationCard):
        country = short_label(taxonomy, "country", card.country) if card.country else ""
        return [card.number, one.edition or card.effective or "", country, card.issuer]
    if isinstance(card, PlanCard):
        country = short_label(taxonomy, "country", card.country) if card.country else ""
        return [tr(f"plan_kind.{card.plan_kind.value}"), one.edition or "", country, card.owner]
    return [one.edition or ""]


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)


def _pages(page: int, pages: int, count: int) -> None:
    if pages == 1:
        said = tr("browse.count_one") if count == 1 else tr("browse.count_many", count=count)
        st.html(f'<p class="pr-faint pr-end">{safe.text(said)}</p>')
        return
    text = st.query_params.get("filter", "")

    def turn(to: int) -> None:
        st.query_params.from_dict(_parameters(text, to))

    with st.container(horizontal=True, key="pages", vertical_alignment="center", horizontal_alignment="right"):
        last = min(page * ROWS, count)
        said = tr("browse.range", first=(page - 1) * ROWS + 1, last=last, count=count)
        st.html(f'<span class="pr-faint">{safe.text(said)}</span>', width="content")
        st.button(tr("browse.previous"), key="previous", disabled=page == 1, on_click=turn, args=(page - 1,))
        st.button(tr("browse.next"), key="next", disabled=page == pages, on_click=turn, args=(page + 1,))
