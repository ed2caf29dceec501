"""`manage.py load_sample_ideas` shows a sample contest of ideas: a gallery and a public vote."""

import secrets
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from quizsite.simulation.sample_ideas import load_sample_ideas


class Command(BaseCommand):
    help = "Nạp cuộc thi ý tưởng mẫu, sau load_sample_contest (chạy lại không tạo thêm)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--password", help="mật khẩu các tài khoản mẫu (mặc định: tạo mới)")

    def handle(self, *args: Any, **options: Any) -> None:
        password = options["password"] or secrets.token_urlsafe(12)
        contest = load_sample_ideas(at=timezone.now(), password=password)
        self.stdout.write(f"{contest.title}: /cuoc-thi/{contest.slug}/")
