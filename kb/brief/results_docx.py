"""A result list as a Word document: what was asked, then each hit with its passage, standing, citation and source."""

from __future__ import annotations

from docx.document import Document
from docx.shared import Pt

from kb.brief.results import Result, ResultList
from kb.brief.safe import one_line
from kb.brief.word import FAINT, WARNING, EndNotes, add_heading, add_marked, add_text, blank, docx_bytes
from kb.wording import say


def docx_of(results: ResultList) -> bytes:
    """A DOCX file; sources stand at its end under the numbers that the citations carry."""
    language = results.language
    document = blank(results.question, language, results.exported)
    add_heading(document, say(language, "export.heading"), 0)
    _about(document, results)
    notes = EndNotes()
    for one in results.results:
        _result(document, one, language, notes)
    if not results.results:
        add_text(document.add_paragraph(), say(language, "search.nothing_found"))
    notes.write(document, say(language, "export.sources"))
    return docx_bytes(document)


def _about(document: Document, results: ResultList) -> None:
    language = results.language
    count = say(language, "export.count", shown=len(results.results), found=results.found)
    facts = {
        "export.question": results.question,
        "export.filters": "; ".join(results.filters),
        "export.exported": f"{results.exported:%Y-%m-%d %H:%M %Z}".strip(),
        "export.generation": str(results.generation),
        "export.results": count,
    }
    for key, value in facts.items():
        if value:
            paragraph = document.add_paragraph()
            paragraph.paragraph_format.space_after = Pt(1)
            add_text(paragraph, say(language, key) + ("：" if language == "zh" else ": "), color=FAINT)
            add_text(paragraph, one_line(value))
    for note in results.notes:
        add_text(document.add_paragraph(), note, bold=True)


def _result(document: Document, one: Result, language: str, notes: EndNotes) -> None:
    hit = one.hit
    add_heading(document, f"{one.number}. {one.title}", 2)
    digest = say(language, "status.digest") if hit.digest else ""
    about = document.add_paragraph()
    about.paragraph_format.keep_with_next = True
    add_text(
        about, " · ".join(filter(None, (one.kind, one.status, hit.date, digest, one.address))), color=FAINT, size=9.5
    )
    if one.warning:
        warned = document.add_paragraph()
        warned.paragraph_format.keep_with_next = True
        add_text(warned, one_line(one.warning), bold=True, color=WARNING)
    add_marked(document.add_paragraph(style="Quote"), hit.text, hit.highlights)
    cited = document.add_paragraph()
    add_text(cited, one_line(one.citation))
    if one.source or one.url:
        notes.mark(cited, one.source or one.title, one.url)
