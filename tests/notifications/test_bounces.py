"""Mails that come back: known by our signature alone, and by nothing that a stranger can write."""

import os
import smtplib
import subprocess
import sys
from datetime import timedelta
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizsite.notifications.bounce_mailbox import take_from_mailbox
from quizsite.notifications.bounce_reports import MOST_BYTES, read_bounce
from quizsite.notifications.bounces import TAKEN_FOR, take_bounce
from quizsite.notifications.message_numbers import code_in, message_id, return_address
from quizsite.notifications.models import Notice, StoppedAddress
from quizsite.notifications.outbox import notify
from quizsite.notifications.recipients import reachable
from quizsite.notifications.sending import send_due
from tests.factories import NOON
from tests.journeys.serving import ROOT, database_url, free_port
from tests.notifications.conftest import agreeing, occasion
from tests.notifications.mailbox_server import mailbox_server
from tests.notifications.reports import BOUNDARY, report
from tests.with_us import WITH_US

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(days=1)
HOME = "tra-lai@thi.example.vn"


@pytest.fixture
def person():
    return agreeing(email="an@example.vn")


@pytest.fixture
def notice(person, mailbox, settings):
    settings.BOUNCE_ADDRESS = HOME
    notify([person.pk], occasion(), at=NOON)
    send_due(now=lambda: NOON, between=lambda: None)
    return Notice.objects.get()


def came_back(notice, **said):
    return report(message_id=message_id(notice.code), **said)


def after(notice):
    notice.refresh_from_db()
    return notice.state, notice.why


def test_the_envelope_names_where_it_comes_back_to(notice, mailbox):
    assert mailbox.senders == [return_address(notice.code)]
    assert len(mailbox.senders[0].partition("@")[0]) <= 64
    assert mailbox.mails[0]["From"] == "Thi CCHC <khong-tra-loi@localhost>"


@pytest.mark.parametrize("original", ["rfc822-headers", "rfc822"])
def test_a_mail_that_came_back_stops_its_address(original, notice, person):
    assert take_bounce(came_back(notice, original=original), at=LATER)
    assert after(notice) == ("failed", "no_such_address")
    assert reachable([person.pk], kind=notice.kind, contest=notice.contest) == []


def test_the_return_address_is_enough(notice):
    raw = report(to=return_address(notice.code))
    assert take_bounce(raw, at=LATER)


def test_so_is_the_address_that_the_mail_server_says(notice):
    assert take_bounce(report(), sent_to=return_address(notice.code).upper(), at=LATER)


@pytest.mark.parametrize(
    ("status", "why", "stops"),
    [
        ("5.1.1", "no_such_address", True),
        ("5.1.10", "no_such_address", True),
        ("5.2.1", "no_such_address", True),
        ("5.4.4", "no_such_address", True),
        ("5.2.2", "returned", False),
        ("5.7.1", "returned", False),
        ("5.1.8", "returned", False),
        ("4.4.1", "returned", False),
        ("nonsense", "returned", False),
    ],
)
def test_only_an_address_where_nobody_is_stops(status, why, stops, notice):
    assert take_bounce(came_back(notice, status=status), at=LATER)
    assert after(notice) == ("failed", why)
    assert StoppedAddress.objects.exists() == stops


def test_an_address_that_was_changed_since_then_stays(notice, person):
    person.emailaddress_set.update(email="moi@example.vn")
    take_bounce(came_back(notice), at=LATER)
    assert reachable([person.pk], kind=notice.kind, contest=notice.contest)


def forged(notice):
    yield report(message_id=f"<{notice.code.hex}@localhost>")
    yield report(message_id=f"<{notice.code.hex}.{'0' * 16}@localhost>")
    yield report(to=f"tra-lai+{notice.code}@thi.example.vn")
    yield came_back(notice, action="delayed")
    yield came_back(notice, action="delivered")
    yield came_back(notice).replace(b"multipart/report", b"multipart/mixed")
    yield came_back(notice).replace(b"message/delivery-status", b"text/plain")
    yield came_back(notice) + b"x" * MOST_BYTES
    yield b""
    yield b"\x00" * 1000
    yield b"Content-Type: multipart/report; boundary=a\n\n" + b"--a\n" * 50_000
    nested = b"Content-Type: multipart/report; boundary=%d\n\n--%d\n"
    yield b"".join(nested % (n, n) for n in range(3000))
    yield b"Content-Type: message/rfc822\n\n" * 5000


def test_what_is_forged_late_malformed_or_huge_changes_nothing(notice):
    for raw in forged(notice):
        assert not take_bounce(raw, at=LATER)
    assert not take_bounce(came_back(notice), at=NOON + TAKEN_FOR + timedelta(days=1))
    assert after(notice) == ("sent", "")
    assert not StoppedAddress.objects.exists()


