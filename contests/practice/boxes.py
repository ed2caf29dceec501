"""When a question comes back. Pure: it asks no database, no clock and no Django."""

from datetime import date, timedelta
from typing import NamedTuple

# Days until a question of this box comes back; docs/decisions/0046 weighs a library.
DAYS = (1, 3, 7, 16, 35)
# Right twice, with days between, counts as known: one right answer may be a guess.
KNOWN_FROM = 2


class Place(NamedTuple):
    box: int
    due_on: date


def next_place(before: Place | None, *, is_right: bool, on: date) -> Place:
    """Return where a question goes that was answered on this day.

    Right moves it one box up, if it was due: whoever repeats a question at once only remembers
    what was just read. Wrong sends it back to the first box."""
    if not is_right:
        return _in_box(0, on)
    if before is None:
        return _in_box(1, on)
    if before.due_on > on:
        return before
    return _in_box(min(before.box + 1, len(DAYS) - 1), on)


def is_known(box: int) -> bool:
    return box >= KNOWN_FROM


def _in_box(box: int, on: date) -> Place:
    return Place(box, on + timedelta(days=DAYS[box]))
