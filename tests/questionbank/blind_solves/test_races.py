"""One reviewer in two tabs at once, with a negative control: only the first answer is kept."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import connection

from questionbank.blind_solves import solves
from questionbank.models import RevisionState
from questionbank.review_models import BlindSolve
from tests.factories import NOON, RevisionFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def answer_in_two_tabs(monkeypatch, revision, reviewer) -> list[str]:
    """Both tabs have looked before either writes."""
    both_looked, look = Barrier(2), solves.solve_of

    def look_and_wait(user, asked):
        found = look(user, asked)
        if not connection.features.has_select_for_update:
            return found  # SQLite lets one transaction write at a time
        with suppress(BrokenBarrierError):  # the other waits for the row
            both_looked.wait(timeout=3)
        return found

    monkeypatch.setattr(solves, "solve_of", look_and_wait)

    def one(value):
        try:
            solves.solve(revision, answer=value, by=reviewer, at=NOON)
        except solves.AlreadySolved:
            return "refused"
        finally:
            connection.close()
        return "kept"

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(one, [1, 2]))


def test_two_tabs_keep_one_answer(monkeypatch, reviewer):
    revision = RevisionFactory(state=RevisionState.IN_REVIEW)
    assert answer_in_two_tabs(monkeypatch, revision, reviewer) == ["kept", "refused"]
    assert BlindSolve.objects.count() == 1


def test_without_the_lock_the_look_and_the_constraint_both_answers_are_believed(
    monkeypatch, reviewer
):
    revision = RevisionFactory(state=RevisionState.IN_REVIEW)
    monkeypatch.setattr(solves, "_locked_in_review", lambda _revision: True)
    monkeypatch.setattr(BlindSolve.objects, "create", BlindSolve)
    assert answer_in_two_tabs(monkeypatch, revision, reviewer) == ["kept", "kept"]
