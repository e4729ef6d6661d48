"""How an answer was found: the parts of a search, each to be switched, and the sum behind each score."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from kb.model.document import Kind, Status
from kb.model.result import Hit, SearchResponse
from kb.model.taxonomy import Taxonomy
from kb.ui import safe
from kb.ui.address import STEP, SWITCHES, SearchAddress
from kb.ui.card import pairs
from kb.ui.labels import filter_label, kind_label, status_label
from kb.ui.language import listed, tr

Go = Callable[[SearchAddress], None]
"""Moves the page to another address."""


def show_how(response: SearchResponse, address: SearchAddress, go: Go) -> None:
    """A button that opens the question's language, the switches and the names added to it."""
    with st.popover(tr("explain.how"), icon=":material/tune:", type="tertiary", width="content", key="how"):
        tongue = tr("explain.language", tongue=tr(f"tongue.{response.language}"))
        st.html(f'<p class="pr-faint">{safe.text(tongue)}</p>')
        reranker = response.rerank_seconds is not None or "reranking" in address.off
        for name in SWITCHES if reranker else SWITCHES[:-1]:
            _switch(name, name not in address.off, go, address.switched(name))
        _switch("conditions", not address.literal, go, replace(address, literal=not address.literal, shown=STEP))
        _names(response, address, go)


def show_switched_off(address: SearchAddress, go: Go) -> None:
    """What is switched off, and a button to use everything again; nothing where all is in use."""
    off = [tr(f"explain.{name}") for name in address.off]
    off += [tr("explain.without", names=listed(address.left_out))] if address.left_out else []
    if off:
        with st.container(horizontal=True, key="switched-off", vertical_alignment="center"):
            told = tr("explain.some_off", parts=listed(off))
            st.html(f'<span class="pr-faint">{safe.text(told)}</span>', width="content")
            whole = replace(address, off=(), left_out=(), shown=STEP)
            st.button(tr("explain.everything"), key="everything", type="tertiary", on_click=go, args=(whole,))


def silence(response: SearchResponse) -> tuple[str, str] | None:
    """Why switches leave nothing to be found, and what to do; None where they are not the reason."""
    asked = response.request
    if response.hits or asked.keyword:
        return None
    return tr("explain.no_meaning" if asked.semantic else "explain.no_side"), tr("explain.silent_advice")


def why(hit: Hit, response: SearchResponse, taxonomy: Taxonomy) -> str:
    """What spoke for a hit, as HTML: both shares with their weights, what moved it, and the words behind them."""
    asked, parts = response.request, hit.parts
    meaning = None if parts.semantic is None else f"{tr('why.meaning')} {parts.cosine or 0:.2f}"
    without = tr("why.meaning_none") if asked.semantic else tr("explain.off")
    shares = _share(tr("explain.words"), parts.keyword if asked.keyword else None, parts.keyword_weight, "") + _share(
        tr("explain.meaning"), parts.semantic, parts.semantic_weight, meaning or without
    )
    if parts.rerank is not None:
        shares += _share(tr("explain.reranking"), parts.rerank, parts.rerank_weight, f"{parts.judgement or 0:.2f}")
    rows = [(tr("why.words"), listed(parts.words) or tr("why.no_words"))]
    rows.append((tr("why.expansions"), listed(_by_other_names(hit, response))))
    rows.append((tr("why.factors"), listed(f"{_factor(name)} × {factor:.2f}" for name, factor in parts.factors)))
    rows.append((tr("why.filters"), listed(filter_label(taxonomy, one) for one in response.filters)))
    rows.append((tr("why.score"), f"{hit.score:.2f}"))
    return shares + pairs(rows)


def _switch(name: str, on: bool, go: Go, other: SearchAddress) -> None:
    key = f"switch-{name}"
    st.session_state[key] = on
    st.toggle(tr(f"explain.{name}"), key=key, on_change=go, args=(other,))


def _names(response: SearchResponse, address: SearchAddress, go: Go) -> None:
    """Names that the glossary added, each removable, and those left out, each to be brought back."""
    others: dict[str, dict[str, None]] = {}
    for said, name in response.expansions:
        others.setdefault(said, {})[name] = None
    if not others and not address.left_out:
        return
    with st.container(key="names", gap="small"):
        for number, (said, names) in enumerate(others.items()):
            st.html(f'<p class="pr-facet">{safe.text(tr("explain.added", said=said))}</p>')
            with st.container(horizontal=True, key=f"names-{number}", gap="small"):
                for name in names:
                    _pill(
                        f"name-{said}-{name}", name, ":material/close:", tr("explain.drop"), go, address.leaving(name)
                    )
        if address.left_out:
            st.html(f'<p class="pr-facet">{safe.text(tr("explain.left_out"))}</p>')
            with st.container(horizontal=True, key="names-left-out", gap="small"):
                for name in address.left_out:
                    back = address.using_again(name)
                    _pill(f"left-out-{name}", name, ":material/add:", tr("explain.restore"), go, back)


def _pill(key: str, name: str, icon: str, told: str, go: Go, address: SearchAddress) -> None:
    st.button(safe.markdown(name), key=key, icon=icon, icon_position="right", help=told, on_click=go, args=(address,))


def _share(name: str, share: float | None, weight: float, beside: str) -> str:
    """A bar with its sum; `beside` says more, or why there is none."""
    if share is None:
        return (
            f'<div class="pr-share"><span>{safe.text(name)}</span>'
            f'<span class="pr-faint">{safe.text(beside or tr("explain.off"))}</span></div>'
        )
    told = f"{share:.2f} × {weight:.2f} = {share * weight:.2f}"
    more = f'<span class="pr-faint">{safe.text(beside)}</span>' if beside else ""
    return (
        f'<div class="pr-share"><span>{safe.text(name)}</span>'
        f'<div class="pr-meter"><span style="width:{min(100, round(100 * share))}%"></span></div>'
        f"<b>{told}</b>{more}</div>"
    )


def _by_other_names(hit: Hit, response: SearchResponse) -> list[str]:
    """The glossary's names found in the passage, each with the user's words that it stands for."""
    said = {name: own for own, name in reversed(response.expansions)}
    return [f"{said[name]} → {name}" if name in said else name for name in hit.parts.expansions]


def _factor(name: str) -> str:
    if name in set(Status):
        return status_label(Status(name))
    return kind_label(Kind(name)) if name in set(Kind) else tr(f"explain.{name}")
