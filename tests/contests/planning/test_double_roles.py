"""Who organises a contest and works on its questions changes it only with approval."""

from contextlib import suppress
from datetime import timedelta
from importlib import import_module
from threading import Barrier, BrokenBarrierError

import pytest
from django.apps import apps

from contests.models import Contest, DoubleRole
from contests.planning import roles
from contests.planning.contests import create_contest
from contests.planning.double_roles import (
    NothingToApprove,
    approve_double_role,
    double_holders,
    end_double_roles,
)
from contests.planning.roles import (
    add_organiser,
    give_bank_role,
    remove_organiser,
    take_bank_role,
)
from contests.rules import DoubleRoleUnapproved, ReasonMissing, check_may_change
from questionbank.models import BankRole
from quizsite.audit.trail import OPERATOR
from quizsite.models import AuditLine, SiteSettings
from quizsite.refusals import allowed
from quizsite.two_people import NobodyElse, SecondPersonNeeded
from tests.factories import NOON, ContestFactory, OrganiserFactory
from tests.stage import only_row_locks, race

pytestmark = pytest.mark.django_db
KINDS = BankRole.Kind
let_them_go_on = import_module("contests.migrations.0013_double_roles_of_before").let_them_go_on


@pytest.fixture
def contest(organiser, colleague):
    """Two people organise it."""
    contest = ContestFactory()
    for user in (organiser, colleague):
        OrganiserFactory(contest=contest, user=user)
    return contest


def give(user, kind=KINDS.AUTHOR):
    give_bank_role(user, kind=kind, by=OPERATOR, at=NOON)


def approve(contest, user, by, reason="Sở chỉ có hai người"):
    return approve_double_role(contest, user=user, by=by, at=NOON, reason=reason)


def may_change(user, contest):
    return allowed(check_may_change, user, contest)


def kinds():
    return list(AuditLine.objects.order_by("pk").values_list("kind", "contest"))


def test_a_role_in_the_bank_stops_an_organiser_from_changing_the_contest(contest, organiser):
    assert may_change(organiser, contest)
    give(organiser)
    with pytest.raises(DoubleRoleUnapproved):
        check_may_change(organiser, contest)
    assert kinds() == [("bank_role_given", None), ("double_role_began", contest.pk)]


def test_the_other_way_round_too(contest, stranger):
    give(stranger)
    add_organiser(contest, user=stranger, by=OPERATOR, at=NOON)
    assert not may_change(stranger, contest)
    assert kinds()[1:] == [("organiser_added", contest.pk), ("double_role_began", contest.pk)]


def test_who_creates_a_contest_from_the_bank_is_no_exception(stranger):
    give(stranger)
    made = create_contest(ContestFactory.build(slug="moi"), divisions=[], by=stranger, at=NOON)
    assert not may_change(stranger, made)
    assert kinds()[-1] == ("double_role_began", made.pk)


def test_another_organiser_approves_with_a_reason(contest, organiser, colleague):
    give(organiser)
    with pytest.raises(ReasonMissing):
        approve(contest, organiser, colleague, reason=" ")
    role = approve(contest, organiser, colleague)
    assert (role.approved_by, role.is_alone, may_change(organiser, contest)) == (
        colleague,
        False,
        True,
    )
    line = AuditLine.objects.order_by("pk").last()
    assert (line.kind, line.by_id, line.reason) == (
        "double_role_approved",
        colleague.pk,
        "Sở chỉ có hai người",
    )


def test_nobody_approves_themself_while_another_could(contest, organiser):
    SiteSettings.objects.create(pk=SiteSettings.ONLY, may_confirm_alone=True)
    give(organiser)
    with pytest.raises(SecondPersonNeeded):
        approve(contest, organiser, organiser)


def test_two_who_wait_do_not_approve_each_other(contest, organiser, colleague):
    for user in (organiser, colleague):
        give(user)
    with pytest.raises(DoubleRoleUnapproved):
        approve(contest, organiser, colleague)
    with pytest.raises(NobodyElse):
        approve(contest, organiser, organiser)
    SiteSettings.objects.create(pk=SiteSettings.ONLY, may_confirm_alone=True)
    assert approve(contest, organiser, organiser).is_alone
    assert approve(contest, colleague, organiser).approved_by == organiser


