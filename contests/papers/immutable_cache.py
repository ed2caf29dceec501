"""Keeps in this process's memory what never changes once it is published."""

from collections.abc import Callable, Mapping, Set
from typing import Generic, TypeVar

T = TypeVar("T")


class ImmutableCache(Generic[T]):
    """Values by revision id, fetched once. Beyond `most` values the cache starts empty again."""

    def __init__(self, fetch: Callable[[Set[int]], Mapping[int, T]], *, most: int) -> None:
        self._fetch = fetch
        self._most = most
        self._kept: dict[int, T] = {}

    def of(self, wanted: Set[int]) -> Mapping[int, T]:
        """Return at least what is wanted and exists; a revision that does not exist is left out."""
        kept = self._kept
        missing = set(wanted - kept.keys())
        if not missing:
            return kept
        if len(kept) + len(missing) > self._most:
            kept, missing = {}, set(wanted)
        # A new dictionary, never a changed one: another thread may be reading the old.
        self._kept = {**kept, **self._fetch(missing)}
        return self._kept

    def forget(self) -> None:
        """Tests call this, because their rolled back revisions give their numbers to others."""
        self._kept = {}
