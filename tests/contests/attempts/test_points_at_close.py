"""A round whose questions have points: dealt with the paper, earned when it closes."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contests.attempts.close import submit_attempt, submit_attempts
from contests.attempts.review import review, shown
from contests.attempts.start import start_attempt
from contests.attempts.start_batch import Start, start_batch
from contests.models import Answer, Attempt, QuestionRuling, RulingKind, RulingState
from contests.monitoring.invariants import verify_round
from contests.papers.drawing import paper_source_of
from contests.rulings.regrade import regrade_round
from leaderboard.standings.store import compare_standings
from tests.factories import NOON, RevisionFactory, RoundFactory, SectionFactory, UserFactory
from tests.stage import entry_in, open_round, right_choice_at

pytestmark = pytest.mark.django_db

CHAIN = ["points", "time_used", "submitted_earlier"]
LATE = NOON + timedelta(days=8)


@pytest.fixture
def round():
    """Two easy questions of 1 point, one hard one of 2,5, each wrong answer takes 0,25 away."""
    paper_source_of.cache_clear()
    found = RoundFactory(tie_chain=CHAIN, wrong_points=25)
    easy = [RevisionFactory(right=[0]) for _n in range(4)]
    hard = [RevisionFactory(right=[0, 1], difficulty="kho") for _n in range(3)]
    first = SectionFactory(round=found, count=2, difficulty="de", pool=[one.pk for one in easy])
    SectionFactory(
        round=found,
        division=first.division,
        difficulty="kho",
        count=1,
        points=250,
        pool=[one.pk for one in hard],
    )
    return found


def started(round) -> Attempt:
    return start_attempt(entry_in(round), round=round, at=NOON)


def answer(attempt, position, choice):
    Answer.objects.create(attempt=attempt, position=position, choice=choice, seq=1, saved_at=NOON)


def hard_one(attempt) -> int:
    return attempt.worths.index(250) + 1


def wrong_at(attempt, position) -> int:
    return 15 ^ right_choice_at(attempt, position)


def closed(attempt) -> Attempt:
    submit_attempt(attempt, at=NOON + timedelta(minutes=1))
    return Attempt.objects.get(pk=attempt.pk)


def test_a_paper_keeps_what_each_of_its_questions_is_worth(round):
    attempt = started(round)
    assert sorted(Attempt.objects.get(pk=attempt.pk).worths) == [100, 100, 250]


def test_papers_drawn_together_keep_it_too(round):
    entries = [entry_in(round) for _n in range(3)]
    start_batch([Start(one.pk, round.pk) for one in entries], at=NOON)
    assert [sorted(one.worths) for one in Attempt.objects.all()] == [[100, 100, 250]] * 3


def test_closing_stores_points_beside_right_answers(round):
    attempt = started(round)
    hard = hard_one(attempt)
    other = next(n for n in (1, 2, 3) if n != hard)
    answer(attempt, hard, right_choice_at(attempt, hard))
    answer(attempt, other, wrong_at(attempt, other))
    done = closed(attempt)
    assert (done.correct_count, done.question_count, done.unanswered_count) == (1, 3, 1)
    assert (done.points, done.most_points) == (225, 450)
    standing = round.standings.get()
    assert (standing.points, standing.most_points) == (225, 450)
    assert compare_standings(round) == []
    assert list(verify_round(round, at=LATE)) == []


def test_a_round_without_points_stores_none():
    round = open_round()
    done = closed(started(round))
    assert (done.worths, done.points, done.most_points) == (None, None, None)
    assert round.standings.get().points is None


def test_closing_asks_as_many_queries_with_points_as_without(round):
    plain = open_round()
    counted = []
    for one in (plain, round):
        papers = [started(one) for _n in range(2)]
        for paper in papers:
            answer(paper, 1, 1)
        paper_source_of.cache_clear()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            submit_attempts({paper.pk: None for paper in papers}, at=NOON)
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_worths_that_an_earlier_version_did_not_store_are_drawn_again(round):
    attempt = started(round)
    hard = hard_one(attempt)
    Attempt.objects.update(worths=None)
    answer(attempt, hard, right_choice_at(attempt, hard))
    assert (closed(attempt).points, closed(attempt).most_points) == (250, 450)


def ruled(round, revision, kind, **facts):
    return QuestionRuling.objects.create(
        round=round,
        revision_id=revision,
        kind=kind,
        state=RulingState.IN_FORCE,
        proposed_by=UserFactory(),
        proposed_at=NOON,
        decided_at=NOON,
        reason="Sai căn cứ.",
        **facts,
    )


@pytest.mark.parametrize(
    ("kind", "expected"), [(RulingKind.ANNUL, (0, 200)), (RulingKind.GIVE, (250, 450))]
)
def test_a_ruling_changes_points_and_what_they_are_of(round, kind, expected):
    attempt = started(round)
    hard = hard_one(attempt)
    answer(attempt, hard, wrong_at(attempt, hard))
    assert closed(attempt).points == 0
    ruled(round, attempt.paper[hard - 1][0], kind)
    assert regrade_round(round, at=NOON) == 1
    done = Attempt.objects.get(pk=attempt.pk)
    assert (done.points, done.most_points) == expected
    standing = round.standings.get()
    assert (standing.points, standing.most_points) == expected
    assert list(verify_round(round, at=LATE)) == []


@pytest.mark.parametrize("change", [{"points": 226}, {"most_points": 1}, {"points": None}])
def test_points_altered_in_the_database_are_found(round, change):
    attempt = started(round)
    answer(attempt, 1, 1)
    closed(attempt)
    Attempt.objects.update(**change)
    assert [one.invariant for one in verify_round(round, at=LATE)] == [4]


def test_worths_altered_in_the_database_are_found(round):
    attempt = started(round)
    hard = hard_one(attempt)
    answer(attempt, hard, right_choice_at(attempt, hard))
    worths = attempt.worths[1:] + attempt.worths[:1]
    Attempt.objects.update(worths=worths)
    closed(attempt)
    assert {one.invariant for one in verify_round(round, at=LATE)} == {4}


def test_points_of_a_round_without_any_are_found():
    round = open_round()
    closed(started(round))
    Attempt.objects.update(points=100)
    assert [one.invariant for one in verify_round(round, at=LATE)] == [4]


def test_a_part_of_a_question_is_earned_where_the_round_gives_it(round):
    round.is_partial_credit = True
    round.save()
    attempt = started(round)
    hard = hard_one(attempt)
    right = right_choice_at(attempt, hard)
    answer(attempt, hard, right & -right)
    done = closed(attempt)
    assert (done.correct_count, done.points) == (0, 125)
    assert list(verify_round(round, at=LATE)) == []


def test_the_result_says_what_each_question_brought(round):
    attempt = started(round)
    hard = hard_one(attempt)
    other = next(n for n in (1, 2, 3) if n != hard)
    answer(attempt, hard, right_choice_at(attempt, hard))
    answer(attempt, other, wrong_at(attempt, other))
    done = closed(attempt)
    assert shown(done, at=LATE)["points"] == "2,25/4,5"
    said = {one["position"]: one["points"] for one in review(done, at=LATE)}
    assert (said[hard], said[other]) == ("2,5/2,5", "−0,25/1")


def test_points_decide_who_stands_above_whom_and_equals_share_a_place(round):
    first, second, third = (started(round) for _n in range(3))
    for one, position in ((first, hard_one(first)), (second, hard_one(second))):
        answer(one, position, right_choice_at(one, position))
    for position in (n for n in (1, 2, 3) if n != hard_one(third)):
        answer(third, position, right_choice_at(third, position))
    for one in (first, second, third):
        closed(one)
    keys = {one.entry_id: one.sort_key for one in round.standings.all()}
    one, two, three = (keys[attempt.entry_id] for attempt in (first, second, third))
    assert one == two < three
    assert Attempt.objects.get(pk=third.pk).correct_count == 2
