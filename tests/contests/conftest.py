"""Ways to hold closing up, and to take its locks away, for tests of races."""

from threading import Event

import pytest
from django.db.models import QuerySet

from contests.attempts import close as module
from contests.attempts import locked_reads


@pytest.fixture
def pause_scoring(monkeypatch):
    """Closing waits between reading the answers and storing the score, until told to go on."""
    reached, go_on = Event(), Event()
    scores = module.scores

    def paused(attempts, choices, **ruled):
        reached.set()
        go_on.wait(timeout=3)
        return scores(attempts, choices, **ruled)

    monkeypatch.setattr(module, "scores", paused)
    return reached, go_on


@pytest.fixture
def without_row_locks(monkeypatch):
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **_: self)
    for statement in (locked_reads._named, locked_reads._still_open):
        monkeypatch.setattr(statement, "_statements", {})  # compiled with the locks
