"""Loads a show on a stage with made-up teams: `manage.py load_sample_stage`."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from contests.sample_stage import load_sample_stage


class Command(BaseCommand):
    help = "Nạp hội thi mẫu, sau load_sample_contest (chạy lại không tạo thêm)."

    def handle(self, *args: Any, **options: Any) -> None:
        show = load_sample_stage(at=timezone.now())
        contest = show.round.contest
        self.stdout.write(f"{show.title}: /to-chuc/{contest.slug}/san-khau/{show.round.number}/")
