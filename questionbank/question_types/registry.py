"""Maps the kind of a revision to the module of its question type. Pure.

A new type is a module of this shape, one of the shape in `authoring.kinds`, a row in each map, and
a member of `models.QuestionKind`; tests ask every member for its modules. One that is answered by
writing has the shape of `TypedQuestionType` too. An answer of any type is
one integer of 31 bits, and 0 means unanswered, so saving knows no types. An answer in words is the
integer 1 with its text (`written.Written`)."""

import random
from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from typing import Any, Protocol

from questionbank.question_types import choice, grid, matching, number, ordering, text
from questionbank.question_types.rows import RowFault

# Indexes of options for most kinds; each module says what its keys hold.
AnyKey = Collection[Any]


class QuestionType(Protocol):
    def fixed_positions(self, options: Sequence[str], /) -> frozenset[int]:
        """Return the options that stay in place when a paper shuffles the others."""

    def prompts(self, options: Sequence[str], /) -> Sequence[str]:
        """Return the options that a paper leaves where they are and asks about; most kinds have
        none. Otherwise the options after them, and after an empty one, are what a paper orders."""

    def right_answer(self, order: Sequence[int], key: AnyKey, /) -> int:
        """Return the answer that counts, for options in the order shown."""

    def is_right(self, order: Sequence[int], key: AnyKey, answer: int, /) -> bool:
        """Tell whether a stored answer counts: whether its share is 1."""

    def share(self, order: Sequence[int], key: AnyKey, answer: int, /) -> Fraction:
        """Tell how much of the question's point a stored answer earns, from 0 to 1."""

    def read_answer(
        self, order: Sequence[int], values: Sequence[str], options: Sequence[str], /
    ) -> int:
        """Read what a form without scripts sends; 0 if it says nothing, ValueError if nonsense.

        `UnreadAnswer` says what a person may have typed wrong."""

    def row_faults(self, order: Sequence[int], answer: int, /) -> frozenset[RowFault]:
        """Tell what a person may have overlooked; kinds without rows have nothing of the sort."""

    def random_answer(self, order: Sequence[int], rng: random.Random, /) -> int:
        """Return what a made-up person answers who does not know."""

    def is_multiple(self, key: AnyKey, /) -> bool:
        """Tell whether the paper asks for several options."""

    def bank_answer(self, order: Sequence[int], answer: int, /) -> int:
        """Return what a paper in bank order would store for the same answer."""

    def answer_texts(
        self, options: Sequence[str], order: Sequence[int], answer: int, /
    ) -> list[str]:
        """Say in words what was answered, a text for each part."""

    def answer_letters(self, order: Sequence[int], answer: int, /) -> str:
        """Say it shortly, by letters and rows as the paper showed them; "" for no answer."""

    def further_keys(
        self, options: Sequence[str], key: AnyKey, accepted: Sequence[Any], /
    ) -> list[list[Any]]:
        """Return the keys that a ruling adds with what it accepts; none if that is no answer."""

    def review(
        self, options: Sequence[str], order: Sequence[int], key: AnyKey, answer: int, /
    ) -> Any:
        """Gather what the type's template of a review shows of key and answer."""


class TypedQuestionType(QuestionType, Protocol):
    """Is answered by writing into a field, so no author has listed what may be answered."""

    def typed_text(self, options: Sequence[str], answer: int, /) -> str:
        """Return what the field holds for an answer; `read_answer` reads the same from it."""

    def accepted(self, answer: int, /) -> Any:
        """Return what a ruling names that accepts this answer; `further_keys` takes it."""

    def accepted_in(self, key: AnyKey, /) -> list[Any]:
        """Return what a key accepts, as a ruling names it."""

    def likeness(self, key: AnyKey, answer: int, /) -> str:
        """Return what answers have in common that count as one; "" if this is none."""


TYPED_TYPES: Mapping[str, TypedQuestionType] = {"number": number, "text": text}
QUESTION_TYPES: Mapping[str, QuestionType] = {
    "choice": choice,
    "grid": grid,
    "matching": matching,
    "ordering": ordering,
    **TYPED_TYPES,
}


def bank_order(options: Sequence[str], *, kind: str) -> range:
    """Return the options that a paper orders, as the bank stores them."""
    prompts = QUESTION_TYPES[kind].prompts(options)
    return range(len(prompts) + 1 if prompts else 0, len(options))


def templates_of(kind: str, part: str, *, folder: str = "contests") -> list[str]:
    """Name the template of a part of a question's page: its type's own, or that of all types
    that are answered by writing."""
    return [f"{folder}/questions/{one}_{part}.html" for one in (kind, "written")]
