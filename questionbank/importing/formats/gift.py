"""GIFT, the text format of Moodle: {=right ~wrong}, with feedback behind #."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from questionbank.importing.formats.html_text import without_tags
from questionbank.importing.parsing.kinds import (
    NotTaken,
    decimal_of,
    make_matching,
    make_number,
    make_text,
)
from questionbank.importing.parsing.lines import plain
from questionbank.importing.parsing.questions import Doubt, ParsedQuestion, Source

_ANSWERS = re.compile(r"(?<!\\)\{(?P<inside>(?:\\.|[^{}\\])*)(?<!\\)\}", re.DOTALL)
_ANSWER = re.compile(r"(?<!\\)([=~])((?:\\.|[^=~\\])*)", re.DOTALL)
_WEIGHT = re.compile(r"^\s*%(-?\d+(?:\.\d+)?)%")
_TITLE = re.compile(r"^\s*::(?P<title>(?:\\.|[^:\\])*)::")
_FORMAT = re.compile(r"^\s*\[(?:html|plain|moodle|markdown)\]", re.IGNORECASE)
_HASH = re.compile(r"(?<!\\)#")
_ARROW = re.compile(r"(?<!\\)->")
_CATEGORY = re.compile(r"\s*\$CATEGORY:\s*(.+)")
_TRUE = {"T": True, "TRUE": True, "F": False, "FALSE": False}
TRUE_FALSE = ("Đúng", "Sai")
FULL = 100


def is_gift(text: str) -> bool:
    found = _ANSWERS.findall(text[:200_000])
    return any(
        re.search(r"(?:^|\s)[=~]\S|^\s*(?:T|F|TRUE|FALSE)\s*(?:#|$)|^\s*#\s*-?[\d=]", one)
        for one in found
    )


def read_gift(text: str) -> Source:
    source = Source(notes=[Doubt("format", "GIFT")])
    heads: list[str] = []
    for place, piece in _pieces(text):
        block = piece
        if category := _CATEGORY.match(piece):
            heads = [category.group(1).rpartition("/")[2].strip()]
            block = piece[category.end() :]
        if not block.strip():
            continue
        found = _ANSWERS.search(block)
        if not found:
            source.not_taken("description", place=place, begins=_plain(block))
            continue
        question = _question(block, found, heads)
        try:
            _take_answers(question, found["inside"], is_gap=bool(block[found.end() :].strip()))
        except NotTaken as refused:
            source.not_taken(refused.why, place=place, begins=question.stem, detail=refused.detail)
        else:
            source.questions.append(question)
    return source


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Blocks that blank lines part, each with its first line's number; remarks are left out."""
    block: list[str] = []
    start = 0
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        if line.lstrip().startswith("//"):
            continue
        if line.strip():
            start = number if not block else start
            block.append(line)
        elif block:
            yield f"dòng {start}", "\n".join(block)
            block = []


def _question(block: str, found: re.Match[str], heads: list[str]) -> ParsedQuestion:
    before, after = block[: found.start()], block[found.end() :]
    title = _TITLE.match(before)
    stem = before[title.end() :] if title else before
    if after.strip():
        stem = f"{stem.rstrip()} … {after.strip()}"
    return ParsedQuestion(
        _plain(_FORMAT.sub("", stem)),
        [],
        number=title["title"].strip()[:40] if title else "",
        heads=list(heads),
        source=[plain(line) for line in block.strip().split("\n")],
        key_from="format",
    )


@dataclass(frozen=True, slots=True)
class _Said:
    """One answer: "=" or "~", its percent where it has one, its text and what is told of it."""

    sign: str
    weight: float
    text: str
    told: str

    @property
    def is_full(self) -> bool:
        return self.weight >= FULL


def _answers(inside: str) -> list[_Said]:
    found = []
    for sign, text in _ANSWER.findall(inside):
        weight = _WEIGHT.match(text)
        option, *told = _HASH.split(text[weight.end() if weight else 0 :], maxsplit=1)
        earns = float(weight.group(1)) if weight else FULL * (sign == "=")
        found.append(_Said(sign, earns, option.strip(), told[0] if told else ""))
    return found


