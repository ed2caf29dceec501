"""Takes out of one part of a Word file who wrote, changed and commented it. No Django.

Tracked changes are carried out: what was deleted goes, what was added stays."""

from __future__ import annotations

from typing import Any

from lxml import etree

from quizsite.files.docx_text import W
from quizsite.files.facts import Facts

_CHANGED = {"ins", "del", "moveFrom", "moveTo"}
_GONE = {
    f"{W}{name}"
    for name in (
        "del", "moveFrom", "commentRangeStart", "commentRangeEnd", "commentReference",
        "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd",
        "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tblPrExChange", "tcPrChange",
        "trPrChange", "tblGridChange", "numberingChange", "cellIns", "cellDel", "cellMerge",
        "dataBinding", "attachedTemplate", "rsids", "rsid", "mailMerge",
    )
}  # fmt: skip
_UNWRAPPED = {f"{W}ins", f"{W}moveTo"}
_PROPERTIES = {f"{W}rPr", f"{W}trPr"}
_TOLD = {f"{W}author", f"{W}initials", f"{W}date", f"{W}userId"}


def noted(root: Any, code: str, facts: Facts) -> None:
    """Note each person once who is named behind a comment or a change."""
    people = {one.get(f"{W}author", "").strip() for one in root.iter() if one.get(f"{W}author")}
    for person in sorted(people)[:20]:
        facts.find(code, "marks", person)


def clean(root: Any, facts: Facts) -> None:
    if any(one.tag.removeprefix(W) in _CHANGED for one in root.iter(f"{W}*")):
        facts.find("tracked_changes", "marks")
    noted(root, "tracked_changes", facts)
    for row in [
        one.getparent() for one in root.iter(f"{W}trPr") if one.find(f"{W}del") is not None
    ]:
        _take_out(row)
    for one in list(root.iter(*_GONE)):
        _take_out(one)
    for one in list(root.iter(*_UNWRAPPED)):
        parent = one.getparent()
        if parent is None or parent.tag in _PROPERTIES:
            _take_out(one)
        else:
            _unwrap(one, parent)
    for one in root.iter(etree.Element):
        for name in one.attrib:
            if name in _TOLD or name.startswith(f"{W}rsid"):
                del one.attrib[name]


def _take_out(one: Any) -> None:
    parent = one.getparent()
    if parent is not None:
        parent.remove(one)


def _unwrap(one: Any, parent: Any) -> None:
    at = parent.index(one)
    for child in reversed(list(one)):
        parent.insert(at + 1, child)
    parent.remove(one)
