"""The migration fills in what the trail knows of roles given and taken before dates were kept."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import transaction

from contests.models import PastRole
from contests.subjects import organiser as as_organiser
from contests.subjects import organisers_of
from questionbank.models import BankRole
from quizsite.accounts.subjects import about_person
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import OPERATOR, record
from tests.factories import NOON, ContestFactory, OrganiserFactory

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=3)
fill = import_module("contests.migrations.0011_past_roles_from_the_trail").fill


@transaction.atomic
def bank_line(user, kind, *, at, **said):
    record(about_person(user), kind=kind, by=OPERATOR, at=at, **said)


@transaction.atomic
def contest_line(contest, user, kind, *, by, at):
    record(organisers_of(contest, user), kind=kind, by=as_organiser(by), at=at)


def filled():
    fill(apps, None)
    return list(
        PastRole.objects.order_by("pk").values_list("user", "contest", "kind", "since", "until")
    )


def test_roles_taken_become_past_roles(organiser, contestant):
    contest = ContestFactory()
    contest_line(contest, contestant, AuditKind.ORGANISER_ADDED, by=organiser, at=NOON)
    contest_line(contest, contestant, AuditKind.ORGANISER_REMOVED, by=organiser, at=LATER)
    taken = {"before": {"bank_role": "author"}}
    bank_line(contestant, AuditKind.BANK_ROLE_TAKEN, at=LATER, **taken)
    assert filled() == [
        (contestant.pk, contest.pk, "", NOON, LATER),
        (contestant.pk, None, "author", None, LATER),
    ]
    assert PastRole.objects.get(contest=contest).given_by == organiser


def test_roles_held_learn_since_when_and_from_whom(organiser, contestant):
    role = BankRole.objects.create(user=contestant, kind="author")
    bank_line(contestant, AuditKind.BANK_ROLE_GIVEN, at=NOON, after={"bank_role": "author"})
    held = OrganiserFactory(user=contestant)
    contest_line(held.contest, contestant, AuditKind.ORGANISER_ADDED, by=organiser, at=NOON)
    assert filled() == []
    role.refresh_from_db()
    held.refresh_from_db()
    assert (role.since, held.given_by) == (NOON, organiser)


def test_people_and_contests_that_are_gone_are_left_out(organiser, contestant):
    contest = ContestFactory()
    contest_line(contest, contestant, AuditKind.ORGANISER_REMOVED, by=organiser, at=NOON)
    contest.delete()
    bank_line(organiser, AuditKind.BANK_ROLE_TAKEN, at=NOON, before={"bank_role": "author"})
    organiser.delete()
    assert filled() == []
