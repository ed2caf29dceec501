"""A window opened before its person deleted everything writes nothing of them afterwards."""

from datetime import timedelta

import pytest

from contests.attempts.close import submit_attempt
from contests.attempts.start import start_attempt
from contests.models import Entry
from quizsite.accounts.models import Consent, Purpose, User
from quizsite.accounts.oversight.disabling import enable_person
from quizsite.accounts.oversight.rules import AccountErased
from quizsite.accounts.people import rename_person
from quizsite.accounts.personal_data.decisions import agree, withdraw
from quizsite.accounts.personal_data.emptied import ERASED_NAME, AlreadyErased
from quizsite.accounts.personal_data.erasure import erase_person
from quizsite.accounts.personal_data.models import DataRequest, RequestKind
from quizsite.accounts.personal_data.requests import ask
from quizsite.accounts.subjects import the_person
from quizsite.models import AuditName
from tests.factories import NOON, UserFactory
from tests.stage import entry_in, open_round

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=2)


@pytest.fixture
def stale(contestant):
    """What the other window has read of the person before."""
    round = open_round()
    entry = entry_in(round, user=contestant)
    submit_attempt(start_attempt(entry, round=round, at=NOON), at=NOON + timedelta(minutes=1))
    read_before = User.objects.get(pk=contestant.pk)
    erase_person(contestant, by=the_person(contestant), at=LATER, reason="Theo yêu cầu")
    return read_before


@pytest.mark.parametrize(
    "write",
    [
        lambda user: agree(user, purpose=Purpose.PUBLICATION, at=LATER),
        lambda user: withdraw(user, purpose=Purpose.PUBLICATION, at=LATER),
        lambda user: rename_person(user, full_name="Trần Thị Bình Minh", at=LATER),
        lambda user: ask(user, kind=RequestKind.OBJECTION, body="Tôi là Bình", at=LATER),
    ],
    ids=["agree", "withdraw", "rename", "ask"],
)
def test_nothing_of_the_person_is_written_again(stale, write):
    public = Entry.objects.get(user=stale).display_name
    with pytest.raises(AlreadyErased):
        write(stale)
    assert Entry.objects.get(user=stale).display_name == public
    assert User.objects.get(pk=stale.pk).full_name == ERASED_NAME
    assert not AuditName.objects.filter(person=stale.pk, emptied_at=None).exists()
    assert not Consent.objects.filter(user=stale, withdrawn_at=None).exists()
    assert DataRequest.objects.get(user=stale).kind == RequestKind.DELETION


def test_nobody_opens_an_account_without_a_person(stale):
    with pytest.raises(AccountErased):
        enable_person(stale, by=UserFactory(is_staff=True), reason="Nhầm", at=LATER)
    assert not User.objects.get(pk=stale.pk).is_active
