"""Removes what is kept no longer: `manage.py apply_retention [--apply]`; a dry run by default."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from quizsite.accounts.personal_data.retention import (
    apply_retention,
    count_due,
    retention_rules,
)
from quizsite.audit.trail import OPERATOR


class Command(BaseCommand):
    help = "Xóa dữ liệu hết thời hạn lưu. Không có --apply thì chỉ in ra sẽ xóa bao nhiêu."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--apply", action="store_true", help="xóa thật")

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        found = apply_retention(by=OPERATOR, at=at) if options["apply"] else count_due(at=at)
        counts = {one.rule.key: one.count for one in found}
        verb = "đã xóa" if options["apply"] else "sẽ xóa"
        for rule in retention_rules():
            count = counts.get(rule.key)
            done = "làm ở nơi khác" if count is None else f"{verb} {count}"
            self.stdout.write(f"{rule.what}, sau {rule.days} ngày ({rule.why}): {done}")
        if not options["apply"]:
            self.stdout.write("Chưa xóa gì. Thêm --apply để xóa thật.")
