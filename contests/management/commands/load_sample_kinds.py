"""Loads a practice round with questions of each kind: `manage.py load_sample_kinds`."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from contests.sample_kinds import load_sample_kinds


class Command(BaseCommand):
    help = "Nạp kỳ thi thử có các dạng câu hỏi, sau load_sample_contest (chạy lại không tạo thêm)."

    def handle(self, *args: Any, **options: Any) -> None:
        contest = load_sample_kinds(at=timezone.now())
        self.stdout.write(f"{contest.title}: /cuoc-thi/{contest.slug}/")
