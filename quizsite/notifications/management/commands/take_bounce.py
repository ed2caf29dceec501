"""`manage.py take_bounce` takes one mail that came back from its input, as Postfix pipes it."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import OperationalError
from django.utils import timezone

from quizsite.notifications.bounce_reports import MOST_BYTES
from quizsite.notifications.bounces import take_bounce

_TRY_LATER = 75  # EX_TEMPFAIL: the mail server keeps it and comes again


class Command(BaseCommand):
    help = "Đọc một thư bị trả lại từ đầu vào; thư không phải của hệ thống thì bỏ qua."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", default="", help="địa chỉ mà thư này được gửi tới")

    def handle(self, *args: Any, **options: Any) -> None:
        raw = sys.stdin.buffer.read(MOST_BYTES + 1)
        try:
            take_bounce(raw, sent_to=options["to"][:1000], at=timezone.now())
        except OperationalError as error:
            self.stderr.write("Cơ sở dữ liệu chưa trả lời; máy chủ thư hãy đưa lại sau.")
            raise SystemExit(_TRY_LATER) from error
