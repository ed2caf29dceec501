"""The database that is moved from: nobody may write to it meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connections, transaction
from django.db.migrations.executor import MigrationExecutor

from quizsite.moving.marker import HALF_MOVED, read_mark
from quizsite.moving.tables import all_tables
from quizsite.moving.target import MoveRefused
from quizsite.operations.process_reports import reporting_processes

SOURCE = "default"
LOCK_WITHIN = "5s"
BUSY = (
    "Còn chương trình đang ghi vào cơ sở dữ liệu cũ. Hãy tắt mọi tiến trình của trang (và lệnh "
    "manage.py khác) rồi chạy lại."
)


def check_may_be_left() -> None:
    """Everybody has stopped, and the tables are those of this version."""
    if read_mark(SOURCE):
        raise MoveRefused(HALF_MOVED)
    executor = MigrationExecutor(connections[SOURCE])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise MoveRefused(
            "Cơ sở dữ liệu cũ chưa nâng cấp xong: hãy chạy `manage.py migrate` trước."
        )
    if serving := sorted(reporting_processes()):
        raise MoveRefused(
            f"Còn {len(serving)} tiến trình đang phục vụ ({', '.join(serving)}). Hãy tắt hết, chờ "
            "30 giây rồi chạy lại: những gì lưu trong lúc chuyển sẽ không có ở nơi mới."
        )


@contextmanager
def nobody_writes() -> Iterator[None]:
    """Hold a lock that lets others read. The database enforces it, and gives it back by itself if
    this process dies; a second move waits for it too."""
    connection = connections[SOURCE]
    with transaction.atomic(using=SOURCE):  # SQLite's transactions begin with the only write lock
        if connection.vendor == "postgresql":
            names = ", ".join(f'"{table.name}"' for table in all_tables())
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_WITHIN}'")
                cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
                try:
                    cursor.execute(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE")
                except OperationalError as error:
                    raise MoveRefused(BUSY) from error
        yield


@contextmanager
def locked() -> Iterator[None]:
    try:
        with nobody_writes():
            yield
    except OperationalError as error:
        if "locked" in str(error):
            raise MoveRefused(BUSY) from error
        raise
