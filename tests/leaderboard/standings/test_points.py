"""Points in standings: what they add up to, who stands where, and what units get of them."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contests.awards import Award
from contests.models import Attempt, Prize
from leaderboard.aggregates.places import place_of
from leaderboard.boards.board import page_of, row_as_json
from leaderboard.finals.results_file import result_rows, results_table
from leaderboard.models import BoardKey, Standing, Winner
from leaderboard.participation.bands import quality_of
from leaderboard.participation.figures import participation_in
from leaderboard.prizes.lines import public_lines
from leaderboard.standings.store import compare_standings, record_results
from tests.factories import (
    NOON,
    ContestFactory,
    DivisionFactory,
    EntryFactory,
    HeadcountFactory,
    RoundFactory,
    UnitFactory,
)
from tests.leaderboard.cast import closed_attempt

pytestmark = pytest.mark.django_db

CHAIN = ["points", "time_used", "submitted_earlier"]


@pytest.fixture
def contest():
    return ContestFactory(tie_chain=["points", "time_used"])


@pytest.fixture
def division(contest):
    return DivisionFactory(contest=contest)


@pytest.fixture
def week(contest):
    return RoundFactory(contest=contest, number=1, tie_chain=CHAIN)


@pytest.fixture
def person(contest, division):
    def enter(**who):
        return EntryFactory(contest=contest, division=division, **who)

    return enter


def take(entry, round, *, points=None, most=1000, **facts):
    attempt = closed_attempt(entry, round, **facts)
    if points is not None:
        Attempt.objects.filter(pk=attempt.pk).update(points=points, most_points=most)
    record_results(round, [entry.pk])
    return entry


def rows_of(contest, round, division):
    return page_of(BoardKey(contest.pk, round and round.pk, division.pk), offset=0, limit=50)


def test_a_board_ranks_by_points_and_says_them(contest, week, division, person):
    take(person(), week, points=775, correct=5)
    take(person(), week, points=800, correct=3, seconds=50)
    take(person(), week, points=800, correct=4, seconds=30)
    found = [row_as_json(row) for row in rows_of(contest, week, division)]
    assert [(one["place"], one["score"]) for one in found] == [
        (1, "8/10"),
        (2, "8/10"),
        (3, "7,75/10"),
    ]
    assert [one["why"] for one in found] == [
        "cùng 8 điểm, làm bài nhanh hơn 20 giây",
        "hơn 0,25 điểm",
        "",
    ]


def test_equal_points_and_all_else_share_a_place(contest, week, division, person):
    for _n in range(2):
        take(person(), week, points=-25)
    take(person(), week, points=-50)
    assert [row.place for row in rows_of(contest, week, division)] == [1, 1, 3]


def test_the_attempt_with_more_points_counts(week, person):
    entry = person()
    take(entry, week, points=900, correct=3, seconds=60)
    take(entry, week, points=850, correct=5, seconds=30, number=2)
    assert week.standings.get().points == 900


def test_a_total_adds_points_and_takes_a_right_answer_elsewhere_as_one(
    contest, week, division, person
):
    plain = RoundFactory(contest=contest, number=2)
    both, without = person(), person()
    take(both, week, points=-50)
    take(both, plain, correct=4, of=5)
    take(without, plain, correct=5, of=5)
    total = Standing.objects.get(entry=both, round=None)
    assert (total.points, total.most_points) == (350, 1500)
    assert Standing.objects.get(entry=without, round=None).points is None
    assert [row.entry_id for row in rows_of(contest, None, division)] == [without.pk, both.pk]
    assert compare_standings(week) == compare_standings(plain) == []


def test_a_wrong_standing_is_found(week, person):
    take(person(), week, points=900)
    Standing.objects.filter(round=week).update(points=901)
    assert [one.facts for one in compare_standings(week)] == [
        ("points",),
        ("points", "sort_key"),
    ]


@pytest.mark.parametrize("is_whole", [False, True])
def test_the_mean_of_a_unit_is_of_points(contest, week, person, is_whole):
    unit = UnitFactory(code="so-noi-vu")
    HeadcountFactory(unit=unit, people=10)
    take(person(unit=unit), week, points=750, correct=1)
    take(person(unit=unit), week, points=-300, correct=1)
    take(person(unit=unit), week, points=450, most=900, correct=1)
    if is_whole:
        plain = RoundFactory(contest=contest, number=2)
        take(person(unit=unit), plain, correct=3, of=5)
    figures = participation_in(contest, round=None if is_whole else week, at=NOON)
    mean = figures.by_code("so-noi-vu").counted.mean_score
    assert mean == (Decimal("46.25") if is_whole else Decimal("41.67"))


def test_bands_are_of_points(contest, week, person):
    unit = UnitFactory(code="so-noi-vu")
    HeadcountFactory(unit=unit, people=10)
    for points in (1000, 760, 300, -25):
        take(person(unit=unit), week, points=points, correct=0)
    quality = quality_of(participation_in(contest, round=week, at=NOON))
    assert [line.people for line in quality.lines] == [1, 1, 1, 1]


def test_the_file_of_results_has_points(week, person):
    take(person(), week, points=775, correct=5)
    rows = list(result_rows(week))
    assert [(row["points"], row["most"]) for row in rows] == [(7.75, 10.0)]
    titles = [str(one.header) for one in results_table(week, rows, at=NOON).columns]
    assert {"Điểm", "Điểm tối đa của bài"} <= set(titles)


papers = st.lists(
    st.tuples(st.integers(-4, 4).map(lambda quarter: 25 * quarter), st.integers(1, 3)),
    min_size=1,
    max_size=12,
)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(papers)
def test_places_are_those_of_a_naive_ranking(contest, week, division, papers):
    Standing.objects.all().delete()
    Attempt.objects.all().delete()
    merits = {}
    for points, seconds in papers:
        entry = EntryFactory(contest=contest, division=division)
        take(entry, week, points=points, seconds=seconds, at=NOON + timedelta(seconds=9))
        merits[entry.pk] = (-points, seconds)
    naive = {pk: 1 + sum(other < own for other in merits.values()) for pk, own in merits.items()}
    assert {row.entry_id: row.place for row in rows_of(contest, week, division)} == naive
    key = BoardKey(contest.pk, week.pk, division.pk)
    keys = Standing.objects.filter(round=week).values_list("entry_id", "sort_key")
    assert {pk: place_of(key, sort_key) for pk, sort_key in keys} == naive


def test_winners_are_told_with_what_the_round_ranks_by(contest, week, person):
    prize = Prize.objects.create(contest=contest, round=week, title="Nhất", count=1)
    entry = take(person(), week, points=775, correct=5)
    Winner.objects.create(
        contest=contest, round=week, prize=prize, entry=entry, place=1, announced_at=NOON
    )
    award = Award(contest, week)
    assert [one.score for one in public_lines(award)] == ["7,75/10 điểm"]
    week.tie_chain = ["correct"]
    assert [one.score for one in public_lines(award)] == ["5/5 câu đúng"]
