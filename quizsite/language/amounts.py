"""Puts sums of money into Vietnamese words, as decisions repeat them in letters. Pure."""

from __future__ import annotations

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_GROUPS = ("", "nghìn", "triệu")
_GROUP, _BILLION = 1000, 10**9


def money_words(amount: int) -> str:
    """Hai mươi lăm triệu đồng"""
    said = f"{number_words(amount)} đồng"
    return said[0].upper() + said[1:]


def number_words(number: int) -> str:
    """hai mươi mốt nghìn không trăm linh năm"""
    if number < 0:
        raise ValueError(number)
    if not number:
        return _DIGITS[0]
    billions, rest = divmod(number, _BILLION)
    said = [f"{number_words(billions)} tỷ"] if billions else []
    groups = [rest // _GROUP**power % _GROUP for power in (2, 1, 0)]
    for power, group in zip((2, 1, 0), groups, strict=True):
        if group:
            words = _group_words(group, is_first=not said)
            said.append(f"{words} {_GROUPS[power]}".strip())
    return " ".join(said)


def _group_words(group: int, *, is_first: bool) -> str:
    hundreds, rest = divmod(group, 100)
    tens, ones = divmod(rest, 10)
    said = [] if is_first and not hundreds else [_DIGITS[hundreds], "trăm"]
    if tens == 1:
        said.append("mười")
    elif tens:
        said += [_DIGITS[tens], "mươi"]
    elif ones and said:
        said.append("linh")
    if ones:
        said.append(_ones_word(ones, tens=tens))
    return " ".join(said)


def _ones_word(ones: int, *, tens: int) -> str:
    if ones == 1 and tens > 1:
        return "mốt"
    if ones == 5 and tens:
        return "lăm"
    return _DIGITS[ones]
