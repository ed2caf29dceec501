"""Fills in rows by the hundred thousand: by COPY on PostgreSQL, by executemany on SQLite."""

import contextlib
import json
import random
import uuid
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import Error as DatabaseTrouble
from django.db import ProgrammingError, connection, models, transaction

from contests.models import Answer, Attempt, Contest, Entry, Round
from contests.papers.drawing import draw_paper, paper_source_of
from quizsite.accounts.models import Unit, User
from quizsite.language.names import short_name

_SURNAMES = "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý"
_MIDDLE = "Văn Thị Hữu Đức Minh Thu Ngọc Quang Thanh Hồng Xuân Kim Bảo Gia Tuấn Phương"
_GIVEN = "An Bình Châu Dung Đạt Giang Hà Hải Hùng Khánh Lan Linh Mai Nam Phúc Quân Yến"
_USER_COLUMNS = (
    *("id", "password", "is_superuser", "full_name", "email"),
    *("is_phone_verified", "is_staff", "is_active", "date_joined"),
)
_ENTRY_COLUMNS = (
    *("id", "contest_id", "user_id", "division_id", "unit_id"),
    *("display_name", "registered_at", "void_reason"),
)


def copy_rows(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Copy rows; `columns` are the database's, JSON comes as text, times come as datetime."""
    table = model._meta.db_table
    names = ", ".join(columns)
    if connection.vendor == "postgresql":
        connection.ensure_connection()
        with (
            connection.connection.cursor() as cursor,
            cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy,
        ):
            for row in rows:
                copy.write_row(row)
        if "id" in columns:  # explicit ids do not move the sequence
            _move_sequence(table)
        return
    marks = ", ".join(["%s"] * len(columns))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({names}) VALUES ({marks})",  # noqa: S608 -- our own table
            ([_for_sqlite(value) for value in row] for row in rows),
        )


def _move_sequence(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"  # noqa: S608 -- our own table
        )


def _for_sqlite(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(sep=" ")
    return value.hex if isinstance(value, uuid.UUID) else value


@contextlib.contextmanager
def unchecked() -> Iterator[None]:
    """Switch foreign keys and triggers off, if the role may, while we copy rows known to be right.
    The caller then counts what the triggers would have noted."""
    is_allowed = connection.vendor == "postgresql"
    if is_allowed:
        try:
            _run("SET session_replication_role = replica")
        except DatabaseTrouble:  # the role is no superuser: copying only takes longer
            is_allowed = False
    try:
        yield
    finally:
        if is_allowed:
            _run("SET session_replication_role = origin")


def tidy(tables: Iterable[type[models.Model]]) -> None:
    """Vacuum and analyze the tables, as autovacuum does before people look at them."""
    if connection.in_atomic_block:
        return
    for table in tables:
        if connection.vendor == "postgresql":
            _run(f"VACUUM ANALYZE {table._meta.db_table}")
        else:
            _run(f"ANALYZE {table._meta.db_table}")


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def next_id(model: type[models.Model]) -> int:
    return (model._base_manager.aggregate(top=models.Max("pk"))["top"] or 0) + 1


def fill_people(
    contest: Contest,
    count: int,
    *,
    at: datetime,
    rng: random.Random,
    divisions: Sequence[int] = (),
) -> range:
    """Add users with an entry each, over all divisions and units; return the entries' ids."""
    first_user, first_entry = next_id(User), next_id(Entry)
    divisions = divisions or list(contest.divisions.values_list("pk", flat=True))
    units = list(Unit.objects.filter(children=None).order_by("pk").values_list("pk", flat=True))
    names = [full_name(rng) for _ in range(5000)]
    copy_rows(
        User,
        _USER_COLUMNS,
        (
            (pk, "!", False, names[pk % 5000], f"n{pk}@bench.invalid", False, False, True, at)
            for pk in range(first_user, first_user + count)
        ),
    )
    short_names = [short_name(name) for name in names]
    rows = (
        (
            *(first_entry + n, contest.pk, first_user + n, rng.choice(divisions)),
            *(rng.choice(units), short_names[(first_user + n) % 5000], at, ""),
        )
        for n in range(count)
    )
    with unchecked():
        copy_rows(Entry, _ENTRY_COLUMNS, rows)
    return range(first_entry, first_entry + count)


def full_name(rng: random.Random) -> str:
    return " ".join(rng.choice(words.split()) for words in (_SURNAMES, _MIDDLE, _GIVEN))


def fill_open_attempts(round: Round, entries: Iterable[int], *, at: datetime) -> range:
    """Add a running attempt with a drawn paper for each entry."""
    first = next_id(Attempt)
    ids = list(entries)
    divisions = dict(Entry.objects.filter(contest=round.contest_id).values_list("pk", "division"))
    # Read them now: during COPY no other query can run.
    sources = {
        division: paper_source_of(round.pk, division) for division in set(divisions.values())
    }
    deadline_at = at + timedelta(seconds=round.time_limit_s)

    def rows() -> Iterator[tuple[Any, ...]]:
        for n, entry_id in enumerate(ids):
            source = sources[divisions[entry_id]]
            paper = json.dumps(draw_paper(source, seed=entry_id))
            yield (
                *(first + n, uuid.uuid4(), entry_id, round.pk, 1, "open", entry_id, paper),
                *(at, deadline_at, 1, source.question_count),
            )

    columns = "id code entry_id round_id number state seed paper started_at deadline_at writer"
    copy_rows(Attempt, [*columns.split(), "question_count"], rows())
    return range(first, first + len(ids))


def fill_answers(ids: Iterable[int], *, questions: int, at: datetime, rng: random.Random) -> None:
    """Tick one option at every position, and add a prediction."""
    copy_rows(
        Answer,
        ["attempt_id", "position", "choice", "seq", "saved_at"],
        (
            (pk, position, 1 << rng.randrange(4) if position else rng.randrange(1, 1000), 1, at)
            for pk in ids
            for position in range(questions + 1)
        ),
    )


def analyze() -> None:
    """Analyze all tables, as autovacuum would have while rows came slowly. The filled-in rows go to
    the disk now, not during a measurement."""
    if connection.vendor != "postgresql":
        _run("ANALYZE")
        return
    _run("VACUUM ANALYZE")
    with contextlib.suppress(ProgrammingError):  # some roles may not; the disk is then timed too
        _run("CHECKPOINT")
