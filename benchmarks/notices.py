"""Measures telling very many people by mail: planned, written as notices, and sent to a server."""

import argparse
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings

from benchmarks import filling
from benchmarks.reports import Figures
from benchmarks.usage import memory_mb, peak_memory_mb
from contests.models import Contest, Entry
from contests.reminders.plan import plan_reminder, rounds_to_remind
from contests.subjects import organiser
from quizsite.accounts.consents import current_text
from quizsite.accounts.models import Consent, Purpose, User
from quizsite.notifications.mailings import write_due_mailings
from quizsite.notifications.models import Mailing, Notice, NoticeState
from quizsite.notifications.sending import send_due

ROWS = ("entries",)


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--entries", type=int, default=60_000)


class NoticesBenchmark:
    def __init__(self, chosen: argparse.Namespace) -> None:
        self.contest, at = Contest.objects.get(), datetime.now(UTC)
        Mailing.objects.all().delete()
        Notice.objects.all().delete()
        Entry.objects.all().delete()
        entries = filling.fill_people(
            self.contest, chosen.entries, at=at - timedelta(days=9), rng=random.Random(8)
        )
        people = Entry.objects.filter(pk__gte=entries.start).values_list("user", "user__email")
        _let_all_agree(list(people), at=at)
        filling.tidy([User, Entry, EmailAddress, Consent])
        settings.QUIET_HOURS = (0, 0)
        settings.NOTICES_PER_HOUR = 10_000_000
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_USE_SSL = "127.0.0.1", False

    def run(self) -> Figures:
        Mailing.objects.all().delete()
        Notice.objects.all().delete()
        at, before = datetime.now(UTC), memory_mb([os.getpid()])
        round = rounds_to_remind(self.contest, at=at)[0]
        by = organiser(self.contest.organisers.all()[0])
        began = time.monotonic()
        plan_reminder(round, unit=None, due_at=at + timedelta(seconds=1), most=None, by=by, at=at)
        planned = time.monotonic()
        write_due_mailings(at=at + timedelta(seconds=1), between=lambda: None)
        written, count = time.monotonic(), Notice.objects.count()
        with mail_sink() as taken:
            later = at + timedelta(seconds=1)
            while Notice.objects.due(later).exists():
                send_due(now=lambda: datetime.now(UTC), between=lambda: None)
        sent = time.monotonic()
        return {
            "notices": count,
            "seconds planning": round_to(planned - began),
            "seconds writing": round_to(written - planned),
            "seconds sending": round_to(sent - written),
            "notices/s sent": round_to(count / (sent - written)),
            "marked sent": Notice.objects.filter(state=NoticeState.SENT).count(),
            "mails taken": taken["mails"],
            "connections": taken["connections"],
            "memory before, MB": round_to(before),
            "peak memory, MB": round_to(peak_memory_mb([os.getpid()])),
        }


def round_to(value: float) -> float:
    return round(value, 1)


def _let_all_agree(people: list[tuple[int, str]], *, at: datetime) -> None:
    text = current_text(Purpose.MESSAGES)
    Consent.objects.bulk_create(
        [
            Consent(user_id=pk, text=text, purpose=text.purpose, given_at=at, channel="bench")
            for pk, _email in people
        ],
        batch_size=5000,
    )
    EmailAddress.objects.bulk_create(
        [
            EmailAddress(user_id=pk, email=email, verified=True, primary=True)
            for pk, email in people
        ],
        batch_size=5000,
    )


@contextmanager
def mail_sink() -> Iterator[dict[str, Any]]:
    """A server in a process of its own; afterwards what it has taken stands in the answer."""
    command = [sys.executable, "-m", "benchmarks.mail_sink"]
    taken: dict[str, Any] = {}
    with subprocess.Popen(  # noqa: S603 -- our own command
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        settings.EMAIL_PORT = int(process.stdout.readline())
        yield taken
        process.stdin.close()
        taken |= json.loads(process.stdout.readline())


benchmark = NoticesBenchmark
