"""Second stage: each line, or each part of a line of several, is of one kind. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from questionbank.importing.parsing import labels, verdicts
from questionbank.importing.parsing.lines import Line
from quizsite.language.vietnamese import search_key

_LONGEST_LABELLED = 4000  # a longer line is text, whatever it begins with
_SHORT = 120
_MID_OPTION = re.compile(
    r"(?:(?<=\s)|(?<=[.;:?!,…)”\"]))(?P<lead>(?:[*•●▪✓✔☑☒√□☐○◯([]\s?){0,3})(?P<letter>[A-Ha-h])\s?(?P<punct>[.)\]])(?!\w[.)])\s*(?=\S)"
)
_MID_HEAD = re.compile(
    r"(?:(?<=[\s.;:?!)…])|(?<=[a-zà-ỹ]))(?=(?:Câu(?:\s*hỏi)?|CÂU(?:\s*HỎI)?)\s*\d{1,4}[a-z]?\s*[.:)/])"
)
_MID_NUMBER = re.compile(
    r"(?:(?<=\s)|(?<=[.;?!)]))(?P<number>\d{1,4})\s?[.)/]\s*(?=[A-ZÀ-ỸĐ]\w*\s)"
)


class Kind(StrEnum):
    HEAD = "head"
    NUMBERED = "numbered"
    OPTION = "option"
    BARE_OPTION = "bare_option"
    DASH = "dash"
    KEY = "key"
    KEY_IN_WORDS = "key_in_words"
    EXPLANATION = "explanation"
    SECTION = "section"
    ANSWERS_HEAD = "answers_head"
    ANSWERS = "answers"
    VERDICTS = "verdicts"
    NOISE = "noise"
    TEXT = "text"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class Block:
    """`line` is what stands behind the label; `label` what names it, in its letters."""

    kind: Kind
    line: Line
    whole: Line
    label: str = ""
    style: str = ""
    ticked: bool = False
    starts_line: bool = True
    label_line: Line | None = None


@dataclass(frozen=True, slots=True)
class Style:
    """How most of a file is laid out."""

    named_heads: bool
    case: str  # of option letters at the beginnings of lines: "A", "a" or ""
    punct: str  # behind the numbers of heads
    letters: bool


def style_of(lines: Sequence[Line]) -> Style:
    named, cases, puncts = 0, Counter[str](), Counter[str]()
    for line in lines:
        text = line.text[:200]
        if labels.NAMED_HEAD.match(text) and not labels.CONTENTS_LINE.search(line.text[:400]):
            named += 1
        elif label := labels.option_label(text):
            cases[label.style[0]] += 1
        elif found := labels.NUMBER_HEAD.match(text):
            puncts[found["punct"][:1]] += 1
    case = cases.most_common(1)[0][0] if cases else ""
    punct = puncts.most_common(1)[0][0] if puncts else ""
    return Style(bool(named), case, punct, bool(cases))


def blocks_of(lines: Sequence[Line]) -> tuple[list[Block], Style]:
    style = style_of(lines)
    pieces = list(_pieces(lines, style))
    blocks: list[Block] = []
    answering = False
    for piece, starts in pieces:
        block = _block(piece, style, answering=answering, starts=starts)
        answering = _still_answering(block, answering=answering)
        blocks.append(block)
    return _with_values(blocks), style


def _with_values(blocks: list[Block]) -> list[Block]:
    """Dates and numbers below each other are options; one alone is a page's."""
    kept = list(blocks)
    lines = [n for n, block in enumerate(blocks) if block.kind != Kind.BLANK]
    values = {n for n in lines if labels.VALUE.match(blocks[n].whole.text)}
    for before, after in pairwise(lines):
        if {before, after} <= values:
            for n in (before, after):
                if blocks[n].kind == Kind.NOISE:
                    kept[n] = Block(Kind.TEXT, blocks[n].line, blocks[n].whole)
    return kept


def _still_answering(block: Block, *, answering: bool) -> bool:
    if block.kind == Kind.ANSWERS_HEAD:
        return True
    passing = {Kind.ANSWERS, Kind.VERDICTS, Kind.BLANK, Kind.NOISE, Kind.SECTION}
    return answering and block.kind in passing


