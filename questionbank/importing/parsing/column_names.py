"""What each column of a table of questions holds: by its header, or else by its cells. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache

from questionbank.importing.parsing import labels
from questionbank.importing.parsing.lines import Cell
from questionbank.importing.parsing.pictures import without_marks
from quizsite.language.vietnamese import search_key

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


@cache
def known_names() -> dict[str, str]:
    return {said: name for name, all_said in _NAMES.items() for said in all_said.split("|")}


def named_columns(rows: Sequence[list[Cell]]) -> tuple[int, dict[int, str]] | None:
    """The row that names the columns; two rows where "Phương án" stands above A, B, C, D."""
    for at, row in enumerate(rows[:HEADER_WITHIN]):
        said = _said(row)
        below = _said(rows[at + 1]) if at + 1 < len(rows) else []
        for names, depth in ((_names(said), 0), (_names(_over(said, below)), 1)):
            options = [name for name in names.values() if name.startswith("option")]
            has_more = len(options) >= 2 or {"right", "options"} & set(names.values())
            if "stem" in names.values() and has_more:
                if depth == 0 and _is_second_header(below, names):
                    continue
                return at + depth, names
    return None


def _said(row: Sequence[Cell]) -> list[str]:
    return [search_key(without_marks(cell.text[:120])) for cell in row]


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
        name = known_names().get(text)
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
    return names


def _letter_index(said: str) -> int:
    return int(said) - 1 if said.isdigit() else ord(said) - ord("a")


def guessed_columns(rows: Sequence[list[Cell]]) -> dict[int, str]:
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
