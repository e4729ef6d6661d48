"""Cases like the one that is open, with score and reasons."""

from __future__ import annotations

import streamlit as st

from kb.compare.weights import BALANCED, PRESETS
from kb.model.document import Role
from kb.model.result import SimilarHit
from kb.model.taxonomy import Taxonomy
from kb.model.view import DocumentView
from kb.ui import safe
from kb.ui.address import DocumentAddress
from kb.ui.labels import short_label
from kb.ui.language import language, title_in, tr
from kb.ui.resources import document, library
from kb.ui.results import open_link
from kb.ui.snippet import snippet
from kb.ui.tray import tray_button

SHOWN = 10


def show_similar(view: DocumentView, taxonomy: Taxonomy) -> None:
    """Draw the cases most like this one."""
    hits = library().similar(view.summary.id, k=SHOWN, preset=_preset())
    if not hits:
        st.html(f'<p class="pr-faint">{safe.text(tr("similar.none"))}</p>')
        return
    st.html(f'<p class="pr-faint">{safe.text(tr("similar.intro"))}</p>')
    for place, hit in enumerate(hits):
        with st.container(border=True, key=f"card-similar-{place}"):
            open_link(title_in(hit.title, hit.title_zh), DocumentAddress(hit.document))
            tray_button(hit.document, f"tray-similar-{place}")
            st.html(_account(hit, taxonomy))


def _preset() -> str:
    """The weights that a reader chose: by whom cases are looked for."""
    with st.container(key="similar-preset"):
        return (
            st.segmented_control(
                tr("preset.label"),
                list(PRESETS),
                format_func=lambda name: tr(f"preset.{name}"),
                default=BALANCED,
                required=True,
                key="similar-preset-choice",
            )
            or BALANCED
        )


def _account(hit: SimilarHit, taxonomy: Taxonomy) -> str:
    score = hit.percent
    figure = " · ".join((tr("similar.score", score=score), tr(f"likeness.{hit.word}")))
    about = [
        str(hit.year) if hit.year else tr("browse.date_unknown"),
        short_label(taxonomy, "country", hit.country) if hit.country else tr("browse.place_unknown"),
        deaths_in_words(hit.deaths),
    ]
    parts = " · ".join(f"{tr(f'part.{one.name}')} {one.cosine:.2f}" for one in hit.parts)
    by_role = " · ".join(
        f"{tr(f'compare.{one.role.value}')} {(one.words if one.meaning is None else one.meaning):.2f}"
        for one in hit.roles
    )
    reasons = "".join(f'<span class="pr-badge">{safe.text(reason)}</span>' for reason in _reasons(hit))
    said = f'<span class="pr-faint">{safe.text(tr("similar.reasons"))}</span>{reasons}' if reasons else ""
    return (
        f'<div class="pr-badges"><span class="pr-faint">{safe.text(" · ".join(about))}</span>'
        f'<span class="pr-relevance">{safe.text(figure)}</span></div>'
        f'<div class="pr-meter"><span style="width:{max(0, min(score, 100))}%"></span></div>'
        f'<p class="pr-snippet">{safe.text(_summary(hit))}</p>'
        f'<div class="pr-badges">{said}</div><div class="pr-citation">{safe.text(parts)}</div>'
        f'<div class="pr-citation">{safe.text(by_role)}</div>'
    )


def _reasons(hit: SimilarHit) -> tuple[str, ...]:
    return hit.reasons_zh if language() == "zh" else hit.reasons


def _summary(hit: SimilarHit) -> str:
    """What a case tells of itself in Chinese to a reader of Chinese, where it does."""
    if language() != "zh":
        return hit.summary
    passages = document(hit.document).passages
    told = next((one.text for one in passages if one.role is Role.SUMMARY and one.language == "zh"), hit.summary)
    return snippet(told, ())[0]


def deaths_in_words(deaths: int | None) -> str:
    """`8 dead`, `0 dead`, or that the figure is unknown."""
    if deaths is None:
        return tr("browse.deaths_unknown")
    return tr("browse.deaths_one") if deaths == 1 else tr("browse.deaths_many", count=deaths)