def _pieces(lines: Sequence[Line], style: Style) -> Iterator[tuple[Line, bool]]:
    """Lines, each cut where another question, option, key or explanation begins in it."""
    number = 0
    for at, line in enumerate(lines):
        text = line.text
        if not text.strip() or len(text) > _LONGEST_LABELLED:
            yield line, True
            continue
        following = next((one.text for one in lines[at + 1 : at + 4] if one.text.strip()), "")
        cuts = _cuts(text, style, number=number, following=following)
        starts = [0, *cuts]
        for n, start in enumerate(starts):
            end = starts[n + 1] if n + 1 < len(starts) else None
            piece = line.cut(start, end)
            # "=>" before a key that was cut off says nothing by itself.
            if piece.runs and (len(starts) == 1 or any(map(str.isalnum, piece.text))):
                yield piece, n == 0
        if not style.named_heads and (found := labels.NUMBER_HEAD.match(text)):
            number = int(found["number"])


def _cuts(text: str, style: Style, *, number: int, following: str) -> list[int]:
    if labels.ANSWER_LINE.match(text[:1000]) or _says_verdicts(text):
        return []
    if labels.PART.match(text) and len(text) < labels.LONGEST_PART:
        return []
    cuts = {found.start() for found in _MID_HEAD.finditer(text) if found.start() > 3}
    edges = [0, *sorted(cuts), len(text)]
    for start, end in pairwise(edges):
        cuts |= {start + at for at in _option_cuts(text[start:end], style, following)}
    is_part = bool(labels.option_label(text)) or bool(cuts)
    if is_part and not style.named_heads:
        cuts |= _number_cuts(text, max(cuts, default=0), number + 1)
    if is_part or labels.NAMED_HEAD.match(text) or labels.KEY.match(text):
        for pattern in (labels.LATE_KEY, labels.LATE_EXPLANATION):
            cuts |= {found.start() for found in pattern.finditer(text) if found.start() > 1}
    return sorted(_not_in_brackets(text, cuts))


def _not_in_brackets(text: str, cuts: set[int]) -> set[int]:
    """A remark in brackets stays with its option: "(đáp án đúng – căn cứ: …)"."""
    kept = set()
    for cut in cuts:
        before = text[:cut]
        if before.count("(") <= before.count(")") or text[cut] == "(":
            kept.add(cut)
    return kept


def _option_cuts(text: str, style: Style, following: str) -> list[int]:
    """Where options follow each other within a line, A then B then C; one alone is no option."""
    first = labels.option_label(text)
    expected = labels.LETTERS.index(first.letter) + 1 if first else 0
    case = first.style[0] if first else style.case
    cuts: list[int] = []
    for found in _MID_OPTION.finditer(text, first.end if first else 1):
        letter = found["letter"]
        if case and letter.isupper() != (case == "A"):
            continue
        if expected < len(labels.LETTERS) and letter.upper() == labels.LETTERS[expected]:
            case = case or ("A" if letter.isupper() else "a")
            cuts.append(found.start())
            expected += 1
    if first or len(cuts) >= 2:
        return cuts
    after = labels.option_label(following)
    return cuts if cuts and after and after.letter == "B" else []


def _number_cuts(text: str, start: int, expected: int) -> set[int]:
    for found in _MID_NUMBER.finditer(text, start + 2):
        if int(found["number"]) == expected:
            return {found.start()}
    return set()


def _block(line: Line, style: Style, *, answering: bool, starts: bool) -> Block:
    text = line.text
    if not text.strip():
        return Block(Kind.BLANK, line, line)
    if len(text) > _LONGEST_LABELLED:
        return Block(Kind.TEXT, line, line)
    return (
        _answers(line, text, answering=answering)
        or _verdicts(line, text)
        or _noise(line, text)
        or _head(line, text)
        or _key_or_explanation(line, text)
        or _item(line, text, starts=starts)
        or Block(Kind.TEXT, line, line, starts_line=starts)
    )


def _says_verdicts(text: str) -> bool:
    return verdicts.read_line(text) is not None or verdicts.numbered_line(text) is not None