def test_a_report_told_twice_counts_once(notice):
    assert take_bounce(came_back(notice), at=LATER)
    assert not take_bounce(came_back(notice), at=LATER)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(cut=st.integers(0, 1700), junk=st.binary(max_size=60))
def test_any_bytes_in_a_report_are_read_without_falling(cut, junk):
    raw = report()
    read_bounce(raw[:cut] + junk + raw[cut:])
    read_bounce(junk.join(raw.split(BOUNDARY.encode())))


def test_a_number_of_another_key_counts_as_long_as_the_key_does(notice, settings):
    number = message_id(notice.code)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "n" * 50
    assert code_in(number) == notice.code
    settings.SECRET_KEY_FALLBACKS = []
    assert code_in(number) is None


def test_its_person_is_told_and_may_start_again(notice, person, signed_in):
    take_bounce(came_back(notice), at=LATER)
    client, own = signed_in(person), reverse("notifications:own")
    assert "bị trả lại" in client.get(own).content.decode()
    assert client.post(reverse("notifications:restart")).status_code == 302
    assert "bị trả lại" not in client.get(own).content.decode().partition("Tin đã gửi")[0]
    assert client.post(reverse("notifications:restart")).status_code == 409


@pytest.fixture
def post_box(settings):
    with mailbox_server() as box:
        settings.BOUNCE_IMAP_HOST, settings.BOUNCE_IMAP_PORT = "127.0.0.1", box.port
        settings.BOUNCE_IMAP_SSL = False
        settings.BOUNCE_IMAP_USER, settings.BOUNCE_IMAP_PASSWORD = "tra-lai", "dung"
        box.password = "dung"
        yield box


def look():
    return take_from_mailbox(now=lambda: LATER, between=lambda: None)


def test_a_mailbox_is_read_once(notice, post_box):
    post_box.mails = {1: b"Subject: spam\r\n\r\n" + b"x" * 2 * MOST_BYTES, 2: came_back(notice)}
    assert look() == 1
    assert (after(notice)[0], post_box.seen) == ("failed", {1, 2})
    assert look() == 0


def test_a_mailbox_that_refuses_is_asked_again_later(notice, post_box):
    post_box.mails, post_box.password = {1: came_back(notice)}, "khac"
    assert (look(), post_box.seen) == (0, set())
    post_box.password = "dung"
    assert look() == 1


def test_without_a_mailbox_nothing_is_looked_into(settings):
    settings.BOUNCE_IMAP_HOST = ""
    assert look() == 0


class Pipe:
    """Hands each mail that comes in to the command, as Postfix does with `pipe`."""

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 -- aiosmtpd's
        command = [*WITH_US, sys.executable, "manage.py", "take_bounce", "--to"]
        done = subprocess.run(  # noqa: S603 -- our own command; nothing else waits
            [*command, envelope.rcpt_tos[0]],
            cwd=ROOT,
            env=self.environment,
            input=envelope.content,
            check=False,
        )
        return "250 OK" if done.returncode == 0 else "451 Later"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_from_the_server_that_took_it_back_over_smtp_into_the_pipe(person, mailbox, settings):
    """The other side takes the mail, finds nobody, and sends a report to the envelope's sender."""
    settings.BOUNCE_ADDRESS = HOME
    at = timezone.now()
    settings.QUIET_HOURS = (0, 0)
    notify([person.pk], occasion(), at=at)
    send_due(now=lambda: at, between=lambda: None)
    pipe = Pipe()
    pipe.environment = os.environ | {"DATABASE_URL": database_url(), "LOG_LEVEL": "WARNING"}
    pipe.environment["SECRET_KEY"] = settings.SECRET_KEY
    inbound = Controller(pipe, hostname="127.0.0.1", port=free_port())
    inbound.start()
    try:
        with smtplib.SMTP("127.0.0.1", inbound.port, timeout=120) as server:
            written = report(to=mailbox.senders[0]).replace(b"\n", b"\r\n")
            server.sendmail("", [mailbox.senders[0]], written)
    finally:
        inbound.stop()
    assert Notice.objects.get().why == "no_such_address"
    assert StoppedAddress.objects.count() == 1


def test_an_ordinary_answer_of_a_person_changes_nothing(notice):
    mail = EmailMessage()
    mail["From"], mail["To"] = "an@example.vn", return_address(notice.code)
    mail["In-Reply-To"] = message_id(notice.code)
    mail.set_content("Cảm ơn, tôi đã nhận.")
    assert not take_bounce(mail.as_bytes(), at=LATER)
