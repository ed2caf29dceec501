"""`manage.py verify_contest CONTEST` finds every final figure of a contest again."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from contests.models import Contest
from leaderboard.recount.contest import recount, scope_of


class Command(BaseCommand):
    help = "Tìm lại mọi con số đã chốt của một cuộc thi; mã thoát khác 0 nếu có sai lệch."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("contest", help="đường dẫn cuộc thi, ví dụ cchc-2026")

    def handle(self, *args: Any, **options: Any) -> None:
        contest = Contest.objects.filter(slug=options["contest"]).first()
        if contest is None:
            raise CommandError(f"Không có cuộc thi {options['contest']}.")
        scope, count = scope_of(contest), 0
        for line in recount(contest, at=timezone.now()):
            count += 1
            self.stdout.write(line)
        if scope.waiting:
            self.stdout.write(f"Chưa chốt nên chưa kiểm tra: {', '.join(scope.waiting)}")
        if count:
            raise CommandError(f"{contest.title}: {count} sai lệch")
        checked = ", ".join(scope.final) or "chưa kỳ nào chốt"
        self.stdout.write(f"{contest.title}: không có sai lệch ({checked})")
