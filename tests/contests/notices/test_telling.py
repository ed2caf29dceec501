"""What happens in a contest is told to those it concerns, once, and taken back with its deed."""

from datetime import timedelta

import pytest
from django.db import transaction

from contests.appeals.appeals import appeal_question, confirm_answer, propose_answer
from contests.models import AppealOutcome, Contest
from contests.notices.concerned import AUDIENCES, not_handed_in, topics_of
from contests.registration.entries import void_entry
from leaderboard.finals.finalise import finalise_round
from quizsite.accounts.consents import current_text, give_consent
from quizsite.accounts.models import Purpose
from quizsite.notifications.mailings import write_due_mailings
from quizsite.notifications.models import Mailing, Notice, NoticeKind
from tests.contests.appeals.conftest import AFTER, paper, two
from tests.factories import NOON, AttemptFactory, BarredPersonFactory, UnitFactory
from tests.stage import entry_in, open_round

__all__ = ["paper", "two"]

pytestmark = pytest.mark.django_db


def agrees(user):
    give_consent(user, text=current_text(Purpose.MESSAGES), at=NOON, channel="test")
    return user


def write(at=AFTER):
    write_due_mailings(at=at, between=lambda: None)


def decided(paper, two):
    first, second = two
    made = appeal_question(paper, position=1, text="Đáp án B mới đúng", at=AFTER)
    propose_answer(made, outcome=AppealOutcome.REFUSED, answer="Bí mật", by=first, at=AFTER)
    assert not Notice.objects.exists()
    return confirm_answer(made, by=second, at=AFTER)


def test_an_answered_appeal_is_told_without_the_answer(paper, two):
    agrees(paper.entry.user)
    decided(paper, two)
    notice = Notice.objects.get()
    assert (notice.kind, notice.person) == (NoticeKind.APPEAL_ANSWERED, paper.entry.user)
    assert "Bí mật" not in str(notice.facts)


def test_a_decision_that_fails_tells_nobody(paper, two):
    agrees(paper.entry.user)
    with transaction.atomic():
        decided(paper, two)
        transaction.set_rollback(True)
    assert not Notice.objects.exists()


def test_an_official_result_is_told_to_who_has_a_paper(paper):
    agrees(paper.entry.user)
    agrees(entry_in(paper.round).user)  # without a paper
    finalise_round(paper.round, by=None, at=AFTER)
    write()
    assert [one.person for one in Notice.objects.all()] == [paper.entry.user]
    write()
    assert Notice.objects.count() == 1


def test_a_rehearsal_tells_nobody(paper):
    Contest.objects.update(is_rehearsal=True)
    paper.round.refresh_from_db()
    finalise_round(paper.round, by=None, at=AFTER)
    assert not Mailing.objects.exists()


def test_who_could_take_the_round_and_has_not_handed_in_is_concerned(organiser):
    week = open_round()
    root = UnitFactory()
    below = UnitFactory(parent=root)
    idle, busy, done, voided, barred = (entry_in(week, unit=below) for _ in range(5))
    elsewhere = entry_in(week)
    AttemptFactory(entry=busy, round=week)
    AttemptFactory(entry=done, round=week, state="submitted", finished_at=NOON, correct_count=1)
    void_entry(voided, by=organiser, at=NOON, reason="Thi hộ")
    BarredPersonFactory(contest=week.contest, user=barred.user, email=barred.user.email)
    assert set(not_handed_in(week)) == {idle, busy, elsewhere}
    assert set(not_handed_in(week, unit=root)) == {idle, busy}


def test_a_round_for_the_first_of_another_concerns_only_those(paper):
    paper.round.qualify_scope = "division"
    assert not not_handed_in(paper.round).exists()


def test_batches_of_a_mailing_go_on_where_they_ended():
    week = open_round()
    entries = [entry_in(week) for _ in range(3)]
    mailing = Mailing(kind=NoticeKind.REMINDER, audience={"round": week.pk})
    found = AUDIENCES[NoticeKind.REMINDER].people(mailing, entries[0].pk, 1)
    assert found == [(entries[1].pk, entries[1].user_id)]
    assert AUDIENCES[NoticeKind.REMINDER].people(mailing, entries[2].pk, 5) == []


def test_people_choose_for_the_contests_that_they_entered(contestant):
    week = open_round(closes_at=NOON + timedelta(days=7))
    assert topics_of(contestant) == []
    entry_in(week, user=contestant)
    assert [one.contest for one in topics_of(contestant)] == [week.contest_id]
