"""The case library by year: how many cases of each severity happened when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from kb.model.case import Grade
from kb.model.case_list import CaseRow
from kb.model.result import Filter
from kb.ui import safe
from kb.ui.cases_address import CasesAddress
from kb.ui.cases_chart import show_chart
from kb.ui.cases_rows import SEVERITY, CaseWords
from kb.ui.cases_table import Go
from kb.ui.language import tr

if TYPE_CHECKING:
    import altair as alt

COLOURS = {
    Grade.EXTRAORDINARILY_SERIOUS: "#c22f36",
    Grade.MAJOR: "#d9722e",
    Grade.LARGER: "#e3b23c",
    Grade.GENERAL: "#3f9c96",
    None: "#98a5a6",
}
"""From grave to light, and of no known grade; told apart on light and dark ground and by those who see few colours."""


def show_timeline(rows: Sequence[CaseRow], address: CasesAddress, words: CaseWords, go: Go) -> None:
    """Bars of cases by year and severity, a click on which narrows to the year; cases of no known year are told."""
    dated = [row for row in rows if row.year is not None]
    if dated:
        show_chart(
            "timeline",
            timeline(dated, words),
            tr("cases.timeline_told", count=f"{len(dated):,}"),
            lambda year: go(address.with_filter("year", Filter("year", low=int(year), high=int(year)))),
        )
    if undated := len(rows) - len(dated):
        st.html(f'<p class="pr-faint">{safe.text(tr("cases.undated", count=undated))}</p>')
    st.html(f'<p class="pr-faint">{safe.text(tr("cases.severity_note"))}</p>')


def timeline(rows: Sequence[CaseRow], words: CaseWords) -> alt.Chart:
    """The chart of rows whose year is known."""
    import altair as alt

    counts = Counter((row.year, row.grade) for row in rows)
    names = {grade: words.label("grade", grade.value) if grade else tr("cases.no_grade") for grade in COLOURS}
    order = {grade: place for place, grade in enumerate((*reversed(SEVERITY), None))}
    values = [
        {"id": str(year), "year": year, "severity": names[grade], "count": count, "order": order[grade]}
        for (year, grade), count in sorted(counts.items(), key=lambda one: (one[0][0], order[one[0][1]]))
    ]
    years = [row.year for row in rows if row.year is not None]
    picked = alt.selection_point(name="picked", fields=["id"], toggle=False)
    bars: alt.Chart = (
        alt.Chart(alt.InlineData(values=values))
        .mark_bar()
        .encode(
            x=alt.X(
                "year:Q",
                title=tr("facet.year"),
                axis=alt.Axis(format="d", tickMinStep=1, grid=False),
                scale=alt.Scale(domain=[min(years) - 1, max(years) + 1], nice=False),
            ),
            y=alt.Y("count:Q", title=tr("kinds.case"), axis=alt.Axis(format="d", tickMinStep=1), stack="zero"),
            color=alt.Color(
                "severity:N",
                title=tr("facet.grade"),
                scale=alt.Scale(domain=[names[one] for one in COLOURS], range=[*COLOURS.values()]),
                legend=alt.Legend(orient="top", labelLimit=220, columns=3),
            ),
            order=alt.Order("order:Q", sort="descending"),
            tooltip=[
                alt.Tooltip("year:Q", title=tr("facet.year"), format="d"),
                alt.Tooltip("severity:N", title=tr("facet.grade")),
                alt.Tooltip("count:Q", title=tr("kinds.case")),
            ],
        )
        .add_params(picked)
        .properties(height=340)
    )
    return bars
