"""A name stored at the moment of its person's deletion is emptied by the daily job."""

import pytest
from django.db import transaction

from leaderboard.models import SealedName
from leaderboard.standings.sealed_names import verify_sealed_names
from quizsite.accounts.models import User
from quizsite.accounts.personal_data.emptied import ERASED_NAME
from quizsite.accounts.personal_data.erasure import erase_person
from quizsite.accounts.personal_data.retention import apply_retention, count_due
from quizsite.accounts.subjects import about_person, the_person
from quizsite.audit.digests import commitment
from quizsite.audit.kinds import AuditKind
from quizsite.audit.sealing import seal_lines
from quizsite.audit.trail import OPERATOR, record
from quizsite.audit.verify import verify_trail
from quizsite.models import AuditName
from tests.factories import NOON, EntryFactory, RoundFactory

pytestmark = pytest.mark.django_db


def due():
    return {one.rule.key: one.count for one in count_due(at=NOON) if one.count}


@pytest.fixture
def late(contestant):
    """Read before the deletion, stored after it, as another process does in between."""
    read_before = User.objects.get(pk=contestant.pk)
    round = RoundFactory(state="finalised", result_digest="x")
    entry = EntryFactory(contest=round.contest, user=contestant)
    erase_person(contestant, by=the_person(contestant), at=NOON, reason="Theo yêu cầu")
    with transaction.atomic():
        record(about_person(read_before), kind=AuditKind.ENTRY_VOIDED, by=OPERATOR, at=NOON)
        erased = User.objects.get(pk=contestant.pk)
        record(about_person(erased), kind=AuditKind.ENTRY_VOIDED, by=OPERATOR, at=NOON)
    name = read_before.full_name
    SealedName.objects.create(
        round=round, entry=entry, full_name=name, salt="s", commitment=commitment(name, salt="s")
    )
    return read_before


def test_it_goes_and_verifiers_stay_quiet(late):
    assert due() == {"late_names": 1, "late_sealed_names": 1}
    apply_retention(by=OPERATOR, at=NOON)
    assert due() == {}
    assert late.full_name not in set(AuditName.objects.values_list("text", flat=True))
    sealed = SealedName.objects.get()
    assert (sealed.full_name, sealed.salt) == ("", "")
    seal_lines(at=NOON)
    assert verify_trail().problems == []
    assert verify_sealed_names(sealed.round).problems == []


def test_names_of_others_stay(late, colleague):
    with transaction.atomic():
        record(about_person(colleague), kind=AuditKind.ENTRY_VOIDED, by=OPERATOR, at=NOON)
    apply_retention(by=OPERATOR, at=NOON)
    texts = set(AuditName.objects.values_list("text", flat=True))
    assert {colleague.full_name, ERASED_NAME} <= texts
