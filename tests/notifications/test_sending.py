"""What waits is handed to a real mail server: once, in time, and never where it is not wanted."""

from datetime import timedelta

import pytest
from django.test import Client

from quizsite.accounts.consents import withdraw_consent
from quizsite.accounts.models import Purpose
from quizsite.notifications import audiences, sending
from quizsite.notifications.audiences import Audience
from quizsite.notifications.message_numbers import signed_number
from quizsite.notifications.models import Notice, NoticeKind, StoppedAddress
from quizsite.notifications.outbox import notify, notify_address
from quizsite.notifications.sending import LEASE, PAUSES, Run, send_due, send_one
from tests.factories import NOON
from tests.notifications.conftest import agreeing, occasion

pytestmark = pytest.mark.django_db

NIGHT = NOON + timedelta(hours=10)  # 22:00


def send(at=NOON):
    return send_due(now=lambda: at, between=lambda: None)


def told(user, at=NOON, **of):
    notify([user.pk], occasion(**of), at=at)
    return Notice.objects.get(person=user, occasion=of.get("name", "result:1"))


def state_of(notice):
    notice.refresh_from_db()
    return notice.state, notice.why


def test_a_letter_has_words_a_link_and_a_way_out(mailbox):
    told(agreeing(email="an@example.vn"))
    assert send() == 1
    [mail] = mailbox.mails
    notice = Notice.objects.get()
    assert mailbox.to == ["an@example.vn"]
    assert mail["Subject"].strip() == "Đã có kết quả chính thức: Tuần 1"
    assert mail["Message-ID"] == f"<{signed_number(notice.code)}@localhost>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    text = mail.get_body(("plain",)).get_content()
    page = mail.get_body(("html",)).get_content()
    for part in (text, page):
        assert "http://127.0.0.1:8000/ket-qua/" in part
        assert mail["List-Unsubscribe"].strip(" <>") in part.replace("=\n", "")
    assert 'lang="vi"' in page
    assert (notice.state, notice.sent_at) == ("sent", NOON)


def test_nothing_is_sent_twice(mailbox):
    told(agreeing())
    assert (send(), send()) == (1, 0)


def test_two_processes_that_see_the_same_notice_send_it_once(mailbox):
    notice = told(agreeing())
    runs = [Run(now=lambda: NOON) for _ in range(2)]
    assert [send_one(notice, run) for run in runs] == [True, False]
    assert len(mailbox.mails) == 1
    for run in runs:
        run.close()


def test_without_the_claim_it_would_go_out_twice(mailbox, monkeypatch):
    notice = told(agreeing())
    monkeypatch.setattr(sending, "_waiting", lambda one: Notice.objects.filter(pk=one.pk))
    runs = [Run(now=lambda: NOON) for _ in range(2)]
    assert [send_one(notice, run) for run in runs] == [True, True]
    assert list(mailbox.numbers.values()) == [2]
    for run in runs:
        run.close()


def test_what_a_dead_process_held_is_sent_after_its_lease(mailbox):
    notice = told(agreeing())
    Notice.objects.update(state="sending", tries=1, leased_until=NOON + LEASE)
    assert send(NOON + LEASE) == 0
    assert send(NOON + LEASE + timedelta(seconds=1)) == 1
    assert state_of(notice) == ("sent", "")


def test_a_notice_that_kills_each_process_is_given_up(mailbox):
    notice = told(agreeing())
    Notice.objects.update(state="sending", tries=len(PAUSES) + 1, leased_until=NOON)
    assert send(NOON + timedelta(hours=1)) == 0
    assert state_of(notice) == ("failed", "gave_up")


def test_a_server_that_is_busy_is_asked_again_after_growing_pauses(mailbox, settings):
    settings.QUIET_HOURS = (0, 0)
    notice = told(agreeing(email="an@example.vn"))
    mailbox.answers["an@example.vn"] = "451 Greylisted"
    at, pauses = NOON, []
    for _ in PAUSES:
        assert send(at) == 0
        notice.refresh_from_db()
        pauses.append(round((notice.due_at - at).total_seconds() / 60))
        at = notice.due_at
    assert pauses == list(PAUSES)
    assert send(at) == 0
    assert state_of(notice) == ("failed", "gave_up")


def test_a_server_out_of_reach_costs_no_notice(mailbox, settings):
    settings.EMAIL_PORT = 1
    notices = [told(agreeing()) for _ in range(5)]
    assert send() == 0
    # The run ends after three troubles, and the others have not been tried.
    assert sorted(Notice.objects.values_list("tries", flat=True)) == [0, 0, 1, 1, 1]
    settings.EMAIL_PORT = mailbox.port
    assert send(NOON + timedelta(minutes=2)) == len(notices)


