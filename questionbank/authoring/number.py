"""What an author may write in a question that asks for a number, and its row of a file."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from questionbank.authoring.faults import Fault, too_long
from questionbank.posted import unread_words
from questionbank.question_types import number
from questionbank.question_types.number import MOST_DECIMALS
from questionbank.question_types.unread import UnreadAnswer

LONGEST_UNIT = 30


def read_scaled(text: str, *, decimals: int, place: str) -> tuple[int, list[Fault]]:
    """Read a number that an author wrote, multiplied by ten for each decimal."""
    try:
        answer = number.read(text, decimals=decimals).answer
    except UnreadAnswer as unread:
        return 0, [Fault(place, unread_words(unread))]
    return (number.accepted(answer) if answer else 0), []


def written(scaled: int, options: Sequence[str]) -> str:
    """Write a number as an author would type it."""
    bare = number.Terms("", number.terms_of(options).decimals)
    return number.words(scaled, bare).replace("\u00a0", "").replace("−", "-")


def faults_of(options: Sequence[str], key: Collection[int]) -> list[Fault]:
    unit, decimals = (*options, "", "")[:2]
    faults = []
    if len(unit) > LONGEST_UNIT:
        faults.append(Fault("A", too_long(LONGEST_UNIT)))
    if decimals not in {str(n) for n in range(MOST_DECIMALS + 1)}:
        said = _("Hãy ghi số chữ số thập phân, từ 0 đến %(most)d.")
        faults.append(Fault("B", said % {"most": MOST_DECIMALS}))
    if not key:
        return [*faults, Fault("right", _("Hãy ghi số đúng."))]
    value, tolerance = key
    if tolerance < 0:
        faults.append(Fault("C", _("Độ lệch cho phép là số không âm.")))
    elif abs(value) + tolerance > number.MOST:
        faults.append(Fault("right", _("Số đúng cộng độ lệch lớn quá. Hãy bớt chữ số thập phân.")))
    return faults


def warnings_of(options: Sequence[str], key: Collection[int]) -> list[str]:
    if len(options) < 2 or not key:
        return []
    value, tolerance = key
    if value and tolerance * 2 >= abs(value):
        return [_("Độ lệch cho phép rộng so với số đúng nên đoán bừa cũng dễ trúng.")]
    return []


def freeze(options: Sequence[str], key: Collection[Any]) -> tuple[list[str], list[Any]]:
    return list(options), list(key)


def read_cells(cells: Mapping[str, str]) -> tuple[list[str], tuple[int, ...], list[Fault]]:
    unit, said = cells["A"], cells["B"] or "0"
    decimals = int(said) if said.isascii() and said.isdigit() and len(said) == 1 else MOST_DECIMALS
    value, unread = read_scaled(cells["right"], decimals=decimals, place="right")
    tolerance, unread_too = read_scaled(cells["C"], decimals=decimals, place="C")
    key = (value, tolerance) if cells["right"] else ()
    return [unit, said], key, [*unread, *unread_too]


def write_cells(options: Sequence[str], key: Collection[int]) -> dict[str, str]:
    unit, decimals = options
    cells = {"A": unit, "B": decimals}
    if not key:
        return cells
    value, tolerance = key
    return cells | {"C": written(tolerance, options), "right": written(value, options)}
