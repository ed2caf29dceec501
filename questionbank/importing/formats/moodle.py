"""Questions of a Moodle XML file, each kind by its own rules; what has no kind here is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from xml.etree.ElementTree import Element

from questionbank.importing.formats.gift import FULL, TRUE_FALSE
from questionbank.importing.formats.html_text import (
    decoded,
    text_with_pictures,
    without_tags,
)
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

_FILE = "@@PLUGINFILE@@/"
_WORDS = {"true": TRUE_FALSE[0], "false": TRUE_FALSE[1]}
# Why a type of Moodle's is not taken; any other is told by its name.
_REASONS = {
    "essay": "essay",
    "description": "description",
    "cloze": "several_blanks",
    "multianswer": "several_blanks",
    "calculated": "formula",
    "calculatedmulti": "formula",
    "calculatedsimple": "formula",
    "gapselect": "words_into_gaps",
    "ddwtos": "words_into_gaps",
    "ddimageortext": "on_picture",
    "ddmarker": "on_picture",
}


def read_quiz(root: Element) -> Source:
    source, album = Source(notes=[Doubt("format", "Moodle XML")]), Album()
    heads: list[str] = []
    number = 0
    for element in root.iter("question"):
        kind = element.get("type", "")
        if kind == "category":
            said = (element.findtext("category/text") or "").rpartition("/")[2].strip()
            heads = [said] if said else []
            continue
        number += 1
        one = _Element(element, album)
        try:
            source.questions.append(_question(kind, one, heads))
        except NotTaken as refused:
            begins = without_marks(one.text_of("questiontext"))
            place = f"câu {number}"
            source.not_taken(refused.why, place=place, begins=begins, detail=refused.detail)
    source.pictures = album.found
    return source


@dataclass(slots=True)
class _Element:
    """A question's element; texts bring their pictures, which lie as files beside them."""

    element: Element
    album: Album
    answers: list[Element] = field(init=False)

    def __post_init__(self) -> None:
        self.answers = self.element.findall("answer")

    def text_of(self, path: str) -> str:
        return self.text_in(self.element.find(path))

    def text_in(self, found: Element | None) -> str:
        if found is None:
            return ""
        files = {one.get("name", ""): one for one in self.element.iter("file")}

        def opened(address: str) -> bytes | None:
            file = files.get(address.removeprefix(_FILE).rpartition("/")[2].split("?")[0])
            return decoded(file.text or "") if file is not None else None

        said = found.findtext("text") or ""
        if found.get("format") == "plain_text":
            return "\n".join(" ".join(line.split()) for line in said.split("\n") if line.strip())
        return text_with_pictures(said, self.album, opened)

    def weight_of(self, answer: Element) -> float:
        try:
            return float(answer.get("fraction") or 0)
        except ValueError:
            return 0.0


def _question(kind: str, one: _Element, heads: list[str]) -> ParsedQuestion:
    if kind not in _MAKERS:
        raise NotTaken(_REASONS.get(kind, "other_kind"), kind[:40])
    stem = one.text_of("questiontext")
    question = ParsedQuestion(stem, [], key_from="format", heads=list(heads))
    if not without_marks(stem):
        question.doubt("no_stem")
    question.explanation = one.text_of("generalfeedback")
    _MAKERS[kind](question, one)
    if not question.explanation:
        right = (answer for answer in one.answers if one.weight_of(answer) > 0)
        told = (without_tags(answer.findtext("feedback/text") or "") for answer in right)
        question.explanation = "\n".join(filter(None, told))
    named = one.element.findtext("idnumber") or one.element.findtext("name/text") or ""
    question.number = named.strip()[:40]
    said = [*stem.split("\n"), *(f"– {row}" for row in rows_as_said(question))]
    question.source = [plain(without_marks(line, "[hình] ")) for line in said]
    return question


