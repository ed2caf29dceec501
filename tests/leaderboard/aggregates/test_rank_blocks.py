"""Stretches: places and pages by SQL alone are those of counting from the top."""

import random

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from leaderboard.aggregates import rank_blocks
from leaderboard.aggregates import tallies as counting
from leaderboard.aggregates.places import standings_in
from leaderboard.aggregates.rank_blocks import Point
from leaderboard.aggregates.tallies import compare_tallies, count_board, recount_board
from leaderboard.boards.board import own_row, page_of
from leaderboard.models import BoardCount, BoardKey, BoardStretch, Standing
from leaderboard.standings.store import record_results
from tests.leaderboard.cast import closed_attempt, take


@pytest.fixture
def key(contest, week, division):
    return BoardKey(contest.pk, week.pk, division.pk)


@pytest.fixture(autouse=True)
def _short(monkeypatch):
    monkeypatch.setattr(rank_blocks, "SIZE", 3)


@pytest.fixture
def people(week, division):
    """Thirteen, the middle five in one place."""
    scores = [5, 5, 4, 4, 3, 3, 3, 3, 3, 2, 1, 1, 0]
    seconds = [10, 20, 10, 20, 60, 60, 60, 60, 60, 10, 10, 20, 10]
    drawn = list(zip(scores, seconds, strict=True))
    random.Random(4).shuffle(drawn)
    return [take(week, division, correct=n, seconds=s) for n, s in drawn]


def people_of(key):
    return list(
        BoardStretch.objects.filter(board__round=key.round)
        .order_by("sort_key", "entry")
        .values_list("people", flat=True)
    )


def check_all(key):
    """Each line is found by its offset, and each place by its key, as from the top."""
    lines = list(standings_in(key).values_list("sort_key", "entry"))
    keys = [sort_key for sort_key, _ in lines]
    for n, (sort_key, entry) in enumerate(lines):
        found = (
            rank_blocks.count_above(key, Point(sort_key, 0)),
            rank_blocks.count_above(key, Point(sort_key, entry)),
        )
        assert found == (keys.index(sort_key), n)
        assert rank_blocks.find_entries(key, offset=n, limit=2) == [e for _, e in lines[n : n + 2]]
    assert rank_blocks.find_entries(key, offset=len(lines), limit=2) == []


@pytest.mark.django_db
@pytest.mark.parametrize("board", ["round", "total"])
def test_every_place_and_page_is_that_of_the_whole_board(key, people, board):
    key = key if board == "round" else key._replace(round=None)
    count_board(key)

    assert people_of(key) == [3, 3, 3, 3, 1]
    check_all(key)


@pytest.mark.django_db
def test_what_is_not_counted_yet_moves_places_at_once(key, people, week, division):
    count_board(key)
    before = people_of(key)
    take(week, division, correct=5, seconds=1)
    take(week, division, correct=3, seconds=30)
    week.standings.filter(entry=people[2]).delete()

    assert people_of(key) == before
    check_all(key)


@pytest.mark.django_db
def test_many_new_at_the_top_do_not_hide_a_line_further_down(key, people, week, division):
    count_board(key)
    for n in range(8):
        take(week, division, correct=5, seconds=n + 1)

    check_all(key)


@pytest.mark.django_db
def test_a_better_result_moves_from_block_to_block(key, people, week):
    count_board(key)
    last = standings_in(key).last().entry
    closed_attempt(last, week, number=2, correct=5, seconds=1)
    record_results(week, [last.pk])
    count_board(key)

    assert people_of(key) == [4, 3, 3, 3]
    assert own_row(last, round_id=week.pk).place == 1
    check_all(key)


@pytest.mark.django_db
def test_a_block_that_grows_is_cut_and_an_empty_one_goes(key, people, week, division):
    count_board(key)
    for n in range(4):
        take(week, division, correct=5, seconds=n + 1)
    count_board(key)
    grown = people_of(key)
    lowest = standings_in(key).values_list("entry", flat=True)[13:17]
    Standing.objects.filter(round=week, entry__in=list(lowest)).delete()
    count_board(key)

    assert (grown, people_of(key)) == ([3, 3, 1, 3, 3, 3, 1], [3, 3, 1, 3, 3])
    check_all(key)


@pytest.mark.django_db
def test_nothing_is_cut_while_many_changes_wait(key, people, week, division, monkeypatch):
    count_board(key)
    monkeypatch.setattr(counting, "BATCH", 2)
    cut, waiting = rank_blocks._cut, []
    monkeypatch.setattr(
        rank_blocks, "_cut", lambda *args: (waiting.append(uncounted(key)), cut(*args))
    )
    for n in range(5):
        take(week, division, correct=5, seconds=n + 1)
    count_board(key)

    assert waiting == [0]
    assert people_of(key) == [3, 3, 2, 3, 3, 3, 1]


def uncounted(key):
    return counting.StandingChange.objects.filter(round=key.round).count()


@pytest.mark.django_db
def test_a_board_is_emptied_and_filled_again(key, people, week, division):
    count_board(key)
    Standing.objects.filter(round=week).delete()
    count_board(key)
    emptied = people_of(key)
    take(week, division)
    count_board(key)

    assert (emptied, people_of(key)) == ([0], [1])
    check_all(key)


