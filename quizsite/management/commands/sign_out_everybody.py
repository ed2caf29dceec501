"""`manage.py sign_out_everybody --reason …` ends every session, as after a backup was stolen."""

from argparse import ArgumentParser
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from quizsite.accounts.models import User
from quizsite.accounts.signing_in.ended_sessions import end_all_sessions
from quizsite.audit.kinds import AuditKind, Subject
from quizsite.audit.trail import OPERATOR, About, record


class Command(BaseCommand):
    help = "Đăng xuất mọi người trên mọi thiết bị, như sau khi lộ một bản sao lưu."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--reason", required=True, help="ghi vào nhật ký")

    def handle(self, *args: Any, **options: Any) -> None:
        reason: str = options["reason"].strip()
        if not reason:
            raise CommandError("Hãy ghi lý do.")
        people = sign_out_everybody(reason=reason)
        self.stdout.write(f"Đã đăng xuất {people} người. Bài đang mở: đăng nhập lại rồi làm tiếp.")


@transaction.atomic
def sign_out_everybody(*, reason: str) -> int:
    """Return how many people were signed in somewhere."""
    told = {session.get_decoded().get(SESSION_KEY) for session in Session.objects.iterator()}
    noted = UserSession.objects.values("user")
    of_sessions = Q(pk__in=[int(pk) for pk in told if pk])
    users = list(User.objects.filter(of_sessions | Q(pk__in=noted)))
    for user in users:
        end_all_sessions(user)
    Session.objects.all().delete()  # those whose device was never noted, and visitors'
    record(
        About(Subject.SITE, None),
        kind=AuditKind.ALL_SIGNED_OUT,
        by=OPERATOR,
        at=timezone.now(),
        after={"people": len(users)},
        reason=reason,
    )
    return len(users)
