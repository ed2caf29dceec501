"""Tables of questions: a row each, whatever the header says or if there is none. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from questionbank.importing.parsing import labels
from questionbank.importing.parsing.column_kinds import take_kind
from questionbank.importing.parsing.column_names import (
    guessed_columns,
    known_names,
    named_columns,
)
from questionbank.importing.parsing.lines import Cell, Line, Run, Table
from questionbank.importing.parsing.pictures import marks_in, without_marks
from questionbank.importing.parsing.questions import ParsedQuestion
from questionbank.importing.parsing.text_questions import questions_in
from quizsite.language.vietnamese import search_key, spelling_key

# What holds sentences of a question, and so a picture at its place.
_TEXTS = ("stem", "option", "explanation")
_OPTION_NAMES = tuple(f"option-{n}" for n in range(len(labels.LETTERS)))


def questions_of(table: Table) -> list[ParsedQuestion] | None:
    """None if the table is no table of questions: then its cells are read as text."""
    rows = [list(row) for row in table.rows]
    found = named_columns(rows)
    body, columns = (rows[found[0] + 1 :], found[1]) if found else (rows, guessed_columns(rows))
    if not columns or "stem" not in columns.values():
        return None
    questions = _rows(body, columns, table)
    return questions or None


def _rows(
    rows: Sequence[list[Cell]], columns: dict[int, str], table: Table
) -> list[ParsedQuestion]:
    questions: list[ParsedQuestion] = []
    heads = [table.name] if table.name else []
    by_digit = _keys_are_digits(rows, columns)
    for with_pictures in rows:
        row, marks = _parted(with_pictures, columns)
        cells = _by_name(row, columns)
        filled = [cell for cell in row if cell.text.strip()]
        if not filled:
            if marks and questions:
                questions[-1].stem += f"\n{marks}"
            continue
        if len(filled) == 1 or (len({cell.text for cell in filled}) == 1 and len(filled) > 2):
            if questions and "stem" not in cells and _adds_option(questions[-1], cells):
                continue
            heads = [*([table.name] if table.name else []), filled[0].text.strip()]
            continue
        if _repeats_header(cells):
            continue
        if "stem" not in cells:
            if questions:
                _adds_option(questions[-1], cells)
            continue
        questions.append(_question(row, cells, heads, by_digit=by_digit))
        questions[-1].stem += f"\n{marks}" if marks else ""
    return [
        one
        for one in questions
        if one.options or one.right is not None or "?" in one.stem or one.said
    ]


def _parted(row: Sequence[Cell], columns: dict[int, str]) -> tuple[list[Cell], str]:
    """Take from a row the pictures that stand in no text of a question: they belong to its stem."""
    marks, kept = "", []
    has_words = any(without_marks(cell.text).strip() for cell in row)
    for position, cell in enumerate(row):
        is_text = columns.get(position, "").startswith(_TEXTS)
        if (has_words and is_text) or not (found := marks_in(cell.text)):
            kept.append(cell)
            continue
        marks += found
        bare = (line.changed(without_marks) for line in cell.lines)
        kept.append(Cell(tuple(line for line in bare if line.text.strip())))
    return kept, marks


def _by_name(row: Sequence[Cell], columns: dict[int, str]) -> dict[str, Cell]:
    found: dict[str, Cell] = {}
    for position, name in columns.items():
        if position < len(row) and row[position].text.strip():
            if name in found:
                found[name] = Cell((*found[name].lines, *row[position].lines))
            else:
                found[name] = row[position]
    return found


def _repeats_header(cells: dict[str, Cell]) -> bool:
    said = {name: search_key(cell.text[:60]) for name, cell in cells.items()}
    return known_names().get(said.get("stem", "")) == "stem" and (
        known_names().get(said.get("right", "")) == "right" or len(said) > 3
    )


def _adds_option(question: ParsedQuestion, cells: dict[str, Cell]) -> bool:
    """A row below a question with a further option in the column of options."""
    if cell := cells.get("options"):
        question.options += [_bare(line.text) for line in cell.lines if line.text.strip()]
        question.source += cell.lines
        return True
    return False


def _bare(text: str) -> str:
    label = labels.option_label(text)
    return text[label.end :].strip() if label else text.strip()


def _keys_are_digits(rows: Sequence[list[Cell]], columns: dict[int, str]) -> bool:
    said = [
        cells["right"].text.strip() for row in rows if "right" in (cells := _by_name(row, columns))
    ]
    return bool(said) and sum(one in "12345678" for one in said) > 0.8 * len(said)


def _question(
    row: Sequence[Cell], cells: dict[str, Cell], heads: Sequence[str], *, by_digit: bool
) -> ParsedQuestion:
    source = [line for cell in row for line in cell.lines if line.text.strip()]
    names = sorted(name for name in cells if name.startswith("option-"))
    stem, options = cells["stem"].text.strip(), [cells[name].text.strip() for name in names]
    made = ParsedQuestion(stem, options, heads=[head for head in heads if head], source=source)
    if not names:
        inner = [*cells["stem"].lines, *(cells["options"].lines if "options" in cells else ())]
        found, _left = questions_in(_labelled(inner))
        if len(found) == 1 and len(found[0].options) >= 2:
            made = found[0]
            made.heads, made.source = [head for head in heads if head], source
        elif "options" in cells:
            made.options = [
                _bare(line.text) for line in cells["options"].lines if line.text.strip()
            ]
    else:
        _strip_labels(made)
        _look(made, [cells[name] for name in names])
        _check_gap(made, names)
    made.number = cells["number"].text.strip() if "number" in cells else made.number
    if "explanation" in cells:
        made.explanation = cells["explanation"].text.strip()
    for name in ("axis", "audience", "difficulty", "document", "article", "code"):
        if name in cells:
            made.said[name] = cells[name].text.strip()
    named, key = (cells[n].text.strip() if n in cells else "" for n in ("kind", "right"))
    written = [cells[name].text.strip() if name in cells else "" for name in _OPTION_NAMES]
    if (not names and made.options) or not take_kind(made, named, key, written):
        _take_choice(made, cells, by_digit=by_digit)
    _note_marks(made, cells)
    return made


def _take_choice(made: ParsedQuestion, cells: dict[str, Cell], *, by_digit: bool) -> None:
    if "right" in cells:
        _take_key(made, cells["right"].text.strip(), by_digit=by_digit)
    if len(made.options) < 2:
        made.doubt("few_options", str(len(made.options)))


def _labelled(lines: Sequence[Line]) -> list[Line]:
    """A cell's first line is a question, even if nothing says so."""
    found = [line for line in lines if line.text.strip()]
    if found and not labels.NAMED_HEAD.match(found[0].text):
        first = Line((Run("Câu 1: "), *found[0].runs), found[0].place, found[0].is_paragraph)
        return [first, *found[1:]]
    return found


