"""Two organisers make a final of one round at once, with and without the round's row."""

import threading

import pytest
from django.db import IntegrityError

from contests.models import WorkFinal
from contests.presentations import making
from contests.presentations.proposal import FinalExists
from tests.contests.presentations.cast import final_of, marked_essay
from tests.stage import only_row_locks, race

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

# Under the lock they never meet, and each waits so long; without it they do, however slowly.
APART_S, TOGETHER_S = 0.7, 20


def meeting(monkeypatch, *, within_s):
    """Both wait for each other after their checks and before they write."""
    both, checked = threading.Barrier(2), making.check_may_make

    def check(source):
        checked(source)
        try:
            both.wait(timeout=within_s)
        except threading.BrokenBarrierError:
            return

    monkeypatch.setattr(making, "check_may_make", check)


def both_at_once():
    essay, _works, by = marked_essay([90, 80], jurors=1)
    return race([lambda: final_of(essay, by, keeps_members=False)] * 2)


def test_one_of_two_organisers_makes_the_final_and_the_other_reads_why_not(monkeypatch):
    meeting(monkeypatch, within_s=APART_S)
    found = both_at_once()
    assert sorted(isinstance(one, FinalExists) for one in found) == [False, True]
    assert WorkFinal.objects.get().finalists.count() == 2


@only_row_locks
def test_without_the_rounds_row_both_pass_the_check_and_one_fails_in_the_database(monkeypatch):
    meeting(monkeypatch, within_s=TOGETHER_S)
    unlocked = making.Round.objects.select_related("contest")
    monkeypatch.setattr(making, "_locked", lambda pk: unlocked.get(pk=pk))
    found = both_at_once()
    assert any(isinstance(one, IntegrityError) for one in found)
