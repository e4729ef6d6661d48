"""A hand-out of one group of cases as a Word document: lessons, articles and cases, places as end-notes."""

from __future__ import annotations

from datetime import datetime

from docx.document import Document

from kb.brief.comparison_notes import address
from kb.brief.word import FAINT, EndNotes, add_heading, add_text, blank, docx_bytes
from kb.model.clusters import Cluster, Lesson, Member
from kb.wording import say


def docx_of(found: Cluster) -> bytes:
    """A DOCX file in the language of the group; texts as written."""
    language = found.language
    document = blank(found.group.label, language, datetime.now().astimezone())
    notes = EndNotes()
    add_heading(document, found.group.label, 0)
    add_text(document.add_paragraph(), found.group.about)
    size = say(language, "lessons.size", known=found.group.known, hinted=found.group.hinted)
    add_text(document.add_paragraph(), size, color=FAINT)
    for heading, lessons in (("shared", found.shared), ("single", found.single)):
        if lessons:
            add_heading(document, say(language, f"lessons.{heading}"), 1)
        for one in lessons:
            _lesson(document, one, language, notes)
    if found.articles:
        add_heading(document, say(language, "lessons.articles"), 1)
    for article in found.articles:
        paragraph = document.add_paragraph(style="List Bullet")
        add_text(paragraph, f"{article.label} {article.title}", bold=True)
        status = say(language, f"status.{article.status.value}")
        cited = say(language, "lessons.cited", count=len(article.cited)) if article.cited else ""
        add_text(paragraph, "".join(f" · {part}" for part in (status, article.why, cited) if part))
    for heading, members in (("members", found.members), ("hinted", found.hinted)):
        if members:
            add_heading(document, say(language, f"lessons.{heading}"), 1)
        for member in members:
            _member(document, member, language, notes)
    notes.write(document, say(language, "lessons.places"))
    return docx_bytes(document)


def _lesson(document: Document, one: Lesson, language: str, notes: EndNotes) -> None:
    add_heading(document, f"{one.label} ({say(language, 'lessons.cases', count=len(one.cases))})", 3)
    for told in one.told:
        paragraph = document.add_paragraph(style="List Bullet")
        add_text(paragraph, told.text)
        notes.mark(paragraph, address(told))


def _member(document: Document, one: Member, language: str, notes: EndNotes) -> None:
    add_heading(document, f"{one.case} {one.title}", 3)
    dead = (
        say(language, "lessons.dead_unknown")
        if one.deaths is None
        else say(language, "lessons.dead", count=f"{one.deaths:,}")
    )
    about = document.add_paragraph()
    about.paragraph_format.keep_with_next = True
    add_text(about, " · ".join(part for part in (one.date, dead) if part), color=FAINT)
    colon = "：" if language == "zh" else ": "
    for trouble in one.troubles:
        paragraph = document.add_paragraph(style="List Bullet")
        add_text(paragraph, f"{trouble.label}{colon}", bold=True)
        add_text(paragraph, trouble.told.text)
        notes.mark(paragraph, address(trouble.told))
