"""The last ranking of a large round: a batch at a time, gone on with by anybody, seen by nobody
before it is complete."""

import threading
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from contests.attempts import close as attempts
from contests.models import RoundPhase
from contests.registration.entries import restore_entry, void_entry
from leaderboard.boards.board import BoardKey, advance_board, current_board
from leaderboard.finals import final_ranking as settling
from leaderboard.finals import finalise as finalising
from leaderboard.finals.digest import result_digest
from leaderboard.finals.final_ranking import (
    continue_final_ranking,
    rounds_to_rank,
    share_ranked,
)
from leaderboard.finals.finalise import finalise_round
from leaderboard.models import Settlement, Standing
from leaderboard.rules import BeingFinalised, PapersOpen, RoundFinalised
from leaderboard.standings.store import compare_standings, record_results
from quizsite.models import AuditLine
from tests.factories import NOON, AttemptFactory, ContestFactory, DivisionFactory, RoundFactory
from tests.leaderboard.cast import closed_attempt, take
from tests.stage import race

pytestmark = pytest.mark.django_db

CHAIN = ["correct", "prediction", "time_used"]
AFTER = NOON + timedelta(days=7, seconds=2)
LATER = AFTER + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _two_at_a_time(monkeypatch):
    monkeypatch.setattr(settling, "BATCH", 2)


@pytest.fixture
def contest():
    return ContestFactory(slug="thu-do", tie_chain=CHAIN)


@pytest.fixture
def division(contest):
    return DivisionFactory(contest=contest, code="cbccvc")


def round_of(contest, number):
    return RoundFactory(
        contest=contest, number=number, tie_chain=CHAIN, prediction_target="entrants"
    )


@pytest.fixture
def week(contest):
    return round_of(contest, 1)


@pytest.fixture
def next_week(contest):
    return round_of(contest, 2)


@pytest.fixture
def people(week, division):
    """Five; the true value is 5, so that the last is the closest and the first the furthest."""
    return [take(week, division, seconds=n, prediction=9 - n) for n in range(5)]


@pytest.fixture
def half_ranked(week, people):
    """The first two have their last line, three wait."""
    return finalise_round(week, by=None, at=AFTER, within_s=0)


def order(round):
    return list(round.standings.order_by("sort_key", "entry").values_list("entry", flat=True))


def test_what_one_leaves_another_completes(half_ranked, people, organiser):
    Settlement.objects.update(by=organiser)
    assert half_ranked.phase(LATER) is RoundPhase.FINALISING
    assert share_ranked(half_ranked) == 0.4
    assert not AuditLine.objects.exists()

    (left,) = rounds_to_rank()
    assert continue_final_ranking(left)

    assert left.phase(LATER) is RoundPhase.FINALISED
    assert order(left) == [people[4].pk, *(person.pk for person in people[3::-1])]
    assert compare_standings(left) == []
    assert left.result_digest == result_digest(left)
    line = AuditLine.objects.get()
    assert (line.by_id, line.at, line.after["digest"]) == (organiser.pk, AFTER, left.result_digest)
    assert rounds_to_rank() == []


def test_in_pieces_is_as_good_as_in_one(week, people):
    finalised = finalise_round(week, by=None, at=AFTER)
    week.standings.all().delete()

    settling.rewrite_standings(finalised, after=0, count=len(people))

    assert finalised.result_digest == result_digest(week)


def test_a_batch_that_fails_leaves_the_rest_to_the_next(week, people, monkeypatch):
    rewrite, taken = settling.rewrite_standings, []

    def dying(*args, **where):
        taken.append(where["after"])
        if len(taken) == 2:
            raise RuntimeError("killed")
        return rewrite(*args, **where)

    monkeypatch.setattr(settling, "rewrite_standings", dying)
    with pytest.raises(RuntimeError):
        finalise_round(week, by=None, at=AFTER)

    (left,) = rounds_to_rank()
    assert continue_final_ranking(left)

    assert taken == [0, people[1].pk, people[1].pk, people[3].pk, people[4].pk]
    assert compare_standings(left) == []


