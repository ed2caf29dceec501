"""The index of places: a board's standings as one sorted set in Redis.

A member is the sort key and the entry's id in a fixed width, so that Redis orders members as
the SQL index does: own place and any page are found in the time of a logarithm. Nothing is kept
here alone: without Redis, or where the index is missing, readers ask SQL. It is used only while
it bears a mark, and it bears the mark only while every counted change has reached it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple, TypeVar

import redis
import structlog
from django.conf import settings
from django.db import connection
from redis.exceptions import RedisError

from leaderboard.models import BoardKey, Change, Standing

T = TypeVar("T")
log = structlog.get_logger("leaderboard.index")

KEPT_S = 60  # an index that nobody follows goes by itself
PAGE_TIMEOUT_S = 0.2
WRITE_TIMEOUT_S = 2.0
LEFT_ALONE_S = 2.0
BATCH = 2000
_ID_DIGITS = 19

_MOVE = """
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
local gone = tonumber(ARGV[4])
for n = 5, #ARGV do
    if n < 5 + gone then redis.call('ZREM', KEYS[1], ARGV[n])
    else redis.call('ZADD', KEYS[1], 0, ARGV[n]) end
end
redis.call('SET', KEYS[2], ARGV[2], 'EX', ARGV[3])
redis.call('EXPIRE', KEYS[1], ARGV[3])
return 1
"""


class _Names(NamedTuple):
    members: str
    mark: str
    new: str


class _Breaker:
    """After a failure Redis is left alone for a while, so that its being stopped costs one
    thread a moment now and then, not every page."""

    def __init__(self) -> None:
        self._until = 0.0
        self._lock = threading.Lock()

    def is_open(self) -> bool:
        return time.monotonic() < self._until

    def trip(self, error: Exception) -> None:
        with self._lock:
            self._until = time.monotonic() + LEFT_ALONE_S
        log.warning("index_not_reached", error=str(error))

    def close(self) -> None:
        self._until = 0.0


breaker = _Breaker()


def is_used() -> bool:
    """SQLite is read in the same process and serves smaller contests: it needs no index."""
    return bool(settings.REDIS_URL) and connection.vendor == "postgresql"


@cache
def _client(url: str, timeout_s: float) -> redis.Redis:
    return redis.Redis.from_url(
        url, socket_timeout=timeout_s, socket_connect_timeout=timeout_s, retry=None
    )


def _try(ask: Callable[[Any], T], *, timeout_s: float) -> T | None:
    """What Redis answers; None if it is away."""
    if not is_used() or breaker.is_open():
        return None
    try:
        return ask(_client(settings.REDIS_URL, timeout_s))
    except (OSError, RedisError) as error:
        breaker.trip(error)
        return None


def _names(key: BoardKey) -> _Names:
    """Databases that share a Redis do not share boards."""
    database = connection.settings_dict["NAME"]
    board = f"thi-cchc:{database}:board:{key.contest}.{key.round or 0}.{key.division}"
    return _Names(board, f"{board}:mark", f"{board}:new")


def member(sort_key: str, entry_id: int) -> str:
    return f"{sort_key}{entry_id:0{_ID_DIGITS}d}"


def entry_of(name: str) -> int:
    return int(name[-_ID_DIGITS:])


def count_above(key: BoardKey, sort_key: str) -> int | None:
    """How many lines have a smaller sort key."""
    names = _names(key)

    def ask(client: redis.Redis) -> int | None:
        asked = client.pipeline()
        asked.exists(names.mark)
        asked.zlexcount(names.members, "-", f"({sort_key}")
        is_there, above = asked.execute()
        return int(above) if is_there else None

    return _try(ask, timeout_s=PAGE_TIMEOUT_S)


def find_entries(key: BoardKey, *, offset: int, limit: int) -> list[int] | None:
    """The entries of lines offset + 1 … offset + limit."""
    names = _names(key)

    def ask(client: redis.Redis) -> list[int] | None:
        asked = client.pipeline()
        asked.exists(names.mark)
        asked.zrange(names.members, offset, offset + limit - 1)
        is_there, members = asked.execute()
        return [entry_of(one.decode()) for one in members] if is_there else None

    return _try(ask, timeout_s=PAGE_TIMEOUT_S)


def move(key: BoardKey, changes: Iterable[Change], *, before: str, after: str) -> None:
    """Take counted changes over. Only an index with the mark before gets the mark after; one
    that missed something keeps an old mark, and whoever follows it builds it anew.

    Called under the lock of the board's count, before its commit: changes arrive in order."""
    if not is_used():
        return
    # A member that came and went, or went and came, is what it was last.
    last = {member(one.sort_key, one.entry): one.people > 0 for one in changes}
    gone = [name for name, is_there in last.items() if not is_there]
    came = [name for name, is_there in last.items() if is_there]
    names = _names(key)

    def ask(client: redis.Redis) -> Any:
        script = client.register_script(_MOVE)
        return script(
            keys=[names.members, names.mark],
            args=[before, after, KEPT_S, len(gone), *gone, *came],
        )

    _try(ask, timeout_s=WRITE_TIMEOUT_S)


def keep(key: BoardKey, mark: str) -> bool | None:
    """Let the index live on if it is right; None if Redis is away."""
    names = _names(key)

    def ask(client: redis.Redis) -> bool:
        asked = client.pipeline()
        asked.get(names.mark)
        asked.expire(names.mark, KEPT_S)
        asked.expire(names.members, KEPT_S)
        found: bytes | None = asked.execute()[0]
        return found is not None and found.decode() == mark

    return _try(ask, timeout_s=WRITE_TIMEOUT_S)


def build(key: BoardKey, mark: str) -> int | None:
    """The whole index from SQL, under another name until it is complete.

    Called under the lock of the board's count, so that no change is counted meanwhile; what
    is changed meanwhile is counted, and moved, afterwards."""
    names = _names(key)

    def ask(client: redis.Redis) -> int:
        client.unlink(names.mark, names.members, names.new)
        count = 0
        for batch in _members(key):
            scored: list[str | int] = [0] * (2 * len(batch))
            scored[1::2] = batch
            client.execute_command("ZADD", names.new, *scored)  # type: ignore[no-untyped-call]  # a dict would be taken apart in Python
            count += len(batch)
        asked = client.pipeline()
        if count:
            asked.rename(names.new, names.members)
            asked.expire(names.members, KEPT_S)
        asked.set(names.mark, mark, ex=KEPT_S)
        asked.execute()
        return count

    return _try(ask, timeout_s=WRITE_TIMEOUT_S)


def _members(key: BoardKey) -> Iterator[list[str]]:
    rows = Standing.objects.filter(**key._asdict()).order_by("round_id", "sort_key", "entry")
    batch: list[str] = []
    for sort_key, entry_id in rows.values_list("sort_key", "entry").iterator(chunk_size=BATCH):
        batch.append(member(sort_key, entry_id))
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def has(key: BoardKey, name: str) -> bool:
    client = _client(settings.REDIS_URL, WRITE_TIMEOUT_S)
    return client.zscore(_names(key).members, name) is not None


def read(key: BoardKey) -> Iterator[Sequence[str]]:
    """Every member in order, a batch at a time; for comparing, so it raises if Redis is away."""
    client: Any = _client(settings.REDIS_URL, WRITE_TIMEOUT_S)
    names, start = _names(key), 0
    while found := client.zrange(names.members, start, start + BATCH - 1):
        yield [one.decode() for one in found]
        start += len(found)
