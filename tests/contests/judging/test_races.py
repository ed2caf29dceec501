"""Two at once: the panel's lock orders them; without it marks would be lost or counted twice."""

from contextlib import suppress
from datetime import timedelta
from functools import partial
from threading import Barrier

import pytest

from contests.judging import assignments
from contests.judging.assignments import fill_panel, reopen_sheet
from contests.judging.jobs import _SITE as SITE
from contests.models import Assignment, AssignmentState, MarkSheet, Panel
from quizsite.refusals import Refusal
from tests.contests.judging.cast import AT, of_work, open_with, send
from tests.stage import only_row_locks, race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
LATER = AT + timedelta(days=8)


def quietly(act, *args, **kwargs):
    def do():
        with suppress(Refusal):
            return act(*args, **kwargs)
        return None

    return do


def own(assignment):
    return Assignment.objects.select_related("work__panel", "member__user").get(pk=assignment.pk)


def test_of_two_sheets_sent_at_once_one_is_stored():
    panel, _members = open_with(jurors=2, works=1)
    (first, *_more) = of_work(panel.works.get())
    race([quietly(send, own(first), "10", "10"), quietly(send, own(first), "20", "20")])
    assert MarkSheet.objects.filter(assignment=first).count() == 1
    assert Assignment.objects.get(pk=first.pk).state == AssignmentState.SENT


def test_sending_and_reopening_at_once_leave_a_state_that_fits_the_sheets():
    panel, _members = open_with(jurors=2, works=1)
    (first, *_more) = of_work(panel.works.get())
    send(own(first), "10", "10")
    reopen_sheet(own(first), by=SITE, at=AT, reason="một")
    again = partial(send, own(first), "20", "20", reason="đổi")
    race([quietly(again), quietly(reopen_sheet, own(first), by=SITE, at=AT, reason="hai")])
    state = Assignment.objects.get(pk=first.pk).state
    numbers = list(MarkSheet.objects.filter(assignment=first).values_list("number", flat=True))
    assert (state, numbers) in [
        (AssignmentState.SENT, [1, 2]),
        (AssignmentState.REOPENED, [1, 2]),
    ]


def lease_and_send():
    panel, _members = open_with(jurors=3, works=1, markers=1)
    (first,) = of_work(panel.works.get())
    late = own(first)
    race([quietly(send, late, "10", "10", at=LATER), partial(fill_panel, panel, by=SITE, at=LATER)])
    return panel, Assignment.objects.get(pk=first.pk)


@pytest.mark.parametrize("_turn", range(3))
def test_a_sheet_sent_as_the_lease_ends_counts_or_the_work_is_somebody_elses(_turn):
    panel, first = lease_and_send()
    holders = of_work(panel.works.get())
    assert len(holders) == 1
    if first.state == AssignmentState.SENT:
        assert holders[0].pk == first.pk
        assert MarkSheet.objects.filter(assignment=first).count() == 1
    else:
        assert holders[0].pk != first.pk
        assert not MarkSheet.objects.filter(assignment=first).exists()


def at_once_filled(panel):
    Assignment.objects.filter(work__panel=panel).delete()
    fill = partial(fill_panel, panel, by=SITE, at=AT)
    race([fill, fill])
    return max(len(of_work(work)) for work in panel.works.all())


def test_two_who_fill_a_panel_at_once_give_each_work_once():
    panel, _members = open_with(jurors=4, works=40, markers=1)
    assert at_once_filled(panel) == 1


@only_row_locks
def test_without_the_lock_they_would_not(monkeypatch):
    """The negative control: both read before either writes, and the work goes to two jurors."""

    def unlocked(panel_id):
        return Panel.objects.select_related("contest").get(pk=panel_id)

    panel, members = open_with(jurors=4, works=1, markers=1)
    work, both = panel.works.get().pk, Barrier(2)
    chosen = iter([members[0].pk, members[1].pk])

    def planned(_panel, wanted, _bars):
        """Each has read that the work lacks a juror before the other one gives it."""
        if not wanted:
            return []
        both.wait(timeout=20)
        return [(work, next(chosen))]

    monkeypatch.setattr(assignments, "locked_panel", unlocked)
    monkeypatch.setattr(assignments, "_planned", planned)
    assert at_once_filled(panel) == 2
