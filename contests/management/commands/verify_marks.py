"""Finds a panel's totals again with other code: `manage.py verify_marks <panel>`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from contests.judging.recount import differences, recounted_totals
from contests.models import Panel


class Command(BaseCommand):
    help = "Tính lại tổng điểm của một ban giám khảo bằng mã khác và nói chỗ nào không khớp."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("panel", type=int, help="số của ban giám khảo, có trong địa chỉ trang")

    def handle(self, *args: Any, **options: Any) -> None:
        panel = Panel.objects.filter(pk=options["panel"]).first()
        if panel is None:
            raise CommandError("không có ban giám khảo số này")
        found = list(differences(panel))
        for line in found[:50]:
            self.stderr.write(line)
        if found:
            raise CommandError(f"{len(found)} chỗ không khớp")
        counted = len(recounted_totals(panel))
        self.stdout.write(f"{panel.title}: {counted} bài tính lại, mọi tổng điểm khớp")
