"""Items of QTI 2.1 and 3; names of version 3 are read as those of version 2."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple
from xml.etree.ElementTree import Element, tostring

from questionbank.importing.formats.html_text import Opener, text_with_pictures
from questionbank.importing.parsing.kinds import (
    NotTaken,
    decimal_of,
    make_matching,
    make_number,
    make_ordering,
    make_text,
    rows_as_said,
)
from questionbank.importing.parsing.lines import plain
from questionbank.importing.parsing.pictures import Album, without_marks
from questionbank.importing.parsing.questions import Doubt, ParsedQuestion, Source

_GAP = "…"
_PREFIX = re.compile(r"<(/?)[\w-]+:")  # of a namespace; "<" within a text is written otherwise
_INLINE = ("inlinechoiceinteraction", "textentryinteraction")
# Why an interaction is not taken; any other is told by its name.
_REASONS = {
    "extendedtextinteraction": "essay",
    "uploadinteraction": "essay",
    "drawinginteraction": "essay",
    "hotspotinteraction": "on_picture",
    "selectpointinteraction": "on_picture",
    "graphicorderinteraction": "on_picture",
    "graphicassociateinteraction": "on_picture",
    "graphicgapmatchinteraction": "on_picture",
    "positionobjectinteraction": "on_picture",
    "gapmatchinteraction": "words_into_gaps",
    "hottextinteraction": "words_into_gaps",
}


class Place(NamedTuple):
    """Where an item lies, and how the pictures beside it are opened."""

    name: str
    open_file: Opener


def local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _name(element: Element) -> str:
    """ "simpleChoice" and "qti-simple-choice" are one."""
    return local(element).removeprefix("qti-").replace("-", "").lower()


def _attribute(element: Element, name: str) -> str:
    for said, value in element.attrib.items():
        if said.rpartition("}")[2].replace("-", "").lower() == name:
            return value.strip()
    return ""


def _all(element: Element, *names: str) -> Iterator[Element]:
    return (one for one in element.iter() if _name(one) in names)


def is_item(root: Element) -> bool:
    return _name(root) == "assessmentitem"


def read_items(items: Sequence[tuple[Place, Element]]) -> Source:
    source, album = Source(notes=[Doubt("format", "QTI")]), Album()
    for number, (place, root) in enumerate(items, start=1):
        item = _Item(root, album, place.open_file)
        try:
            source.questions.append(_question(item))
        except NotTaken as refused:
            begins = without_marks(item.text_of(item.body)) or _attribute(root, "title")
            where = place.name or f"câu {number}"
            source.not_taken(refused.why, place=where, begins=begins, detail=refused.detail)
    source.pictures = album.found
    return source


@dataclass(slots=True)
class _Item:
    root: Element
    album: Album
    open_file: Opener

    @property
    def body(self) -> Element:
        return next(_all(self.root, "itembody"), self.root)

    def text_of(self, element: Element) -> str:
        written = _PREFIX.sub(r"<\1", tostring(element, encoding="unicode"))
        return text_with_pictures(written, self.album, self.open_file)

    def interaction(self) -> Element:
        found = [one for one in self.body.iter() if _name(one).endswith("interaction")]
        if len(found) > 1:
            raise NotTaken("several_blanks")
        if not found:
            raise NotTaken("description")
        return found[0]

    def declaration(self, interaction: Element) -> Element | None:
        wanted = _attribute(interaction, "responseidentifier")
        declared = list(_all(self.root, "responsedeclaration"))
        named = [one for one in declared if _attribute(one, "identifier") == wanted]
        return next(iter(named or declared), None)

    def right_values(self, interaction: Element) -> list[str]:
        """What the item says is right; a table of points counts where nothing else says it."""
        declared = self.declaration(interaction)
        if declared is None:
            return []
        correct = next(_all(declared, "correctresponse"), None)
        if correct is not None:
            return [(one.text or "").strip() for one in _all(correct, "value")]
        return [key for key, points in self.mapped(declared) if points > 0]

    def mapped(self, declared: Element) -> list[tuple[str, Decimal]]:
        return [
            (_attribute(one, "mapkey"), decimal_of(_attribute(one, "mappedvalue")) or Decimal(0))
            for one in _all(declared, "mapentry")
        ]


def _question(item: _Item) -> ParsedQuestion:
    interaction = item.interaction()
    name = _name(interaction)
    if name not in _MAKERS:
        raise NotTaken(_REASONS.get(name, "other_kind"), local(interaction)[:60])
    question = ParsedQuestion("", [], key_from="format")
    _MAKERS[name](question, item, interaction)
    question.stem = _stem_of(item, interaction)
    if not without_marks(question.stem):
        question.doubt("no_stem")
    feedback = [item.text_of(one) for one in _all(item.root, "modalfeedback")]
    question.explanation = "\n".join(filter(None, dict.fromkeys(feedback)))
    question.number = _attribute(item.root, "identifier")[:40]
    said = [*question.stem.split("\n"), *(f"– {row}" for row in rows_as_said(question))]
    question.source = [plain(without_marks(line, "[hình] ")) for line in said]
    return question


def _stem_of(item: _Item, interaction: Element) -> str:
    """The body's text in its order, with a sign where somebody writes within it."""
    prompts = [item.text_of(one) for one in interaction if _name(one) == "prompt"]
    is_inline = _name(interaction) in _INLINE
    kept = (list(interaction), interaction.text)
    for child in list(interaction):
        interaction.remove(child)
    interaction.text = _GAP if is_inline else ""
    body = item.text_of(item.body)
    interaction.extend(kept[0])
    interaction.text = kept[1]
    said = "\n".join(filter(None, [body, *prompts]))
    if is_inline and said.endswith(_GAP) and said.removesuffix(_GAP).rstrip().endswith(("?", ":")):
        said = said.removesuffix(_GAP).rstrip()
    return said or _attribute(item.root, "title")


