"""Boards name a renamed unit, and the heir of a merged one, without waiting for a result."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from leaderboard.boards.board import BoardKey, advance_board, current_board
from leaderboard.boards.jobs import name_heirs, refresh_boards
from quizsite.accounts.units.desk import edit_unit, end_unit
from quizsite.audit.trail import OPERATOR
from tests.factories import NOON, UnitFactory
from tests.leaderboard.cast import take

pytestmark = pytest.mark.django_db

AT = NOON + timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _then(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)


@pytest.fixture
def old():
    return UnitFactory(name="Phường Cũ")


@pytest.fixture
def heir():
    return UnitFactory(name="Phường Mới")


@pytest.fixture
def key(week, division, contest, old):
    take(week, division, unit=old)
    key = BoardKey(contest.pk, week.pk, division.pk)
    advance_board(key, at=AT)
    return key


def units_on(key):
    return [row["unit"] for row in current_board(key, at=AT).snapshot["rows"]]


def run_what_was_asked():
    for job in DBTaskResult.objects.filter(task_path=refresh_boards.module_path):
        refresh_boards.call(*job.args_kwargs["args"])


def merge(old, heir, *, on):
    end_unit(old, until=on, successor=heir, by=OPERATOR, at=AT)


def test_the_heir_stands_on_the_board_once_units_are_merged(key, old, heir):
    assert units_on(key) == ["Phường Cũ"]
    merge(old, heir, on=timezone.localdate(AT))
    run_what_was_asked()
    assert units_on(key) == ["Phường Mới"]


def test_a_unit_that_is_renamed_is_named_so_on_the_board(key, old):
    old.name = "Phường Hồng Hà"
    edit_unit(old, by=OPERATOR, at=AT)
    run_what_was_asked()
    assert units_on(key) == ["Phường Hồng Hà"]


def test_a_merger_of_a_later_day_is_named_on_that_day(key, old, heir, monkeypatch):
    merge(old, heir, on=timezone.localdate(AT) + DAY)
    run_what_was_asked()
    assert units_on(key) == ["Phường Cũ"]
    DBTaskResult.objects.all().delete()
    name_heirs.call()
    assert not DBTaskResult.objects.exists()

    monkeypatch.setattr("django.utils.timezone.now", lambda: AT + DAY)
    name_heirs.call()
    run_what_was_asked()
    assert units_on(key) == ["Phường Mới"]


def test_final_results_and_rounds_to_come_ask_for_nothing(key, week, old, heir):
    type(week).objects.update(opens_at=AT + DAY, closes_at=AT + 2 * DAY)
    merge(old, heir, on=timezone.localdate(AT))
    assert not DBTaskResult.objects.exists()
