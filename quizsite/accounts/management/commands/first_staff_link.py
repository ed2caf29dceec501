"""Prints the link to the first staff account: `manage.py first_staff_link [--origin ORIGIN]`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from quizsite.accounts.first_staff.console import link_in_words
from quizsite.accounts.first_staff.link import StaffExists


class Command(BaseCommand):
    help = "In đường dẫn một lần để tạo tài khoản quản trị đầu tiên của trang."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--origin", default="", help="địa chỉ của trang, ví dụ https://thi.phuong.gov.vn"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stdout.write(link_in_words(origin=options["origin"]))
        except StaffExists as refusal:
            raise CommandError(str(refusal.message)) from refusal
