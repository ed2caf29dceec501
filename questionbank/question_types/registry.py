"""Maps the kind of a revision to the module of its question type. Pure.

A new type is a module of this shape, one of the shape in `authoring.kinds`, a row in each map, and
a member of `models.QuestionKind`; tests ask every member for its modules. An answer of any type is
one integer of 31 bits, and 0 means unanswered, so saving knows no types."""

import random
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Protocol

from questionbank.question_types import choice


class QuestionType(Protocol):
    def fixed_positions(self, options: Sequence[str], /) -> frozenset[int]:
        """Return the options that stay in place when a paper shuffles the others."""

    def right_answer(self, order: Sequence[int], key: Collection[int], /) -> int:
        """Return the answer that counts, for options in the order shown."""

    def is_right(self, order: Sequence[int], key: Collection[int], answer: int, /) -> bool:
        """Tell whether a stored answer counts."""

    def random_answer(self, order: Sequence[int], rng: random.Random, /) -> int:
        """Return what a made-up person answers who does not know."""

    def is_multiple(self, key: Collection[int], /) -> bool:
        """Tell whether the paper asks for several options."""

    def review(
        self, options: Sequence[str], order: Sequence[int], key: Collection[int], answer: int, /
    ) -> Any:
        """Gather what the type's template of a review shows of key and answer."""


QUESTION_TYPES: Mapping[str, QuestionType] = {"choice": choice}
