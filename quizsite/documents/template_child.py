"""Checks or fills an office's own .docx: `python -m quizsite.documents.template_child PATH`.

It runs in a limited process, and imports no Django. Nothing in the file is ever evaluated: the
only thing known is the name of a field between two braces, which a text takes the place of."""

from __future__ import annotations

import base64
import io
import json
import re
import sys
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

from lxml import etree

from quizsite.documents.template_parts import WORD, checked_parts
from quizsite.tables.child import answer_within_limits
from quizsite.tables.limits import Trouble

_W = f"{{{WORD}}}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_FIELD = re.compile(r"\{\{([^{}]*)\}\}")
_TEXTS = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml")
# Stands for a brace in a text, so that no text is taken for a field; texts hold no such letter.
_BRACE = "\ue001"


def check(path: str) -> dict[str, Any]:
    """The names of all fields, in the order in which they stand."""
    parts = checked_parts(path, _TEXTS)
    names: dict[str, None] = {}
    for tree in parts.values():
        for paragraph in tree.iter(f"{_W}p"):
            text = "".join(node.text or "" for node in _texts(paragraph))
            names |= dict.fromkeys(one[1].strip() for one in _FIELD.finditer(text))
            if "{{" in _FIELD.sub("", text) or "{%" in text:
                raise Trouble("open_field", text=text[:60])
    return {"fields": list(names)}


def fill(path: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """The file with texts in place of fields, and rows of tables once for each item."""
    parts = checked_parts(path, _TEXTS)
    for name, tree in parts.items():
        for prefix, items in said["rows"].items():
            _repeat_rows(tree, prefix, items)
        for paragraph in list(tree.iter(f"{_W}p")):
            _replace(paragraph, said["values"])
        for node in tree.iter(f"{_W}t"):
            node.text = (node.text or "").replace(_BRACE, "{")
        if name == "word/document.xml":
            _mark(tree, above=said["above"], below=said["below"])
    return {"file": base64.b64encode(_written(path, parts)).decode()}


def _texts(paragraph: Any) -> list[Any]:
    """Its own pieces of text; a text box inside has paragraphs of its own."""
    return [
        node
        for node in paragraph.iter(f"{_W}t")
        if next(node.iterancestors(f"{_W}p"), None) is paragraph
    ]


def _replace(paragraph: Any, values: Mapping[str, str]) -> None:
    """Word cuts a line into pieces anywhere; a field's text comes where the field began."""
    nodes = _texts(paragraph)
    whole = "".join(node.text or "" for node in nodes)
    found = [one for one in _FIELD.finditer(whole) if one[1].strip() in values]
    for one in reversed(found):
        _put(nodes, one.start(), one.end(), values[one[1].strip()].replace("{", _BRACE))
    if found:
        for node in nodes:
            _break_lines(node)


def _put(nodes: Sequence[Any], start: int, end: int, text: str) -> None:
    at, is_first = 0, True
    for node in nodes:
        said = node.text or ""
        begins, stops = at, at + len(said)
        at = stops
        if stops <= start or begins >= end:
            continue
        before, after = said[: max(0, start - begins)], said[max(0, end - begins) :]
        node.text = before + (text if is_first else "") + after
        node.set(_SPACE, "preserve")
        is_first = False


def _break_lines(node: Any) -> None:
    """A line break of the text is one in Word."""
    first, *others = (node.text or "").split("\n")
    node.text = first
    last = node
    for line in others:
        mark, text = etree.Element(f"{_W}br"), etree.Element(f"{_W}t")
        text.text = line
        text.set(_SPACE, "preserve")
        last.addnext(mark)
        mark.addnext(text)
        last = text


def _repeat_rows(tree: Any, prefix: str, items: Sequence[Mapping[str, str]]) -> None:
    """A row with fields of this list stands once for each item, and not at all without any."""
    for row in [one for one in tree.iter(f"{_W}tr") if _has_field_of(one, prefix)]:
        for item in items:
            copy = deepcopy(row)
            row.addprevious(copy)
            named = {f"{prefix}.{name}": text for name, text in item.items()}
            for paragraph in copy.iter(f"{_W}p"):
                _replace(paragraph, named)
        table = row.getparent()
        table.remove(row)


def _has_field_of(row: Any, prefix: str) -> bool:
    text = "".join(node.text or "" for node in row.iter(f"{_W}t"))
    inside = next(row.iter(f"{_W}tbl"), None)
    names = [one[1].strip() for one in _FIELD.finditer(text)]
    return inside is None and any(name.startswith(f"{prefix}.") for name in names)


def _mark(tree: Any, *, above: str, below: str) -> None:
    """The mark of a draft stands first, the result's digest last."""
    body = tree.find(f"{_W}body")
    if above:
        body.insert(0, _paragraph(above))
    if below:
        last = body.find(f"{_W}sectPr")
        if last is None:
            body.append(_paragraph(below))
        else:
            last.addprevious(_paragraph(below))


def _paragraph(text: str) -> Any:
    paragraph = etree.Element(f"{_W}p")
    node = etree.SubElement(etree.SubElement(paragraph, f"{_W}r"), f"{_W}t")
    node.text = text
    return paragraph


def _written(path: str, parts: Mapping[str, Any]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as written:
        for name, data in _members(path, parts):
            written.writestr(name, data)
    return target.getvalue()


def _members(path: str, parts: Mapping[str, Any]) -> Iterator[tuple[str, bytes]]:
    archive = zipfile.ZipFile(path)
    for member in archive.infolist():
        if member.filename in parts:
            yield (
                member.filename,
                etree.tostring(
                    parts[member.filename],
                    xml_declaration=True,
                    encoding="UTF-8",
                    standalone=True,
                ),
            )
        elif not member.is_dir():
            yield member.filename, archive.read(member)


def main() -> None:
    asked = json.load(sys.stdin)
    path = str(Path(sys.argv[1]))
    answer_within_limits(lambda: fill(path, asked) if asked else check(path))


if __name__ == "__main__":
    main()