def _take_options(question: ParsedQuestion, one: _Element) -> None:
    question.options = [
        _WORDS.get(text, text) for text in (one.text_in(answer) for answer in one.answers)
    ]
    weights = [one.weight_of(answer) for answer in one.answers]
    full = [n for n, weight in enumerate(weights) if weight >= FULL]
    right = [n for n, weight in enumerate(weights) if weight > 0]
    if full and right != full:
        partial = [without_marks(question.options[n]) for n in right if n not in full]
        question.doubt("partial_weight", "; ".join(partial)[:200])
        right = full
    elif (one.element.findtext("single") or "").strip() in ("true", "1") and len(right) > 1:
        question.doubt("key_of_many")
    if len(question.options) < 2:
        question.doubt("few_options", str(len(question.options)))
    question.right = right if right and len(right) < len(question.options) else None


def _take_words(question: ParsedQuestion, one: _Element) -> None:
    said = [(without_marks(one.text_in(answer)), one.weight_of(answer)) for answer in one.answers]
    full = [text for text, weight in said if weight >= FULL]
    partial = [text for text, weight in said if 0 < weight < FULL]
    known = [text for text in full if "*" not in text.replace("\\*", "")]
    if not known:
        raise NotTaken("wildcard" if full else "no_full_answer")
    if partial:
        question.doubt("partial_weight", "; ".join(partial)[:200])
    if len(known) < len(full):
        question.doubt("wildcard_left_out")
    if (one.element.findtext("usecase") or "0").strip() not in ("0", "false", ""):
        question.doubt("case_not_judged")
    make_text(question, [text.replace("\\*", "*") for text in known], folds=False)


def _take_number(question: ParsedQuestion, one: _Element) -> None:
    earning = [answer for answer in one.answers if one.weight_of(answer) > 0]
    if len(earning) != 1 or one.weight_of(earning[0]) < FULL:
        raise NotTaken("several_numbers" if len(earning) > 1 else "no_full_answer")
    said = (earning[0].findtext("text") or "").strip()
    value = decimal_of(said)
    tolerance = decimal_of(earning[0].findtext("tolerance") or "0")
    if value is None or tolerance is None:
        raise NotTaken("number_unread", said[:40])
    make_number(question, value, tolerance=tolerance, unit=_unit(question, one))


def _unit(question: ParsedQuestion, one: _Element) -> str:
    """The unit that the key is in; others would have to be turned into it by whoever answers."""
    units = [
        (
            without_tags(unit.findtext("unit_name") or ""),
            decimal_of(unit.findtext("multiplier") or ""),
        )
        for unit in one.element.findall("units/unit")
    ]
    own = next((name for name, times in units if times == Decimal(1)), "")
    if others := [name for name, _times in units if name != own]:
        question.doubt("units_left_out", ", ".join(others)[:100])
    return own


def _take_pairs(question: ParsedQuestion, one: _Element) -> None:
    halves = [
        (one.text_in(part), without_tags(part.findtext("answer/text") or ""))
        for part in one.element.findall("subquestion")
    ]
    pairs = [(prompt, target) for prompt, target in halves if prompt]
    make_matching(question, pairs, [target for prompt, target in halves if not prompt and target])


def _take_items(question: ParsedQuestion, one: _Element) -> None:
    places = [decimal_of(answer.get("fraction") or "") for answer in one.answers]
    items = [one.text_in(answer) for answer in one.answers]
    known = [place for place in places if place is not None]
    if len(known) < len(items) or len(set(known)) < len(items):
        make_ordering(question, items, is_in_order=False)
        return
    ordered = sorted(zip(known, items, strict=True), key=lambda pair: pair[0])
    make_ordering(question, [item for _place, item in ordered])


_MAKERS: Mapping[str, Callable[[ParsedQuestion, _Element], None]] = {
    "multichoice": _take_options,
    "truefalse": _take_options,
    "shortanswer": _take_words,
    "numerical": _take_number,
    "matching": _take_pairs,
    "match": _take_pairs,
    "ordering": _take_items,
}
