"""The key is opened while the sieve lets one more work in, with and without the round's row."""

import threading
from datetime import timedelta

import pytest

from contests.judging.panels import open_panel
from contests.judging.totals import agree_totals, propose_totals
from contests.models import Assignment, Panel, Round, Work, WorkResult
from contests.written import codes
from contests.written.codes import KeyStaysSealed, open_key, send_to_panel
from contests.written.hand_in import hand_in
from contests.written.sieve import decisions
from contests.written.sieve.decisions import Why, accept, refuse
from contests.written.sieve.rules import KeyWasOpened
from tests.contests.judging.cast import jurors_in, panel_of, send
from tests.contests.written.cast import CLOSING, MIDDAY, ready_work, written_round
from tests.factories import OrganiserFactory
from tests.stage import only_row_locks, race

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

AFTER = CLOSING + timedelta(hours=1)
# Under the lock they never meet, and each waits so long; without it they do, however slowly.
APART_S, TOGETHER_S = 0.7, 20


@pytest.fixture
def by():
    return OrganiserFactory().user


@pytest.fixture
def essay(by):
    round = written_round(tool_statement="not_asked")
    OrganiserFactory(contest=round.contest, user=by)
    return round


@pytest.fixture
def refused(essay, by):
    """One work is marked and agreed on, another one was refused and may still be let in."""
    works = []
    for _ in range(2):
        work = ready_work(essay)
        hand_in(work, at=MIDDAY)
        work.refresh_from_db()
        works.append(work)
    accept(works[0], by=by, at=AFTER, why=Why())
    refuse(works[1], by=by, at=AFTER, why=Why("task", "Không đúng đề"))
    panel = panel_of(contest=essay.contest, round=essay, markers=1)
    chair = jurors_in(panel, 2)[0].user
    send_to_panel(panel, by=by, at=AFTER)
    open_panel(panel, by=by, at=AFTER)
    for assignment in Assignment.objects.to_mark().filter(work__panel=panel):
        send(assignment, "40", "40", at=AFTER)
    propose_totals(panel, by=chair, at=AFTER)
    agree_totals(Panel.objects.get(pk=panel.pk), by=by, at=AFTER)
    return works[1]


def meeting(monkeypatch, *, within_s):
    """Both wait for each other after their checks and before they write."""
    both, checked, moved = threading.Barrier(2), codes._check_may_open, decisions._move

    def wait():
        try:
            both.wait(timeout=within_s)
        except threading.BrokenBarrierError:
            return

    def check(round, sealed):
        checked(round, sealed)
        wait()

    def move(*work, **facts):
        wait()
        moved(*work, **facts)

    monkeypatch.setattr(codes, "_check_may_open", check)
    monkeypatch.setattr(decisions, "_move", move)


def both_at_once(essay, work, by):
    def let_in():
        own = Work.objects.select_related("round__contest", "entry__user").get(pk=work.pk)
        return accept(own, by=by, at=AFTER, why=Why(words="Xem lại"))

    return race([lambda: open_key(essay, by=by, at=AFTER), let_in])


def test_a_work_comes_in_before_the_key_is_opened_or_not_at_all(essay, refused, by, monkeypatch):
    meeting(monkeypatch, within_s=APART_S)
    opened, let_in = both_at_once(essay, refused, by)
    assert isinstance(opened, KeyStaysSealed) != isinstance(let_in, KeyWasOpened)
    is_open = Round.objects.get(pk=essay.pk).marked_at is not None
    refused.refresh_from_db()
    assert is_open == (refused.state == "refused")


@only_row_locks
def test_without_the_rounds_row_a_work_without_marks_stands_on_the_board(
    essay, refused, by, monkeypatch
):
    meeting(monkeypatch, within_s=TOGETHER_S)
    monkeypatch.setattr(decisions, "check_may_come_in", lambda _round: None)
    opened, let_in = both_at_once(essay, refused, by)
    assert not isinstance(opened, Exception)
    assert not isinstance(let_in, Exception)
    refused.refresh_from_db()
    assert refused.state == "accepted"
    assert not WorkResult.objects.filter(work=refused).exists()
