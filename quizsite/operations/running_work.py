"""Which work this process does right now, and since when: a thread that hangs is seen by it.

The threads that work write it themselves; whoever looks needs none of them."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import NamedTuple

from quizsite.operations import metrics

ANSWERS, SUBMISSIONS, STARTS, PAGES, SWEEP = "answers", "submissions", "starts", "pages", "sweep"
# No such work takes longer while all is well: a batch is some hundred rows, a page may be a file.
LONG_S = {ANSWERS: 10, SUBMISSIONS: 30, STARTS: 15, PAGES: 120, SWEEP: 180}

_began: dict[int, tuple[str, float]] = {}  # by thread; one thread does one thing
_done: Counter[str] = Counter()


class Longest(NamedTuple):
    """The names are those of `ProcessFigures`; "" while nothing runs."""

    work: str
    work_s: float


@contextmanager
def running(kind: str) -> Iterator[None]:
    """Surround a piece of work; a batch or a page, not each of thousands of saves."""
    thread = threading.get_ident()
    _began[thread] = kind, time.monotonic()
    try:
        yield
    finally:
        _began.pop(thread, None)
        _done[kind] += 1


def done(kind: str) -> int:
    """Count the pieces that ended here, well or not, since the process began."""
    return _done[kind]


def count_longer(kind: str, *, than_s: float) -> int:
    before = time.monotonic() - than_s
    return sum(1 for one, began in _pieces() if one == kind and began < before)


def seconds(kind: str) -> float:
    """Return for how long the oldest piece of this kind has been running; 0 if none is."""
    now = time.monotonic()
    return max((now - began for one, began in _pieces() if one == kind), default=0.0)


def longest() -> Longest:
    """Return the piece that is the furthest over what its kind takes."""
    running_s = {kind: seconds(kind) for kind in LONG_S}
    kind = max(running_s, key=lambda one: running_s[one] / LONG_S[one])
    return Longest(kind if running_s[kind] else "", running_s[kind])


def _pieces() -> list[tuple[str, float]]:
    return list(_began.values())  # other threads change the dictionary meanwhile


for _kind in LONG_S:
    # Asked when Prometheus asks: the thread that reports may hang as well.
    metrics.WORK_SECONDS.labels(_kind).set_function(partial(seconds, _kind))
