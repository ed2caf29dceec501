"""Places: rank blocks and counting from the top tell the same, and whoever asks gets either."""

import random
from datetime import timedelta

import pytest

from leaderboard.aggregates import rank_blocks
from leaderboard.aggregates.places import find_entries, place_of, places_of, standings_in
from leaderboard.aggregates.tallies import count_board
from leaderboard.boards import board
from leaderboard.boards.board import own_row, page_of
from leaderboard.models import BoardCount, BoardKey, BoardStretch
from tests.factories import NOON, DivisionFactory
from tests.leaderboard.cast import take

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _short(monkeypatch):
    monkeypatch.setattr(rank_blocks, "SIZE", 3)


@pytest.fixture(params=["round", "total"])
def key(request, contest, week, division):
    return BoardKey(contest.pk, week.pk if request.param == "round" else None, division.pk)


@pytest.fixture(params=range(3))
def people(request, week, division):
    """Seventeen on few scores: most share a place, some of them across blocks."""
    rng = random.Random(request.param)
    return [
        take(week, division, correct=rng.choice([2, 4]), seconds=rng.choice([10, 20]))
        for _ in range(17)
    ]


@pytest.fixture
def few(week, division):
    """Two share the second place."""
    taken = [(5, 10), (5, 20), (5, 20), (4, 5), (3, 5)]
    return [take(week, division, correct=correct, seconds=seconds) for correct, seconds in taken]


def told(key, people):
    """Everything a board tells of places, by every way of asking."""
    keys = standings_in(key).values_list("sort_key", flat=True)
    return (
        [place_of(key, sort_key) for sort_key in keys],
        [own_row(one, round_id=key.round).place for one in people],
        [find_entries(key, offset=n, limit=3) for n in range(len(people) + 2)],
        [[row.place for row in page_of(key, offset=n, limit=3)] for n in range(len(people))],
    )


def forget_blocks():
    BoardCount.objects.update(mark="by another")


def test_rank_blocks_and_counting_from_the_top_tell_the_same(key, people):
    count_board(key)
    by_blocks = told(key, people)
    are_used = rank_blocks.count_above(key, rank_blocks.TOP) == 0
    forget_blocks()

    assert (are_used, rank_blocks.count_above(key, rank_blocks.TOP)) == (True, None)
    assert by_blocks == told(key, people)
    assert len(set(by_blocks[0])) <= 4  # ties, or the test says little


def test_rank_blocks_that_are_wrong_would_tell_something_else(key, people):
    """Negative control: what was compared above came from two sources."""
    count_board(key)
    first = BoardStretch.objects.filter(board__round=key.round).earliest("sort_key")
    BoardStretch.objects.filter(pk=first.pk).update(people=first.people - 1)
    by_blocks = told(key, people)
    forget_blocks()

    assert by_blocks != told(key, people)


@pytest.mark.parametrize("is_counted", [True, False])
def test_equal_keys_share_a_place_whichever_way_it_is_asked_for(key, few, is_counted):
    if is_counted:
        count_board(key)
    places, own, entries, pages = told(key, few)

    assert places == own == [1, 2, 2, 4, 5]
    assert entries[0] == [one.pk for one in few[:3]]
    assert pages == [[1, 2, 2], [2, 2, 4], [2, 4, 5], [4, 5], [5]]


def test_what_is_not_counted_yet_moves_places_at_once(key, few, week, division):
    count_board(key)
    take(week, division, correct=5, seconds=15)

    assert [own_row(one, round_id=key.round).place for one in few] == [1, 3, 3, 5, 6]
    assert [row.place for row in page_of(key, offset=4, limit=9)] == [5, 6]


def test_who_finished_later_is_not_counted_as_of_before(key, few, week, division):
    late = take(week, division, correct=5, seconds=1, at=NOON + timedelta(hours=1))
    count_board(key)
    last = standings_in(key).last().sort_key

    assert (place_of(key, last), place_of(key, last, as_of=NOON)) == (6, 5)
    assert late.pk == find_entries(key, offset=0, limit=1)[0]
    assert late.pk not in find_entries(key, offset=0, limit=9, as_of=NOON)
    assert find_entries(key, offset=4, limit=9, as_of=NOON) == [few[4].pk]


def page_while_somebody_comes_above(key, week, division, monkeypatch):
    find = board.find_entries

    def find_and_another_comes(key, **which):
        found = find(key, **which)
        take(week, division, correct=5, seconds=1)
        return found

    count_board(key)
    monkeypatch.setattr(board, "find_entries", find_and_another_comes)
    return [row.place for row in page_of(key, offset=3, limit=2)]


def test_two_lines_do_not_get_one_place_while_the_board_moves(
    key, few, week, division, monkeypatch
):
    assert page_while_somebody_comes_above(key, week, division, monkeypatch) == [4, 5]


def test_by_the_moved_board_alone_they_would(key, few, week, division, monkeypatch):
    """Negative control: the place as the board has it by then."""
    monkeypatch.setattr(board, "min", lambda place, _of_line: place, raising=False)

    assert page_while_somebody_comes_above(key, week, division, monkeypatch) == [5, 5]


def test_sql_orders_lines_as_their_keys_are_compared_here(key, people):
    lines = list(standings_in(key).values_list("sort_key", "entry"))

    assert lines == sorted(lines)


@pytest.mark.parametrize("has_blocks", [True, False])
def test_places_on_several_boards_are_those_on_each(
    contest, week, division, people, has_blocks, django_assert_max_num_queries
):
    other = DivisionFactory(contest=contest)  # a board without anybody
    keys = [BoardKey(contest.pk, round, division.pk) for round in (week.pk, None)]
    for key in keys:
        count_board(key)
    if not has_blocks:
        forget_blocks()
    empty = BoardKey(contest.pk, week.pk, other.pk)
    for entry in people:
        standings = {one.round_id: one.sort_key for one in entry.standings.all()}
        wanted = {key: standings[key.round] for key in keys} | {empty: standings[week.pk]}

        with django_assert_max_num_queries(3):
            found = places_of(wanted)

        assert found == {key: place_of(key, sort_key) for key, sort_key in wanted.items()}


def test_places_on_no_board_ask_nothing(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert places_of({}) == {}
