"""Operators name organisers and authors of questions on the command line."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command

from contests.rules import check_may_organise
from quizsite.refusals import allowed
from tests.factories import ContestFactory, EntryFactory, RoundFactory

pytestmark = pytest.mark.django_db

PAST = datetime.now(UTC) - timedelta(days=1)
FUTURE = datetime.now(UTC) + timedelta(days=1)


def run(*arguments):
    call_command("contest_organiser", *arguments)


def test_a_contest_is_given_once_and_taken(contestant, capsys):
    contest = ContestFactory(slug="thu-do")
    run("BINH@example.vn", "thu-do")
    run("binh@example.vn", "thu-do")
    assert list(contest.organisers.all()) == [contestant]
    assert allowed(check_may_organise, contestant, contest)
    run("binh@example.vn", "thu-do", "--remove")
    assert not contest.organisers.exists()


@pytest.mark.parametrize("arguments", [("ai@example.vn", "thu-do"), ("binh@example.vn", "khac")])
def test_unknown_people_and_contests_are_refused(contestant, arguments):
    ContestFactory(slug="thu-do")
    with pytest.raises(CommandError, match="Không có"):
        run(*arguments)


def test_a_person_who_takes_part_does_not_become_an_organiser(contestant):
    entry = EntryFactory(user=contestant)
    with pytest.raises(CommandError, match="đã đăng ký dự thi “Tìm hiểu"):
        run(contestant.email, entry.contest.slug)
    assert not entry.contest.organisers.exists()


def test_role_in_the_bank_is_given_and_taken(contestant):
    call_command("bank_role", "BINH@example.vn", "reviewer")
    assert contestant.bank_roles.get().kind == "reviewer"
    call_command("bank_role", "binh@example.vn", "reviewer", "--remove")
    assert not contestant.bank_roles.exists()


def test_role_of_an_unknown_person_is_refused():
    with pytest.raises(CommandError, match="Không có tài khoản"):
        call_command("bank_role", "ai@example.vn", "author")


@pytest.mark.parametrize(
    "facts",
    [
        {"state": "draft", "closes_at": PAST},
        {"state": "published"},
        {"state": "published", "closes_at": PAST},  # its result is still to be fixed
        {"state": "published", "is_practice": True},
    ],
)
def test_a_person_in_a_contest_not_over_gets_no_role_in_the_bank(contestant, facts):
    round = RoundFactory(opens_at=PAST - timedelta(days=7), **{"closes_at": FUTURE, **facts})
    EntryFactory(user=contestant, contest=round.contest)
    with pytest.raises(CommandError, match="đã đăng ký dự thi “Tìm hiểu"):
        call_command("bank_role", contestant.email, "author")
    assert not contestant.bank_roles.exists()


def test_a_person_in_a_contest_without_rounds_gets_no_role_in_the_bank(contestant):
    EntryFactory(user=contestant)
    with pytest.raises(CommandError, match="đã đăng ký dự thi"):
        call_command("bank_role", contestant.email, "author")


def test_a_person_disqualified_or_in_a_contest_that_is_over_may_have_a_role(contestant):
    for facts in ({"state": "finalised"}, {"is_practice": True}):
        round = RoundFactory(opens_at=PAST - timedelta(days=7), closes_at=PAST, **facts)
        EntryFactory(user=contestant, contest=round.contest)
    EntryFactory(user=contestant, voided_at=PAST)
    call_command("bank_role", contestant.email, "author")
    assert contestant.bank_roles.exists()
