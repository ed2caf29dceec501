"""`manage.py site_version` says which version this is, and which ones the processes run."""

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand
from django.db import Error as DatabaseTrouble

from quizsite.operations.process_reports import database_clock
from quizsite.operations.releases import running_version
from quizsite.operations.site_status import site_now


class Command(BaseCommand):
    help = "Cho biết bản phần mềm ở thư mục này, và bản mà các tiến trình đang chạy."
    requires_system_checks: list[str] = []  # noqa: RUF012 -- Django's own name and kind

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(running_version())
        try:
            speaking = site_now(at=database_clock()).speaking
        except DatabaseTrouble:
            self.stderr.write(
                "Cơ sở dữ liệu không trả lời hoặc chưa có bảng nên không biết bản đang chạy."
            )
            return
        running = Counter(one.figures.version or "trước 0.4.0" for one in speaking)
        for version, count in sorted(running.items()):
            self.stdout.write(f"Đang chạy: {version} ({count} tiến trình)")
