"""Jobs of notices; the path of each is stored with its jobs, so none is moved or renamed."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from quizsite.jobs.worker import give_back_if_stopping
from quizsite.notifications.bounce_mailbox import take_from_mailbox
from quizsite.notifications.mailings import write_due_mailings
from quizsite.notifications.sending import send_due


@task(priority=-10)  # files, rankings and corrections come first
def send_notices() -> None:
    """Write the notices of due mailings, then send; what is left waits for the next minute."""
    write_due_mailings(at=timezone.now(), between=give_back_if_stopping)
    send_due(now=timezone.now, between=give_back_if_stopping)


@task(priority=-10)
def take_bounces() -> None:
    """Look for mails that came back, if the site names a mailbox of them."""
    take_from_mailbox(now=timezone.now, between=give_back_if_stopping)
