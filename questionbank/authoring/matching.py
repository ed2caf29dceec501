"""What an author may write in a question that matches prompts with targets, and its row of a file.

Authors write pairs, and targets that belong to nothing. A revision stores the targets in the order
of the alphabet: in the order of the pairs they would give the key away."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from questionbank.authoring.faults import Fault, too_long
from questionbank.authoring.rows import (
    LONGEST_IN_LIST,
    cells_in,
    faults_of_needless_key,
    faults_of_rows,
)
from questionbank.question_types.choice_order import LETTERS
from questionbank.question_types.matching import BETWEEN, prompts, targets
from quizsite.language.ordering import order_key

LEAST = 2
MOST_TARGETS = 8
ARROW = "=>"
_KEPT = "=\\>"  # an arrow within a text, in a file


class Pair(NamedTuple):
    prompt: str
    target: str


def store(pairs: Sequence[Pair], extra: Sequence[str]) -> tuple[list[str], list[int]]:
    """Options and key as a revision has them."""
    shown = sorted({pair.target for pair in pairs} | set(extra), key=order_key)
    key = [shown.index(pair.target) + 1 for pair in pairs]
    if key == sorted(key):
        shown.reverse()
        key = [shown.index(pair.target) + 1 for pair in pairs]
    return [*(pair.prompt for pair in pairs), BETWEEN, *shown], key


def pairs_in(options: Sequence[str], key: Collection[int]) -> tuple[list[Pair], list[str]]:
    """The pairs, and the targets that belong to nothing."""
    named, numbers = targets(options), set(key)
    pairs = [
        Pair(prompt, named[number - 1])
        for prompt, number in zip(prompts(options), key, strict=False)
        if 0 < number <= len(named)
    ]
    return pairs, [text for number, text in enumerate(named, start=1) if number not in numbers]


def faults_of(options: Sequence[str], key: Collection[int]) -> list[Fault]:
    return faults_of_pairs(*pairs_in(options, key))


def faults_of_pairs(pairs: Sequence[Pair], extra: Sequence[str]) -> list[Fault]:
    """A pair may lack either side; one that lacks both was left empty."""
    faults = faults_of_rows([pair.prompt for pair in pairs], least=LEAST)
    named = {fault.place for fault in faults}
    for letter, pair in zip(LETTERS, pairs, strict=False):
        if pair.prompt and not pair.target and letter not in named:
            advice = _("Dòng %(letter)s chưa có nội dung để ghép.")
            faults.append(Fault(letter, advice % {"letter": letter}))
        elif len(pair.target) > LONGEST_IN_LIST and letter not in named:
            faults.append(Fault(letter, too_long(LONGEST_IN_LIST)))
    return faults + _faults_of_targets({pair.target for pair in pairs if pair.target}, extra)


def _faults_of_targets(used: set[str], extra: Sequence[str]) -> list[Fault]:
    every = [*used, *extra]
    if any(len(text) > LONGEST_IN_LIST for text in extra):
        return [Fault("right", too_long(LONGEST_IN_LIST))]
    if len({text.casefold() for text in every}) < len(every):
        return [Fault("right", _("Nội dung thêm trùng với nội dung khác. Hãy sửa hoặc bỏ bớt."))]
    if len(every) > MOST_TARGETS:
        advice = _("Có %(n)d nội dung để ghép, nhiều nhất %(most)d.")
        return [Fault("right", advice % {"n": len(every), "most": MOST_TARGETS})]
    if len(every) < LEAST:
        return [Fault("right", _("Cần ít nhất hai nội dung khác nhau để ghép."))]
    return []


def warnings_of(options: Sequence[str], key: Collection[int]) -> list[str]:
    pairs, extra = pairs_in(options, key)
    if not extra and len({pair.target for pair in pairs}) == len(pairs):
        return [
            _("Mỗi nội dung ghép đúng một dòng nên dòng cuối đoán được. Nên thêm một nội dung.")
        ]
    return []


def freeze(options: Sequence[str], key: Collection[int]) -> tuple[list[str], list[int]]:
    return store(*pairs_in(options, key))


def read_cells(cells: Mapping[str, str]) -> tuple[list[str], tuple[int, ...], list[Fault]]:
    """Each line of a cell is "prompt => target"; without a prompt it is a target for nothing."""
    pairs: list[Pair] = []
    extra: list[str] = []
    faults = faults_of_needless_key(cells["right"])
    for letter, cell in zip(LETTERS, cells_in(cells), strict=False):
        for line in cell.splitlines():
            prompt, arrow, target = (
                part.strip().replace(_KEPT, ARROW) for part in line.partition(ARROW)
            )
            if not arrow or not target:
                advice = _("Hãy ghi mỗi dòng là “vế trái %(arrow)s vế phải”.")
                faults.append(Fault(letter, advice % {"arrow": ARROW}))
            elif prompt:
                pairs.append(Pair(prompt, target))
            else:
                extra.append(target)
    if not faults:
        faults = faults_of_pairs(pairs, extra)
    options, key = store(pairs, extra)
    return options, tuple(key), faults


def write_cells(options: Sequence[str], key: Collection[int]) -> dict[str, str]:
    pairs, extra = pairs_in([text.replace(ARROW, _KEPT) for text in options], key)
    lines = [f"{pair.prompt} {ARROW} {pair.target}" for pair in pairs]
    more = [f"{ARROW} {text}" for text in extra]
    rows = [*lines, *more][: len(LETTERS)]
    if beyond := [*lines, *more][len(LETTERS) :]:
        rows[-1] = "\n".join([rows[-1], *beyond])
    return dict(zip(LETTERS, rows, strict=False)) | {"right": ""}