def test_who_organises_alone_confirms_where_staff_allow_it(organiser):
    contest = OrganiserFactory(user=organiser).contest
    give(organiser)
    with pytest.raises(NobodyElse):
        approve(contest, organiser, organiser)
    SiteSettings.objects.create(pk=SiteSettings.ONLY, may_confirm_alone=True)
    assert approve(contest, organiser, organiser).is_alone
    assert may_change(organiser, contest)
    assert kinds()[-2:] == [
        ("confirmed_alone", contest.pk),
        ("double_role_approved", contest.pk),
    ]


def test_only_a_waiting_double_holder_is_approved(contest, organiser, colleague, stranger):
    for user in (organiser, stranger):
        with pytest.raises(NothingToApprove):
            approve(contest, user, colleague)
    give(organiser)
    approve(contest, organiser, colleague)
    with pytest.raises(NothingToApprove):
        approve(contest, organiser, colleague)


def test_an_approval_holds_in_its_contest_alone(contest, organiser, colleague):
    other = OrganiserFactory(user=organiser).contest
    give(organiser)
    approve(contest, organiser, colleague)
    assert not may_change(organiser, other)


def test_an_approval_ends_with_the_last_role_in_the_bank(contest, organiser, colleague):
    for kind in KINDS:
        give(organiser, kind)
    approve(contest, organiser, colleague)
    take_bank_role(organiser, kind=KINDS.AUTHOR, by=OPERATOR, at=NOON)
    assert may_change(organiser, contest)
    take_bank_role(organiser, kind=KINDS.REVIEWER, by=OPERATOR, at=NOON)
    give(organiser)
    assert not may_change(organiser, contest)


def test_an_approval_ends_with_organising(contest, organiser, colleague):
    give(organiser)
    approve(contest, organiser, colleague)
    remove_organiser(contest, user=organiser, by=OPERATOR, at=NOON)
    add_organiser(contest, user=organiser, by=OPERATOR, at=NOON + timedelta(days=1))
    assert not may_change(organiser, contest)


def test_who_held_both_before_goes_on_and_may_still_be_approved(contest, organiser, colleague):
    BankRole.objects.create(user=organiser, kind=KINDS.AUTHOR)
    let_them_go_on(apps, None)
    (holder,) = double_holders(contest)
    assert (holder.user, holder.is_waiting, may_change(organiser, contest)) == (
        organiser,
        True,
        True,
    )
    approve(contest, organiser, colleague)
    assert DoubleRole.objects.get().approved_by == colleague


@pytest.mark.django_db(transaction=True)
def test_two_who_approve_at_once_approve_once(contest, organiser, colleague, stranger):
    OrganiserFactory(contest=contest, user=stranger)
    give(organiser)

    def by(user):
        return lambda: approve(Contest.objects.get(pk=contest.pk), organiser, user)

    results = race([by(colleague), by(stranger)])
    assert sorted(type(one).__name__ for one in results) == ["DoubleRole", "NothingToApprove"]


@pytest.mark.django_db(transaction=True)
@only_row_locks
@pytest.mark.parametrize("is_locked", [True, False])
def test_an_approval_ends_when_both_roles_are_taken_at_once(
    contest, organiser, colleague, monkeypatch, is_locked
):
    """Without the lock each of the two still sees the role that the other takes."""
    for kind in KINDS:
        give(organiser, kind)
    approve(contest, organiser, colleague)
    barrier = Barrier(2)

    def meet():
        with suppress(BrokenBarrierError):
            barrier.wait(timeout=2)

    def end_after_both_took(*args, **kwargs):
        meet()
        end_double_roles(*args, **kwargs)
        meet()  # neither commits before the other has looked

    monkeypatch.setattr(roles, "end_double_roles", end_after_both_took)
    if not is_locked:
        monkeypatch.setattr(roles, "lock_person", lambda _user: None)

    def take(kind):
        return lambda: take_bank_role(organiser, kind=kind, by=OPERATOR, at=NOON)

    race([take(kind) for kind in KINDS])
    assert DoubleRole.objects.exists() is not is_locked