def _strip_labels(question: ParsedQuestion) -> None:
    """Options that all begin with their own letter: "A. Có", "B. Không"."""
    found = [labels.option_label(option) for option in question.options]
    letters = [label.letter if label else "" for label in found]
    if letters and letters == list(labels.LETTERS[: len(letters)]):
        question.options = [
            option[label.end :].strip() if label else option
            for option, label in zip(question.options, found, strict=True)
        ]
        question.doubt("labels_stripped")
    if number := labels.NAMED_HEAD.match(question.stem):
        question.stem = question.stem[number.end() :].strip() or question.stem


def _look(question: ParsedQuestion, cells: Sequence[Cell]) -> None:
    """A key marked in the cells of options themselves."""
    for mark in "hrgcub":
        carrying = [
            n
            for n, cell in enumerate(cells)
            if cell.lines and all(line.marked(mark) > 0.6 for line in cell.lines)
        ]
        if len(carrying) == 1 and len(cells) > 1:
            question.right, question.key_from = carrying, f"mark_{mark}"
            question.doubt("key_rare_mark", mark)
            return


def _check_gap(question: ParsedQuestion, names: Sequence[str]) -> None:
    wanted = [f"option-{n}" for n in range(len(names))]
    if list(names) != wanted:
        question.doubt("label_gap", ", ".join(labels.LETTERS[int(name[-1])] for name in names))


def _take_key(question: ParsedQuestion, said: str, *, by_digit: bool) -> None:
    marked, question.right = question.right, None
    question.doubts = [one for one in question.doubts if one.code != "key_rare_mark"]
    worded = labels.KEY.match(said)
    key: list[int] = []
    if by_digit and said in "12345678":
        key = [int(said) - 1]
    elif labels.is_key_letters(said):
        key = labels.letters_of(said)
    elif worded and worded.end() == len(said):
        key = labels.letters_of(worded["letters"])
    else:
        key = _by_text(question, said)
    if not key or key[-1] >= len(question.options):
        question.doubt("key_outside", said[:60])
        return
    question.right, question.key_from = key, "column"
    if any(one.code == "label_gap" for one in question.doubts):
        question.doubt("key_label_twice")
    if marked and marked != key and len(question.options) > 1:
        question.doubt("key_conflict")


def _by_text(question: ParsedQuestion, said: str) -> list[int]:
    """The text of the right option, with or without its letter before it."""
    texts = [spelling_key(option) for option in question.options]
    for words in (said, _bare(said)):
        if (key := spelling_key(words)) in texts and texts.count(key) == 1:
            found = texts.index(key)
            label = labels.option_label(said)
            if words is not said and label and label.letter != labels.LETTERS[found]:
                question.doubt("key_text_unlike")
            return [found]
    label = labels.option_label(said)
    if label and labels.LETTERS.index(label.letter) < len(texts):
        question.doubt("key_text_unlike")
        return [labels.LETTERS.index(label.letter)]
    return []


def _note_marks(question: ParsedQuestion, cells: dict[str, Cell]) -> None:
    lines = [line for name, cell in cells.items() if name != "number" for line in cell.lines]
    if any(line.marked("s") > 0 for line in lines):
        question.doubt("struck")
    if any("^" in run.marks or "_" in run.marks for line in lines for run in line.runs):
        question.doubt("raised")
    folded = [spelling_key(option) for option in question.options]
    if len(set(folded)) < len(folded):
        question.doubt("same_options")


def answers_of(table: Table) -> str:
    """A table of answers as one line, "1A 2B"; "" if it is none."""
    rows = [[cell.text.strip() for cell in row] for row in table.rows]
    for grid in (rows, [list(column) for column in zip(*rows, strict=False)]):
        pairs = _pairs_in(grid)
        if len(pairs) >= 2:
            return " ".join(f"{number}{letters}" for number, letters in pairs)
    said = [cell for row in rows for cell in row if cell]
    if len(said) >= 2 and all(labels.ANSWER_LINE.match(cell) for cell in said):
        return " ".join(said)
    return ""


def _pairs_in(grid: Sequence[Sequence[str]]) -> list[tuple[str, str]]:
    """Rows of numbers, each with a row of letters below it."""
    pairs: list[tuple[str, str]] = []
    for upper, lower in zip(grid[::2], grid[1::2], strict=False):
        for number, letters in zip(upper, lower, strict=False):
            digits = re.fullmatch(r"(?:câu\s*)?(\d{1,4})\.?", number, re.IGNORECASE)
            if digits and labels.is_key_letters(letters):
                pairs.append((digits.group(1), letters.strip().upper()[:1]))
            elif digits or (labels.is_key_letters(letters) and number):
                return []
    return pairs
