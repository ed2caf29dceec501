"""Removes a lost second factor: `manage.py reset_second_factor PERSON --reason WHY`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from quizsite.accounts.oversight.lost_factors import reset_by_operator
from quizsite.accounts.oversight.rules import OversightRefusal
from quizsite.accounts.people import find_account


class Command(BaseCommand):
    help = "Gỡ lớp xác thực thứ hai đã mất của một tài khoản, khi không có quản trị khác xác nhận."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("person", help="thư điện tử, số điện thoại, hoặc #số của tài khoản")
        parser.add_argument("--reason", required=True, help="lý do, được lưu trong nhật ký")

    def handle(self, *args: Any, **options: Any) -> None:
        user = find_account(options["person"])
        if user is None:
            raise CommandError(f"Không có tài khoản {options['person']}.")
        try:
            reset_by_operator(user, reason=options["reason"], at=timezone.now())
        except OversightRefusal as refusal:
            raise CommandError(str(refusal.message)) from refusal
        self.stdout.write(f"Đã gỡ xác thực hai lớp của {user.full_name} và đăng xuất mọi thiết bị.")
