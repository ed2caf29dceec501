"""Caches in which one thread makes a value anew while the others have the one before.

Otherwise all threads make what has just expired, at the bell every two seconds."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from functools import partial
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.db import DatabaseCache

NOTHING = (0.0, None)
_places: dict[str, tuple[threading.Lock, OrderedDict[str, tuple[float, Any]]]] = {}
# Of all threads: Django gives each a cache of its own over the same memory.
_written = threading.Condition()


class SingleFlight(BaseCache):
    """`get` answers None to the one that is to make the value and `set` it.

    The others have the value before. Where there is none they wait for PATIENCE_S, then make it
    too. RENEWAL_S is how long one may take: by default as long as the value is fresh."""

    def __init__(self, place: str, params: dict[str, Any]) -> None:
        super().__init__(place, params)  # type: ignore[call-arg,arg-type]  # of a cache that has a place
        options = params.get("OPTIONS", {})
        self._patience_s: float = options.get("PATIENCE_S", 1.0)
        self._renewal_s: float | None = options.get("RENEWAL_S")

    def set(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        asked = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        fresh_s = float("inf") if asked is None else asked
        renewal_s = fresh_s if self._renewal_s is None else self._renewal_s
        kept = (time.time() + fresh_s, renewal_s, value)
        super().set(key, kept, fresh_s + renewal_s, version)
        self.delete(_claim(key), version)
        with _written:
            _written.notify_all()

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        found = super().get(key, None, version) or self._awaited(key, version)
        if found is None:
            return default
        fresh_until, renewal_s, value = found
        if time.time() < fresh_until or not self.add(_claim(key), 1, renewal_s, version):
            return value
        return default

    def _awaited(self, key: str, version: int | None) -> Any:
        if not self._patience_s or self.add(_claim(key), 1, self._patience_s, version):
            return None
        look = partial(super().get, key, None, version)
        with _written:
            return _written.wait_for(look, self._patience_s)


class _Memory(BaseCache):
    """As Django's own, but hands out what was kept: nobody changes it, and copies took most of a
    hit."""

    def __init__(self, place: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._most: int = params["OPTIONS"]["MAX_ENTRIES"]
        self._lock, self._kept = _places.setdefault(place, (threading.Lock(), OrderedDict()))

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        until, value = self._kept.get(key, NOTHING)
        return value if time.time() < until else default

    def set(self, key: str, value: Any, timeout: Any = 0, version: int | None = None) -> None:
        with self._lock:
            self._kept[key] = time.time() + timeout, value
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def add(self, key: str, value: Any, timeout: Any = 0, version: int | None = None) -> bool:
        with self._lock:
            is_free = time.time() >= self._kept.get(key, NOTHING)[0]
            if is_free:
                self._kept[key] = time.time() + timeout, value
        return is_free

    def delete(self, key: str, version: int | None = None) -> bool:
        return self._kept.pop(key, None) is not None

    def clear(self) -> None:
        self._kept.clear()


class SingleFlightMemory(SingleFlight, _Memory):
    """In the memory of each process."""


class SingleFlightDatabase(SingleFlight, DatabaseCache):
    """For all processes together."""


def _claim(key: str) -> str:
    """Whoever adds it makes the value anew; whoever fails to loses it with the time."""
    return f"{key}:renewing"
