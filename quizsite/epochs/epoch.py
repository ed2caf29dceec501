"""Reads and renews the epoch that the database bears."""

import secrets
from datetime import UTC, datetime

from django.db import connection, transaction

from quizsite.models import DatabaseEpoch, EpochReason

# Smaller numbers in a token are no epoch: tokens of earlier versions held a moment there. A
# browser counts exactly up to the end.
FIRST, END = 2**48, 2**53
# A restored database would give numbers again that it gave before; open pages name rows by them.
IDS_LEFT_OUT = 1_000_000
NEWEST_SQL = "SELECT value FROM quizsite_databaseepoch ORDER BY id DESC LIMIT 1"


def current_epoch() -> int:
    """Return the epoch of the database as it is now; nobody keeps it longer than one answer."""
    with connection.cursor() as cursor:
        cursor.execute(NEWEST_SQL)
        found = cursor.fetchone()
    return int(found[0]) if found else _begin()


def _begin() -> int:
    """Tables that were emptied have none; of two that begin at once the second one's counts."""
    return add_epoch(EpochReason.CREATED, at=datetime.now(UTC)).value


def add_epoch(why: EpochReason, *, at: datetime) -> DatabaseEpoch:
    value = FIRST + secrets.randbelow(END - FIRST)
    return DatabaseEpoch.objects.create(value=value, since=at, why=why)


@transaction.atomic
def renew_epoch(*, was: int, why: EpochReason, at: datetime) -> DatabaseEpoch | None:
    """Begin a new epoch, unless another process has done so since `was` was read."""
    current = DatabaseEpoch.objects.select_for_update().order_by("-pk").first()
    if (current.value if current else None) != was:
        return None
    leave_ids_out()
    return add_epoch(why, at=at)


def leave_ids_out() -> None:
    """Let no table give a number again that may have been given before the restore."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "INSERT INTO sqlite_sequence (name, seq) SELECT name, 0 FROM sqlite_master "
                "WHERE sql LIKE '%%AUTOINCREMENT%%' "
                "AND name NOT IN (SELECT name FROM sqlite_sequence)"
            )
            cursor.execute("UPDATE sqlite_sequence SET seq = seq + %s", [IDS_LEFT_OUT])
            return
        cursor.execute(
            "SELECT setval(format('%%I.%%I', schemaname, sequencename)::regclass, "
            "coalesce(last_value, 0) + %s) FROM pg_sequences "
            "WHERE schemaname = current_schema() AND max_value - coalesce(last_value, 0) > %s",
            [IDS_LEFT_OUT, 10 * IDS_LEFT_OUT],
        )


def first_epoch() -> int:
    """Return the epoch that the database began with: it stays, and so tells databases apart."""
    current_epoch()
    return DatabaseEpoch.objects.order_by("pk").values_list("value", flat=True)[0]
