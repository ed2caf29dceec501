"""The codec of kinds that answer row by row: one digit a row, in the order shown. Pure.

The digit 0 is a row left blank, so a half-filled answer is an answer too."""

from collections.abc import Sequence
from enum import StrEnum


class RowFault(StrEnum):
    """What somebody may have overlooked in an answer by rows; it is stored all the same."""

    BLANK = "blank"  # a row says nothing
    TWICE = "twice"  # two items stand at one place


NO_FAULTS: frozenset[RowFault] = frozenset()


def encode(values: Sequence[int], *, base: int) -> int:
    return sum(value * base**row for row, value in enumerate(values))


def decode(answer: int, *, base: int, count: int) -> tuple[int, ...]:
    """Return the rows' values; all blank for a number that says more than so many rows do."""
    if not 0 <= answer < base**count:
        return (0,) * count
    return tuple(answer // base**row % base for row in range(count))


def read(said: Sequence[str], *, count: int, most: int) -> list[int]:
    """Read what a form sends, "row:value" for each row filled; anything else is refused."""
    known = {f"{row}:{value}": (row, value) for row in range(count) for value in range(1, most + 1)}
    values = [0] * count
    for one in said:
        if one not in known:
            raise ValueError(said)
        row, value = known[one]
        values[row] = value
    return values


def faults(values: Sequence[int], *, may_repeat: bool = True) -> frozenset[RowFault]:
    """Tell what is odd about rows of which some are filled."""
    said = [value for value in values if value]
    found = {RowFault.BLANK} if 0 < len(said) < len(values) else set()
    if not may_repeat and len(set(said)) < len(said):
        found.add(RowFault.TWICE)
    return frozenset(found)


def right_count(values: Sequence[int], key: Sequence[int]) -> int:
    return sum(0 < value == right for value, right in zip(values, key, strict=True))
