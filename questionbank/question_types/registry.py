"""Maps the kind of a revision to the module of its question type. Pure.

A new type is a module of this shape, a row here, and a member of `models.QuestionKind`; tests ask
every member for its module. An answer of any type is one integer of 31 bits, and 0 means
unanswered, so saving knows no types."""

from collections.abc import Mapping, Sequence, Set
from typing import Protocol

from questionbank.question_types import choice


class QuestionType(Protocol):
    def fixed_positions(self, options: Sequence[str], /) -> frozenset[int]:
        """Return the options that stay in place when a paper shuffles the others."""

    def right_answer(self, order: Sequence[int], key: Set[int], /) -> int:
        """Return the answer that counts, for options in the order shown."""

    def is_right(self, order: Sequence[int], key: Set[int], answer: int, /) -> bool:
        """Tell whether a stored answer counts."""

    def is_chosen(self, shown: int, answer: int, /) -> bool:
        """Tell the review of a paper whether the answer contains the option at this place."""


QUESTION_TYPES: Mapping[str, QuestionType] = {"choice": choice}