def test_who_has_no_time_to_close_everything_waits_for_the_sweepers(week, people, monkeypatch):
    monkeypatch.setattr(attempts, "BATCH", 2)
    monkeypatch.setattr(attempts, "SQLITE_BATCH", 2)
    for person in people[:3]:
        AttemptFactory(entry=person, round=week, number=2, deadline_at=week.closes_at)

    with pytest.raises(PapersOpen, match="Còn 1 bài"):
        finalise_round(week, by=None, at=LATER, within_s=0)

    assert finalise_round(week, by=None, at=LATER).result_digest


def test_finalising_again_meanwhile_is_refused(half_ranked):
    with pytest.raises(BeingFinalised):
        finalise_round(half_ranked, by=None, at=LATER)


def test_no_result_of_the_round_is_recorded_meanwhile(half_ranked, people):
    with pytest.raises(RoundFinalised):
        record_results(half_ranked, [people[4].pk])


def test_results_of_another_round_are_recorded_meanwhile(half_ranked, next_week, people):
    """Before the entry's turn and after it."""
    for person in (people[0], people[4]):
        closed_attempt(person, next_week, correct=1, prediction=0)
        record_results(next_week, [person.pk])

    continue_final_ranking(half_ranked)

    assert compare_standings(half_ranked) == []
    assert compare_standings(next_week) == []


@pytest.mark.parametrize("n", [0, 4])
def test_whoever_is_disqualified_meanwhile_stays_in(half_ranked, people, organiser, n):
    void_entry(people[n], by=organiser, at=LATER, reason="Thi hộ")

    continue_final_ranking(half_ranked)

    assert people[n].pk in order(half_ranked)
    assert not Standing.objects.filter(round=None, entry=people[n]).exists()
    assert compare_standings(half_ranked) == []


@pytest.mark.parametrize("n", [0, 4])
def test_whoever_is_restored_meanwhile_stays_out(week, people, organiser, n):
    void_entry(people[n], by=organiser, at=NOON, reason="Thi hộ")
    left = finalise_round(week, by=None, at=AFTER, within_s=0)
    restore_entry(people[n], by=organiser, at=LATER, reason="Nhầm người")

    continue_final_ranking(left)

    assert people[n].pk not in order(left)
    assert compare_standings(left) == []


def test_a_disqualification_with_a_clock_behind_comes_after_all_the_same(
    half_ranked, people, organiser
):
    void_entry(people[0], by=organiser, at=NOON, reason="Thi hộ")

    continue_final_ranking(half_ranked)

    people[0].refresh_from_db()
    assert people[0].voided_at > half_ranked.finalised_at
    assert compare_standings(half_ranked) == []


def test_finalising_with_a_clock_behind_knows_who_was_disqualified(week, people, organiser):
    void_entry(people[0], by=organiser, at=LATER, reason="Thi hộ")

    finalised = finalise_round(week, by=None, at=AFTER)

    assert finalised.finalised_at > LATER
    assert set(finalised.true_predictions.values()) == {4}
    assert people[0].pk not in order(finalised)
    assert compare_standings(finalised) == []


def test_half_a_ranking_is_on_no_board(half_ranked, next_week, division, people):
    keys = [
        BoardKey(half_ranked.contest_id, round_id, division.pk)
        for round_id in (half_ranked.pk, None, next_week.pk)
    ]

    hidden = [current_board(key, at=LATER).snapshot["is_hidden"] for key in keys]
    continue_final_ranking(half_ranked)
    boards = [current_board(key, at=LATER) for key in keys]

    assert hidden == [True, True, False]
    assert [len(board.snapshot["rows"]) for board in boards] == [5, 5, 0]
    assert boards[0].snapshot["rows"][0]["id"] == people[4].pk


def test_board_says_why_it_shows_nobody(client, half_ranked, division, people, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)
    advance_board(BoardKey(half_ranked.contest_id, half_ranked.pk, division.pk), at=NOON)

    page = client.get("/cuoc-thi/thu-do/bang-xep-hang/?ky=1").content.decode()
    hall = client.get("/cuoc-thi/thu-do/bang-xep-hang/?ky=1&man-chieu=1").content.decode()

    assert "Thứ hạng đang được xếp lần cuối" in page
    assert "Đang chốt kết quả" in hall
    assert people[0].display_name not in page + hall


