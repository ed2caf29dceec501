"""Boards: places, pages, own place, snapshots and their versions."""

from datetime import timedelta
from itertools import product

import pytest
from django.db import DatabaseError, connection, transaction

from contests.models import Round, RoundState
from contests.queries import ranked_rounds
from leaderboard.aggregates.places import standings_in
from leaderboard.boards import board as boards
from leaderboard.boards.board import (
    Advance,
    BoardKey,
    advance_board,
    current_board,
    own_row,
    page_of,
    totals,
)
from leaderboard.boards.selection import find_board
from leaderboard.models import Board
from leaderboard.standings.compute import contest_ranking
from leaderboard.standings.store import record_results
from quizsite.db.bulk_write import in_index_order
from tests.factories import NOON, ContestFactory, DivisionFactory, EntryFactory, RoundFactory
from tests.leaderboard.cast import closed_attempt

pytestmark = pytest.mark.django_db


@pytest.fixture
def contest():
    return ContestFactory()


@pytest.fixture
def division(contest):
    return DivisionFactory(contest=contest, code="cbccvc")


@pytest.fixture
def week(contest):
    return RoundFactory(contest=contest, number=1, tie_chain=["correct", "time_used"])


@pytest.fixture
def key(contest, week, division):
    return BoardKey(contest.pk, week.pk, division.pk)


@pytest.fixture
def take(week, division):
    def take(correct, seconds, **facts):
        entry = EntryFactory(contest=week.contest, division=division)
        closed_attempt(entry, week, correct=correct, seconds=seconds, **facts)
        record_results(week, [entry.pk])
        return entry

    return take


def test_equal_keys_share_a_place_and_the_next_is_counted_on(key, take):
    for correct, seconds in [(5, 10), (5, 20), (5, 20), (4, 5)]:
        take(correct, seconds)

    assert [row.place for row in page_of(key, offset=0, limit=9)] == [1, 2, 2, 4]


@pytest.mark.parametrize("offset", range(5))
def test_a_page_has_the_places_of_the_whole(key, take, offset):
    for seconds in (10, 20, 20, 20, 30):
        take(5, seconds)
    whole = page_of(key, offset=0, limit=5)

    assert page_of(key, offset=offset, limit=2) == whole[offset : offset + 2]


def test_reason_says_what_puts_a_line_above_the_next(key, take):
    take(5, 10)
    take(5, 12.25)
    take(3, 1)
    take(3, 1)

    assert [row.why for row in page_of(key, offset=0, limit=9)] == [
        "cùng 5 câu đúng, làm bài nhanh hơn 2,25 giây",
        "nhiều hơn 2 câu đúng",
        "",
        "",
    ]


def test_own_place_is_one_more_than_those_before(take, week):
    take(5, 10)
    take(5, 10)
    own = take(5, 11)

    assert own_row(own, round_id=week.pk).place == 3


def test_who_has_taken_no_part_has_no_place(week):
    assert own_row(EntryFactory(contest=week.contest), round_id=week.pk) is None


def test_board_of_the_whole_contest_adds_rounds(contest, division, take):
    entry = take(5, 10)
    second = RoundFactory(contest=contest)
    closed_attempt(entry, second, correct=2)
    record_results(second, [entry.pk])

    (row,) = page_of(BoardKey(contest.pk, None, division.pk), offset=0, limit=9)

    assert (row.correct, row.questions) == (7, 10)


def test_frozen_board_shows_what_was_finished_then(key, take):
    before = take(3, 10)
    take(5, 10, at=NOON + timedelta(hours=1))

    rows = page_of(key, offset=0, limit=9, as_of=NOON)

    assert [row.entry_id for row in rows] == [before.pk]


def test_totals_count_people_attempts_and_perfect_papers(key, take, week):
    twice = take(5, 10)
    closed_attempt(twice, week, number=2, correct=1)
    record_results(week, [twice.pk])
    take(4, 10)

    assert totals(key) == boards.Totals(people=2, attempts=3, perfect=1)


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_for_one_and_for_many(key, take, count, django_assert_num_queries):
    for seconds in range(count):
        take(5, seconds)

    is_setting = connection.vendor == "postgresql"  # in index order, and back
    with django_assert_num_queries(5 if is_setting else 3):  # entries, lines, chain
        page_of(key, offset=0, limit=9)


def test_snapshot_has_the_next_version(key, take):
    take(5, 10)
    made, board = advance_board(key, at=NOON)
    take(5, 9)
    again, newer = advance_board(key, at=NOON)

    assert (made, again) == (Advance.MADE, Advance.MADE)
    assert (board.version, newer.version) == (1, 2)
    assert len(Board.objects.get().snapshot["rows"]) == 2


def test_unchanged_board_keeps_its_version(key, take):
    take(5, 10)
    advance_board(key, at=NOON)

    advance, board = advance_board(key, at=NOON)

    assert (advance, board.version) == (Advance.UNCHANGED, 1)


def test_version_made_by_another_process_meanwhile_is_lost_here(key, take, monkeypatch):
    take(5, 10)
    build = boards.build_snapshot

    def build_while_another_writes(key, *, at):
        snapshot = build(key, at=at)
        Board.objects.update(version=1, snapshot=snapshot)
        return snapshot

    monkeypatch.setattr(boards, "build_snapshot", build_while_another_writes)

    assert advance_board(key, at=NOON)[0] == Advance.LOST
    assert Board.objects.get().version == 1