def _choices(item: _Item, within: Element, name: str) -> dict[str, str]:
    return {_attribute(one, "identifier"): item.text_of(one) for one in _all(within, name)}


def _take_options(question: ParsedQuestion, item: _Item, interaction: Element) -> None:
    named = _choices(item, interaction, "simplechoice") or _choices(
        item, interaction, "inlinechoice"
    )
    question.options = list(named.values())
    declared = set(item.right_values(interaction))
    right = [n for n, name in enumerate(named) if name in declared]
    if len(question.options) < 2:
        question.doubt("few_options", str(len(question.options)))
    question.right = right if right and len(right) < len(named) else None


def _take_pairs(question: ParsedQuestion, item: _Item, interaction: Element) -> None:
    sets = list(_all(interaction, "simplematchset"))
    if len(sets) != 2:
        raise NotTaken("unclear")
    prompts, targets = (_choices(item, one, "simpleassociablechoice") for one in sets)
    chosen: dict[str, str] = {}
    for value in item.right_values(interaction):
        ends = value.split()
        if len(ends) != 2:
            raise NotTaken("unclear")
        prompt, target = ends if ends[0] in prompts else ends[::-1]
        if prompt not in prompts or target not in targets:
            raise NotTaken("unclear")
        if chosen.setdefault(prompt, target) != target:
            raise NotTaken("many_targets")
    if chosen and len(chosen) < len(prompts):
        raise NotTaken("prompt_without_target")
    pairs = [(text, targets.get(chosen.get(name, ""), "")) for name, text in prompts.items()]
    make_matching(question, pairs, list(targets.values()))


def _take_items(question: ParsedQuestion, item: _Item, interaction: Element) -> None:
    named, order = _choices(item, interaction, "simplechoice"), item.right_values(interaction)
    if order and sorted(order) != sorted(named):
        raise NotTaken("part_of_order")
    in_order = [named[name] for name in order] or list(named.values())
    make_ordering(question, in_order, is_in_order=bool(order))


def _take_entry(question: ParsedQuestion, item: _Item, interaction: Element) -> None:
    declared = item.declaration(interaction)
    values = item.right_values(interaction)
    base = _attribute(declared, "basetype") if declared is not None else ""
    if base in ("float", "integer"):
        _take_number(question, item, values)
        return
    full = [*values, *(_full_keys(item, declared) if declared is not None else [])]
    if not full:
        raise NotTaken("essay")
    make_text(question, list(dict.fromkeys(full)), folds=False)


def _full_keys(item: _Item, declared: Element) -> list[str]:
    mapped = item.mapped(declared)
    most = max((points for _key, points in mapped), default=Decimal(0))
    return [key for key, points in mapped if 0 < points == most]


def _take_number(question: ParsedQuestion, item: _Item, values: list[str]) -> None:
    if len(values) > 1:
        raise NotTaken("several_numbers")
    value = decimal_of(values[0]) if values else None
    if values and value is None:
        raise NotTaken("number_unread", values[0][:40])
    tolerance = _tolerance(item, value) if value is not None else Decimal(0)
    make_number(question, value, tolerance=tolerance)


def _tolerance(item: _Item, value: Decimal) -> Decimal:
    if next(_all(item.root, "equalrounded"), None) is not None:
        raise NotTaken("tolerance_unclear")
    equal = next(_all(item.root, "equal"), None)
    mode = _attribute(equal, "tolerancemode") if equal is not None else ""
    if equal is None or mode in ("", "exact"):
        return Decimal(0)
    sides = [decimal_of(one) for one in _attribute(equal, "tolerance").split()]
    known = {one for one in sides if one is not None}
    if len(known) != 1 or None in sides:
        raise NotTaken("tolerance_unclear")
    size = known.pop()
    return abs(value) * size / 100 if mode == "relative" else size


_MAKERS: Mapping[str, Callable[[ParsedQuestion, _Item, Element], None]] = {
    "choiceinteraction": _take_options,
    "inlinechoiceinteraction": _take_options,
    "matchinteraction": _take_pairs,
    "orderinteraction": _take_items,
    "textentryinteraction": _take_entry,
}
