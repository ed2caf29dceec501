"""A reminder goes to those who have not handed in by then, once a day, and may be cancelled."""

from datetime import timedelta

import pytest

from contests.models import Round
from contests.reminders.plan import (
    AlreadyReminded,
    NotToBeReminded,
    WrongMoment,
    cancel_reminder,
    plan_reminder,
    preview_reminder,
    reminder_words,
)
from contests.reminders.trying import TESTS_PER_HOUR, NoOwnAddress, TooManyTests, send_test
from contests.subjects import organiser as acting
from quizsite.audit.kinds import AuditKind
from quizsite.language import moments
from quizsite.models import AuditLine
from quizsite.notifications.mailings import MailingOver, write_due_mailings
from quizsite.notifications.models import Notice, NoticeKind
from quizsite.notifications.sending import send_due
from tests.contests.notices.test_telling import agrees
from tests.factories import NOON, AttemptFactory, UnitFactory, UserFactory
from tests.notifications.conftest import mailbox
from tests.stage import entry_in, open_round

__all__ = ["mailbox"]

pytestmark = pytest.mark.django_db

DUE = NOON + timedelta(days=5)  # two days before the round closes


@pytest.fixture
def week():
    return open_round()


@pytest.fixture
def three(week):
    entries = [entry_in(week) for _ in range(3)]
    for entry in entries:
        agrees(entry.user)
    return entries


def plan(week, by, *, unit=None, due_at=DUE, most=None, at=NOON):
    return plan_reminder(week, unit=unit, due_at=due_at, most=most, by=acting(by), at=at)


def write(at=DUE):
    write_due_mailings(at=at, between=lambda: None)


def hand_in(entry, week):
    said = {"state": "submitted", "finished_at": NOON, "correct_count": 1}
    AttemptFactory(entry=entry, round=week, **said)


def test_a_preview_counts_whom_it_concerns_and_whom_it_reaches(week, three):
    entry_in(week)  # never agreed to messages
    hand_in(three[0], week)
    preview = preview_reminder(week, unit=None, due_at=DUE)
    assert (preview.concerned, preview.reached) == (3, 2)
    assert "Tuần 1" in reminder_words(preview.occasion, at=DUE)
    assert "còn 2 ngày" in reminder_words(preview.occasion, at=DUE)


def test_whoever_has_not_handed_in_when_it_goes_out_is_told(week, three, organiser, mailbox):
    first, second, third = three
    plan(week, organiser)
    hand_in(first, week)
    write(DUE - timedelta(minutes=1))
    assert not Notice.objects.exists()
    write()
    assert {one.person for one in Notice.objects.all()} == {second.user, third.user}
    hand_in(second, week)  # after it was written, before it is sent
    assert send_due(now=lambda: DUE, between=lambda: None) == 1
    assert mailbox.to == [third.user.email]
    assert mailbox.mails[0]["Subject"].strip().startswith("Còn 2 ngày, bạn chưa thi")
    assert Notice.objects.get(person=second.user).why == "not_concerned"


def test_no_more_are_told_than_the_planner_said(week, three, organiser):
    plan(week, organiser, most=2)
    write()
    assert Notice.objects.count() == 2


def test_the_organisers_and_the_own_unit_remind_a_person_once_a_day(week, three, organiser):
    plan(week, organiser)
    plan(week, organiser, unit=three[0].unit)
    write()
    assert Notice.objects.count() == 3
    plan(week, organiser, due_at=DUE + timedelta(days=1))
    write(DUE + timedelta(days=1))
    assert Notice.objects.count() == 6


def test_a_unit_reminds_its_own_people(week, three, organiser):
    plan(week, organiser, unit=three[0].unit)
    write()
    assert [one.person for one in Notice.objects.all()] == [three[0].user]


def test_a_second_one_the_same_day_is_refused(week, organiser):
    plan(week, organiser)
    with pytest.raises(AlreadyReminded):
        plan(week, organiser, due_at=DUE + timedelta(hours=1))


