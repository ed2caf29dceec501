"""`manage.py new_epoch` begins a new life of this database; open pages bring all back."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from quizsite.audit.kinds import AuditKind, Subject
from quizsite.audit.trail import OPERATOR, About, record
from quizsite.epochs import kept_epoch
from quizsite.epochs.epoch import current_epoch, renew_epoch
from quizsite.models import EpochReason


class Command(BaseCommand):
    help = "Bắt đầu mốc dữ liệu mới; các trang bài thi đang mở tự gửi lại những câu đã được nhận."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Mốc dữ liệu mới: {begin_epoch()}")


@transaction.atomic
def begin_epoch() -> int:
    """Renew the epoch and leave a line in the trail; return it."""
    at, was = timezone.now(), current_epoch()
    renew_epoch(was=was, why=EpochReason.COMMAND, at=at)
    new = current_epoch()
    about = About(Subject.SITE, None)
    record(
        about,
        kind=AuditKind.EPOCH_RENEWED,
        by=OPERATOR,
        at=at,
        before={"epoch": str(was)},
        after={"epoch": str(new)},
    )
    if settings.NOTE_HEADS:
        kept_epoch.keep(settings.HEADS_DIR)
    return new
