"""Mails of rosters that have not gone out are stopped, and count as never planned."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from contests.models import RosterInvitation
from contests.roster_invitations.invite import count_to_invite, invite_rostered
from contests.roster_invitations.mailings import mailings_of_desk, stop_inviting
from contests.roster_invitations.rules import PAUSE
from quizsite.accounts.models import UnitContact
from quizsite.audit.kinds import AuditKind, Role
from quizsite.audit.trail import Actor
from quizsite.notifications import mailings, sending
from quizsite.notifications.mailings import Cancelled, MailingOver, write_due_mailings
from quizsite.notifications.models import Mailing, Notice, NoticeState
from quizsite.notifications.posts import TryLater
from quizsite.notifications.sending import LEASE, put_lost_back, send_due
from tests.audit.lines import last_line
from tests.factories import (
    NOON,
    OrganiserFactory,
    RosterPersonFactory,
    UnitFactory,
    UserFactory,
)
from tests.notifications.conftest import mailbox
from tests.stage import open_round, race

__all__ = ["mailbox"]

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def week():
    return open_round(opens_at=NOON - DAY, closes_at=NOON + 30 * DAY)


@pytest.fixture
def office():
    return UnitFactory(name="Sở Nội vụ")


@pytest.fixture
def contact():
    return Actor(UserFactory(), Role.CONTACT)


@pytest.fixture
def five(week, office):
    fields = {"contest": week.contest, "unit": office}
    return [RosterPersonFactory(email=f"nguoi{n}@coquan.vn", **fields) for n in range(5)]


def plan(week, office, by, *, at=NOON, is_again=False):
    desk = {"unit": office, "units": [office.pk]}
    return invite_rostered(week.contest, **desk, is_again=is_again, by=by, at=at)


def write(at=NOON):
    write_due_mailings(at=at, between=lambda: None)


def stop(mailing, week, by, at=NOON):
    return stop_inviting(mailing, contest=week.contest, by=by, at=at)


def states():
    return sorted(Notice.objects.values_list("state", flat=True))


def test_what_waits_is_stopped_and_what_went_stays(week, office, contact, five):
    mailing = plan(week, office, contact)
    write()
    first = Notice.objects.order_by("pk").first()
    Notice.objects.filter(pk=first.pk).update(state=NoticeState.SENT, sent_at=NOON)
    assert stop(mailing, week, contact) == Cancelled(sent=1, stopped=4, in_flight=0)
    assert states() == ["sent"]
    counts = count_to_invite(week.contest, units=[office.pk], at=NOON)
    assert (counts.first, counts.too_soon) == (4, 1)
    assert last_line().kind == AuditKind.ROSTER_INVITING_STOPPED
    assert last_line().after == {"invited": 1, "mails_stopped": 4}
    plan(week, office, contact)
    write()
    assert Notice.objects.count() == 5


def test_lines_that_the_job_had_not_come_to_count_as_stopped(
    week, office, contact, five, monkeypatch
):
    monkeypatch.setattr(mailings, "BATCH", 2)
    mailing = plan(week, office, contact)
    mailings._write_batch(mailing.pk, at=NOON)
    assert stop(mailing, week, contact) == Cancelled(sent=0, stopped=5, in_flight=0)
    write()
    assert not Notice.objects.exists()
    assert not RosterInvitation.objects.exists()


def test_who_was_to_be_invited_again_stands_as_before(week, office, contact, five):
    plan(week, office, contact)
    write()
    Notice.objects.update(state=NoticeState.SENT, sent_at=NOON)
    mailing = plan(week, office, contact, at=NOON + PAUSE, is_again=True)
    write(NOON + PAUSE)
    stop(mailing, week, contact, at=NOON + PAUSE)
    assert set(RosterInvitation.objects.values_list("times", "last_at")) == {(1, NOON)}


def test_a_second_cancel_and_one_of_what_is_sent_are_refused(week, office, contact, five):
    mailing = plan(week, office, contact)
    stop(mailing, week, contact)
    with pytest.raises(MailingOver):
        stop(mailing, week, contact)
    sent = plan(week, office, contact)
    write()
    Notice.objects.update(state=NoticeState.SENT, sent_at=NOON)
    with pytest.raises(MailingOver):
        stop(sent, week, contact)


@pytest.mark.parametrize("came_back", ["try later", "process died"])
def test_one_in_flight_that_comes_back_is_not_tried_again(
    came_back, week, office, contact, five, mailbox, monkeypatch
):
    mailing = plan(week, office, contact)
    write()
    flying = Notice.objects.order_by("pk").first()
    gone_at = NOON - LEASE * 2 if came_back == "process died" else NOON + LEASE
    Notice.objects.filter(pk=flying.pk).update(state=NoticeState.SENDING, leased_until=gone_at)
    assert stop(mailing, week, contact) == Cancelled(sent=0, stopped=4, in_flight=1)
    if came_back == "try later":
        flying.tries = 1
        sending._try_later(flying, TryLater("busy"), at=NOON)
    put_lost_back(at=NOON)
    send_due(now=lambda: NOON + DAY, between=lambda: None)
    assert mailbox.mails == []
    assert Notice.objects.values_list("state", "why").get() == ("dropped", "cancelled")


@pytest.mark.parametrize("is_guarded", [True, False])
def test_a_worker_with_a_batch_in_hand_sends_nothing_after_the_cancel(
    is_guarded, week, office, contact, five, mailbox, monkeypatch
):
    """It had asked about all five; whoever does not look at the claim goes on sending."""
    mailing = plan(week, office, contact)
    write()
    if not is_guarded:
        monkeypatch.setattr(sending, "_waiting", lambda notice: ClaimsAnything())
    told = []

    def between():
        if len(mailbox.mails) == 2 and not told:
            told.append(stop(mailing, week, contact))

    send_due(now=lambda: NOON, between=between)
    if is_guarded:
        assert told == [Cancelled(sent=2, stopped=3, in_flight=0)]
    assert len(mailbox.mails) == (2 if is_guarded else 5)


class ClaimsAnything:
    def filter(self, **_of):
        return self

    def update(self, **_changes):
        return 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_cancel_beside_a_sending_worker_tells_the_truth(week, office, contact, five, mailbox):
    mailing = plan(week, office, contact)
    write()

    def send():
        send_due(now=lambda: NOON, between=lambda: None)

    _sent, told = race([send, lambda: stop(mailing, week, contact)])
    if isinstance(told, MailingOver):
        assert len(mailbox.mails) == 5
    else:
        assert len(mailbox.mails) == told.sent + told.in_flight == 5 - told.stopped


@pytest.fixture
def running():
    at = timezone.now()
    return open_round(opens_at=at - DAY, closes_at=at + 3 * DAY)


@pytest.fixture
def person(running):
    unit = UnitFactory(name="Sở Nội vụ")
    return RosterPersonFactory(contest=running.contest, unit=unit, email="an@coquan.vn")


def test_the_page_stops_and_says_how_many_went(person, running, colleague, signed_in):
    page = reverse("contests:roster_invite", args=[person.unit.code, running.contest.slug])
    UnitContact.objects.create(user=colleague, unit=person.unit, since=timezone.localdate())
    desk = signed_in(colleague)
    desk.post(page, {"viec": "moi"})
    mailing = Mailing.objects.get()
    assert "Dừng thư chưa đi" in desk.get(page).content.decode()
    said = desk.post(page, {"viec": "dung", "dot": mailing.pk}, follow=True).content.decode()
    assert "Đã dừng: 1 thư không đi nữa; 0 thư đã đi trước đó." in said
    assert "Dừng thư chưa đi" not in said
    assert desk.post(page, {"viec": "dung", "dot": mailing.pk}).status_code == 409


def test_only_whoever_started_it_and_organisers_stop_it(
    person, running, colleague, stranger, organiser, signed_in
):
    page = reverse("contests:roster_invite", args=[person.unit.code, running.contest.slug])
    for one in (colleague, stranger):
        UnitContact.objects.create(user=one, unit=person.unit, since=timezone.localdate())
    signed_in(colleague).post(page, {"viec": "moi"})
    number = Mailing.objects.get().pk
    other = signed_in(stranger)
    assert "Dừng thư chưa đi" not in other.get(page).content.decode()
    for dot in (number, "", "-1", "9" * 40, "²", "1\0"):
        assert other.post(page, {"viec": "dung", "dot": dot}).status_code == 404
    OrganiserFactory(contest=running.contest, user=organiser)
    log = reverse("contests:notices", args=[running.contest.slug])
    stopping = reverse("contests:roster_inviting_stop", args=[running.contest.slug, number])
    assert stopping in signed_in(organiser).get(log).content.decode()
    assert signed_in(colleague).post(stopping).status_code == 404
    said = signed_in(organiser).post(stopping, follow=True).content.decode()
    assert "Đã dừng 1 thư chưa đi." in said


def test_a_desk_shows_the_mailings_of_its_units(week, office, contact, five):
    plan(week, office, contact)
    elsewhere = UnitFactory()
    [one] = mailings_of_desk(week.contest, units=[office.pk], by=contact)
    assert (one.unit_name, one.may_stop, one.is_over) == ("Sở Nội vụ", True, False)
    assert mailings_of_desk(week.contest, units=[elsewhere.pk], by=contact) == []
