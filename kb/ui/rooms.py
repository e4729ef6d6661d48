"""The pages of the app and their addresses; each page's module is loaded when it is first opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from kb.model.document import Kind
from kb.ui.language import tr

if TYPE_CHECKING:
    from streamlit.navigation.page import Page


def search_page() -> Page:
    """The search page, where the app opens."""
    return st.Page(_search, title=tr("page.search"), icon=":material/search:", url_path="search", default=True)


def cases_page() -> Page:
    """The case library."""
    return st.Page(_cases, title=tr("page.cases"), icon=":material/local_fire_department:", url_path="cases")


def lessons_page() -> Page:
    """Cases grouped by what went wrong in the rescue."""
    return st.Page(_lessons, title=tr("page.lessons"), icon=":material/school:", url_path="lessons")


def regulations_page() -> Page:
    """The list of regulations."""
    return st.Page(_regulations, title=tr("page.regulations"), icon=":material/gavel:", url_path="regulations")


def plans_page() -> Page:
    """The list of plans."""
    return st.Page(_plans, title=tr("page.plans"), icon=":material/assignment:", url_path="plans")


def library_page() -> Page:
    """The page on the library itself."""
    return st.Page(_library, title=tr("page.library"), icon=":material/inventory_2:", url_path="library")


def document_page() -> Page:
    """The page of one document, named by its query parameters; not in the menu."""
    return st.Page(
        _document,
        title=tr("page.document"),
        icon=":material/description:",
        url_path="document",
        visibility="hidden",
    )


def compare_page() -> Page:
    """The page of cases side by side, which its query parameters name."""
    return st.Page(_compare, title=tr("compare.page"), icon=":material/view_column:", url_path="compare")


def all_pages() -> list[Page]:
    """Every page, in the order of the menu."""
    return [
        search_page(),
        cases_page(),
        compare_page(),
        lessons_page(),
        regulations_page(),
        plans_page(),
        library_page(),
        document_page(),
    ]


def _search() -> None:
    from kb.ui.pages.search import show

    show()


def _cases() -> None:
    from kb.ui.pages.cases import show

    show()


def _lessons() -> None:
    from kb.ui.pages.lessons import show

    show()


def _regulations() -> None:
    from kb.ui.pages.browse import show

    show(Kind.REGULATION)


def _plans() -> None:
    from kb.ui.pages.browse import show

    show(Kind.PLAN)


def _library() -> None:
    from kb.ui.pages.library import show

    show()


def _document() -> None:
    from kb.ui.pages.document import show

    show()


def _compare() -> None:
    from kb.ui.pages.compare import show

    show()
