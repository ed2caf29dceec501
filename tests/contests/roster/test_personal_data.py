"""A person reads the own lines of rosters; they go by themselves, or with the account."""

from datetime import timedelta

import pytest

from contests.models import ROSTER_KEPT_FOR, RosterPerson
from contests.roster.personal_data import OWN_ROSTER_LINES, ROSTER_RULES
from quizsite.accounts.personal_data.erasure import erase_person
from quizsite.accounts.personal_data.retention import apply_rule
from quizsite.audit.trail import OPERATOR
from tests.factories import (
    NOON,
    ContestFactory,
    EntryFactory,
    RosterPersonFactory,
    RoundFactory,
)

pytestmark = pytest.mark.django_db


def test_a_person_reads_the_lines_that_are_theirs(contestant, stranger):
    entry = EntryFactory(user=contestant)
    RosterPersonFactory(email=contestant.email, full_name="Theo thư")
    RosterPersonFactory(entry=entry, matched_by="hand", full_name="Theo tên")
    RosterPersonFactory(email=stranger.email)
    rows = list(OWN_ROSTER_LINES.read(contestant, NOON))
    assert [row["Họ và tên"] for row in rows] == ["Theo thư", "Theo tên"]


def test_the_lines_go_with_the_account(contestant, stranger):
    RosterPersonFactory(email=contestant.email)
    RosterPersonFactory(entry=EntryFactory(user=contestant), matched_by="hand")
    other = RosterPersonFactory(email=stranger.email)
    erase_person(contestant, by=OPERATOR, at=NOON, reason="Xin xóa")
    assert list(RosterPerson.objects.all()) == [other]


def test_a_roster_goes_some_time_after_the_last_round():
    over, running = ContestFactory(), ContestFactory()
    RoundFactory(contest=over, closes_at=NOON)
    RoundFactory(contest=running, closes_at=NOON + timedelta(days=30))
    RosterPersonFactory(contest=over)
    kept = RosterPersonFactory(contest=running)
    apply_rule(ROSTER_RULES[0], at=NOON + ROSTER_KEPT_FOR)
    assert RosterPerson.objects.count() == 2
    apply_rule(ROSTER_RULES[0], at=NOON + ROSTER_KEPT_FOR + timedelta(minutes=1))
    assert list(RosterPerson.objects.all()) == [kept]
