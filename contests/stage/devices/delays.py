"""How long a message takes from a device, measured by the server's own clock.

The server hands out a signed stamp; the device sends it back at once; the time between is a round
trip. The stamp carries earlier trips, so nothing is stored, and any process can go on measuring.
A device can only seem slower by answering late, and the bound limits what that gains."""

from __future__ import annotations

from typing import NamedTuple

from django.core.signing import BadSignature, Signer

from contests.stage.fairness import MOST_DELAY_MS, SAMPLES, delay_of

# A stamp kept for longer tells nothing of the network as it is now.
FRESH_MS = 120_000
# Nothing is learnt from a trip that took longer: half of it is over the bound.
LONGEST_TRIP_MS = 4 * MOST_DELAY_MS

_signer = Signer(salt="contests.stage.stamps")


class Stamp(NamedTuple):
    seat: int
    issued_ms: int
    trips: tuple[int, ...]


def next_stamp(stamp: str, *, seat: int, received_ms: int, at_ms: int) -> str:
    """Return the stamp to send back next; a trip that this one shows is counted."""
    trips = _trips_with(_read(stamp, seat=seat), received_ms=received_ms)
    return _sign(Stamp(seat, at_ms, trips))


def measured_delay(stamp: str, *, seat: int, at_ms: int) -> int:
    """Return one way in milliseconds; 0 if this seat has no fresh measurement."""
    read = _read(stamp, seat=seat)
    if read is None or not 0 <= at_ms - read.issued_ms <= FRESH_MS:
        return 0
    return delay_of(read.trips)


def _trips_with(stamp: Stamp | None, *, received_ms: int) -> tuple[int, ...]:
    if stamp is None:
        return ()
    took = received_ms - stamp.issued_ms
    if not 0 <= took <= LONGEST_TRIP_MS:  # it was kept for the next exchange, or sent late
        return stamp.trips
    return (*stamp.trips, took)[-SAMPLES:]


def _sign(stamp: Stamp) -> str:
    return _signer.sign(f"{stamp.seat}.{stamp.issued_ms}.{'-'.join(map(str, stamp.trips))}")


def _read(text: str, *, seat: int) -> Stamp | None:
    try:
        owner, issued, trips = _signer.unsign(text).split(".")
        stamp = Stamp(int(owner), int(issued), tuple(int(one) for one in trips.split("-") if one))
    except (BadSignature, ValueError):
        return None
    return stamp if stamp.seat == seat else None