@pytest.mark.parametrize("command", [["verify_round"], ["rebuild_standings", "--check"]])
def test_there_is_nothing_to_compare_meanwhile(half_ranked, command):
    name, *options = command
    with pytest.raises(CommandError, match="đang được chốt"):
        call_command(name, str(half_ranked.pk), *options)


def test_a_result_is_completed_once(half_ranked):
    while settling._rank_batch(half_ranked):
        pass

    assert [settling._complete(half_ranked) for _ in range(2)] == [True, False]
    assert AuditLine.objects.count() == 1


needs_two_writers = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="one writer at a time anyway"
)


@needs_two_writers
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_processes_share_the_batches(week, people):
    left = finalise_round(week, by=None, at=AFTER, within_s=0)

    done = race([lambda: settle_until_final(left)] * 2)

    assert sorted(done) == [False, True]
    assert compare_standings(left) == []
    assert AuditLine.objects.count() == 1


def settle_until_final(round):
    while rounds_to_rank():
        if continue_final_ranking(round):
            return True
    return False


def hand_in_while_a_batch_is_written(week, next_week, division, monkeypatch):
    """Whether somebody further down hands in a paper of the next week while a batch waits."""
    people = [take(week, division, prediction=n) for n in range(4)]
    closed_attempt(people[3], next_week)
    is_written, may_end = threading.Event(), threading.Event()
    rewrite = settling.rewrite_standings

    def pausing(*args, **where):
        found = rewrite(*args, **where)
        is_written.set()
        may_end.wait(timeout=10)
        return found

    def finalise():
        finalise_round(week, by=None, at=AFTER)

    def hand_in():
        is_written.wait(timeout=10)
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '1s'")
            record_results(next_week, [people[3].pk])
        finally:
            may_end.set()

    monkeypatch.setattr(settling, "rewrite_standings", pausing)
    _, handed_in = race([finalise, hand_in])
    return handed_in


@needs_two_writers
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_others_hand_in_while_a_batch_is_written(week, next_week, division, monkeypatch):
    assert hand_in_while_a_batch_is_written(week, next_week, division, monkeypatch) is None
    assert compare_standings(next_week) == []


@needs_two_writers
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_with_everybody_in_one_batch_they_wait(week, next_week, division, monkeypatch):
    """Negative control: what the batches are for."""
    monkeypatch.setattr(settling, "BATCH", 1000)

    answer = hand_in_while_a_batch_is_written(week, next_week, division, monkeypatch)

    assert "lock timeout" in str(answer)


def disqualify_while_finalising(week, division, organiser, monkeypatch):
    """Disqualified at noon, committed only after the round was decided, if that is possible."""
    people = [take(week, division, prediction=n) for n in range(2)]
    is_void, may_commit = threading.Event(), threading.Event()
    count = finalising.true_predictions

    def counting(round):
        counted = count(round)
        may_commit.set()
        return counted

    def disqualify():
        void_entry(people[0], by=organiser, at=NOON, reason="Thi hộ")

    def slow_receiver(**_):
        is_void.set()
        may_commit.wait(timeout=1)

    def finalise():
        is_void.wait(timeout=10)
        finalise_round(week, by=None, at=AFTER)

    monkeypatch.setattr(finalising, "true_predictions", counting)
    monkeypatch.setattr("leaderboard.receivers.record_entry", lambda entry: slow_receiver() or [])
    race([disqualify, finalise])
    week.refresh_from_db()
    counted = set(week.true_predictions.values())
    return counted, order(week), [person.pk for person in people]


@needs_two_writers
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_finalising_waits_for_a_disqualification(week, division, organiser, monkeypatch):
    counted, ranked, people = disqualify_while_finalising(week, division, organiser, monkeypatch)

    assert (counted, ranked) == ({1}, people[1:])


@needs_two_writers
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_without_taking_turns_the_true_value_counts_whoever_is_out(
    week, division, organiser, monkeypatch
):
    """Negative control: two are counted, and one is ranked."""
    for guard in (
        "contests.registration.entries.begin_change_of_people",
        "leaderboard.finals.finalise.begin_decision",
    ):
        monkeypatch.setattr(guard, lambda _contest_id, *, at: at)

    counted, ranked, people = disqualify_while_finalising(week, division, organiser, monkeypatch)

    assert (counted, ranked) == ({2}, people[1:])
