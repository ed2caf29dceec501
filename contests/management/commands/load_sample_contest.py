"""Loads the sample contest and an account for each role: `manage.py load_sample_contest`."""

import secrets
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from contests.planning.publish_round import RoundNotReady
from contests.sample_contest import (
    CONTACT,
    ORGANISER,
    PARTICIPANT,
    UNIT,
    load_sample_contest,
)
from contests.sample_panel import CHAIR, JUROR
from quizsite.accounts.models import Unit


class Command(BaseCommand):
    help = "Nạp cuộc thi mẫu với ba kỳ: đã đóng, đang mở, sắp mở (chạy lại không tạo thêm)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--at", help="thời điểm làm mốc, ISO 8601 (mặc định: bây giờ)")
        parser.add_argument("--password", help="mật khẩu các tài khoản mẫu (mặc định: tạo mới)")

    def handle(self, *args: Any, **options: Any) -> None:
        at = _moment(options["at"]) if options["at"] else timezone.now()
        password = options["password"] or secrets.token_urlsafe(12)
        try:
            contest = load_sample_contest(at=at, password=password)
        except Unit.DoesNotExist as error:
            raise CommandError(f"thiếu đơn vị {UNIT}: chạy load_sample_units trước") from error
        except RoundNotReady as refusal:
            hint = "chạy load_sample_bank trước"
            raise CommandError(f"{refusal.message} ({hint})") from refusal
        self.stdout.write(f"{contest.title}: /cuoc-thi/{contest.slug}/")
        for role, email in (
            ("ban tổ chức", ORGANISER),
            ("đầu mối", CONTACT),
            ("người dự thi", PARTICIPANT),
            ("chủ tịch ban giám khảo", CHAIR),
            ("giám khảo", JUROR),
        ):
            self.stdout.write(f"  {role}: {email} / {password}")


def _moment(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"--at {text!r} không phải thời điểm ISO 8601") from error
    return at if at.tzinfo else timezone.make_aware(at)
