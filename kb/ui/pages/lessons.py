"""Lessons: cases grouped by what went wrong in the rescue, what they share, and the articles that answer."""

from __future__ import annotations

from functools import partial

import streamlit as st

from kb.model.clusters import Article, Cluster, Lesson, Member
from kb.model.comparison import Statement
from kb.ui import safe
from kb.ui.address import DocumentAddress
from kb.ui.comparison import opens
from kb.ui.language import language, tr
from kb.ui.resources import cluster, groups
from kb.ui.results import badge, open_link, status_badge
from kb.ui.tray import tray_button


def show() -> None:
    """Draw the groups and the one that the address names, the largest where it names none."""
    found = groups(language())
    st.html(f'<h1 class="pr-title">{safe.text(tr("lessons.title"))}</h1>')
    st.html(f'<p class="pr-faint">{safe.text(tr("lessons.intro"))}</p>')
    codes = [one.code for one in found]
    named = st.query_params.get("group", codes[0])
    code = named if named in codes else codes[0]
    if named != code:
        st.html(f'<div class="pr-notice"><p>{safe.text(tr("lessons.none"))}</p></div>')
    listed, side = st.columns([1, 3], gap="large")
    with listed:
        st.session_state["lessons-group"] = code
        st.radio(
            tr("lessons.group"),
            codes,
            format_func=lambda one: safe.markdown(found[codes.index(one)].label),
            captions=[safe.markdown(tr("lessons.cases", count=one.known)) for one in found],
            key="lessons-group",
            on_change=_go,
        )
    with side:
        _show(cluster(code, language()))


def _go() -> None:
    st.query_params.from_dict({"group": st.session_state["lessons-group"], "lang": language()})


def _show(found: Cluster) -> None:
    group = found.group
    st.subheader(safe.markdown(group.label), anchor=False)
    size = tr("lessons.size", known=group.known, hinted=group.hinted)
    st.html(f'<p>{safe.text(group.about)}</p><p class="pr-faint">{safe.text(size)}</p>')
    if not found.members and not found.hinted:
        st.html(f'<div class="pr-notice"><p>{safe.text(tr("lessons.none"))}</p></div>')
    else:
        st.download_button(
            tr("lessons.export"),
            partial(_handout, found),
            file_name=f"{tr('lessons.file')}-{group.code}.docx",
            mime="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            key="lessons-export",
            icon=":material/download:",
            on_click="ignore",
        )
    for heading, lessons in (("shared", found.shared), ("single", found.single)):
        if lessons:
            st.markdown(f"#### {tr(f'lessons.{heading}')}")
            for one in lessons:
                _lesson(one)
    if found.members and not (found.shared or found.single):
        st.html(f'<p class="pr-faint">{safe.text(tr("lessons.no_lessons"))}</p>')
    if found.articles:
        st.markdown(f"#### {tr('lessons.articles')}")
        for place, article in enumerate(found.articles):
            _article(place, article)
    for heading, members in (("members", found.members), ("hinted", found.hinted)):
        if members:
            st.markdown(f"#### {tr(f'lessons.{heading}')}")
            for place, member in enumerate(members):
                _member(f"{heading}-{place}", member)


def _handout(found: Cluster) -> bytes:
    from kb.brief.lessons_docx import docx_of

    return docx_of(found)


def _count(one: Lesson) -> str:
    count = len(one.cases)
    return tr("lessons.cases_one") if count == 1 else tr("lessons.cases", count=count)


def _lesson(one: Lesson) -> None:
    with st.expander(f"**{safe.markdown(one.label)}** · {safe.markdown(_count(one))}"):
        st.html("".join(_told(told) for told in one.told))


def _told(one: Statement) -> str:
    """A sentence as a link to its place, after the id of its case."""
    return f'<p class="pr-say"><span class="pr-time">{safe.text(one.document)}</span> {_linked(one)}</p>'


def _linked(one: Statement) -> str:
    words, link = safe.text(one.text), opens(one)
    return f'<a href="{safe.text(link)}" target="_blank">{words}</a>' if link else words


def _article(place: int, one: Article) -> None:
    with st.container(key=f"lessons-article-{place}", gap=None):
        open_link(f"{one.label} · {one.title}", DocumentAddress(one.document, anchor=one.anchor))
        cited = badge(tr("lessons.cited", count=len(one.cited))) if one.cited else ""
        st.html(f'<div class="pr-badges">{status_badge(one.status)}{cited}<span>{safe.text(one.why)}</span></div>')


def _member(place: str, one: Member) -> None:
    dead = tr("lessons.dead_unknown") if one.deaths is None else tr("lessons.dead", count=f"{one.deaths:,}")
    about = " · ".join(part for part in (one.case, one.date, dead) if part)
    with st.container(border=True, key=f"lessons-{place}"):
        open_link(one.title, DocumentAddress(one.case))
        tray_button(one.case, f"tray-lessons-{place}")
        troubles = "".join(
            f'<p class="pr-say"><b>{safe.text(trouble.label)}</b> {_linked(trouble.told)}</p>'
            for trouble in one.troubles
        )
        st.html(f'<div class="pr-citation">{safe.text(about)}</div>{troubles}')
