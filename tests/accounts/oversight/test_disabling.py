"""Staff disable and enable accounts with reasons; one staff member always remains."""

from threading import Barrier

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user
from django.db import connection

from contests.attempts.sign_out import TABS_PER_SIGN_IN
from contests.attempts.start import start_attempt
from quizsite.accounts.models import User
from quizsite.accounts.oversight import disabling
from quizsite.accounts.oversight.disabling import disable_person, enable_person
from quizsite.accounts.oversight.rules import (
    AlreadyDisabled,
    NoReason,
    NotDisabled,
    NotStaff,
    OwnAccount,
    active_staff,
)
from quizsite.audit.kinds import AuditKind
from tests.audit.lines import last_line, said_in
from tests.factories import NOON, UserFactory
from tests.stage import entry_in, open_round, race

pytestmark = pytest.mark.django_db


def known(client, user):
    """As after signing in through the page, where allauth notes the session."""
    key = client.session.session_key
    UserSession.objects.create(user=user, session_key=key, ip="127.0.0.1", user_agent="")
    return client


WHY = {"reason": "Mạo danh", "at": NOON}


@pytest.fixture
def staff(db):
    return [UserFactory(is_staff=True) for _ in range(2)]


def test_disabling_ends_sessions_and_open_papers_at_once(staff, contestant, signed_in):
    client = known(signed_in(contestant), contestant)
    round = open_round()
    attempt = start_attempt(entry_in(round, user=contestant), round=round, at=NOON)

    disable_person(contestant, by=staff[0], **WHY)

    assert not get_user(client).is_authenticated
    assert not UserSession.objects.filter(user=contestant).exists()
    attempt.refresh_from_db()
    assert attempt.writer >= TABS_PER_SIGN_IN
    assert User.objects.get(pk=contestant.pk).signed_out_at is not None
    said = (AuditKind.PERSON_DISABLED, "staff", staff[0].pk, "Mạo danh")
    assert said_in(last_line()) == said


def test_enabling_opens_no_session_of_before(staff, contestant, signed_in):
    client = known(signed_in(contestant), contestant)
    disable_person(contestant, by=staff[0], **WHY)

    enable_person(contestant, by=staff[1], reason="Nhầm người", at=NOON)

    assert User.objects.get(pk=contestant.pk).is_active
    assert not get_user(client).is_authenticated
    assert said_in(last_line())[0] == AuditKind.PERSON_ENABLED


@pytest.mark.parametrize("reason", ["", "  "])
def test_without_a_reason_nothing_is_done(staff, contestant, reason):
    with pytest.raises(NoReason):
        disable_person(contestant, by=staff[0], reason=reason, at=NOON)
    assert User.objects.get(pk=contestant.pk).is_active


def test_nobody_disables_the_own_account(staff):
    with pytest.raises(OwnAccount):
        disable_person(staff[0], by=staff[0], **WHY)


def test_who_is_no_staff_disables_nobody(contestant, organiser):
    with pytest.raises(NotStaff):
        disable_person(contestant, by=organiser, **WHY)


def test_what_is_done_is_not_done_again(staff, contestant):
    with pytest.raises(NotDisabled):
        enable_person(contestant, by=staff[0], **WHY)
    disable_person(contestant, by=staff[0], **WHY)
    with pytest.raises(AlreadyDisabled):
        disable_person(contestant, by=staff[0], **WHY)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_staff_members_who_disable_each_other_leave_one():
    one, other = (UserFactory(is_staff=True) for _ in range(2))

    done = race(
        [
            lambda: disable_person(other, by=one, **WHY),
            lambda: disable_person(one, by=other, **WHY),
        ]
    )

    assert sum(isinstance(answer, NotStaff) for answer in done) == 1
    assert len(active_staff()) == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="one writer at a time anyway")
def test_without_the_lock_they_would_leave_nobody(monkeypatch):
    """Negative control: both have read the staff before either writes."""
    both = Barrier(2, timeout=10)

    def read_only(_user):
        found = active_staff()
        both.wait()
        return found

    monkeypatch.setattr(disabling, "lock_staff_and", read_only)
    one, other = (UserFactory(is_staff=True) for _ in range(2))
    race(
        [
            lambda: disable_person(other, by=one, **WHY),
            lambda: disable_person(one, by=other, **WHY),
        ]
    )

    assert active_staff() == set()