def _take_answers(question: ParsedQuestion, inside: str, *, is_gap: bool) -> None:
    if general := re.search(r"(?<!\\)####(.*)$", inside, re.DOTALL):
        inside = inside[: general.start()]
        question.explanation = _plain(general.group(1))
    said = inside.strip()
    verdict, *why = _HASH.split(said, maxsplit=2)
    answers = _answers(inside)
    if not said:
        raise NotTaken("essay")
    if verdict.strip().upper() in _TRUE:
        _take_verdict(question, _TRUE[verdict.strip().upper()], why)
    elif said.startswith("#"):
        _take_number(question, said[1:])
    elif answers and all(one.sign == "=" and _ARROW.search(one.text) for one in answers):
        _take_pairs(question, answers)
    elif answers and all(one.sign == "=" for one in answers):
        _take_words(question, answers)
    elif answers:
        _take_options(question, answers)
    else:
        raise NotTaken("unclear")
    if not question.explanation:
        told = (_plain(one.told) for one in answers if one.weight > 0 and one.told)
        question.explanation = next(told, "")


def _take_verdict(question: ParsedQuestion, is_true: bool, why: list[str]) -> None:  # noqa: FBT001 -- the verdict itself
    """Feedback comes first for a wrong answer, then for a right one."""
    question.options = list(TRUE_FALSE)
    question.right = [0 if is_true else 1]
    question.explanation = question.explanation or _plain((why[1:] or why or [""])[0])


def _take_number(question: ParsedQuestion, said: str) -> None:
    answers = _answers(said) if "=" in said else []
    if not answers:
        told = _HASH.split(said, maxsplit=1)
        answers = [_Said("=", FULL, told[0], told[1] if len(told) > 1 else "")]
        question.explanation = question.explanation or _plain(answers[0].told)
    if len([one for one in answers if one.weight > 0]) > 1:
        raise NotTaken("several_numbers")
    value, tolerance = _interval(answers[0].text)
    if value is None or tolerance is None:
        raise NotTaken("number_unread", answers[0].text[:40])
    make_number(question, value, tolerance=tolerance)


def _interval(said: str) -> tuple[Decimal | None, Decimal | None]:
    """Read "5", "3.14:0.01" or "40..44" as a middle and what it may be missed by."""
    low, dots, high = said.partition("..")
    if dots:
        first, last = decimal_of(low), decimal_of(high)
        if first is None or last is None or last < first:
            return None, None
        return (first + last) / 2, (last - first) / 2
    value, colon, tolerance = said.partition(":")
    return decimal_of(value), decimal_of(tolerance) if colon else Decimal(0)


def _take_pairs(question: ParsedQuestion, answers: list[_Said]) -> None:
    halves = [tuple(map(_plain, _ARROW.split(one.text, maxsplit=1))) for one in answers]
    pairs = [(prompt, target) for prompt, target in halves if prompt]
    make_matching(question, pairs, [target for prompt, target in halves if not prompt])


def _take_words(question: ParsedQuestion, answers: list[_Said]) -> None:
    full = [one for one in answers if one.is_full]
    _tell_partial(question, answers)
    plain_ones = [one for one in full if not re.search(r"(?<!\\)\*", one.text)]
    if not plain_ones:
        raise NotTaken("wildcard" if full else "no_full_answer")
    if len(plain_ones) < len(full):
        question.doubt("wildcard_left_out")
    make_text(question, [_plain(one.text) for one in plain_ones], folds=False)


def _take_options(question: ParsedQuestion, answers: list[_Said]) -> None:
    question.options = [_plain(one.text) for one in answers]
    signed = [n for n, one in enumerate(answers) if one.sign == "="]
    weighed = [n for n, one in enumerate(answers) if one.weight > 0]
    full = [n for n in weighed if answers[n].is_full]
    question.right = signed or full or weighed or None
    if signed or full:
        _tell_partial(question, answers)
    if len(question.options) < 2:
        question.right = None
        question.doubt("few_options", str(len(question.options)))
    elif question.right and len(question.right) == len(question.options):
        question.right = None


def _tell_partial(question: ParsedQuestion, answers: list[_Said]) -> None:
    partial = [_plain(one.text) for one in answers if 0 < one.weight < FULL]
    if partial:
        question.doubt("partial_weight", "; ".join(partial)[:200])


def _plain(text: str) -> str:
    return without_tags(re.sub(r"\\([~=#{}:\\*])", r"\1", text).replace("\\n", "\n"))
