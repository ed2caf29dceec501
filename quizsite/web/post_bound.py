"""Bounds how many posts one sender makes in a minute, and stores no address for that.

Counts stand in this process's memory alone, under keyed hashes. The key is random and thrown away
with its counts after each minute, so that not even the process could tell an address from them."""

import hashlib
import secrets
from collections import Counter
from threading import Lock

MINUTE_S = 60
# A flood from ever new addresses fills no memory: beyond these all others count as one.
MOST_SENDERS = 20_000


class PostBound:
    """Each process has its own, so a site of n processes takes up to n times as many."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._minute = -1
        self._key = b""
        self._posts: Counter[bytes] = Counter()

    def allows(self, address: str, *, now: float) -> bool:
        """Count a post of this address, and say whether it is within the bound of the minute."""
        with self._lock:
            self._begin(int(now // MINUTE_S))
            mark = hashlib.blake2b(address.encode(), key=self._key, digest_size=16).digest()
            if mark not in self._posts and len(self._posts) >= MOST_SENDERS:
                mark = b""
            self._posts[mark] += 1
            return self._posts[mark] <= self._most

    def _begin(self, minute: int) -> None:
        if minute != self._minute:
            self._minute, self._key = minute, secrets.token_bytes(32)
            self._posts.clear()
