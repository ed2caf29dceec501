"""Lists whom an account could have read: `manage.py who_could_read PERSON [--since 2026-11-29]`."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from contests.personal_data.readable import readable_by, readings_by
from quizsite.accounts.people import find_account


class Command(BaseCommand):
    help = "Liệt kê một tài khoản đã có thể đọc dữ liệu của những ai, và đã đọc gì."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("person", help="thư điện tử, số điện thoại, hoặc #số của tài khoản")
        parser.add_argument("--since", help="chỉ những lần đọc từ ngày này, ví dụ 2026-11-29")

    def handle(self, *args: Any, **options: Any) -> None:
        user = find_account(options["person"])
        if user is None:
            raise CommandError(f"Không có tài khoản {options['person']}.")
        since = _day(options["since"])
        self.stdout.write("Có thể đọc:")
        could = list(readable_by(user))
        for one in could:
            count = f"{one.people} người" if one.people else "không đếm được hoặc chưa có ai"
            self.stdout.write(f"- {one.where}: {one.what}; {count}")
        if not could:
            self.stdout.write("- chỉ dữ liệu của chính mình")
        self.stdout.write("Đã mở hoặc tải về:")
        read = list(readings_by(user, since=since))
        for line in read or ["không có dòng nào"]:
            self.stdout.write(f"- {line}")


def _day(said: str | None) -> datetime | None:
    if not said:
        return None
    try:
        return timezone.make_aware(datetime.fromisoformat(said))
    except ValueError as error:
        raise CommandError("Ngày viết như 2026-11-29.") from error
