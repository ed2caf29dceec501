"""All stages in their order: mend letters, blocks, questions, keys, and what looks odd. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence

from questionbank.importing.parsing import columns, pictures, verdicts
from questionbank.importing.parsing.lines import Cell, Line, Part, Table, plain
from questionbank.importing.parsing.questions import (
    Doubt,
    Parsed,
    ParsedQuestion,
    Source,
    not_taken,
)
from questionbank.importing.parsing.text_questions import questions_in
from quizsite.language.legacy_letters import ETH, mend_swaps, repair_texts, suspect_words
from quizsite.language.vietnamese import search_key, tidy

_SPACES = str.maketrans({"\u00a0": " ", "\u2007": " ", "\u202f": " ", "\u3000": " ", "\t": " "})
_INVISIBLE = str.maketrans(dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\0", ""))
_LETTERS = str.maketrans({"ƣ": "ư", "Ƣ": "Ư"})


def parse(source: Source) -> Parsed:
    parts, notes, doubtful = mended(source.parts)
    parsed = Parsed(list(source.questions), notes=[*source.notes, *notes])
    loose: list[Line] = []
    for part in parts:
        if isinstance(part, Table) and (stated := verdicts.lines_of(part)) is not None:
            loose += stated
        elif isinstance(part, Table) and (found := columns.questions_of(part)) is not None:
            _take_lines(loose, parsed)
            parsed.questions += found
        elif isinstance(part, Table):
            answers = columns.answers_of(part)
            loose += [plain(answers)] if answers else part.lines()
        else:
            loose.append(part)
    _take_lines(loose, parsed)
    shown_elsewhere = 0
    for question in parsed.questions:
        shown_elsewhere += pictures.place_pictures(question, source.pictures)
        _check(question, doubtful)
    _check_twice(parsed.questions)
    _take_refused(parsed)
    numbers = pictures.used(parsed.questions, source.pictures)
    parsed.pictures = [source.pictures[n] for n in numbers]
    beside = len(source.pictures) - len(numbers) - shown_elsewhere
    if beside > 0:
        parsed.notes.append(Doubt("pictures", str(beside)))
    return parsed


def _take_refused(parsed: Parsed) -> None:
    """Tell of questions that a row or a paragraph says, and that the bank has no kind for."""
    for question in [one for one in parsed.questions if "not_taken" in one.said]:
        place = question.source[0].place if question.source else question.number
        detail = question.said.get("not_taken_detail", "")
        said = not_taken(question.said["not_taken"], place, question.stem, detail)
        parsed.notes.append(said)
        parsed.questions.remove(question)


# Patterns of labels take the square of a run of blanks, and here no child bounds their time.
_MANY_BLANKS = re.compile(r"(\s{20})\s+")


def parse_text(text: str) -> Parsed:
    """Text that somebody typed or pasted."""
    return parse(Source([plain(line) for line in lines_of(text)]))


def lines_of(text: str) -> list[str]:
    return [_MANY_BLANKS.sub(r"\1", line) for line in text.splitlines()]


def _take_lines(loose: list[Line], parsed: Parsed) -> None:
    if not loose:
        return
    found, left_out = questions_in(loose)
    parsed.questions += found
    parsed.left_out += left_out
    loose.clear()


# Letters.


def mended(parts: Iterable[Part]) -> tuple[list[Part], list[Doubt], frozenset[str]]:
    """Unicode as one reads it; which old letters were mended, and which texts stay in doubt."""
    cleaned = [_each_line(part, _composed) for part in parts]
    texts = [run.text for part in cleaned for line in _lines(part) for run in line.runs]
    repair = repair_texts(texts)
    doubtful = frozenset(repair.texts[n] for n in repair.doubtful)
    replaced = iter(repair.texts)
    if repair.encoding:
        cleaned = [_each_line(part, lambda _text: next(replaced)) for part in cleaned]
    cleaned = [_each_line(part, _shown) for part in cleaned]
    swapped = [run for part in cleaned for line in _lines(part) for run in line.runs]
    count = sum(mend_swaps(run.text) != run.text for run in swapped)
    if count:
        cleaned = [_each_line(part, mend_swaps) for part in cleaned]
    notes = [Doubt("mended_encoding", repair.encoding)] if repair.encoding else []
    return cleaned, [*notes, *([Doubt("mended_swaps", str(count))] if count else [])], doubtful


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text.translate(_LETTERS).translate(_SPACES))


def _shown(text: str) -> str:
    """Without letters that nobody sees, and with Đ for eth: both are letters of TCVN3, so late."""
    text = text.translate(_INVISIBLE).translate(ETH)
    return text if text.isprintable() else "".join(c for c in text if c.isprintable() or c == "\n")


def _lines(part: Part) -> Iterable[Line]:
    return part.lines() if isinstance(part, Table) else (part,)


def _each_line(part: Part, change: Callable[[str], str]) -> Part:
    if isinstance(part, Line):
        return part.changed(change)
    rows = tuple(
        tuple(Cell(tuple(line.changed(change) for line in cell.lines)) for cell in row)
        for row in part.rows
    )
    return Table(rows, part.name)


# What looks odd.


def _check(question: ParsedQuestion, doubtful: frozenset[str]) -> None:
    question.stem = _tidy_lines(question.stem)
    question.options = [_tidy_lines(option) for option in question.options]
    if question.kind == "text" and question.right:
        question.right = [question.right[0], *map(tidy, question.right[1:])]
    question.explanation = _tidy_lines(question.explanation)
    whole = " ".join([question.stem, *question.options, question.explanation])
    if suspects := suspect_words(whole):
        question.doubt("suspect_words", ", ".join(suspects[:5]))
    if doubtful and any(text and text in whole for text in doubtful):
        question.doubt("old_letters")


def _tidy_lines(text: str) -> str:
    return "\n".join(line for line in map(tidy, text.split("\n")) if line)


def _check_twice(questions: Sequence[ParsedQuestion]) -> None:
    """The same question again, its options perhaps in another order."""
    first: dict[tuple[str, tuple[str, ...]], int] = {}
    for n, question in enumerate(questions, start=1):
        options = tuple(sorted(search_key(option) for option in question.options))
        known = first.setdefault((search_key(question.stem), options), n)
        if known != n:
            question.doubt("twice_here", str(known))
