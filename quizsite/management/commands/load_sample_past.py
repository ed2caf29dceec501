"""`manage.py load_sample_past` shows a sample contest that is over, with its certificates."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from quizsite.simulation.sample_past import load_sample_past


class Command(BaseCommand):
    help = "Thêm một cuộc thi mẫu đã kết thúc, có văn bản và giấy chứng nhận."

    def handle(self, *args: Any, **options: Any) -> None:
        contest = load_sample_past(at=timezone.now())
        self.stdout.write(contest.title)