def test_lines_wait_as_long_as_scores_are_withheld(key, take, week):
    week.shown_after_submit, week.shown_after_close = "nothing", "score"
    week.save()
    take(5, 10)
    during = current_board(key, at=NOON).snapshot
    after = current_board(key, at=week.closes_at).snapshot

    assert (during["rows"], during["totals"]) == ([], {"people": 1, "attempts": 1, "perfect": 0})
    assert [row["score"] for row in after["rows"]] == ["5/5"]


def test_board_of_the_contest_waits_for_every_round(contest, division, take, week):
    take(5, 10)
    RoundFactory(contest=contest, shown_after_submit="nothing")

    board = current_board(BoardKey(contest.pk, None, division.pk), at=NOON)

    assert board.snapshot["rows"] == []


def test_board_of_the_contest_does_not_wait_for_a_round_that_nobody_could_take_yet(
    contest, division, take, week
):
    take(5, 10)
    tomorrow = NOON + timedelta(days=1)
    RoundFactory(contest=contest, shown_after_submit="nothing", opens_at=tomorrow)
    key = BoardKey(contest.pk, None, division.pk)

    assert len(current_board(key, at=NOON).snapshot["rows"]) == 1
    assert current_board(key, at=tomorrow).snapshot["rows"] == []


def test_frame_leaves_reasons_to_be_asked_for(key, take):
    take(5, 10)
    take(5, 20)
    _, board = advance_board(key, at=NOON)

    assert '"why":true' in boards.frame_of(board)
    assert "nhanh hơn" not in boards.frame_of(board)


def test_board_is_found_by_round_and_division(contest, week, division):
    other = DivisionFactory(contest=contest, code="nguoi-dan", position=1)

    assert find_board(contest.slug, number="", code="").key == BoardKey(
        contest.pk, None, division.pk
    )
    assert find_board(contest.slug, number="1", code="nguoi-dan").key == BoardKey(
        contest.pk, week.pk, other.pk
    )


@pytest.mark.parametrize(("number", "code"), [("9", ""), ("1", "khong-co"), ("x", "")])
def test_board_that_is_not_there_is_not_found(contest, week, division, number, code):
    assert find_board(contest.slug, number=number, code=code) is None


@pytest.mark.parametrize("facts", [{"state": RoundState.DRAFT}, {"is_practice": True}])
def test_drafts_and_practice_have_no_board(contest, week, division, facts):
    type(week).objects.filter(pk=week.pk).update(**facts)

    assert find_board(contest.slug, number="1", code="") is None


def test_only_public_rounds_that_are_ranked_have_a_board(contest, division):
    for number, (state, is_practice) in enumerate(product(RoundState, [False, True]), start=1):
        kind = {"state": state, "is_practice": is_practice}
        RoundFactory(contest=contest, number=number, **kind)
    RoundFactory(number=1)

    ranked = ranked_rounds(contest.pk)

    assert list(Round.objects.ranked().filter(contest=contest).order_by("number")) == ranked
    assert list(contest_ranking(contest.pk).true_predictions) == [round.pk for round in ranked]

    assert [(round.state, round.is_practice) for round in ranked] == [
        (RoundState.PUBLISHED, False),
        (RoundState.FINALISED, False),
    ]
    assert find_board(contest.slug, number="", code="").rounds == ranked


def test_contest_without_divisions_has_no_board(contest):
    assert find_board(contest.slug, number="", code="") is None


@pytest.mark.parametrize(
    ("moment", "is_moving"),
    [
        (timedelta(hours=-2), False),
        (timedelta(0), True),
        (timedelta(days=7, hours=23), True),
        (timedelta(days=8, seconds=1), False),
    ],
)
def test_boards_move_while_results_may_come(key, take, moment, is_moving):
    take(5, 10)
    for one in (key, key._replace(round=None)):
        advance_board(one, at=NOON)

    moving = boards.boards_in_motion(at=NOON + moment)

    assert set(moving) == ({key, key._replace(round=None)} if is_moving else set())


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="plans of PostgreSQL")
@pytest.mark.parametrize("is_total", [False, True])
def test_the_first_lines_come_from_the_index_without_sorting(key, take, is_total):
    """Statistics of an empty table, as at the first bell: a plan by costs alone would sort."""
    take(5, 10)
    board = key._replace(round=None) if is_total else key
    lines = standings_in(board).values_list("entry")[:9]

    with in_index_order():
        plan = lines.explain()

    assert "Sort" not in plan
    assert "Index" in plan


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="settings of PostgreSQL")
def test_what_is_asked_afterwards_is_planned_as_before(db):
    def settings():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('enable_sort'), current_setting('plan_cache_mode')"
            )
            return cursor.fetchone()

    before = settings()
    with in_index_order():
        within = settings()
    with pytest.raises(DatabaseError), transaction.atomic(), in_index_order():
        connection.cursor().execute("SELECT 1 / 0")

    assert before == settings() == ("on", "auto")
    assert within == ("off", "force_custom_plan")
