"""Maps the kind of a revision to the module that checks and reads what its author writes.

Apart from `question_types`, because it speaks to authors and scoring is pure."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Protocol

from questionbank.authoring import choice, grid, matching, number, ordering, text
from questionbank.authoring.faults import Fault
from questionbank.question_types.registry import QUESTION_TYPES, bank_order


def shown_key(options: Sequence[str], key: Collection[Any], *, kind: str) -> dict[str, Any]:
    """Gather what a kind's template on the bank's pages reads; the words are complete."""
    of_kind, order = QUESTION_TYPES[kind], bank_order(options, kind=kind)
    return {
        "options": options,
        "right": key,
        "fixed": of_kind.fixed_positions(options),
        "rows": of_kind.review(options, order, key, 0),
        "left_over": [
            text
            for number, text in enumerate(options[order.start :], start=1)
            if order.start and number not in key
        ],
    }


class WrittenKind(Protocol):
    def faults_of(self, options: Sequence[str], key: Collection[Any], /) -> list[Fault]:
        """Find what keeps an author from saving, with "" for an option left empty."""

    def warnings_of(self, options: Sequence[str], key: Collection[Any], /) -> list[str]:
        """Warn the author of habits that give the answer away."""

    def freeze(
        self, options: Sequence[str], key: Collection[Any], /
    ) -> tuple[list[str], list[Any]]:
        """Return options and key as a revision stores them, from what an author has written."""

    def read_cells(
        self, cells: Mapping[str, str], /
    ) -> tuple[list[str], tuple[Any, ...], list[Fault]]:
        """Read options and key from a row of a file; say which cells make no sense."""

    def write_cells(self, options: Sequence[str], key: Collection[Any], /) -> dict[str, str]:
        """Write the cells from which `read_cells` reads the same."""


WRITTEN_KINDS: Mapping[str, WrittenKind] = {
    "choice": choice,
    "grid": grid,
    "matching": matching,
    "ordering": ordering,
    "number": number,
    "text": text,
}
