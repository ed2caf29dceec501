"""The command that rebuilds or compares standings."""

import pytest
from django.core.management import CommandError, call_command

from contests.models import RoundState
from tests.factories import EntryFactory, RoundFactory
from tests.leaderboard.cast import closed_attempt

pytestmark = pytest.mark.django_db


@pytest.fixture
def week():
    entry = EntryFactory()
    week = RoundFactory(contest=entry.contest, number=2)
    closed_attempt(entry, week)
    return week


def test_rebuilding_by_contest_and_number(week, capsys):
    call_command("rebuild_standings", f"{week.contest.slug}/2")

    assert week.standings.count() == 1
    assert capsys.readouterr().out == (
        f"{week.contest.slug}/2: đã tính lại 1 người\nThứ hạng khớp với các bài đã đóng.\n"
    )


def test_check_names_differences_and_fails(week, capsys):
    with pytest.raises(CommandError, match="1 sai lệch"):
        call_command("rebuild_standings", str(week.pk), check=True)

    assert week.standings.count() == 0
    assert len(capsys.readouterr().out.splitlines()) == 1


@pytest.mark.parametrize("name", ["999", "khong-co/1", "khong-co"])
def test_unknown_round_is_named(week, name):
    with pytest.raises(CommandError):
        call_command("rebuild_standings", name)


@pytest.mark.django_db(transaction=True)  # the refusal ends the transaction around it
def test_finalised_round_is_only_compared(week):
    call_command("rebuild_standings", str(week.pk))
    type(week).objects.update(state=RoundState.FINALISED, result_digest="d" * 64)

    with pytest.raises(CommandError, match="đã chốt"):
        call_command("rebuild_standings", str(week.pk))

    call_command("rebuild_standings", str(week.pk), check=True)
