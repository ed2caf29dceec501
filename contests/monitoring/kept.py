"""Keeps what watch pages count for a few seconds, for all who look."""

import time
from collections.abc import Callable
from typing import TypeVar

from django.core.cache import caches

T = TypeVar("T")

_REST = 10  # times what counting took


def kept(name: str, at_least_s: float, count: Callable[[], T]) -> T:
    """Return what was counted within the last seconds, or count it now.

    Every open page asks again and again, and counting takes longer the more people take part.
    One process counts, for a tenth of the time at most; the others show what it counted."""
    # The pickle names the class, so a version with another class needs another key.
    cache = caches["figures"]
    found: T | None = cache.get(name)
    if found is not None:
        return found
    began = time.monotonic()
    counted = count()
    cache.set(name, counted, max(at_least_s, _REST * (time.monotonic() - began)))
    return counted
