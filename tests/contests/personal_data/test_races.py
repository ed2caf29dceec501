"""Deleting a person while they do something else in another window."""

import pytest

from contests.models import Entry
from contests.registration.entries import register_entry
from quizsite.accounts.consents import current_texts
from quizsite.accounts.models import Purpose, User
from quizsite.accounts.personal_data.emptied import AlreadyErased
from quizsite.accounts.personal_data.erasure import erase_person
from quizsite.accounts.subjects import the_person
from quizsite.models import AuditLine
from quizsite.refusals import Refusal
from tests.factories import NOON, DivisionFactory, UnitFactory, UserFactory
from tests.stage import race

pytestmark = pytest.mark.django_db(transaction=True)


def erase(user):
    return erase_person(user, by=the_person(user), at=NOON, reason="x")


def test_two_who_delete_at_once_delete_once():
    user = UserFactory()
    done = race([lambda: erase(User.objects.get(pk=user.pk)) for _ in range(4)])
    assert sum(isinstance(one, AlreadyErased) for one in done) == 3
    assert AuditLine.objects.filter(kind="person_erased").count() == 1


@pytest.mark.parametrize("attempt", range(3))
def test_who_registers_while_deleting_is_never_an_entry_with_a_name(attempt):
    user, division, unit = UserFactory(), DivisionFactory(), UnitFactory()
    texts = current_texts([Purpose.TAKING_PART, Purpose.PUBLICATION]).values()

    def register():
        return register_entry(
            division.contest, user=user, division=division, unit=unit, agreed=texts, at=NOON
        )

    entered, _erased = race([register, lambda: erase(User.objects.get(pk=user.pk))])
    assert isinstance(entered, Entry | Refusal)
    assert not Entry.objects.filter(display_name=user.short_name).exists()
