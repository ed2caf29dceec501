"""Gives or takes a role in the bank: `manage.py bank_role EMAIL author|reviewer [--remove]`.

It stands here because the bank knows no contest, and people in one may not see questions."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from contests.planning.roles import give_bank_role, take_bank_role
from contests.rules import TakesPart
from questionbank.models import BankRole
from quizsite.accounts.management.people import person_named
from quizsite.audit.trail import OPERATOR


class Command(BaseCommand):
    help = "Giao hoặc thu vai người soạn (author), người duyệt (reviewer) câu hỏi."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("kind", choices=BankRole.Kind.values)
        parser.add_argument("--remove", action="store_true")
        parser.add_argument(
            "--void-entries",
            metavar="LY_DO",
            default="",
            help="loại các đăng ký dự thi đang vướng, với lý do này, rồi giao vai",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        user = person_named(options["email"])
        kind, at = BankRole.Kind(options["kind"]), timezone.now()
        if options["remove"]:
            take_bank_role(user, kind=kind, by=OPERATOR, at=at)
            self.stdout.write(f"{user.full_name} không còn là {kind.label}.")
        else:
            try:
                give_bank_role(
                    user, kind=kind, by=OPERATOR, at=at, void_reason=options["void_entries"]
                )
            except TakesPart as refusal:
                raise CommandError(f"{refusal.message} Thêm --void-entries LÝ_DO.") from refusal
            self.stdout.write(f"{user.full_name} là {kind.label}.")