def test_an_address_that_does_not_exist_gets_nothing_more(mailbox):
    user = agreeing(email="an@example.vn")
    mailbox.answers["an@example.vn"] = "550 5.1.1 No such user"
    notice = told(user)
    send()
    assert state_of(notice) == ("failed", "no_such_address")
    assert StoppedAddress.objects.get().why == "no_such_address"
    assert notify([user.pk], occasion("result:2"), at=NOON) == 0


def test_a_refused_text_says_nothing_about_the_address(mailbox):
    mailbox.at_data = "554 5.7.1 Spam"
    notice = told(agreeing())
    send()
    assert state_of(notice) == ("failed", "refused")
    assert not StoppedAddress.objects.exists()


def test_at_night_only_invitations_go_out(mailbox):
    notice = told(agreeing(), at=NIGHT)
    notify_address("moi@example.vn", occasion("invitation:1", NoticeKind.INVITATION), at=NIGHT)
    assert send(NIGHT) == 1
    assert mailbox.to == ["moi@example.vn"]
    notice.refresh_from_db()
    assert notice.due_at == NOON + timedelta(hours=19)  # 07:00
    assert send(notice.due_at) == 1


def test_a_person_gets_no_more_a_day_than_the_setting_says(mailbox, settings):
    settings.NOTICES_PER_DAY = 2
    user = agreeing()
    for n in range(3):
        told(user, name=f"result:{n}")
    assert send() == 2
    late = Notice.objects.get(state="waiting")
    assert late.due_at == NOON + timedelta(days=1)
    assert send(late.due_at) == 1


def test_the_site_sends_no_more_an_hour_than_its_budget(mailbox, settings):
    settings.NOTICES_PER_HOUR = 2
    for _ in range(3):
        told(agreeing())
    assert send() == 2
    assert send(NOON + timedelta(minutes=59)) == 0
    assert send(NOON + timedelta(minutes=60)) == 1


def test_what_is_not_wanted_any_more_is_dropped(mailbox):
    user = agreeing()
    notice = told(user)
    withdraw_consent(user, purpose=Purpose.MESSAGES, at=NOON)
    assert send() == 0
    assert state_of(notice) == ("dropped", "not_wanted")


def test_what_comes_too_late_is_dropped(mailbox):
    notice = told(agreeing(), expires_at=NOON)
    assert send() == 0
    assert state_of(notice) == ("dropped", "too_late")


def test_what_does_not_concern_the_person_any_more_is_dropped(mailbox, monkeypatch):
    nobody = Audience(people=lambda *_: [], still_concerned=lambda notices: set())
    monkeypatch.setitem(audiences._audiences, NoticeKind.RESULT_OFFICIAL, nobody)
    notice = told(agreeing())
    assert send() == 0
    assert state_of(notice) == ("dropped", "not_concerned")


def test_an_address_that_somebody_typed_is_forgotten_once_sent(mailbox):
    notify_address("moi@example.vn", occasion("invitation:1", NoticeKind.INVITATION), at=NOON)
    assert send() == 1
    notice = Notice.objects.get()
    assert (notice.address, notice.facts, notice.state) == ("", {}, "sent")


def test_no_address_comes_into_the_log(mailbox, caplog, settings):
    mailbox.answers = {"an@example.vn": "550 5.1.1 an@example.vn?", "ba@example.vn": "451 Later"}
    told(agreeing(email="an@example.vn"))
    told(agreeing(email="ba@example.vn"))
    send()
    assert "notice_refused" in caplog.text
    assert "@example.vn" not in caplog.text


def test_one_tap_in_a_mail_program_stops_the_contest(mailbox):
    """As RFC 8058 says: a post without cookie or session, nothing but the link and one field."""
    user = agreeing()
    told(user)
    send()
    link = mailbox.mails[0]["List-Unsubscribe"].strip(" <>")
    mail_program = Client(enforce_csrf_checks=True)
    path = link.removeprefix("http://127.0.0.1:8000")
    assert mail_program.get(path).status_code == 200
    assert notify([user.pk], occasion("result:2"), at=NOON) == 1  # looking stops nothing
    assert mail_program.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert notify([user.pk], occasion("result:3"), at=NOON) == 0
    assert notify([user.pk], occasion("result:3", contest=8), at=NOON) == 1
