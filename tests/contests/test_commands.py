"""Who organises a contest is said on the command line."""

import pytest
from django.core.management import CommandError, call_command

from contests.rules import check_may_organise
from quizsite.accounts.rules import allowed
from tests.factories import ContestFactory, EntryFactory

pytestmark = pytest.mark.django_db


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


def test_whoever_takes_part_does_not_become_an_organiser(contestant):
    entry = EntryFactory(user=contestant)
    with pytest.raises(CommandError, match="đã đăng ký dự thi"):
        run(contestant.email, entry.contest.slug)
    assert not entry.contest.organisers.exists()
