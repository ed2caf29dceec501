"""What organisers type in lines: questions, members of a team, overtime tables. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

_OPTION = re.compile(r"^(\*?)\s*([A-H])\s*[.)]\s*(\S.*)$")
_KEY = re.compile(r"^(?:đáp án|da|đa)\s*:\s*(\S.*)$", re.IGNORECASE)
MOST_QUESTIONS = 60
MOST_LETTERS = 2000


class BadLine(ValueError):
    """A line cannot be read; `line` counts from 1."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


@dataclass(frozen=True, slots=True)
class TypedQuestion:
    stem: str
    options: tuple[str, ...] = ()
    right_option: int | None = None
    answer: str = ""


def questions_in(text: str) -> list[TypedQuestion]:
    """Read questions apart by an empty line: the stem, options "A. …" with * at the right one,
    or a line "Đáp án: …"."""
    found: list[TypedQuestion] = []
    for first, lines in _blocks(text):
        found.append(_question(first, lines))
        if len(found) > MOST_QUESTIONS:
            raise BadLine(first)
    return found


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    block: list[str] = []
    first = 1
    for n, raw in enumerate([*text.splitlines(), ""], 1):
        line = raw.strip()
        if line:
            if not block:
                first = n
            block.append(line)
        elif block:
            yield first, block
            block = []


def _question(first: int, lines: list[str]) -> TypedQuestion:
    stem: list[str] = []
    options: list[str] = []
    right: int | None = None
    answer = ""
    for n, line in enumerate(lines, first):
        option, key = _OPTION.match(line), _KEY.match(line)
        if option and stem:
            if ord(option[2]) - ord("A") != len(options) or (option[1] and right is not None):
                raise BadLine(n)
            right = len(options) if option[1] else right
            options.append(option[3][:500])
        elif key and stem:
            answer = key[1][:500]
        elif options or answer:
            raise BadLine(n)
        else:
            stem.append(line)
    if not stem or len(options) == 1 or (options and right is None):
        raise BadLine(first)
    return TypedQuestion("\n".join(stem)[:MOST_LETTERS], tuple(options), right, answer)


def typed_again(question: TypedQuestion) -> str:
    """Write the question as it is typed."""
    lines = [question.stem]
    for n, option in enumerate(question.options):
        star = "*" if n == question.right_option else ""
        lines.append(f"{star}{chr(ord('A') + n)}. {option}")
    if question.answer:
        lines.append(f"Đáp án: {question.answer}")
    return "\n".join(lines)


ROLE_WORDS = {
    "đội trưởng": "captain",
    "thành viên": "member",
    "dự bị": "reserve",
    "hỗ trợ": "extra",
}


def members_in(text: str) -> list[tuple[str, str]]:
    """Read one person a line: "Nguyễn Văn An; đội trưởng"; without a role a member."""
    found: list[tuple[str, str]] = []
    for n, raw in enumerate(text.splitlines(), 1):
        name, _semicolon, role = (one.strip() for one in raw.partition(";"))
        if not name and not role:
            continue
        known = ROLE_WORDS.get(role.casefold() or "thành viên")
        if not name or known is None or len(name) > 120 or len(found) >= 200:
            raise BadLine(n)
        found.append((name, known))
    return found


def overtime_in(text: str) -> list[list[int | str | None]]:
    """Read rows "60; 1; 60": from so many seconds over, points off, again each so many seconds."""
    rows: list[list[int | str | None]] = []
    for n, raw in enumerate(text.splitlines(), 1):
        if raw.strip():
            rows.append(_overtime_row(n, [one.strip() for one in raw.split(";")]))
    return rows


def _overtime_row(n: int, cells: list[str]) -> list[int | str | None]:
    if not 2 <= len(cells) <= 3:
        raise BadLine(n)
    after, lost, every = (*cells, "")[:3]
    is_whole = [one.isascii() and one.isdigit() and len(one) < 6 for one in (after, every or "1")]
    try:
        points = abs(Decimal(lost.replace(",", ".")))
    except InvalidOperation:
        raise BadLine(n) from None
    if not all(is_whole) or not points.is_finite() or points > 1000 or (every and int(every) == 0):
        raise BadLine(n)
    if points != points.quantize(Decimal("0.01")):
        raise BadLine(n)
    return [int(after), str(-points), int(every) if every else None]
