"""What is common to questions whose author writes them row by row, A to H."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from questionbank.authoring.faults import Fault, too_long
from questionbank.question_types.choice_order import LETTERS

LONGEST_ROW = 1000
LONGEST_IN_LIST = 200  # a list to choose from shows one line


def faults_of_rows(texts: Sequence[str], *, least: int, longest: int = LONGEST_ROW) -> list[Fault]:
    """Find rows that are missing, said twice or too long; "" is a row left empty."""
    last = max((index for index, text in enumerate(texts) if text), default=-1)
    faults: list[Fault] = []
    seen: dict[str, str] = {}
    for letter, text in zip(LETTERS, texts[: last + 1], strict=False):
        same = seen.setdefault(text.casefold(), letter)
        if not text:
            advice = _("Dòng %(letter)s bỏ trống giữa chừng. Hãy ghi liền từ A.")
            faults.append(Fault(letter, advice % {"letter": letter}))
        elif same != letter:
            advice = _("Dòng %(letter)s trùng với dòng %(same)s.")
            faults.append(Fault(letter, advice % {"letter": letter, "same": same}))
        elif len(text) > longest:
            faults.append(Fault(letter, too_long(longest)))
    if last + 1 < least:
        advice = _("Hãy ghi ít nhất %(least)d dòng.")
        faults.append(Fault(LETTERS[max(last + 1, 0)], advice % {"least": least}))
    return faults


def cells_in(cells: Mapping[str, str]) -> list[str]:
    """The cells A to H, without those left empty at the end."""
    found = [cells[letter] for letter in LETTERS]
    while found and not found[-1]:
        found.pop()
    return found


def faults_of_needless_key(said: str) -> list[Fault]:
    if not said:
        return []
    return [Fault("right", _("Dạng câu này để trống ô đáp án: các ô A đến H đã nói đủ."))]
