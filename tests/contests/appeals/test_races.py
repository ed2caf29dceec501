"""Appeals sent at the same moment, and one that meets the decision that makes a round final."""

import threading

import pytest
from django.db.models import QuerySet

from contests.appeals import appeals as module
from contests.appeals.appeals import appeal_question
from contests.appeals.rules import MOST_OPEN, TooManyAppeals
from contests.models import Appeal, Attempt, Round
from leaderboard.finals.finalise import finalise_round
from leaderboard.rules import AppealsOpen
from tests.contests.appeals.conftest import AFTER
from tests.factories import RevisionFactory
from tests.stage import only_row_locks, race

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

# Under the lock they never meet, and each test waits so long; without it they do, however slowly.
APART_S, TOGETHER_S = 0.7, 20


@pytest.fixture
def one_left(paper):
    """The person may send one more appeal; the paper has questions enough."""
    paper.paper = [[RevisionFactory().pk, [0, 1, 2, 3]] for _ in range(MOST_OPEN + 1)]
    paper.save()
    for position in range(1, MOST_OPEN):
        appeal_question(paper, position=position, text="Sai", at=AFTER)
    return paper


@pytest.fixture
def both_count_first(one_left, monkeypatch, request):
    """Whoever has counted waits a moment for the other one to count too. What was sent before is
    not among them: alone at the barrier it would break it."""
    both, check = threading.Barrier(2), module.check_has_few
    within_s = getattr(request, "param", APART_S)

    def counted(entry):
        check(entry)
        try:
            both.wait(timeout=within_s)
        except threading.BrokenBarrierError:
            return

    monkeypatch.setattr(module, "check_has_few", counted)


def send_two(paper):
    def send(position):
        own = Attempt.objects.select_related("round__contest", "entry").get(pk=paper.pk)
        return appeal_question(own, position=position, text="Sai", at=AFTER)

    return race([lambda: send(MOST_OPEN), lambda: send(MOST_OPEN + 1)])


@pytest.mark.usefixtures("both_count_first")
def test_two_sent_at_once_are_counted_one_after_the_other(one_left):
    outcomes = send_two(one_left)
    assert sorted(type(one) for one in outcomes if isinstance(one, Exception)) == [TooManyAppeals]
    assert Appeal.objects.open().count() == MOST_OPEN


@only_row_locks
@pytest.mark.parametrize("both_count_first", [TOGETHER_S], indirect=True)
@pytest.mark.usefixtures("both_count_first")
def test_without_the_locks_both_are_taken(one_left, monkeypatch):
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **_: self)
    outcomes = send_two(one_left)
    assert [type(one) for one in outcomes] == [Appeal, Appeal], outcomes
    assert Appeal.objects.open().count() == MOST_OPEN + 1


def test_an_appeal_is_before_the_final_result_or_after_it(paper):
    """It holds finalising up, or the round is final when it comes; never is it passed over."""
    week = Round.objects.select_related("contest").get(pk=paper.round_id)
    outcomes = race(
        [
            lambda: appeal_question(paper, position=1, text="Sai", at=AFTER),
            lambda: finalise_round(week, by=None, at=AFTER),
        ]
    )
    week.refresh_from_db()
    assert isinstance(outcomes[0], Appeal)
    assert isinstance(outcomes[1], AppealsOpen) == (week.finalised_at is None)