@pytest.mark.django_db
def test_what_a_version_without_blocks_counted_is_not_told_by_them(key, people, week, division):
    count_board(key)
    BoardCount.objects.update(mark="by another")
    found = (
        rank_blocks.count_above(key, Point("f", 0)),
        rank_blocks.find_entries(key, offset=4, limit=2),
    )
    takes_part = take(week, division, correct=5, seconds=1)
    place = own_row(takes_part, round_id=week.pk).place
    count_board(key)

    assert (found, place) == ((None, None), 1)
    assert sum(people_of(key)) == 14
    check_all(key)


def above_a_block_that_went(key, monkeypatch):
    """The board is recounted, into fewer blocks, between a reader's two statements."""
    count_board(key)
    read = rank_blocks._usable(key).order_by("sort_key", "entry").last()
    monkeypatch.setattr(rank_blocks, "SIZE", 100)
    recount_board(key)
    return rank_blocks._above(key, read, rank_blocks._start(read))


@pytest.mark.django_db
def test_a_block_that_goes_between_two_statements_tells_nothing(key, people, monkeypatch):
    assert above_a_block_that_went(key, monkeypatch) is None


@pytest.mark.django_db
def test_unless_looked_for_again_it_would_tell_a_wrong_number(key, people, monkeypatch):
    """Negative control: twelve are above."""
    unguarded = rank_blocks._ABOVE.replace("AND EXISTS", "OR EXISTS")
    monkeypatch.setattr(rank_blocks, "_ABOVE", unguarded)

    assert above_a_block_that_went(key, monkeypatch) == 13


@pytest.mark.django_db
def test_a_board_nobody_has_counted_is_read_from_the_top(key, people, week):
    assert rank_blocks.find_entries(key, offset=4, limit=2) is None
    assert [row.place for row in page_of(key, offset=4, limit=9)][:6] == [5, 5, 5, 5, 5, 10]
    assert own_row(people[0], round_id=week.pk) is not None


@pytest.mark.django_db
def test_a_page_further_down_is_found_by_blocks(key, people, monkeypatch):
    plain = page_of(key, offset=7, limit=4)
    count_board(key)
    find, found = rank_blocks.find_entries, []

    def find_entries(key, **which):
        found.append(find(key, **which))
        return found[-1]

    monkeypatch.setattr(rank_blocks, "find_entries", find_entries)

    assert page_of(key, offset=7, limit=4) == plain
    assert [entries[:4] for entries in found] == [[row.entry_id for row in plain]]
    assert [row.place for row in plain] == [5, 5, 10, 11]


@pytest.mark.django_db
def test_a_wrong_block_is_seen_and_mended_by_recounting(key, people):
    count_board(key)
    first = BoardStretch.objects.filter(board__round=key.round).earliest("sort_key")
    BoardStretch.objects.filter(pk=first.pk).update(people=7)
    wrong = compare_tallies(key)

    recount_board(key)

    assert wrong == ["block from the top: counted 7 of 3"]
    assert compare_tallies(key) == []
    check_all(key)


@pytest.mark.django_db
def test_verifying_a_round_names_a_wrong_block(key, people, week, capsys):
    count_board(key)
    second = BoardStretch.objects.filter(board__round=key.round).order_by("sort_key")[1]
    BoardStretch.objects.filter(pk=second.pk).update(people=7)

    with pytest.raises(CommandError):
        call_command("verify_round", str(week.pk))

    wrong = f"bất biến 7: block from {second.sort_key}: counted 7 of 3"
    assert wrong in capsys.readouterr().out.splitlines()


@pytest.mark.django_db
def test_results_that_come_while_a_board_is_divided_are_counted_after(
    key, people, week, division, monkeypatch
):
    count_board(key)
    divide, came = rank_blocks._divide, []

    def divide_and_another_comes(*which):
        came.append(take(week, division, correct=1, seconds=15))
        divide(*which)

    monkeypatch.setattr(rank_blocks, "_divide", divide_and_another_comes)
    recount_board(key)
    divided = people_of(key)
    check_all(key)
    monkeypatch.setattr(rank_blocks, "_divide", divide)
    count_board(key)

    assert (len(came), divided, people_of(key)) == (1, [3, 3, 3, 2, 2], [3, 3, 3, 3, 2])
    assert compare_tallies(key) == []
    check_all(key)


@pytest.mark.django_db
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="reads how PostgreSQL plans")
def test_a_line_is_looked_up_in_the_index(key, people):
    count_board(key)
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off; SET enable_sort = off")
        cursor.execute(
            "EXPLAIN " + rank_blocks._LINES.format(round="= %s"),
            [*rank_blocks._ids(key), "9", 7, "g", 0, 2, 1],
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
        cursor.execute("RESET enable_seqscan; RESET enable_sort")

    condition = next(line for line in plan.splitlines() if "Index Cond" in line)
    assert "ROW(sort_key, entry_id) >= ROW(" in condition