@pytest.mark.parametrize("hours", [-1, 7 * 24 - 0.5, 7 * 24])
def test_a_moment_when_nobody_could_come_is_refused(week, organiser, hours):
    with pytest.raises(WrongMoment):
        plan(week, organiser, due_at=NOON + timedelta(hours=hours))


@pytest.mark.parametrize("change", [{"state": "draft"}, {"is_practice": True}, {"closes_at": NOON}])
def test_a_round_that_nobody_can_take_is_not_reminded_of(week, organiser, change):
    opens_at = NOON - timedelta(days=1)
    Round.objects.update(opens_at=opens_at, **change)
    week.refresh_from_db()
    with pytest.raises(NotToBeReminded):
        plan(week, organiser)


def test_cancelling_removes_what_waits_and_lets_plan_anew(week, three, organiser):
    mailing = plan(week, organiser)
    write()
    Notice.objects.filter(person=three[0].user).update(state="sent", sent_at=DUE)
    cancel_reminder(mailing, round=week, by=acting(organiser), at=DUE)
    assert [one.person for one in Notice.objects.all()] == [three[0].user]
    plan(week, organiser, due_at=DUE + timedelta(hours=2))
    write(DUE + timedelta(hours=2))
    assert Notice.objects.count() == 3


def test_what_is_sent_cannot_be_cancelled(week, organiser):
    mailing = plan(week, organiser)
    write()
    with pytest.raises(MailingOver):
        cancel_reminder(mailing, round=week, by=acting(organiser), at=DUE)


def test_planning_and_cancelling_stand_in_the_trail(week, organiser):
    mailing = plan(week, organiser, unit=UnitFactory(name="Sở Y tế"))
    cancel_reminder(mailing, round=week, by=acting(organiser), at=NOON)
    lines = AuditLine.objects.filter(contest=week.contest_id).order_by("pk")
    assert [line.kind for line in lines] == [
        AuditKind.REMINDER_PLANNED,
        AuditKind.REMINDER_CANCELLED,
    ]
    assert lines[0].after["given_to"] == "Sở Y tế"


def test_a_reminder_of_a_round_taken_back_reaches_nobody(week, three, organiser):
    plan(week, organiser)
    Round.objects.update(state="draft")
    write()
    assert not Notice.objects.exists()


def test_a_reminder_says_when_the_round_closes_now(week, three, organiser):
    plan(week, organiser)
    later = week.closes_at + timedelta(days=2)
    Round.objects.filter(pk=week.pk).update(closes_at=later)
    write()
    notice = Notice.objects.first()
    assert (notice.expires_at, notice.facts["until"]) == (later, moments.until(later))


def test_a_round_that_closed_earlier_is_not_reminded_of(week, three, organiser):
    plan(week, organiser)
    Round.objects.filter(pk=week.pk).update(closes_at=DUE - timedelta(hours=1))
    write()
    assert not Notice.objects.exists()


@pytest.mark.parametrize("kind", NoticeKind)
def test_an_organiser_tries_the_words(week, organiser, mailbox, kind):
    send_test(kind, contest=week.contest, to=organiser, at=NOON)
    assert send_due(now=lambda: NOON, between=lambda: None) == 1
    assert mailbox.to == [organiser.email]


def test_tests_are_few_and_need_an_address(week, organiser):
    for _ in range(TESTS_PER_HOUR):
        send_test(NoticeKind.REMINDER, contest=week.contest, to=organiser, at=NOON)
    with pytest.raises(TooManyTests):
        send_test(NoticeKind.REMINDER, contest=week.contest, to=organiser, at=NOON)
    nobody = UserFactory(email=None)
    with pytest.raises(NoOwnAddress):
        send_test(NoticeKind.REMINDER, contest=week.contest, to=nobody, at=NOON)
