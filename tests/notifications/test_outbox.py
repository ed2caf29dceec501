"""Who gets a notice of an occasion, and that nobody gets two."""

import pytest
from django.db import transaction

from quizsite.accounts.consents import withdraw_consent
from quizsite.accounts.models import Purpose
from quizsite.notifications.models import DeclinedNotice, Notice, NoticeKind
from quizsite.notifications.outbox import notify, notify_address, take_back
from quizsite.notifications.recipients import address_digest
from quizsite.notifications.stopped import stop_address
from tests.factories import NOON, UserFactory
from tests.notifications.conftest import CONTEST, agreeing, occasion

pytestmark = pytest.mark.django_db


def tell(*people, **of):
    return notify([one.pk for one in people], occasion(**of), at=NOON)


def test_people_who_agreed_are_told_once_however_often_it_is_told():
    one, other = agreeing(), agreeing()
    assert tell(one) == 1
    assert tell(one, other) == 2
    assert sorted(Notice.objects.values_list("person", flat=True)) == [one.pk, other.pk]


def test_another_occasion_is_told_again():
    one = agreeing()
    tell(one)
    tell(one, name="result:1:1")
    assert Notice.objects.count() == 2


def test_a_transaction_that_is_taken_back_tells_nobody():
    one = agreeing()
    with transaction.atomic():
        tell(one)
        transaction.set_rollback(True)
    assert not Notice.objects.exists()


def withdrawn():
    user = agreeing()
    withdraw_consent(user, purpose=Purpose.MESSAGES, at=NOON)
    return user


def declining():
    user = agreeing()
    kind = NoticeKind.RESULT_OFFICIAL
    DeclinedNotice.objects.create(person=user, contest=CONTEST, kind=kind, channel="email")
    return user


def with_a_dead_address():
    user = agreeing(email="het@example.vn")
    stop_address(address_digest("het@example.vn"), at=NOON)
    return user


@pytest.mark.parametrize(
    "somebody",
    [
        UserFactory,
        withdrawn,
        declining,
        with_a_dead_address,
        lambda: agreeing(confirmed=False),
        lambda: agreeing(is_active=False),
        lambda: agreeing(email=None),
    ],
    ids=["never agreed", "withdrew", "declined", "dead", "unconfirmed", "disabled", "no mail"],
)
def test_who_may_not_or_cannot_be_told_is_not(somebody):
    assert tell(somebody()) == 0
    assert not Notice.objects.exists()


def test_declining_one_contest_leaves_the_others():
    assert tell(declining(), contest=CONTEST + 1) == 1


def test_a_typed_address_is_told_once_in_any_spelling():
    invited = occasion("invitation:1", NoticeKind.INVITATION)
    assert notify_address("moi@example.vn", invited, at=NOON)
    assert notify_address("MOI@Example.VN", invited, at=NOON)
    assert Notice.objects.get().person is None


def test_a_stopped_address_is_not_written_to():
    stop_address(address_digest("moi@example.vn"), at=NOON, contest=CONTEST)
    invited = occasion("invitation:1", NoticeKind.INVITATION)
    assert not notify_address("moi@example.vn", invited, at=NOON)


def test_what_is_taken_back_forgets_the_address():
    invited = occasion("invitation:1", NoticeKind.INVITATION)
    notify_address("moi@example.vn", invited, at=NOON)
    assert take_back("invitation:1") == 1
    notice = Notice.objects.get()
    assert (notice.state, notice.why, notice.address, notice.facts) == (
        "dropped",
        "cancelled",
        "",
        {},
    )
