"""References as BibTeX in UTF-8, for LaTeX (biber, or bibtex with a Unicode engine) and reference managers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kb.brief.records import Record
from kb.model.document import Kind

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_LATEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{mark: f"\\{mark}" for mark in "&%$#_"},
    }
)
"""Braces are written by name: BibTeX counts them even where a backslash stands before them."""


def bibtex_of(records: Iterable[Record]) -> bytes:
    """The records, `@techreport` for cases and `@misc` for everything else; dates and numbers where they are known."""
    return "\n".join(_entry(one) for one in records).encode()


def latex(text: str) -> str:
    """Text that LaTeX prints letter by letter."""
    return text.translate(_LATEX)


def _entry(one: Record) -> str:
    kind = "techreport" if one.kind is Kind.CASE else "misc"
    fields = "".join(f"  {name} = {value},\n" for name, value in _fields(one))
    return f"@{kind}{{{one.key},\n{fields}}}\n"


def _fields(one: Record) -> Iterator[tuple[str, str]]:
    year, month, _ = (*one.date.split("-"), "", "")[:3]
    yield "title", f"{{{{{latex(one.title)}}}}}"
    if one.publisher:
        yield "author", f"{{{{{latex(one.publisher)}}}}}"
    if one.publisher and one.kind is Kind.CASE:
        yield "institution", f"{{{latex(one.publisher)}}}"
    if year:
        yield "year", f"{{{year}}}"
    if month:
        yield "month", _MONTHS[int(month) - 1]
    if len(one.date) > len("2015"):
        yield "date", f"{{{one.date}}}"
    if one.number:
        yield "number", f"{{{latex(one.number)}}}"
    if one.page is not None:
        yield "pages", f"{{{one.page}}}"
    if one.url:
        yield "url", f"{{{one.url}}}"
    if one.language:
        yield "langid", f"{{{'chinese' if one.language == 'zh' else 'english'}}}"
    if one.notes:
        yield "note", f"{{{latex('; '.join(one.notes))}}}"
    yield "abstract", f"{{{latex(one.passage)}}}"