def _verdicts(line: Line, text: str) -> Block | None:
    if numbered := verdicts.numbered_line(text):
        return Block(Kind.VERDICTS, line, line, label=numbered[0])
    return Block(Kind.VERDICTS, line, line) if verdicts.read_line(text) else None


def _answers(line: Line, text: str, *, answering: bool) -> Block | None:
    if labels.ANSWER_HEADING.match(text[:_SHORT]):
        return Block(Kind.ANSWERS_HEAD, line, line)
    if len(text) < 2000 and labels.ANSWER_LINE.match(text):
        count = len(labels.ANSWER_PAIR.findall(text))
        is_named = text.lstrip()[:3].casefold() == "câu"
        if answering or count >= 3 or is_named:
            return Block(Kind.ANSWERS, line, line)
    return None


def _noise(line: Line, text: str) -> Block | None:
    if len(text) > _SHORT + 80:
        return None
    is_contents = labels.CONTENTS_LINE.search(text) and (
        labels.NAMED_HEAD.match(text)
        or labels.SECTION.match(text)
        or labels.NUMBER_HEAD.match(text)
    )
    is_number = text.strip().isdigit() and line.is_paragraph
    if is_contents or (labels.NOISE.match(text) and not is_number):
        return Block(Kind.NOISE, line, line)
    return None


def _head(line: Line, text: str) -> Block | None:
    found = labels.NAMED_HEAD.match(text)
    if found and (found["punct"] or found.end() == len(text) or _capital_after(text, found.end())):
        return _labelled(Kind.HEAD, line, found.end(), found["number"], "câu")
    if bare := labels.BARE_HEAD.match(text):
        return _labelled(Kind.HEAD, line, bare.end(), "", "câu")
    return None


def _capital_after(text: str, at: int) -> bool:
    return text[at : at + 1].isupper() or text[at : at + 1] in "“\"'("


def _key_or_explanation(line: Line, text: str) -> Block | None:
    if found := labels.KEY.match(text):
        return _labelled(Kind.KEY, line, found.end(), found["letters"], "")
    if found := labels.KEY_IN_WORDS.match(text):
        said = search_key(text[: found.start("words")])
        return _labelled(Kind.KEY_IN_WORDS, line, found.start("words"), said, "")
    if found := labels.EXPLANATION.match(text):
        said = found.group().strip(" :.-–").casefold()
        return _labelled(Kind.EXPLANATION, line, found.end(), said, "")
    return None


def _item(line: Line, text: str, *, starts: bool) -> Block | None:
    if labels.is_section(text, after_blank=False):
        return Block(Kind.SECTION, line, line)
    if label := labels.option_label(text):
        block = _labelled(Kind.OPTION, line, label.end, label.letter, label.style)
        return _with(block, ticked=label.ticked, starts=starts)
    if found := labels.NUMBER_HEAD.match(text):
        return _labelled(
            Kind.NUMBERED, line, found.end(), found["number"], found["punct"].strip()[:1]
        )
    if (found := labels.DASH_OPTION.match(text)) and found.end() < len(text):
        ticked = bool(found["tick"] or found["tick_after"]) or (found["only"] or "[ ]") not in (
            *("[ ]", "( )"),
        )
        dash = _labelled(Kind.DASH, line, found.end(), "", found["dash"] or "☐")
        return _with(dash, ticked=ticked, starts=starts)
    if found := labels.BARE_OPTION.match(text):
        letter = found["letter"]
        style = "A" if letter.isupper() else "a"
        return _labelled(Kind.BARE_OPTION, line, found.end(), letter.upper(), style)
    return None


def _labelled(kind: Kind, line: Line, end: int, label: str, style: str) -> Block:
    return Block(kind, line.cut(end), line, label=label, style=style, label_line=line.cut(0, end))


def _with(block: Block, *, ticked: bool, starts: bool) -> Block:
    return Block(
        block.kind,
        block.line,
        block.whole,
        label=block.label,
        style=block.style,
        ticked=ticked,
        starts_line=starts,
        label_line=block.label_line,
    )
