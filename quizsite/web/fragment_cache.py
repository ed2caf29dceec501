"""Where Django's `cache` tag keeps pieces of pages, in the memory of each process."""

from __future__ import annotations

import threading
import time
from functools import partial
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.locmem import LocMemCache

# Whoever waits for a piece nobody has written yet writes it after all; it may have failed.
PATIENCE_S = 1.0
# Of all threads: Django gives each a cache of its own over the same memory.
_written = threading.Condition()


class FragmentCache(LocMemCache):
    """While one thread writes a piece anew, the others have the one before for as long again, and
    wait for it where there is none.

    Otherwise all threads write what has just expired, at the bell every two seconds."""

    def set(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        asked = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        seconds = float("inf") if asked is None else asked
        super().set(key, (time.time() + seconds, seconds, value), 2 * seconds, version)
        self.delete(_claim(key), version)
        with _written:
            _written.notify_all()

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        found = super().get(key, None, version) or self._awaited(key, version)
        if found is None:
            return default
        fresh_until, seconds, value = found
        if time.time() < fresh_until or not self.add(_claim(key), 1, seconds, version):
            return value
        return default

    def _awaited(self, key: str, version: int | None) -> Any:
        if self.add(_claim(key), 1, PATIENCE_S, version):
            return None
        look = partial(super().get, key, None, version)
        with _written:
            return _written.wait_for(look, PATIENCE_S)


def _claim(key: str) -> str:
    """Whoever adds it writes the piece anew; whoever fails to loses it with the time."""
    return f"{key}:writing"
