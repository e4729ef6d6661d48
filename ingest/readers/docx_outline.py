"""What Word knows of a paragraph beside its text, written into the text for the conversion to carry along."""

from __future__ import annotations

import io
import posixpath
import zipfile
from dataclasses import dataclass

from lxml import etree

from ingest.readers.docx_numbering import Numbering, value

MARK_START, MARK_END = "\ue0f0", "\ue0f1"
"""Around a mark `depth|number|outline level`; private-use characters, which no text means anything by."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_TITLES = frozenset(("title", "标题", "文档标题"))
_DROPPED = ("word/media/", "word/embeddings/", "word/fonts/")


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style: its name, what it is based on, its list and its outline level (0 is the highest)."""

    name: str = ""
    base: str = ""
    number: str = ""
    rank: str = ""
    outline: str = ""


def mark_paragraphs(archive: zipfile.ZipFile) -> io.BytesIO:
    """A copy of the document without pictures, each numbered or outlined paragraph with its mark before its text."""
    main = _main_part(archive)
    folder = posixpath.dirname(main)
    body = _xml(archive, main)
    if body is None:
        raise KeyError(f"there is no {main} in it")
    numbering_part = posixpath.join(folder, "numbering.xml")
    numbering = Numbering.parse(_xml(archive, numbering_part))
    styles = _styles(_xml(archive, posixpath.join(folder, "styles.xml")))
    lowest = 2 if any(_is_title(p, styles) for p in body.iter(f"{_W}p")) else 1
    for paragraph in body.iter(f"{_W}p"):
        _mark(paragraph, numbering, styles, lowest)
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w") as target:
        for name in archive.namelist():
            if name == main:
                target.writestr(name, etree.tostring(body, xml_declaration=True, encoding="UTF-8"))
            elif name != numbering_part and not name.startswith(_DROPPED) and not name.endswith("/"):
                target.writestr(name, archive.read(name))
    copy.seek(0)
    return copy


def _main_part(archive: zipfile.ZipFile) -> str:
    relations = _xml(archive, "_rels/.rels")
    for relation in relations if relations is not None else ():
        if str(relation.get("Type", "")).endswith("/officeDocument"):
            return str(relation.get("Target", "")).lstrip("/")
    return "word/document.xml"


def _xml(archive: zipfile.ZipFile, name: str) -> etree._Element | None:
    if name not in archive.namelist():
        return None
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=True, remove_comments=True, remove_pis=True
    )
    root = etree.fromstring(archive.read(name), parser)
    if root.getroottree().docinfo.doctype:
        raise ValueError(f"{name} declares a document type, which no Office file does")
    return root


def _styles(part: etree._Element | None) -> dict[str, Style]:
    """Paragraph styles by id, each with what it takes from the style it is based on."""
    own: dict[str, Style] = {}
    for element in part.iterfind(f"{_W}style") if part is not None else ():
        properties = element.find(f"{_W}pPr")
        number, rank, outline = _properties(properties)
        own[element.get(f"{_W}styleId", "")] = Style(
            value(element, "name").lower(), value(element, "basedOn"), number, rank, outline
        )
    return {name: _inherited(name, own) for name in own}


def _inherited(name: str, own: dict[str, Style]) -> Style:
    style = own[name]
    number, rank, outline, seen = style.number, style.rank, style.outline, {name}
    base = style.base
    while base in own and base not in seen:
        seen.add(base)
        number, rank = (number, rank) if number else (own[base].number, own[base].rank)
        outline = outline or own[base].outline
        base = own[base].base
    return Style(style.name, style.base, number, rank, outline)


def _properties(element: etree._Element | None) -> tuple[str, str, str]:
    """List, list level and outline level of paragraph properties."""
    if element is None:
        return "", "", ""
    numbered = element.find(f"{_W}numPr")
    number, rank = (value(numbered, "numId"), value(numbered, "ilvl")) if numbered is not None else ("", "")
    return number, rank, value(element, "outlineLvl")


def _style_id(paragraph: etree._Element) -> str:
    properties = paragraph.find(f"{_W}pPr")
    return value(properties, "pStyle") if properties is not None else ""


def _is_title(paragraph: etree._Element, styles: dict[str, Style]) -> bool:
    return styles.get(_style_id(paragraph), Style()).name in _TITLES


def _mark(paragraph: etree._Element, numbering: Numbering, styles: dict[str, Style], lowest: int) -> None:
    style_id = _style_id(paragraph)
    style = styles.get(style_id, Style())
    properties = paragraph.find(f"{_W}pPr")
    number, rank, outline = _properties(properties)
    if not number and style.number:
        number = style.number
        tied = numbering.level_of_style(number, style_id)
        rank = rank or (style.rank if tied is None else str(tied))
    depth = int(rank) if rank.isdigit() and len(rank) < 3 else 0
    printed = numbering.next(number, depth) if number not in ("", "0") else ""
    outline = outline or style.outline
    level = str(lowest + int(outline)) if outline.isdigit() and int(outline) < 9 else ""
    if style.name in _TITLES:
        level = "1"
    if not printed and not level:
        return
    run = etree.Element(f"{_W}r")
    text = etree.SubElement(run, f"{_W}t")
    text.text = f"{MARK_START}{depth}|{printed.replace('|', '')}|{level}{MARK_END}"
    paragraph.insert(0 if properties is None else paragraph.index(properties) + 1, run)
