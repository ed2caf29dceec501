"""Nobody deletes their data to enter anew: what they did there keeps them out, or is proposed."""

from datetime import timedelta

import pytest

from contests.attempts.close import submit_attempt
from contests.attempts.start import start_attempt
from contests.models import (
    BarredPerson,
    Entry,
    EntryMark,
    FormerBankRole,
    FormerEntrant,
    PastRole,
    Round,
)
from contests.registration.bars import bar_person
from contests.registration.conditions import Brought
from contests.registration.doubles import find_doubles, mark_unmarked, remove_old_marks
from contests.registration.entries import register_entry, void_entry
from contests.registration.former_entrants import TookPartBefore, saw_bank_until
from contests.registration.moves import move_entry
from contests.rules import CoolingOff
from questionbank.models import Question
from quizsite.accounts.consents import current_texts
from quizsite.accounts.models import Purpose, User
from quizsite.accounts.personal_data.erasure import erase_person, what_stays
from quizsite.accounts.personal_data.retention import apply_retention
from quizsite.accounts.subjects import the_person
from quizsite.audit.trail import OPERATOR
from quizsite.refusals import allowed
from tests.factories import NOON, ContestFactory, RoundFactory, UnitFactory, UserFactory
from tests.stage import open_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def round():
    return open_round(contest=ContestFactory(entry_code="staff", is_entry_code_required=False))


def enter(contest, user, *, unit=None, **brought):
    return register_entry(
        contest,
        user=user,
        division=contest.divisions.get(),
        unit=unit or UnitFactory(),
        agreed=current_texts([Purpose.TAKING_PART]).values(),
        at=NOON,
        brought=Brought(**brought),
    )


def take(entry, round):
    submit_attempt(start_attempt(entry, round=round, at=NOON), at=NOON + timedelta(minutes=1))
    return entry


def erase(user, at=NOON + timedelta(minutes=2)):
    user = User.objects.get(pk=user.pk)
    erase_person(user, by=the_person(user), at=at, reason="Theo yêu cầu")


def test_an_address_on_the_list_keeps_its_owner_out_after_moving_and_deleting(round, organiser):
    """The line knew the account by an address that it has no more."""
    user, listed = UserFactory(email="nguoi.nha@coquan.vn"), "nguoi.nha@coquan.vn"
    line = BarredPerson(contest=round.contest, email=listed, reason="Người nhà")
    bar_person(line, by=organiser, at=NOON, accepts_entries=False)
    User.objects.filter(pk=user.pk).update(email="moi@coquan.vn")
    erase(user)
    for email in (listed, "moi@coquan.vn"):
        with pytest.raises(TookPartBefore):
            enter(round.contest, UserFactory(email=email))


def test_whom_the_organisers_voided_does_not_delete_to_enter_again(round, organiser):
    user = UserFactory()
    email = user.email
    void_entry(enter(round.contest, user), by=organiser, at=NOON, reason="Đăng ký hai lần")
    erase(user)
    with pytest.raises(TookPartBefore):
        enter(round.contest, UserFactory(email=email))


def test_between_two_rounds_deleting_gives_no_new_start(round):
    user = UserFactory()
    email = user.email
    take(enter(round.contest, user), round)
    Round.objects.filter(pk=round.pk).update(closes_at=NOON + timedelta(minutes=2))
    erase(user, at=NOON + timedelta(days=3))
    remove_old_marks(at=NOON + timedelta(days=30))
    RoundFactory(contest=round.contest, number=2, closes_at=NOON + timedelta(days=40))
    with pytest.raises(TookPartBefore):
        enter(round.contest, UserFactory(email=email))


def test_who_deletes_and_enters_with_another_address_is_proposed(round, organiser):
    """The address has changed before, or is another of the same mailbox; the code is the same."""
    user = UserFactory(email="an.nguyen@gmail.com")
    first = take(enter(round.contest, user, code="CC01"), round)
    User.objects.filter(pk=user.pk).update(email="khac@coquan.vn")
    erase(user)
    again = enter(round.contest, UserFactory(email="annguyen+1@gmail.com"), code="CC01")
    find_doubles(round.contest, at=NOON)
    (one,) = round.contest.likely_doubles.all()
    assert (one.people, one.reasons) == ([first.pk, again.pk], ["code", "mailbox"])


def test_people_who_deleted_are_not_doubles_of_each_other(round, organiser):
    """What stands in place of their names is the same for all."""
    unit, entries = UnitFactory(), []
    for _ in range(2):
        entries.append(take(enter(round.contest, UserFactory(), unit=UnitFactory()), round))
        erase(entries[-1].user)
    for entry in entries:
        where = {"unit": unit, "division": entry.division}
        move_entry(entry, **where, by=organiser, at=NOON, reason="Chọn nhầm đơn vị")
    EntryMark.objects.all().delete()
    mark_unmarked(round.contest)
    find_doubles(round.contest, at=NOON)
    assert not round.contest.likely_doubles.exists()
    assert not EntryMark.objects.exists()


@pytest.mark.parametrize("kind", ["", "author"], ids=["organiser", "bank"])
def test_who_has_seen_questions_does_not_delete_to_enter(round, kind):
    """The history of roles is about the account, which a new one with the same address lacks."""
    user, contest = UserFactory(), None if kind else round.contest
    email, other = user.email, open_round()
    PastRole.objects.create(user=user, contest=contest, kind=kind, since=NOON, until=NOON)
    erase(user)
    again = UserFactory(email=email)
    with pytest.raises(CoolingOff if kind else TookPartBefore):
        enter(round.contest, again)
    assert allowed(enter, other.contest, again) == (not kind)


def test_a_contest_of_later_knows_who_saw_its_questions_and_deleted(round):
    user = UserFactory()
    email = user.email
    PastRole.objects.create(user=user, kind="author", since=NOON, until=NOON)
    assert any("12 tháng" in said for said in what_stays(user, at=NOON))
    erase(user)
    later = open_round()
    again = UserFactory(email=email)
    with pytest.raises(CoolingOff):
        enter(later.contest, again)
    Question.objects.update(created_at=NOON + timedelta(minutes=1))
    enter(later.contest, again)
    Round.objects.update(closes_at=NOON)
    apply_retention(by=OPERATOR, at=NOON + timedelta(days=400))
    assert not FormerBankRole.objects.exists()


def test_of_two_accounts_with_one_number_the_later_end_counts():
    for until in (NOON, NOON - timedelta(days=30)):
        user = UserFactory(phone="+84912345678")
        PastRole.objects.create(user=user, kind="author", since=NOON, until=until)
        erase(user)
    assert set(FormerBankRole.objects.filter(until__lt=NOON).values_list("until", flat=True)) == {
        NOON - timedelta(days=30)
    }  # of the second address
    assert saw_bank_until(User(phone="+84912345678")) == NOON


def test_what_keeps_them_out_goes_with_the_marks(round, organiser):
    user = UserFactory()
    take(enter(round.contest, user), round)
    assert any("90 ngày" in said for said in what_stays(user, at=NOON))
    erase(user)
    assert FormerEntrant.objects.exists()
    assert EntryMark.objects.filter(entry__in=Entry.objects.of(user)).exists()
    Round.objects.update(state="finalised", finalised_at=NOON, result_digest="x")
    remove_old_marks(at=NOON + timedelta(days=89))
    assert FormerEntrant.objects.exists()
    remove_old_marks(at=NOON + timedelta(days=91))
    assert not FormerEntrant.objects.exists()
    assert not EntryMark.objects.exists()
