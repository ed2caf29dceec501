"""Tables of questions: a row each, whatever the header says or if there is none. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache

from questionbank.importing.parsing import labels
from questionbank.importing.parsing.column_kinds import take_kind
from questionbank.importing.parsing.lines import Cell, Line, Table
from questionbank.importing.parsing.questions import ParsedQuestion
from quizsite.language.vietnamese import search_key, spelling_key

HEADER_WITHIN = 12
_NAMES = {
    "number": "stt|tt|so tt|so thu tu|cau so|so|no|cau|thu tu",
    "code": "ma|ma cau|ma cau hoi|id|code",
    "stem": "noi dung cau hoi|cau hoi|noi dung|noi dung cau|ten cau hoi|de bai|cau hoi trac nghiem|"
    "question|question text|noi dung cau hoi trac nghiem|cau hoi va dap an|cau hoi va phuong an|"
    "cau hoi va phuong an tra loi|cau hoi va cac phuong an",
    "options": "phuong an|cac phuong an|phuong an tra loi|cac phuong an tra loi|lua chon"
    "|cac lua chon|"
    "phuong an lua chon|options|choices|dap an lua chon|cac dap an",
    "right": "dap an|dap an dung|phuong an dung|da|d a|key|tra loi|cau tra loi dung|ket qua|answer|"
    "correct answer|correct|dap an chinh xac|phuong an tra loi dung|lua chon dung|dung"
    "|dap an tra loi",
    "explanation": "giai thich|loi giai|loi giai thich|ghi chu|giai thich dap an|huong dan"
    "|dien giai|explanation|"
    "can cu|can cu phap ly|co so phap ly|trich dan|nguon|dan chung|can cu dap an|van ban can cu"
    "|tai lieu",
    "axis": "truc|truc noi dung|linh vuc|chu de|chuyen de|phan|nhom|noi dung cai cach",
    "audience": "doi tuong",
    "difficulty": "muc do|do kho|muc do kho|level|muc",
    "document": "van ban|so hieu|so hieu van ban",
    "article": "dieu khoan|dieu|dieu khoan diem",
    "kind": "dang|dang cau|dang cau hoi|loai|loai cau|loai cau hoi|kieu cau hoi|hinh thuc|type",
}
_OPTION_NAME = re.compile(
    r"(?:(?:phuong an|dap an|lua chon|pa|tra loi|cau tra loi|y|option|answer|choice"
    r"|da)\s*)?([a-h]|[1-8])"
)
_OPTION_NAMES = tuple(f"option-{n}" for n in range(len(labels.LETTERS)))


@cache
def _known() -> dict[str, str]:
    return {said: name for name, all_said in _NAMES.items() for said in all_said.split("|")}


def questions_of(table: Table) -> list[ParsedQuestion] | None:
    """None if the table is no table of questions: then its cells are read as text."""
    rows = [list(row) for row in table.rows]
    found = _header(rows)
    body, columns = (rows[found[0] + 1 :], found[1]) if found else (rows, _guessed(rows))
    if not columns or "stem" not in columns.values():
        return None
    questions = _rows(body, columns, table)
    return questions or None


def _header(rows: Sequence[list[Cell]]) -> tuple[int, dict[int, str]] | None:
    """The row that names the columns; two rows where "Phương án" stands above A, B, C, D."""
    for at, row in enumerate(rows[:HEADER_WITHIN]):
        said = [search_key(cell.text[:120]) for cell in row]
        below = [search_key(cell.text[:120]) for cell in rows[at + 1]] if at + 1 < len(rows) else []
        for names, depth in ((_names(said), 0), (_names(_over(said, below)), 1)):
            options = [name for name in names.values() if name.startswith("option")]
            has_more = len(options) >= 2 or {"right", "options"} & set(names.values())
            if "stem" in names.values() and has_more:
                if depth == 0 and _is_second_header(below, names):
                    continue
                return at + depth, names
    return None


def _is_second_header(below: Sequence[str], names: dict[int, str]) -> bool:
    """A, B, C (or 1, 2, 3) and nothing else: the names of the columns of options."""
    said = [text for text in below if text]
    found = [_OPTION_NAME.fullmatch(text) for text in said]
    indexes = [_letter_index(one.group(1)) for one in found if one]
    is_run = len(indexes) >= 2 and indexes == list(range(len(indexes)))
    has_none = not any(name.startswith("option-") for name in names.values())
    return is_run and has_none and len(indexes) == len(said)


def _over(said: Sequence[str], below: Sequence[str]) -> list[str]:
    width = max(len(said), len(below))
    upper = [*said, *[""] * (width - len(said))]
    lower = [*below, *[""] * (width - len(below))]
    return [
        b if b and (not a or _OPTION_NAME.fullmatch(b)) else a
        for a, b in zip(upper, lower, strict=True)
    ]


def _names(said: Sequence[str]) -> dict[int, str]:
    """Position → name. "Đáp án A" is an option, "Đáp án" the key; each name once, but options."""
    names: dict[int, str] = {}
    for position, text in enumerate(said):
        if not text:
            continue
        option = _OPTION_NAME.fullmatch(text)
        name = _known().get(text)
        if option:
            name = f"option-{_letter_index(option.group(1))}"
        elif name is None and text.startswith(("noi dung cau hoi", "cau hoi")):
            name = "stem"
        elif name is None and text.startswith(("dap an dung", "phuong an dung", "dap an ")):
            name = "right"
        elif name is None and text.startswith(("giai thich", "can cu", "trich dan")):
            name = "explanation"
        if name and (name not in names.values() or name == "explanation"):
            names[position] = name
        elif name == "stem" and name in names.values() and len(text) > 8:
            names = {p: n for p, n in names.items() if n != "stem"} | {position: "stem"}
    if "right" not in names.values() and "options" in names.values():
        return names
    return names


def _letter_index(said: str) -> int:
    return int(said) - 1 if said.isdigit() else ord(said) - ord("a")


def _guessed(rows: Sequence[list[Cell]]) -> dict[int, str]:
    """Without a header: the key is a column of letters, the question the widest column of text."""
    full = [row for row in rows if sum(bool(cell.text.strip()) for cell in row) >= 3]
    if len(full) < 3 or len(full) < 0.5 * len(rows):
        return {}
    width = Counter(len(row) for row in full).most_common(1)[0][0]
    columns = [[row[n].text.strip() for row in full if n < len(row)] for n in range(width)]
    keys = [n for n, cells in enumerate(columns) if _is_key_column(cells)]
    numbers = [n for n, cells in enumerate(columns) if _is_number_column(cells)]
    others = [
        n for n in range(width) if n not in keys[-1:] and n not in numbers[:1] and any(columns[n])
    ]
    if not others or (not keys and len(others) < 3):
        return {}
    stem = max(others, key=lambda n: sum(map(len, columns[n])) + 60 * _asks(columns[n]))
    names = {stem: "stem"} | ({keys[-1]: "right"} if keys else {})
    options = [n for n in others if n > stem and (not keys or n < keys[-1] or keys[-1] < stem)]
    if len(options) == 1 and _asks(columns[stem]) < 0.3 * len(full):
        return {}
    names |= {n: f"option-{index}" for index, n in enumerate(options[:8])}
    after = [n for n in others if n > max([stem, *keys[-1:], *options[:8]])]
    return names | dict.fromkeys(after[:1], "explanation") | dict.fromkeys(numbers[:1], "number")


def _asks(cells: Sequence[str]) -> int:
    return sum(cell.rstrip().endswith(("?", ":", "...", "…")) for cell in cells)


def _is_key_column(cells: Sequence[str]) -> bool:
    said = [cell for cell in cells if cell]
    good = [cell for cell in said if len(cell) < 12 and labels.is_key_letters(cell)]
    return len(said) >= 0.5 * len(cells) and len(good) >= 0.8 * len(said)


def _is_number_column(cells: Sequence[str]) -> bool:
    found = [
        int(cell.rstrip(".")) for cell in cells if cell.rstrip(".").isdecimal() and len(cell) < 6
    ]
    return len(found) >= 0.7 * len(cells) and sorted(found) == found


def _rows(
    rows: Sequence[list[Cell]], columns: dict[int, str], table: Table
) -> list[ParsedQuestion]:
    questions: list[ParsedQuestion] = []
    heads = [table.name] if table.name else []
    by_digit = _keys_are_digits(rows, columns)
    for row in rows:
        cells = _by_name(row, columns)
        filled = [cell for cell in row if cell.text.strip()]
        if not filled:
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
    return [
        one
        for one in questions
        if one.options or one.right is not None or "?" in one.stem or one.said
    ]


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
    return _known().get(said.get("stem", "")) == "stem" and (
        _known().get(said.get("right", "")) == "right" or len(said) > 3
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
    from questionbank.importing.parsing.pipeline import questions_in  # noqa: PLC0415 -- cells hold text again

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
        from questionbank.importing.parsing.lines import Run  # noqa: PLC0415 -- no circle, kept near

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
