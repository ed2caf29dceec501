"""What the public reads of a person changes with their consent, on every board and at once."""

from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from leaderboard.boards.board import BoardKey, advance_board, current_board
from leaderboard.boards.jobs import refresh_boards, refresh_soon
from quizsite.accounts.consents import give_consent_again, withdraw_consent
from quizsite.accounts.models import Purpose
from tests.factories import NOON, EntryFactory, RoundFactory
from tests.leaderboard.cast import take

pytestmark = pytest.mark.django_db


@pytest.fixture
def dirty(monkeypatch):
    """The boards that the writer was told of."""
    told = set()
    monkeypatch.setattr("leaderboard.boards.writer.mark_dirty", told.update)
    return told


def names_on(key):
    return [row["name"] for row in current_board(key, at=NOON).snapshot["rows"]]


def test_withdrawing_publication_changes_boards_of_finalised_rounds_too(
    week, division, contest, contestant, dirty, django_capture_on_commit_callbacks
):
    take(week, division, user=contestant)
    RoundFactory(contest=contest, number=2)
    RoundFactory(contest=contest, number=3, state="draft")
    week.state, week.result_digest = "finalised", "x"
    week.save()
    keys = [BoardKey(contest.pk, number, division.pk) for number in (week.pk, None)]
    for key in keys:
        advance_board(key, at=NOON)
        assert names_on(key) == ["T. T. Bình"]

    with django_capture_on_commit_callbacks(execute=True):
        withdraw_consent(contestant, purpose=Purpose.PUBLICATION, at=NOON)

    assert set(keys) < dirty
    assert len(dirty) == 3  # both rounds that the public sees, and the contest
    for key in keys:
        advance_board(key, at=NOON)
        [name] = names_on(key)
        assert name.startswith("Thí sinh ")


def test_agreeing_again_without_any_change_writes_no_board(
    contestant, dirty, django_capture_on_commit_callbacks
):
    EntryFactory(user=contestant)
    with django_capture_on_commit_callbacks(execute=True):
        give_consent_again(contestant, purpose=Purpose.PUBLICATION, at=NOON, channel="test")
    assert dirty == set()


def test_a_job_makes_the_boards_anew_where_no_writer_lives(week, division, contest, contestant):
    """As in a command, which ends before a writer would act."""
    take(week, division, user=contestant)
    key = BoardKey(contest.pk, week.pk, division.pk)
    advance_board(key, at=NOON)
    withdraw_consent(contestant, purpose=Purpose.PUBLICATION, at=NOON)
    [asked] = DBTaskResult.objects.filter(task_path=refresh_boards.module_path)
    assert asked.args_kwargs["args"] == [contest.pk]
    assert names_on(key) == ["T. T. Bình"]
    refresh_boards.call(contest.pk)
    [name] = names_on(key)
    assert name.startswith("Thí sinh ")


def test_one_job_serves_names_that_change_together_and_no_job_that_is_about_to_begin(contest):
    for seconds in (0, 5, 8, 20):
        refresh_soon(contest.pk, at=NOON + timedelta(seconds=seconds))
    refresh_soon(contest.pk + 1, at=NOON)
    asked = DBTaskResult.objects.filter(task_path=refresh_boards.module_path)
    assert sorted((one.args_kwargs["args"][0], one.run_after) for one in asked) == [
        (contest.pk, NOON + timedelta(seconds=10)),
        (contest.pk, NOON + timedelta(seconds=18)),
        (contest.pk, NOON + timedelta(seconds=30)),
        (contest.pk + 1, NOON + timedelta(seconds=10)),
    ]
