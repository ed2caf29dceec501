"""Word files as works, in the limited child: their text, what they tell of people, a clean copy."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

from lxml import etree

from quizsite.files.docx_archive import (
    base_of,
    check_relation,
    is_dropped,
    member,
    opened,
    parsed,
    relations,
)
from quizsite.files.docx_marks import clean, noted
from quizsite.files.docx_text import check_fields, described, text_of
from quizsite.files.facts import Facts
from quizsite.files.picture_marks import without_marks
from quizsite.tables.limits import Trouble

_PLACES = {
    "header": "header",
    "footer": "footer",
    "footnotes": "footnotes",
    "endnotes": "footnotes",
}
_PROPERTIES = {
    "creator": "author",
    "lastModifiedBy": "last_saved_by",
    "Manager": "manager",
    "Company": "company",
    "title": "description",
    "subject": "description",
    "description": "description",
    "keywords": "description",
    "HyperlinkBase": "description",
}
_PICTURES = (".jpg", ".jpeg", ".png")


def read(path: Path, cleaned: Path, facts: Facts) -> None:
    archive = opened(path)
    facts.are_pages_sure = False
    with archive, zipfile.ZipFile(cleaned, "w", zipfile.ZIP_DEFLATED) as copy:
        names = [one.filename for one in archive.infolist() if not one.is_dir()]
        for name in names:
            data = member(archive, name)
            if is_dropped(name):
                _look_at(name, data, facts)
            else:
                made = _part(name, data, facts)
                copy.writestr(zipfile.ZipInfo(name), made, zipfile.ZIP_DEFLATED)
    if not any(place == "body" for place, _text in facts.parts):
        facts.is_scan = True
        facts.find("no_text", "body")
    facts.has_cleaned = True


def _look_at(name: str, data: bytes, facts: Facts) -> None:
    """Note what a part says of people, before it is left out."""
    if name in ("docProps/core.xml", "docProps/app.xml"):
        for one in parsed(data):
            tag = etree.QName(one).localname if isinstance(one.tag, str) else ""
            said = (one.text or "").strip()
            if tag == "Pages" and said.isdecimal() and len(said) < 6:
                facts.pages = int(said)
            elif tag in _PROPERTIES and said:
                facts.find(_PROPERTIES[tag], "properties", said)
    elif name == "docProps/custom.xml":
        for one in parsed(data):
            value = " ".join("".join(one.itertext()).split())
            facts.find("custom_property", "properties", f"{one.get('name', '')}: {value}")
    elif name == "word/comments.xml":
        root = parsed(data)
        facts.say("comments", text_of(root))
        noted(root, "comments", facts)


def _part(name: str, data: bytes, facts: Facts) -> bytes:
    if name == "[Content_Types].xml":
        return _types(data)
    if name.endswith(".rels"):
        return _relations(name, data, facts)
    if name.lower().endswith(_PICTURES):
        kept = without_marks(data)
        if kept != data:
            facts.find("picture_marks", "body")
        return kept
    return _xml(name, data, facts) if name.endswith(".xml") else data


def _types(data: bytes) -> bytes:
    root = parsed(data)
    for one in list(root):
        if is_dropped(one.get("PartName", "").lstrip("/")):
            root.remove(one)
    return _written(root)


def _relations(name: str, data: bytes, facts: Facts) -> bytes:
    base, root = base_of(name), parsed(data)
    for one in relations(root, base=base):
        check_relation(one, base=base, facts=facts)
        if is_dropped(one.part) or one.kind == "attachedTemplate":
            root.remove(one.element)
    return _written(root)


def _xml(name: str, data: bytes, facts: Facts) -> bytes:
    root = parsed(data)
    check_fields(root)
    clean(root, facts)
    if name.startswith("word/"):
        stem = name.removeprefix("word/").rstrip("0123456789.xml")
        place = _PLACES.get(stem, "body" if name == "word/document.xml" else "")
        if place:
            said = text_of(root)
            facts.say(place, said)
            facts.say("alt", "\n".join(described(root)))
            if place in ("header", "footer") and said.strip():
                facts.find(f"{place}_text", place, " ".join(said.split()))
    return _written(root)


def _written(root: Any) -> bytes:
    try:
        made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    except (etree.LxmlError, ValueError) as error:
        raise Trouble("broken") from error
    return made
