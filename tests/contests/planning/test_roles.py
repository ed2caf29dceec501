"""Roles that see inside: what stands in the way, what stays of one that was taken."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from contests.models import ContestOrganiser, PastRole
from contests.planning.roles import (
    add_organiser,
    give_bank_role,
    remove_organiser,
    take_bank_role,
)
from contests.registration.entries import restore_entry
from contests.registration.one_person import AccountClosed
from contests.registration.rules import HoldsRole
from contests.rules import TakesPart
from contests.subjects import organiser as as_organiser
from questionbank.models import BankRole
from quizsite.audit.trail import OPERATOR
from quizsite.models import AuditLine
from tests.factories import NOON, ContestFactory, EntryFactory, OrganiserFactory, RoundFactory
from tests.stage import race

pytestmark = pytest.mark.django_db
AUTHOR = BankRole.Kind.AUTHOR
LATER = NOON + timedelta(days=3)


def in_contest(user, title):
    return EntryFactory(user=user, contest=ContestFactory(title=title))


def test_all_entries_in_the_way_are_named(contestant):
    in_contest(contestant, "Thủ đô")
    in_contest(contestant, "Một cửa")
    with pytest.raises(TakesPart) as refusal:
        give_bank_role(contestant, kind=AUTHOR, by=OPERATOR, at=NOON)
    assert str(refusal.value) == (
        "Trần Thị Bình đã đăng ký dự thi “Thủ đô” và “Một cửa”. Muốn giao vai, hãy loại đăng ký đó."
    )
    assert not AuditLine.objects.exists()


def test_a_contest_of_several_rounds_is_in_the_way_once(contestant):
    entry = in_contest(contestant, "Thủ đô")
    RoundFactory.create_batch(2, contest=entry.contest)
    with pytest.raises(TakesPart) as refusal:
        give_bank_role(contestant, kind=AUTHOR, by=OPERATOR, at=NOON)
    assert list(refusal.value.entries) == [entry]


def test_a_role_in_the_bank_voids_every_entry_with_the_reason_given(contestant):
    entries = [in_contest(contestant, title) for title in ("Thủ đô", "Một cửa")]
    give_bank_role(contestant, kind=AUTHOR, by=OPERATOR, at=NOON, void_reason=" Nay soạn đề ")
    for entry in entries:
        entry.refresh_from_db()
        assert (entry.voided_at, entry.void_reason) == (NOON, "Nay soạn đề")
    assert list(AuditLine.objects.order_by("pk").values_list("kind", "role", "contest")) == [
        ("entry_voided", "operator", entries[0].contest_id),
        ("entry_voided", "operator", entries[1].contest_id),
        ("bank_role_given", "operator", None),
    ]


def test_organising_voids_the_entry_in_that_contest_alone(organiser, contestant):
    entry, other = in_contest(contestant, "Thủ đô"), in_contest(contestant, "Một cửa")
    by = as_organiser(organiser)
    add_organiser(entry.contest, user=contestant, by=by, at=NOON, void_reason="Nay tổ chức")
    entry.refresh_from_db()
    other.refresh_from_db()
    assert (entry.voided_at, other.voided_at) == (NOON, None)
    voided, added = AuditLine.objects.order_by("pk")
    assert (voided.kind, voided.role, voided.by_id) == ("entry_voided", "organiser", organiser.pk)
    assert (added.kind, added.reason) == ("organiser_added", "")


def test_a_command_voids_only_when_told_why(contestant):
    entry = in_contest(contestant, "Thủ đô")
    with pytest.raises(CommandError, match="Thêm --void-entries LÝ_DO"):
        call_command("contest_organiser", contestant.email, entry.contest.slug)
    told = ("--void-entries", "Nay tổ chức")
    call_command("contest_organiser", contestant.email, entry.contest.slug, *told)
    entry.refresh_from_db()
    assert entry.void_reason == "Nay tổ chức"
    assert entry.contest.organisers.get() == contestant


def test_an_entry_is_not_restored_while_the_role_is_held(organiser, contestant):
    entry = in_contest(contestant, "Thủ đô")
    give_bank_role(contestant, kind=AUTHOR, by=OPERATOR, at=NOON, void_reason="Nay soạn đề")
    with pytest.raises(HoldsRole):
        restore_entry(entry, by=organiser, at=LATER, reason="Nhầm")
    take_bank_role(contestant, kind=AUTHOR, by=OPERATOR, at=LATER)
    restore_entry(entry, by=organiser, at=LATER, reason="Nhầm")
    assert entry.voided_at is None


def history(user):
    return list(
        PastRole.objects.filter(user=user).values_list(
            "contest", "kind", "since", "until", "given_by", "taken_by"
        )
    )


def test_who_organised_a_contest_stays_known(organiser, contestant, stranger):
    contest = OrganiserFactory().contest
    add_organiser(contest, user=contestant, by=as_organiser(organiser), at=NOON)
    remove_organiser(contest, user=contestant, by=as_organiser(stranger), at=LATER)
    remove_organiser(contest, user=contestant, by=as_organiser(stranger), at=LATER)
    assert history(contestant) == [(contest.pk, "", NOON, LATER, organiser.pk, stranger.pk)]
    assert contestant not in contest.organisers.all()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_remove_each_other_one_stays():
    contest = ContestFactory()
    people = [OrganiserFactory(contest=contest).user for _ in range(2)]

    def remove(user, by):
        return lambda: remove_organiser(contest, user=user, by=as_organiser(by), at=NOON)

    results = race([remove(*people), remove(*reversed(people))])
    assert sorted(type(one).__name__ for one in results) == ["LastOrganiser", "NoneType"]
    assert contest.organisers.count() == 1


def test_who_had_a_role_in_the_bank_stays_known(contestant):
    for kind in BankRole.Kind:
        give_bank_role(contestant, kind=kind, by=OPERATOR, at=NOON)
    take_bank_role(contestant, kind=AUTHOR, by=OPERATOR, at=LATER)
    assert history(contestant) == [(None, "author", NOON, LATER, None, None)]
    assert contestant.bank_roles.get().since == NOON


def test_a_role_from_before_dates_were_kept_has_none(contestant):
    BankRole.objects.create(user=contestant, kind=AUTHOR)
    take_bank_role(contestant, kind=AUTHOR, by=OPERATOR, at=LATER)
    assert history(contestant) == [(None, "author", None, LATER, None, None)]


def test_an_account_closed_meanwhile_gets_no_role(contestant):
    """The page that gives the role had read the account before."""
    contest = ContestFactory()
    type(contestant).objects.filter(pk=contestant.pk).update(is_active=False)
    with pytest.raises(AccountClosed):
        add_organiser(contest, user=contestant, by=OPERATOR, at=NOON)
    with pytest.raises(AccountClosed):
        give_bank_role(contestant, kind=AUTHOR, by=OPERATOR, at=NOON)
    assert not contest.organisers.exists()
    assert not contestant.bank_roles.exists()


def test_somebody_who_organises_already_goes_on(organiser):
    held = OrganiserFactory(user=organiser)
    add_organiser(held.contest, user=organiser, by=OPERATOR, at=LATER)
    assert ContestOrganiser.objects.get().since == held.since
