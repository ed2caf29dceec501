"""`manage.py migrate` that never makes people wait long for a table."""

import time
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.core.management.commands import migrate
from django.db import OperationalError, connections
from psycopg.errors import DeadlockDetected, LockNotAvailable

TRIES = 20


class Command(migrate.Command):
    """On PostgreSQL a table's change waits for all queries that use it, and later queries wait
    behind the change. So this command gives up soon and tries again."""

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--lock-seconds", type=float, default=3, help="chờ khóa bảng nhiều nhất bao lâu"
        )
        parser.add_argument("--pause-seconds", type=float, default=5, help="nghỉ trước khi thử lại")

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        if connection.vendor != "postgresql":
            super().handle(*args, **options)
            return
        milliseconds = round(options["lock_seconds"] * 1000)
        for _ in range(TRIES):
            with connection.cursor() as cursor:
                cursor.execute(f"SET lock_timeout = {milliseconds}")
            try:
                super().handle(*args, **options)
            except OperationalError as error:
                if not isinstance(error.__cause__, LockNotAvailable | DeadlockDetected):
                    raise
                self.stdout.write("Bảng đang bận, sẽ thử lại…")
                time.sleep(options["pause_seconds"])
            else:
                with connection.cursor() as cursor:
                    cursor.execute("RESET lock_timeout")
                return
        raise CommandError("Bảng bận quá lâu. Không có gì dở dang; hãy chạy lại lúc vắng hơn.")
