"""Who pressed first, judged by when a press was made and not by when it came.

The server's clock alone is read. A press came at `received_ms`; the way from that device takes
`delay_ms`, which the server measured; so it was made at their difference. No device says a time.
docs/decisions/0082-devices-in-the-hall.md has what this cannot see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from contests.stage.programme import BuzzMode

# More than a hall's Wi-Fi takes when it is bad. No press gains more, whatever its device does.
MOST_DELAY_MS = 250
# Of the newest exchanges the quickest counts: the others waited for something else.
SAMPLES = 8


@dataclass(frozen=True, slots=True)
class Press:
    seat: int
    received_ms: int
    delay_ms: int = 0

    @property
    def judged_ms(self) -> int:
        return judged(self.received_ms, self.delay_ms)


@dataclass(frozen=True, slots=True)
class BuzzOrder:
    """First presses of seats, the earliest first, and seats that pressed too early."""

    presses: tuple[Press, ...] = ()
    early: frozenset[int] = field(default_factory=frozenset)

    @property
    def settled_ms(self) -> int | None:
        """From when on no press can come that was made before the first; None without one."""
        return self.presses[0].judged_ms + MOST_DELAY_MS if self.presses else None

    def is_settled(self, *, at_ms: int) -> bool:
        return self.settled_ms is not None and at_ms > self.settled_ms

    def places(self) -> list[tuple[int, Press]]:
        """Each press with its place from 1; presses of one millisecond share the higher place."""
        found: list[tuple[int, Press]] = []
        for number, press in enumerate(self.presses, start=1):
            is_level = bool(found) and found[-1][1].judged_ms == press.judged_ms
            found.append((found[-1][0] if is_level else number, press))
        return found


def judged(received_ms: int, delay_ms: int) -> int:
    return received_ms - bounded(delay_ms)


def bounded(delay_ms: int) -> int:
    return min(max(delay_ms, 0), MOST_DELAY_MS)


def delay_of(round_trips_ms: Sequence[int]) -> int:
    """One way is half of the quickest of the newest round trips; 0 if none was measured."""
    newest = [one for one in round_trips_ms[-SAMPLES:] if one >= 0]
    return bounded(min(newest) // 2) if newest else 0


def order_of(presses: Iterable[Press], *, mode: BuzzMode, signal_ms: int | None) -> BuzzOrder:
    """Order the presses of one question.

    A seat counts once, with its earliest press. After a signal only what was pressed at or after
    it counts, and a seat that pressed before it counts no more. Presses of one millisecond stand
    in the order of seats, so that every process shows the same."""
    first: dict[int, Press] = {}
    for press in presses:
        known = first.get(press.seat)
        if known is None or press.judged_ms < known.judged_ms:
            first[press.seat] = press
    early: frozenset[int] = frozenset()
    if mode is BuzzMode.AFTER_SIGNAL:
        early = frozenset(
            press.seat
            for press in first.values()
            if signal_ms is None or press.judged_ms < signal_ms
        )
    counted = [press for press in first.values() if press.seat not in early]
    counted.sort(key=lambda press: (press.judged_ms, press.seat))
    return BuzzOrder(tuple(counted), early)
