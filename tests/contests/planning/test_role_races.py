"""A role is given while its person registers or starts; without the guard the tests fail."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import connection

from contests.attempts import start as starting
from contests.attempts import start_batch as starting_many
from contests.attempts.start import start_attempt
from contests.attempts.start_batch import Start, start_batch
from contests.models import Attempt, Entry
from contests.planning import roles
from contests.registration import entries
from questionbank.models import BankRole
from quizsite.accounts.models import ConsentText, Purpose
from quizsite.audit.trail import OPERATOR
from tests.factories import UnitFactory
from tests.stage import entry_in, open_round, race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def round():
    at = datetime.now(UTC)
    return open_round(opens_at=at - timedelta(hours=1), closes_at=at + timedelta(hours=1))


def become_author(user):
    roles.give_bank_role(
        user, kind=BankRole.Kind.AUTHOR, by=OPERATOR, at=datetime.now(UTC), void_reason="Nay soạn"
    )


def counted(user):
    """The person's papers that count, while a role sees inside."""
    assert user.bank_roles.exists()
    return Attempt.objects.filter(entry__in=Entry.objects.of(user).valid()).count()


def by_form(entry, round):
    start_attempt(entry, round=round, at=datetime.now(UTC))


def by_token(entry, round):
    start_batch([Start(entry.pk, round.pk)], at=datetime.now(UTC))


@pytest.fixture
def give_before_insert(monkeypatch):
    """The start has asked everything when the role is given; only then does it store the paper."""

    def arrange(user):
        for module, name in ((starting, "insert_attempt"), (starting_many, "insert_attempts")):
            insert = getattr(module, name)

            def give_and_insert(drawn, insert=insert):
                if not user.bank_roles.exists():
                    become_author(user)
                return insert(drawn)

            monkeypatch.setattr(module, name, give_and_insert)

    return arrange


@pytest.mark.parametrize("start", [by_form, by_token])
def test_a_paper_started_while_a_role_is_given_does_not_count(
    round, contestant, give_before_insert, start
):
    give_before_insert(contestant)
    start(entry_in(round, user=contestant), round)
    assert (Attempt.objects.count(), counted(contestant)) == (1, 0)


def test_a_paper_open_when_a_role_is_given_takes_no_more_answers(round, contestant):
    start = datetime.now(UTC)
    start_attempt(entry_in(round, user=contestant), round=round, at=start)
    become_author(contestant)
    assert start <= Attempt.objects.get().deadline_at <= datetime.now(UTC)


@pytest.mark.parametrize("start", [by_form, by_token])
def test_without_the_voiding_it_would_count(
    round, contestant, give_before_insert, start, monkeypatch
):
    monkeypatch.setattr(roles, "_make_way", lambda *_entries, **_said: None)
    give_before_insert(contestant)
    start(entry_in(round, user=contestant), round)
    assert counted(contestant) == 1


def register_while_a_role_is_given(round, user, monkeypatch):
    """Both have asked what stands in the way before either writes, unless one waits."""
    barrier = Barrier(2)

    def meeting(ask):
        def ask_and_wait(*args, **kwargs):
            found = ask(*args, **kwargs)
            with suppress(BrokenBarrierError):
                barrier.wait(timeout=2)
            return found

        return ask_and_wait

    monkeypatch.setattr(entries, "check_has_no_hand_in", meeting(entries.check_has_no_hand_in))
    monkeypatch.setattr(roles, "entries_in_the_way", meeting(roles.entries_in_the_way))
    text = ConsentText.objects.filter(purpose=Purpose.TAKING_PART).first()
    if text is None:  # an emptied database of a test before
        text = ConsentText.objects.create(
            purpose=Purpose.TAKING_PART, version=99, body="Đồng ý", published_at=round.opens_at
        )
    said = {"division": round.sections.get().division, "unit": UnitFactory(), "agreed": [text]}

    def register():
        entries.register_entry(round.contest, user=user, at=datetime.now(UTC), **said)

    race([register, lambda: become_author(user)])
    has_role = user.bank_roles.exists()
    return has_role and Entry.objects.of(user).valid().exists()


def test_nobody_registers_while_getting_a_role(round, contestant, monkeypatch):
    assert not register_while_a_role_is_given(round, contestant, monkeypatch)


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="on SQLite transactions take turns anyway"
)
def test_without_the_lock_somebody_has_both(round, contestant, monkeypatch):
    for module in (entries, roles):
        monkeypatch.setattr(module, "lock_active_person", lambda user: user)
    assert register_while_a_role_is_given(round, contestant, monkeypatch)
