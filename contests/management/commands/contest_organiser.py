"""Gives or takes a contest: `manage.py contest_organiser EMAIL SLUG [--remove]`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from contests.models import Contest
from contests.planning.roles import add_organiser, remove_organiser
from contests.rules import TakesPart
from quizsite.accounts.management.people import person_named
from quizsite.audit.trail import OPERATOR


class Command(BaseCommand):
    help = "Thêm hoặc bớt một người trong ban tổ chức của một cuộc thi."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("slug", help="đường dẫn của cuộc thi")
        parser.add_argument("--remove", action="store_true")
        parser.add_argument(
            "--void-entries",
            metavar="LY_DO",
            default="",
            help="loại các đăng ký dự thi đang vướng, với lý do này, rồi giao vai",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        user = person_named(options["email"])
        contest = Contest.objects.filter(slug=options["slug"]).first()
        if contest is None:
            raise CommandError(f"Không có cuộc thi {options['slug']}.")
        at = timezone.now()
        if options["remove"]:
            remove_organiser(contest, user=user, by=OPERATOR, at=at, may_be_last=True)
            self.stdout.write(f"{user.full_name} không còn trong ban tổ chức {contest.title}.")
            return
        try:
            add_organiser(
                contest, user=user, by=OPERATOR, at=at, void_reason=options["void_entries"]
            )
        except TakesPart as refusal:
            raise CommandError(f"{refusal.message} Thêm --void-entries LÝ_DO.") from refusal
        self.stdout.write(f"{user.full_name} thuộc ban tổ chức {contest.title}.")
