"""Maps the kind of a revision to the module that checks and reads what its author writes.

Apart from `question_types`, because it speaks to authors and scoring is pure."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from questionbank.authoring import choice
from questionbank.authoring.faults import Fault


class WrittenKind(Protocol):
    def faults_of(self, options: Sequence[str], key: Collection[int], /) -> list[Fault]:
        """Find what keeps an author from saving, with "" for an option left empty."""

    def warnings_of(self, options: Sequence[str], key: Collection[int], /) -> list[str]:
        """Warn the author of habits that give the answer away."""

    def read_cells(
        self, cells: Mapping[str, str], /
    ) -> tuple[list[str], tuple[int, ...], list[Fault]]:
        """Read options and key from a row of a file; say which cells make no sense."""

    def write_cells(self, options: Sequence[str], key: Collection[int], /) -> dict[str, str]:
        """Write the cells from which `read_cells` reads the same."""


WRITTEN_KINDS: Mapping[str, WrittenKind] = {"choice": choice}
