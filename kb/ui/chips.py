"""What a search was taken to demand, as chips: conditions and look-ups, each of which can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import streamlit as st

from kb.model.result import Lookup, SearchResponse
from kb.model.taxonomy import Taxonomy
from kb.ui import safe
from kb.ui.address import STEP, SearchAddress
from kb.ui.labels import filter_label, section_label
from kb.ui.language import listed, title_in, tr

Go = Callable[[SearchAddress], None]
"""Moves the page to another address."""


def show_chips(response: SearchResponse, address: SearchAddress, taxonomy: Taxonomy, go: Go) -> None:
    """The look-ups and conditions in use, those understood from the words marked so; nothing where there are none."""
    apart = address.literal or address.as_words
    if not (response.filters or response.lookups or apart):
        return
    with st.container(horizontal=True, key="conditions", gap="small", vertical_alignment="center"):
        for place, (words, named) in enumerate(_by_words(response.lookups).items()):
            label = f"{tr('search.lookup')}: {lookup_label(named)}"
            _chip(f"understood-lookup-{place}", label, tr("search.drop_lookup"), go, address.taking_as_words(words))
        for place, one in enumerate(response.filters):
            key = f"{'understood' if one.origin == 'query' else 'chosen'}-{place}"
            _chip(key, filter_label(taxonomy, one), tr("search.drop"), go, address.without(one))
        if response.lookups or any(one.origin == "query" for one in response.filters):
            _faint(tr("search.understood"))
        if len(response.filters) + len(response.lookups) > 1:
            _link("clear", tr("search.clear"), go, replace(address, filters=(), as_words=(), literal=True, shown=STEP))
        if apart:
            _faint(tr("search.literal") if address.literal else tr("search.as_words", words=_quoted(address.as_words)))
            _link("understand", tr("search.understand_again"), go, address.understood_again())


def unknown_told(response: SearchResponse) -> list[tuple[str, str]]:
    """(what, advice) for words that name nothing here, and for conditions that nothing fulfils."""
    told = [(tr(f"unknown.{why}", words=words), tr(f"unknown.{why}_advice")) for words, why in response.unknown]
    named = {words for words, _ in response.unknown}
    if unfulfilled := [words for words in response.dropped if words not in named]:
        told.append((tr("search.dropped", words=", ".join(unfulfilled)), tr("search.dropped_advice")))
    return told


def lookup_label(named: list[Lookup]) -> str:
    """What the same words name: a document with its section, or how many there are."""
    one = named[0]
    if len(named) > 1:
        return tr("search.lookup_many", words=one.words, count=len(named))
    return " ".join(part for part in (title_in(one.title, one.title_zh), section_label(one)) if part)


def _by_words(lookups: Iterable[Lookup]) -> dict[str, list[Lookup]]:
    named: dict[str, list[Lookup]] = {}
    for one in lookups:
        named.setdefault(one.words, []).append(one)
    return named


def _quoted(words: Iterable[str]) -> str:
    return listed(f"“{one}”" for one in words)


def _chip(key: str, label: str, told: str, go: Go, address: SearchAddress) -> None:
    st.button(
        safe.markdown(label),
        key=key,
        icon=":material/close:",
        icon_position="right",
        help=told,
        on_click=go,
        args=(address,),
    )


def _link(key: str, label: str, go: Go, address: SearchAddress) -> None:
    st.button(label, key=key, type="tertiary", on_click=go, args=(address,))


def _faint(told: str) -> None:
    st.html(f'<span class="pr-faint">{safe.text(told)}</span>', width="content")
