"""Text of one part of a Word file, as a reader sees it. No Django."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from quizsite.language.legacy_letters import from_tcvn3, from_vni
from quizsite.tables.limits import Trouble

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DOC_PR = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_SKIPPED = {_FALLBACK, f"{W}del", f"{W}moveFrom"}
_BREAKS = {f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": "\t", f"{W}noBreakHyphen": "-"}
_RUNNING = re.compile(r"\s{0,20}DDE(?:AUTO)?\b", re.IGNORECASE)


def text_of(root: Any) -> str:
    """Deleted words are left out, and what Word repeats for older versions of itself."""
    said: list[str] = []
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, one in walker:
        if event == "end":
            if one.tag == f"{W}p":
                said.append("\n")
        elif one.tag in _SKIPPED:
            walker.skip_subtree()
        elif one.tag == f"{W}t":
            said.append(_readable(one))
        elif one.tag in _BREAKS:
            said.append(_BREAKS[one.tag])
    return "".join(said)


def _readable(text: Any) -> str:
    """Offices still write in fonts that draw other letters than those stored."""
    said = text.text or ""
    fonts = text.getparent().find(f"{W}rPr/{W}rFonts") if text.getparent() is not None else None
    font = fonts.get(f"{W}ascii", "") if fonts is not None else ""
    if font.startswith(".Vn"):
        return from_tcvn3(said, is_capitals=font.endswith("H"))
    return from_vni(said) if font.startswith("VNI") else said


def described(root: Any) -> Iterator[str]:
    """Word fills these in with names and paths of files that an author never sees."""
    for one in root.iter(_DOC_PR):
        for name in ("descr", "title"):
            if said := one.get(name, "").strip():
                yield said


def check_fields(root: Any) -> None:
    """A field that starts another program is none of a work."""
    for paragraph in root.iter(f"{W}p"):
        told = "".join(one.text or "" for one in paragraph.iter(f"{W}instrText"))
        simple = [one.get(f"{W}instr", "") for one in paragraph.iter(f"{W}fldSimple")]
        if any(_RUNNING.match(one) for one in (told, *simple)):
            raise Trouble("embedded_object")
