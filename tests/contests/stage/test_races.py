"""Several desks at once: the show's row orders their events; without it one would be lost."""

from functools import partial
from threading import Barrier

import pytest
from django.db import IntegrityError

from contests.models import Show, StageEvent
from contests.stage import record
from contests.stage.record import Sent, record_event
from contests.stage.rows import events_of, state_of
from contests.stage.rules import MovedOn
from tests.contests.stage.cast import NOW_MS, jurors, made_show, on
from tests.stage import only_row_locks, race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def marks_at_once(show: Show) -> list[object]:
    team, part = show.teams.first().pk, show.parts.first().pk
    payloads = [
        {"juror": seat, "team": team, "part": part, "points": "8.5"} for seat in jurors(show)
    ]
    sent = [Sent("mark_sent", one) for one in payloads]
    return race([partial(record_event, show, one, at_ms=NOW_MS) for one in sent])


def test_two_desks_that_go_on_at_once_move_the_show_once():
    show = on(made_show())
    seen = state_of(show).sequence
    calls = [
        Sent("team_called", {"team": team}, after=seen)
        for team in show.teams.values_list("pk", flat=True)
    ]
    done = race([partial(record_event, show, one, at_ms=NOW_MS) for one in calls])
    assert sorted(type(one) is StageEvent for one in done) == [False, False, True]
    assert sum(type(one) is MovedOn for one in done) == 2
    assert state_of(show).sequence == seen + 1


def test_a_request_that_arrives_twice_at_once_is_recorded_once():
    show = on(made_show())
    sent = Sent("clock_started", {"seconds": 60}, after=state_of(show).sequence, token="t")
    done = race([partial(record_event, show, sent, at_ms=NOW_MS)] * 3)
    assert len({one.pk for one in done}) == 1


def test_jurors_who_send_at_once_are_all_counted():
    show = on(made_show())
    marks_at_once(show)
    state = state_of(show)
    assert state.is_complete(show.teams.first().pk, show.parts.first().pk)


@only_row_locks
def test_without_the_lock_a_mark_would_be_lost(monkeypatch):
    """The negative control: all read before any writes, and two marks get one sequence."""
    show, both = on(made_show()), Barrier(3)

    def read_together(locked: Show, run: int) -> list[object]:
        found = events_of(locked, run)
        both.wait(timeout=20)
        return found

    monkeypatch.setattr(record, "locked_show", lambda one: Show.objects.get(pk=one.pk))
    monkeypatch.setattr(record, "events_of", read_together)
    assert any(isinstance(one, IntegrityError) for one in marks_at_once(show))
