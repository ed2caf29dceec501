"""`manage.py key_rotation` says what would be lost if the older keys were dropped now."""

from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Max
from django.utils import timezone

from contests.models import (
    Attempt,
    FormerBankRole,
    FormerEntrant,
    Invitation,
    ResponseCode,
    RosterInvitation,
)
from quizsite.accounts.signing_in.older_keys import (
    factors_of_older_keys,
    renew_factors,
    renew_sessions,
    sessions_of_older_keys,
)
from quizsite.language import moments
from quizsite.models import ProcessReport
from quizsite.notifications.models import StoppedAddress
from quizsite.operations.process_reports import reporting_processes

NOTHING_OLD = (
    "SECRET_KEY_FALLBACKS trống: chỉ có một khóa. Muốn đổi khóa, làm theo ba bước ở "
    "docs/doi-khoa.md."
)
MAY_GO = "Không còn gì cần khóa cũ: có thể bỏ nó khỏi SECRET_KEY_FALLBACKS (bước 3)."


class Command(BaseCommand):
    help = "Cho biết bỏ khóa cũ bây giờ thì mất gì; --renew ký và mã hóa lại bằng khóa mới."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--renew",
            action="store_true",
            help="ký lại phiên đăng nhập, mã hóa lại xác thực hai lớp bằng khóa mới (bước 2)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.SECRET_KEY_FALLBACKS:
            self.stdout.write(NOTHING_OLD)
            return
        if options["renew"]:
            factors, sessions = renew_factors(), renew_sessions()
            self.stdout.write(
                f"Đã mã hóa lại {moments.number(factors)} cách xác thực hai lớp, ký lại "
                f"{moments.number(sessions)} phiên đăng nhập."
            )
        if lost := list(what_would_be_lost(timezone.now())):
            self.stdout.write("Nếu bỏ khóa cũ bây giờ:")
            self.stdout.write("\n".join(f"- {line}" for line in lost))
            raise CommandError("Chưa nên bỏ khóa cũ; mỗi dòng trên nói phải đợi gì.")
        self.stdout.write(MAY_GO)


def what_would_be_lost(at: datetime) -> Iterator[str]:
    older, lost = factors_of_older_keys()
    if older:
        yield f"{older} cách xác thực hai lớp không dùng được nữa. Chạy lệnh này với --renew."
    if lost:
        yield f"{lost} cách xác thực hai lớp đã không khóa nào đọc được: thiếu một khóa cũ hơn nữa."
    if sessions := sum(1 for _ in sessions_of_older_keys()):
        yield f"{sessions} phiên bị đăng xuất. Chạy lệnh này với --renew."
    yield from _signed_and_handed_out(at)
    yield from _hashes()


def _signed_and_handed_out(at: datetime) -> Iterator[str]:
    """Who holds them cannot be asked. A process that has not started anew since then may have
    signed under the older key, so the youngest process tells from when on none can have."""
    since = _all_started_by(at)
    papers = Attempt.objects.running().filter(started_at__lt=since).count()
    if papers:
        yield f"{papers} bài đang làm không lưu được nữa (mã 403). Đợi các bài ấy đóng."
    invitations = Invitation.objects.open(at).filter(made_at__lt=since).count()
    if invitations:
        yield f"{invitations} lời mời không mở được. Đợi chúng hết hạn, hoặc thu lại và mời lại."


def _all_started_by(at: datetime) -> datetime:
    serving = ProcessReport.objects.filter(name__in=reporting_processes())
    latest: datetime | None = serving.aggregate(latest=Max("started_at"))["latest"]
    return latest or at


def _hashes() -> Iterator[str]:
    """What they were made of is known to nobody, so they cannot be made again."""
    if entrants := FormerEntrant.objects.count():
        yield (
            f"{entrants} dấu của người đã xoá dữ liệu có thể không nhận ra nữa: họ thi lại được. "
            "Đợi 90 ngày sau khi chốt kỳ cuối, máy tự xóa các dấu này."
        )
    if roles := FormerBankRole.objects.count():
        yield (
            f"{roles} dấu của người đã xoá dữ liệu từng giữ ngân hàng câu hỏi có thể không nhận ra "
            "nữa. Đợi máy tự xóa (CONTACT_DATA_MONTHS)."
        )
    if stopped := StoppedAddress.objects.count():
        yield (
            f"{stopped} dấu của địa chỉ không nhận tin có thể không nhận ra nữa: thư mời lại "
            "tới đó được. Máy tự xóa các dấu này sau 24 tháng."
        )
    if invited := RosterInvitation.objects.count():
        yield (
            f"{invited} dấu của địa chỉ đã được mời dự thi có thể không nhận ra nữa: mời lại được "
            "quá số lần. Đợi 90 ngày sau kỳ thi cuối, máy tự xóa các dấu này."
        )
    if codes := ResponseCode.objects.count():
        yield f"{codes} mã trả lời khảo sát đã phát có thể không dùng được. Đợi khảo sát đóng."
