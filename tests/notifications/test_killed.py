"""A process that sends is killed in mid-batch: nobody is forgotten, nobody told twice.

What the server took and nobody marked goes out again under its old number (decision 69)."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.utils import timezone

from quizsite.notifications.models import Notice
from quizsite.notifications.outbox import notify
from quizsite.notifications.sending import LEASE, send_due
from tests.journeys.serving import ROOT, database_url
from tests.notifications.conftest import agreeing, occasion
from tests.with_us import WITH_US

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

PEOPLE = 6
SEND = "from quizsite.notifications.jobs import send_notices; send_notices.call()"


def start_sending(port):
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(port),
        "EMAIL_USE_SSL": "0",
        "QUIET_HOURS": "0-0",
        "LOG_LEVEL": "WARNING",
    }
    command = [*WITH_US, sys.executable, "manage.py", "shell", "-v0", "-c", SEND]
    return subprocess.Popen(command, cwd=ROOT, env=environment)  # noqa: S603 -- our own command


@pytest.mark.parametrize(("killed", "sent_twice"), [("before", 0), ("after", 1)])
def test_after_a_kill_each_person_has_one_message(mailbox, settings, killed, sent_twice):
    """The server stalls at the third message: it has not taken it, or has and said nothing yet."""
    settings.QUIET_HOURS = (0, 0)
    mailbox.hold_at = (2 if killed == "before" else 3, killed)
    at = timezone.now()
    notify([agreeing(email=f"n{n}@example.vn").pk for n in range(PEOPLE)], occasion(), at=at)
    process = start_sending(mailbox.port)
    try:
        assert mailbox.holding.wait(timeout=60)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    states = Notice.objects.order_by().values_list("state", flat=True)
    assert sorted(states) == ["sending", "sent", "sent", "waiting", "waiting", "waiting"]

    later = at + LEASE + timedelta(minutes=2)
    send_due(now=lambda: later, between=lambda: None)

    assert set(states.all()) == {"sent"}
    assert sorted(set(mailbox.to)) == [f"n{n}@example.vn" for n in range(PEOPLE)]
    # One number for each person, whatever happened; the message in flight may come again under it.
    assert len(mailbox.numbers) == PEOPLE
    assert sum(mailbox.numbers.values()) - PEOPLE == sent_twice
