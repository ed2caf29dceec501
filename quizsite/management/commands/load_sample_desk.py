"""`manage.py load_sample_desk CONTEST` shows organisers what waits for them, with sample data."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from contests.models import Contest
from quizsite.simulation.sample_desk import load_sample_desk


class Command(BaseCommand):
    help = "Thêm việc mẫu cho ban tổ chức của cuộc thi mẫu."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("contest", help="đường dẫn của cuộc thi mẫu")
        parser.add_argument("--password", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        contest = Contest.objects.filter(slug=options["contest"], is_sample=True).first()
        if contest is None:
            raise CommandError("Chỉ thêm việc mẫu cho cuộc thi mẫu. Hãy chạy load_sample_contest.")
        load_sample_desk(contest, at=timezone.now(), password=options["password"])
