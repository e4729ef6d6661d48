"""Cases like the one that is open, or like a description, with score and reasons."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from kb.compare.weights import BALANCED, PRESETS
from kb.errors import QueryError
from kb.model.document import Role
from kb.model.result import RolePart, SimilarHit
from kb.model.taxonomy import Taxonomy
from kb.model.view import DocumentView
from kb.ui import safe
from kb.ui.address import DocumentAddress
from kb.ui.frame import show_error
from kb.ui.labels import short_label
from kb.ui.language import language, title_in, tr
from kb.ui.resources import document, library
from kb.ui.results import open_link
from kb.ui.snippet import snippet
from kb.ui.tray import tray_button

SHOWN = 10

HEAVIEST, STEP = 4.0, 0.05
"""The most that an attribute can be made to count, and by how little it can be changed."""


def show_similar(view: DocumentView, taxonomy: Taxonomy) -> None:
    """Draw the cases most like this one."""
    preset, weights = _chosen()
    _show(lambda: library().similar(view.summary.id, SHOWN, preset=preset, weights=weights), taxonomy)


def show_described(taxonomy: Taxonomy) -> None:
    """Draw a field for what is in front of the reader, and the cases most like it."""
    with st.expander(tr("similar.describe"), icon=":material/edit_note:", key="describe"):
        with st.form("described", border=False):
            text = st.text_area(
                tr("similar.describe_label"), placeholder=tr("similar.describe_example"), key="described-text"
            )
            st.form_submit_button(tr("similar.describe_go"), type="primary")
        if text.strip():
            preset, weights = _chosen()
            _show(lambda: library().similar_to_text(text, SHOWN, preset=preset, weights=weights), taxonomy)


def _show(find: Callable[[], tuple[SimilarHit, ...]], taxonomy: Taxonomy) -> None:
    try:
        hits = find()
    except QueryError as wrong:
        show_error(wrong)
        return
    if not hits:
        st.html(f'<p class="pr-faint">{safe.text(tr("similar.none"))}</p>')
        return
    st.html(f'<p class="pr-faint">{safe.text(tr("similar.intro"))}</p>')
    for place, hit in enumerate(hits):
        with st.container(border=True, key=f"card-similar-{place}"):
            open_link(title_in(hit.title, hit.title_zh), DocumentAddress(hit.document))
            tray_button(hit.document, f"tray-similar-{place}")
            st.html(_account(hit, taxonomy))


def _chosen() -> tuple[str, dict[str, float]]:
    """By whom cases are looked for, and the weights that the reader set otherwise than that."""
    preset = _preset()
    with st.popover(tr("preset.weights"), icon=":material/tune:", type="tertiary", key="similar-weights"):
        st.html(f'<p class="pr-faint">{safe.text(tr("preset.weights_told"))}</p>')
        weights = {
            name: st.slider(tr(f"alike.{name}"), 0.0, HEAVIEST, usual, STEP, key=f"weight-{preset}-{name}")
            for name, usual in PRESETS[preset].items()
        }
    return preset, {name: weight for name, weight in weights.items() if weight != PRESETS[preset][name]}


def _preset() -> str:
    """The preset that a reader chose."""
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
    by_role = " · ".join(f"{tr(f'compare.{one.role}')} {_alike(one)}" for one in hit.roles)
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


def _alike(one: RolePart) -> str:
    """How like a part of the story is: by meaning, or, where that is unknown, by words, which is said."""
    return f"{tr('part.words')} {one.words:.2f}" if one.meaning is None else f"{one.meaning:.2f}"


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
