"""Counts tries at passwords and codes, and messages sent, in a table of their own.

One statement counts a try and says whether it was allowed, so that tries made at the same moment
are counted one by one. No other write throws a count out (docs/decisions/0024-counted-tries.md)."""

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection

from quizsite.accounts.models import TryCount


@dataclass(frozen=True)
class Limit:
    """`most` tries within `within` from the first of them."""

    most: int
    within: timedelta


# What is left of a row where the time is over; a full row is left alone, and returns nothing.
_COUNT = """
INSERT INTO accounts_trycount (key, tries, ends_at) VALUES (%s, 1, %s)
ON CONFLICT (key) DO UPDATE SET
    tries = CASE WHEN accounts_trycount.ends_at <= %s THEN 1 ELSE accounts_trycount.tries + 1 END,
    ends_at = CASE WHEN accounts_trycount.ends_at <= %s THEN excluded.ends_at
        ELSE accounts_trycount.ends_at END
WHERE accounts_trycount.ends_at <= %s OR accounts_trycount.tries < %s
RETURNING tries
"""
_TAKE_BACK = "UPDATE accounts_trycount SET tries = tries - 1 WHERE key = %s AND tries > 0"


def count_try(kind: str, key: str, limits: Sequence[Limit]) -> bool:
    """Count a try and return True, or return False if one of the limits is used up."""
    # The clock of the machine, which allauth's limits read too.
    at = datetime.fromtimestamp(time.time(), UTC)
    return all(_is_counted(_name(kind, key, limit), limit, at) for limit in limits)


def tries_counted(kind: str, key: str, limit: Limit) -> int:
    """Return how many are counted within the time that goes on now."""
    at = datetime.fromtimestamp(time.time(), UTC)
    going_on = TryCount.objects.filter(key=_name(kind, key, limit), ends_at__gt=at)
    return going_on.values_list("tries", flat=True).first() or 0


def take_back(kind: str, key: str, limits: Sequence[Limit]) -> None:
    """Take back a right try, and only this one: a guesser's own right ones would hide the wrong."""
    with connection.cursor() as cursor:
        for limit in limits:
            cursor.execute(_TAKE_BACK, [_name(kind, key, limit)])


def forget_tries(kind: str, key: str, limits: Sequence[Limit]) -> None:
    names = [_name(kind, key, limit) for limit in limits]
    TryCount.objects.filter(key__in=names).delete()


def _is_counted(name: str, limit: Limit, at: datetime) -> bool:
    now, end = (
        connection.ops.adapt_datetimefield_value(moment) for moment in (at, at + limit.within)
    )
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [name, end, now, now, now, limit.most])
        return cursor.fetchone() is not None


def _name(kind: str, key: str, limit: Limit) -> str:
    """Names hold no address and no number: a list of them tells nobody who tried where."""
    said = f"{kind}:{limit.within.total_seconds():.0f}:{key}"
    return hashlib.sha256(said.encode()).hexdigest()
