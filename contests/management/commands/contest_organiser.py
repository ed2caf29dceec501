"""Gives or takes a contest: `manage.py contest_organiser EMAIL SLUG [--remove]`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from contests.models import Contest, ContestOrganiser
from contests.rules import TakesPart, check_takes_no_part
from quizsite.accounts.people import find_by_address


class Command(BaseCommand):
    help = "Thêm hoặc bớt một người trong ban tổ chức của một cuộc thi."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("slug", help="đường dẫn của cuộc thi")
        parser.add_argument("--remove", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        user = find_by_address(options["email"])
        if user is None:
            raise CommandError(f"Không có tài khoản {options['email']}.")
        contest = Contest.objects.filter(slug=options["slug"]).first()
        if contest is None:
            raise CommandError(f"Không có cuộc thi {options['slug']}.")
        if options["remove"]:
            ContestOrganiser.objects.filter(user=user, contest=contest).delete()
            self.stdout.write(f"{user.full_name} không còn trong ban tổ chức {contest.title}.")
            return
        at = timezone.now()
        try:
            check_takes_no_part(user, at=at, contest=contest)
        except TakesPart as refusal:
            raise CommandError(str(refusal.message)) from refusal
        ContestOrganiser.objects.get_or_create(user=user, contest=contest, defaults={"since": at})
        self.stdout.write(f"{user.full_name} thuộc ban tổ chức {contest.title}.")
