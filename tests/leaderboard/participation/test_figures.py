"""Participation: people first, along the tree, against the headcount in force."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.participation.figures import (
    Base,
    UnitSums,
    add_up_headcounts,
    participation_in,
    roll_up,
)
from leaderboard.standings.store import record_results
from quizsite.accounts.units.search import Stated
from quizsite.language.rates import percent, rounded
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

DAY = NOON.date()


@st.composite
def trees(draw):
    """Parent of unit n is any unit before it, or none."""
    size = draw(st.integers(1, 14))
    children = {None: [0]}
    for pk in range(1, size):
        parent = draw(st.one_of(st.none(), st.integers(0, pk - 1)))
        children.setdefault(parent, []).append(pk)
    return children, size


@st.composite
def tallies(draw):
    papers = draw(st.integers(0, 50))
    return UnitSums(
        people=papers,
        attempts=papers + draw(st.integers(0, 9)),
        papers=papers,
        perfect=draw(st.integers(0, papers)),
        score=Fraction(draw(st.integers(0, 20 * papers)), 20),
    )


@given(trees(), st.data())
def test_topmost_sums_are_the_sum_of_all_units(tree, data):
    children, size = tree
    own = {pk: data.draw(tallies()) for pk in range(size)}

    sums = roll_up(children, own)

    assert sum((sums[pk] for pk in children[None]), UnitSums()) == sum(own.values(), UnitSums())


@given(trees(), st.data())
def test_a_unit_is_its_own_people_and_its_childrens(tree, data):
    children, size = tree
    own = {pk: data.draw(tallies()) for pk in range(size)}

    sums = roll_up(children, own)

    for pk in range(size):
        below = [sums[child] for child in children.get(pk, [])]
        assert sums[pk] == sum(below, own[pk])


@given(trees(), st.data())
def test_headcount_is_stated_or_the_sum_of_the_children(tree, data):
    children, size = tree
    known = data.draw(st.sets(st.integers(0, size - 1)))
    stated = {pk: Stated(data.draw(st.integers(1, 500)), DAY, is_sample=False) for pk in known}

    bases = add_up_headcounts(children, stated)

    for pk in range(size):
        below = [bases[child].people for child in children.get(pk, []) if child in bases]
        if pk in stated:
            assert bases[pk].people == stated[pk].people
        else:
            assert (bases[pk].people if pk in bases else 0) == sum(below)
            assert (pk in bases) == bool(below)


def test_headcount_added_up_says_so():
    stated = {
        2: Stated(30, DAY, is_sample=False),
        3: Stated(20, DAY - timedelta(days=9), is_sample=True),
    }

    bases = add_up_headcounts({None: [1], 1: [2, 3, 4]}, stated)

    assert bases[1] == Base(
        50, DAY - timedelta(days=9), is_sample=True, is_summed=True, is_partial=True
    )


@pytest.mark.parametrize(
    ("part", "whole", "rate"),
    [
        (312, 449, "69.49"),
        (1, 800, "0.13"),
        (3, 2, "150.00"),
        (0, 5, "0.00"),
        (29_999, 30_000, "99.99"),
        (14_999, 30_000, "49.99"),
        (30_000, 30_000, "100.00"),
        (30_001, 30_000, "100.00"),
    ],
)
def test_rate_has_two_decimals_and_is_never_capped(part, whole, rate):
    assert percent(part, whole) == Decimal(rate)


def test_no_headcount_has_no_rate():
    assert percent(7, 0) is None


def test_halves_are_rounded_upwards():
    assert rounded(Fraction(1, 200)) == Decimal("0.01")


@pytest.fixture
def contest(db):
    return ContestFactory()


@pytest.fixture
def officials(contest):
    return DivisionFactory(contest=contest, code="cbccvc", position=0)


@pytest.fixture
def residents(contest):
    return DivisionFactory(contest=contest, code="nguoi-dan", headcount_category="", position=1)


@pytest.fixture
def week(contest):
    return RoundFactory(contest=contest)


@pytest.fixture
def department():
    return UnitFactory(code="so-noi-vu", name="Sở Nội vụ")


@pytest.fixture
def office(department):
    return UnitFactory(code="van-phong", name="Văn phòng", parent=department)


def take(week, division, unit, *corrects):
    entry = EntryFactory(contest=week.contest, division=division, unit=unit)
    for number, correct in enumerate(corrects, 1):
        closed_attempt(entry, week, number=number, correct=correct)
    record_results(week, [entry.pk])
    return entry


def test_people_are_counted_once_and_in_every_unit_above(
    contest, week, officials, department, office
):
    HeadcountFactory(unit=department, people=8)
    take(week, officials, department, 5)
    take(week, officials, office, 3, 4)

    figures = participation_in(contest, at=NOON, round=week).by_code("so-noi-vu")

    assert (figures.counted.people, figures.counted.attempts) == (2, 3)
    assert figures.rate == Decimal("25.00")
    assert figures.counted.mean_score == Decimal("90.00")
    assert figures.counted.perfect_share == Decimal("50.00")


def test_residents_are_counted_apart(contest, week, officials, residents, department):
    HeadcountFactory(unit=department, people=4)
    take(week, officials, department, 5)
    take(week, residents, department, 5)
    take(week, residents, department, 1)

    figures = participation_in(contest, at=NOON, round=week).by_code("so-noi-vu")

    assert (figures.counted.people, figures.residents.people) == (1, 2)
    assert figures.rate == Decimal("25.00")


def test_unit_without_headcount_has_no_rate(contest, week, officials, department):
    take(week, officials, department, 5)

    figures = participation_in(contest, at=NOON, round=week).by_code("so-noi-vu")

    assert (figures.counted.people, figures.rate, figures.missing_to(80)) == (1, None, None)


def test_rate_above_the_headcount_is_shown_and_flagged(contest, week, officials, department):
    HeadcountFactory(unit=department, people=1)
    take(week, officials, department, 5)
    take(week, officials, department, 5)

    figures = participation_in(contest, at=NOON, round=week).by_code("so-noi-vu")

    assert (figures.rate, figures.is_above_headcount) == (Decimal("200.00"), True)


def test_headcount_is_the_one_in_force_when_the_round_opened(contest, week, officials, department):
    HeadcountFactory(unit=department, people=10, as_of=DAY - timedelta(days=60))
    HeadcountFactory(unit=department, people=20, as_of=DAY)
    HeadcountFactory(unit=department, people=40, as_of=DAY + timedelta(days=1))

    participation = participation_in(contest, at=NOON, round=week)

    assert participation.on == DAY
    assert participation.by_code("so-noi-vu").base.people == 20


def test_whole_contest_counts_a_person_of_two_rounds_once(contest, week, officials, department):
    second = RoundFactory(
        contest=contest,
        opens_at=NOON + timedelta(days=7),
        closes_at=NOON + timedelta(days=9),
    )
    entry = take(week, officials, department, 5)
    closed_attempt(entry, second, correct=2)
    record_results(second, [entry.pk])

    participation = participation_in(contest, at=NOON, round=None)
    counted = participation.by_code("so-noi-vu").counted

    assert (counted.people, counted.attempts, counted.papers) == (1, 2, 2)
    assert (counted.mean_score, counted.perfect_share) == (Decimal("70.00"), Decimal("50.00"))
    assert participation.on == DAY + timedelta(days=7)


def test_people_of_other_headcounts_do_not_count(contest, week, officials, department):
    pupils = DivisionFactory(contest=contest, headcount_category="hoc-sinh", position=2)
    take(week, pupils, department, 5)

    by_default = participation_in(contest, at=NOON, round=week).by_code("so-noi-vu")
    of_pupils = participation_in(contest, at=NOON, round=week, category="hoc-sinh").by_code(
        "so-noi-vu"
    )

    assert (by_default.counted.people, by_default.residents.people) == (0, 0)
    assert of_pupils.counted.people == 1


def test_contest_without_headcounts_counts_residents(contest, week, residents, department):
    take(week, residents, department, 5)

    figures = participation_in(contest, at=NOON, round=week).by_code("so-noi-vu")

    assert (figures.residents.people, figures.base) == (1, None)


def test_missing_people_are_rounded_up(contest, week, officials, department):
    HeadcountFactory(unit=department, people=7)
    take(week, officials, department, 5)

    figures = participation_in(contest, at=NOON, round=week).by_code("so-noi-vu")

    assert (figures.missing_to(80), figures.missing_to(100)) == (5, 6)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("is_whole", "queries"), [(False, 4), (True, 6)])
def test_queries_do_not_grow_with_units(
    contest, week, officials, count, is_whole, queries, django_assert_num_queries
):
    for _ in range(count):
        unit = UnitFactory()
        HeadcountFactory(unit=unit)
        take(week, officials, unit, 4)

    with django_assert_num_queries(queries):
        participation_in(contest, at=NOON, round=None if is_whole else week)
