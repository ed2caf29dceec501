"""Deletes a person who asked by letter: `manage.py erase_person PERSON --reason TEXT`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from quizsite.accounts.people import find_account
from quizsite.accounts.personal_data.erasure import erase_person, what_stays
from quizsite.audit.trail import OPERATOR
from quizsite.language.vietnamese import visible
from quizsite.refusals import Refusal


class Command(BaseCommand):
    help = "Xóa dữ liệu của một người theo yêu cầu gửi ngoài trang; kết quả giữ lại không còn tên."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("person", help="thư điện tử, số điện thoại, hoặc #số của tài khoản")
        parser.add_argument("--reason", required=True, help="số văn bản hoặc ngày nhận yêu cầu")

    def handle(self, *args: Any, **options: Any) -> None:
        user = find_account(options["person"])
        if user is None:
            raise CommandError(f"Không có tài khoản {options['person']}.")
        if not visible(options["reason"]):
            raise CommandError("Hãy ghi lý do: số văn bản hoặc ngày nhận yêu cầu.")
        at = timezone.now()
        stays = what_stays(user, at=at)
        try:
            erase_person(user, by=OPERATOR, at=at, reason=options["reason"])
        except Refusal as refusal:
            raise CommandError(str(refusal.message)) from refusal
        self.stdout.write("Đã xóa dữ liệu. Những gì còn lại:")
        for sentence in stays:
            self.stdout.write(f"- {sentence}")
