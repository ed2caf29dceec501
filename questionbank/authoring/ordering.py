"""What an author may write in a question with items to put in order, and its row of a file.

Authors write the items in the right order. A revision stores them in the order of the alphabet, so
that neither its text nor a paper that shuffles no options gives the key away."""

from collections.abc import Collection, Mapping, Sequence

from django.utils.translation import gettext as _

from questionbank.authoring.faults import Fault
from questionbank.authoring.rows import cells_in, faults_of_needless_key, faults_of_rows
from questionbank.question_types.choice_order import LETTERS
from quizsite.language.ordering import order_key

LEAST = 3


def in_order(options: Sequence[str], key: Collection[int]) -> list[str]:
    """The items in the right order, as their author writes them."""
    placed = sorted(zip(key, options, strict=False))
    return [text for _place, text in placed]


def faults_of(options: Sequence[str], key: Collection[int]) -> list[Fault]:
    faults = faults_of_rows(in_order(options, key), least=LEAST)
    if sorted(key) != list(range(1, len(options) + 1)):
        faults.append(Fault("right", _("Hãy ghi các mục theo thứ tự đúng.")))
    return faults


def warnings_of(options: Sequence[str], key: Collection[int]) -> list[str]:
    return []


def freeze(options: Sequence[str], key: Collection[int]) -> tuple[list[str], list[int]]:
    right = in_order(options, key)
    stored = sorted(right, key=order_key)
    if stored == right:
        stored.reverse()
    return stored, [right.index(text) + 1 for text in stored]


def read_cells(cells: Mapping[str, str]) -> tuple[list[str], tuple[int, ...], list[Fault]]:
    items = cells_in(cells)
    places = tuple(range(1, len(items) + 1))
    return items, places, faults_of_needless_key(cells["right"])


def write_cells(options: Sequence[str], key: Collection[int]) -> dict[str, str]:
    return dict(zip(LETTERS, in_order(options, key), strict=False)) | {"right": ""}
