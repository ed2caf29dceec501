"""What of the acknowledged changes that a device brings back counts. Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from contests.delivery.receipts import HAND_IN, Acknowledged

GRACE = timedelta(seconds=2)  # as SAVE_GRACE_S, which papers end with


class Stored(NamedTuple):
    seq: int
    saved_at: datetime


class Merge(NamedTuple):
    changes: list[Acknowledged]  # at most one for each position
    late: list[Acknowledged]  # acknowledged, yet after the end that the database knows
    handed_in_at: datetime | None


def merge(
    stored: Mapping[int, Stored], brought: Iterable[Acknowledged], *, until: datetime
) -> Merge:
    """Take each position's newest change if it is newer than what is stored, by number and by time.

    By number alone a tab of the lost days could undo what another one, given the same numbers
    after the restore, saved since. A hand-in counts unless the person went on after it."""
    newest = newest_of_each(brought)
    handed_in = newest.pop(HAND_IN, None)
    newer = [one for _position, one in sorted(newest.items()) if _is_newer(one, stored)]
    changes = [one for one in newer if one.accepted_at <= until]
    late = [one for one in newer if one.accepted_at > until]
    if handed_in is None or _went_on(handed_in.accepted_at, stored, newest.values()):
        return Merge(changes, late, None)
    return Merge(changes, late, handed_in.accepted_at)


def newest_of_each(brought: Iterable[Acknowledged]) -> dict[int, Acknowledged]:
    newest: dict[int, Acknowledged] = {}
    for one in brought:
        known = newest.get(one.position)
        if known is None or (one.seq, one.accepted_us) > (known.seq, known.accepted_us):
            newest[one.position] = one
    return newest


def _is_newer(one: Acknowledged, stored: Mapping[int, Stored]) -> bool:
    known = stored.get(one.position)
    return known is None or (one.seq > known.seq and one.accepted_at > known.saved_at)


def _went_on(at: datetime, stored: Mapping[int, Stored], brought: Iterable[Acknowledged]) -> bool:
    """The end of a paper is told to the second that it was due; saves have a grace beyond."""
    last = max((one.saved_at for one in stored.values()), default=at)
    return last > at + GRACE or any(one.accepted_at > at + GRACE for one in brought)
