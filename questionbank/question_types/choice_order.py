"""Finds options that speak about other options ("Cả A và B đúng") and fix their order. Pure."""

import re
from collections.abc import Sequence

from quizsite.language import vietnamese

LETTERS = "ABCDEFGH"

_WORD = re.compile(r"[^\W_]+")
# An option made of nothing but these words and letters has no content of its own.
_FUNCTION_WORDS = frozenset(
    re.findall(
        r"\w+",
        """cả tất toàn bộ các những và hoặc hay với đều là đúng sai chính xác phương án đáp câu ý
        trả lời lựa chọn nội dung trường hợp điểm mục trên dưới nêu kể đã ở không có phải nào chỉ
        trừ ngoài ngoại khác hai ba bốn năm sáu bảy trong số một từ đến đây này hết mọi gồm""",
    )
)
_COUNTS = {"hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7} | {
    str(n): n for n in range(2, 8)
}
_NAMED = r"(?:phương án|đáp án|câu trả lời|câu|lựa chọn|nội dung|trường hợp|ý)"
_ABOUT_ALL = re.compile(
    rf"^(?:tất cả|toàn bộ|cả (?:{'|'.join(_COUNTS)}))$"
    rf"|^(?:tất cả|toàn bộ|cả|các|những|mọi)\b.*\b(?:trên|nêu|đều đúng|đều sai)$"
    rf"|^(?:tất cả|toàn bộ|cả (?:{'|'.join(_COUNTS)}))\b.*\b(?:đúng|sai|{_NAMED})$"
    rf"|^không (?:có |phải )?{_NAMED} nào(?: .*\b(?:đúng|trên|nêu|phù hợp))?$"
    rf"|^(?:một )?{_NAMED} (?:nào )?khác$"
    rf"|^không (?:có )?{_NAMED}\b.*\b(?:đúng|trên)$"
)
_STARTS_LIKE_LIST = frozenset({"cả", "tất", "các", "chỉ", "gồm", "trừ"})
_ENDS_LIKE_VERDICT = frozenset({"đúng", "sai"})


def fixed_positions(options: Sequence[str]) -> frozenset[int]:
    """Return the indexes of options that must keep their place when a paper shuffles the others.

    An option about all others ("Tất cả đều đúng") keeps its place, and no option above it may move
    below it. An option that names letters keeps its place and theirs."""
    fixed: set[int] = set()
    for index, option in enumerate(options):
        letters = named_letters(option, count=len(options))
        if letters:
            fixed |= {index, *letters}
        elif is_about_all(option):
            fixed |= set(range(_first_meant(option, index), len(options)))
    return frozenset(fixed)


def refers_to_others(option: str, *, count: int) -> bool:
    return bool(named_letters(option, count=count)) or is_about_all(option)


def is_about_all(option: str) -> bool:
    """Recognise "Tất cả các phương án trên", "Cả hai đều đúng", "Không phương án nào đúng"."""
    return bool(_ABOUT_ALL.search(" ".join(_words(option))))


def named_letters(option: str, *, count: int) -> frozenset[int]:
    """Find the options that this one names by letter ("Cả A, B và C") or number ("Cả 1 và 2")."""
    words = _words(option)
    named = [_index(word) for word in words]
    found = [index for index in named if index is not None and index < count]
    others = [word for word, index in zip(words, named, strict=True) if index is None]
    if not found or not _reads_like_reference(words, others, found):
        return frozenset()
    if "đến" in others:
        return frozenset(range(min(found), max(found) + 1))
    return frozenset(found)


def _words(option: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(vietnamese.tidy(option))]


def _index(word: str) -> int | None:
    if len(word) == 1 and word.upper() in LETTERS:
        return LETTERS.index(word.upper())
    return int(word) - 1 if word in "12345678" and len(word) == 1 else None


def _reads_like_reference(words: list[str], others: list[str], found: list[int]) -> bool:
    by_number = all(word.isdigit() for word in words if _index(word) is not None)
    has_frame = bool(others) and (words[0] in _STARTS_LIKE_LIST or words[-1] in _ENDS_LIKE_VERDICT)
    if by_number:  # "Cả 3 phương án" counts, "Cả 1 và 3" names, "2 và 3" may be an amount
        return len(found) > 1 and has_frame and set(others) <= _FUNCTION_WORDS
    if set(others) <= _FUNCTION_WORDS:
        return len(words) > 1
    return len(found) > 1 and has_frame


def _first_meant(option: str, index: int) -> int:
    """Fix the two above as well if "Cả hai phương án trên" stands in fourth place."""
    words = _words(option)
    counts = [_COUNTS[word] for word in words[1:2] if words[0] == "cả" and word in _COUNTS]
    if counts and counts[0] < index:
        return index - counts[0]
    return index
