"""How files say which statements of a question are true: "a) Đúng; b) Sai", "ĐSĐS", marks, tables.

Pure. Statements are those of the school form of 2025, a) to d); others may have two to eight."""

from __future__ import annotations

import re
from collections.abc import Sequence

from questionbank.importing.parsing import labels
from questionbank.importing.parsing.lines import Line, Run, Table, plain
from quizsite.language.vietnamese import search_key

_WORD = r"(?:[Đđ]úng|ĐÚNG|[Ss]ai|SAI|[Tt]rue|TRUE|[Ff]alse|FALSE|[ĐSTF])"
_LEAD = (
    r"(?:(?:đáp\s*án|đ\s*/\s*a|trả\s*lời|kết\s*quả|answer|key)(?:\s*(?:đúng|là))?\s*[:.\-–]\s*)?"
)
_PAIR = rf"([a-hA-H])\s*[).:\-–=]*\s*({_WORD})(?!\w)"
_PAIRS = re.compile(rf"^\s*(?i:{_LEAD})(?:{_PAIR}[\s;,.|/]*){{2,8}}$")
_TWO_OPTIONS = re.compile(r"^\s*[aA]\s*[.)]")
_SEQUENCE = re.compile(rf"^\s*(?i:{_LEAD})({_WORD}(?:[\s;,.|/\-–]*{_WORD}){{1,7}})[\s.;]*$")
_GROUPS = re.compile(
    r"^\s*(?i:đáp\s*án\s*[:.\-–]\s*)?(?:ý\s*)?(?i:đúng)\s*:\s*(?P<true>[a-hA-H](?:[\s,;và]+[a-hA-H](?!\w))*)?"
    r"[\s.;]*(?:ý\s*)?(?i:sai)\s*:\s*(?P<false>[a-hA-H](?:[\s,;và]+[a-hA-H](?!\w))*)?[\s.;]*$"
)
_NUMBERED = re.compile(
    r"^\W*(?:(?i:câu)\s*(?:(?i:hỏi)\s*)?)?(?P<number>\d{1,4})\s*[.:)\-–|]*\s+(?=\S)"
)
# At the end of a statement: "(Đ)", "– Sai", a tab and "S".
_AT_THE_END = re.compile(
    rf"(?:\s*[(\[]\s*({_WORD})\s*[)\]]|(?:\s+[-–—→:=]+>?\s*|\t+\s*)({_WORD}))\s*[.;]?\s*$"
)
_SAYS_GRID = re.compile(
    r"đúng\s*(?:/|,|-|–|hoặc|hay|\s)\s*(?:là\s*)?sai|\bĐ\s*(?:/|hoặc|hay)\s*S\b", re.IGNORECASE
)
_TICKS = frozenset({"x", "v", "✓", "✔", "√", "☑", "☒", "●", "*"})


def is_verdict(text: str) -> bool:
    return bool(re.fullmatch(rf"\W*{_WORD}\W*(?:[(\[].*)?", text.strip(), re.DOTALL))


def meaning(word: str) -> bool:
    return word[:1] in "ĐđTt"


def read_line(text: str) -> dict[str, bool] | None:
    """The verdict of each statement by its letter; None if the line says something else."""
    if len(text) > 300:
        return None
    if _PAIRS.match(text):
        pairs = re.findall(_PAIR, text)
        # "A. Đúng  B. Sai" are the two options of a question.
        if len(pairs) == 2 and _TWO_OPTIONS.match(text):
            return None
        found = {letter.upper(): meaning(word) for letter, word in pairs}
        return found if len(found) == len(pairs) else None
    if sequence := _SEQUENCE.match(text):
        words = re.findall(_WORD, sequence[1])
        return {letter: meaning(word) for letter, word in zip(labels.LETTERS, words, strict=False)}
    if groups := _GROUPS.match(text):
        return {
            letter: name == "true"
            for name in ("true", "false")
            for letter in re.findall(r"[A-H]", (groups[name] or "").upper().replace("VÀ", " "))
        } or None
    return None


def numbered_line(text: str) -> tuple[str, dict[str, bool]] | None:
    """ "Câu 1: ĐSĐS" of a list of answers."""
    found = _NUMBERED.match(text)
    said = read_line(text[found.end() :]) if found else None
    return (str(int(found["number"])), said) if found and said else None


def says_grid(text: str) -> bool:
    return bool(_SAYS_GRID.search(text))


def at_the_end(line: Line) -> tuple[Line, bool] | None:
    """A statement without its mark, and what the mark says."""
    found = _AT_THE_END.search(line.text)
    if not found or not line.cut(0, found.start()).runs:
        return None
    return line.cut(0, found.start()), meaning(found[1] or found[2])


# Tables.


def lines_of(table: Table) -> list[Line] | None:
    """A table of statements with ticks, or of answers, as lines that say the same."""
    return _statements(table) or _answers(table)


def _statements(table: Table) -> list[Line] | None:
    """Columns "Đúng" and "Sai" with a tick in one of them, beside the statements."""
    if len(table.rows) < 3:
        return None
    head = [search_key(cell.text[:60]) for cell in table.rows[0]]
    pairs = [n for n in range(len(head) - 1) if head[n : n + 2] in (["dung", "sai"], ["d", "s"])]
    if len(pairs) != 1 or pairs[0] == 0:
        return None
    at = pairs[0]
    lines = []
    for n, row in enumerate(table.rows[1:]):
        text = " ".join(" ".join(cell.text.split()) for cell in row[:at]).strip()
        if not text or n >= len(labels.LETTERS):
            return None
        ticks = [
            cell.text.strip().casefold() in _TICKS or bool(re.fullmatch(_WORD, cell.text.strip()))
            for cell in row[at : at + 2]
        ]
        word = {(True, False): " (Đ)", (False, True): " (S)"}.get((ticks[0], ticks[-1]), "")
        label = "" if labels.option_label(text) else f"{labels.LETTERS[n].lower()}) "
        runs = (Run(f"{label}{text}{word}"),)
        lines.append(Line(runs, row[0].lines[0].place if row[0].lines else "", is_paragraph=True))
    return lines


def _answers(table: Table) -> list[Line] | None:
    """Rows of questions and columns of statements, or the other way round."""
    rows = [[cell.text.strip() for cell in row] for row in table.rows]
    if len({len(row) for row in rows}) != 1 or len(rows) < 2:
        return None
    for grid in (rows, [list(column) for column in zip(*rows, strict=True)]):
        if said := _answers_in(grid):
            return said
    return None


def _answers_in(grid: Sequence[Sequence[str]]) -> list[Line] | None:
    head = [re.sub(r"\W|^ý\s*", "", cell.casefold()) for cell in grid[0][1:]]
    wanted = [letter.lower() for letter in labels.LETTERS[: len(head)]]
    is_headed = head == wanted
    lines = []
    for row in grid[1:] if is_headed else grid:
        number = re.fullmatch(r"(?:câu\s*)?(\d{1,4})\.?", row[0], re.IGNORECASE)
        words = [cell for cell in row[1:] if cell]
        if not number or len(words) < 2 or not all(re.fullmatch(_WORD, one) for one in words):
            return None
        lines.append(plain(f"Câu {number[1]}: {' '.join(words)}", is_paragraph=True))
    return lines or None
