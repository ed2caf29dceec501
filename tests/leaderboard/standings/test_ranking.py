"""Ranking: the order of the strings is the order the chain says."""

from datetime import timedelta
from functools import cmp_to_key

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contests.models import CONDITIONS, Recognised, TieCriterion
from contests.planning.forms_tie_chain import RANKS
from contests.planning.tie_chains import PRESETS, RANKED, with_conditions
from leaderboard.models import BoardStretch, Standing, StandingChange
from leaderboard.standings import ranking
from leaderboard.standings.ranking import (
    Result,
    choose_recognised,
    deciding_criterion,
    failed_conditions,
    sort_key,
)
from tests.factories import NOON

# Forms offer six ranks besides the conditions; published rounds may have the older form of one.
ranked = st.lists(st.sampled_from([*RANKED, TieCriterion.ALL_CORRECT]), unique=True, max_size=RANKS)
chains = st.tuples(ranked, st.sets(st.sampled_from(CONDITIONS))).map(
    lambda chosen: tuple(with_conditions(*chosen))
)
moments = st.integers(-30 * 24 * 3600 * 10**6, 30 * 24 * 3600 * 10**6).map(
    lambda us: NOON + timedelta(microseconds=us)
)


@st.composite
def results(draw, entry_id=None, **fixed):
    questions = draw(st.integers(1, 5))
    given = {
        "entry_id": draw(st.integers(1, 60)) if entry_id is None else entry_id,
        "correct": draw(st.integers(0, questions)),
        "questions": questions,
        "time_used_ms": draw(st.integers(0, 5)) * 1000,
        "finished_at": draw(moments),
        "attempts": draw(st.integers(1, 4)),
        "registered_at": draw(moments),
        "gap": draw(st.none() | st.integers(0, 3)),
        "is_gap_known": True,
        "is_complete": draw(st.booleans()),
        "lots_seed": "hat-giong",
        "points": draw(st.none() | st.integers(-3, 3).map(lambda half: half * 50)),
    }
    return Result(**{**given, **fixed})


def compare(one: Result, other: Result, chain, *, within=()) -> int:
    """The chain, or its piece `within` another, read as people read it, without any string."""
    worst = 10**12

    def points(r):
        return -(r.correct * 100 if r.points is None else r.points)

    def merit(r):
        return points(r) if "points" in (within or chain) else -r.correct

    def condition(is_met, r):
        return (0, 0) if is_met else (1, merit(r))

    def exact(r):
        is_met = not r.is_gap_known or r.gap == 0
        gap = worst if r.gap is None else r.gap
        return (*condition(is_met, r), 0 if is_met else gap)

    values = {
        TieCriterion.COMPLETE: lambda r: condition(r.is_complete, r),
        TieCriterion.PERFECT: lambda r: condition(r.is_perfect, r),
        TieCriterion.EXACT: exact,
        TieCriterion.POINTS: points,
        TieCriterion.CORRECT: lambda r: -r.correct,
        TieCriterion.ALL_CORRECT: lambda r: not r.is_perfect,
        TieCriterion.PREDICTION: lambda r: worst if r.gap is None else r.gap,
        TieCriterion.TIME_USED: lambda r: r.time_used_ms,
        TieCriterion.SUBMITTED_EARLIER: lambda r: r.finished_at,
        TieCriterion.FEWER_ATTEMPTS: lambda r: r.attempts,
        TieCriterion.REGISTERED_EARLIER: lambda r: r.registered_at,
        TieCriterion.LOTS: lambda r: sort_key(r, [TieCriterion.LOTS]),
    }
    for criterion in chain:
        a, b = values[criterion](one), values[criterion](other)
        if a != b:
            return -1 if a < b else 1
    return 0


def test_criteria_are_the_ones_organisers_choose_from():
    assert set(ranking.CRITERIA) == set(TieCriterion.values)


def test_policies_are_the_ones_organisers_choose_from():
    assert set(ranking._POLICIES) == set(Recognised.values)


@given(results(), results(), chains)
def test_order_of_strings_is_order_by_the_chain(one, other, chain):
    a, b = sort_key(one, chain), sort_key(other, chain)

    assert (a > b) - (a < b) == compare(one, other, chain)


@given(results(), results(), chains)
def test_keys_of_one_chain_are_as_long_as_their_criteria(one, other, chain):
    lengths = {len(sort_key(result, chain)) for result in (one, other)}

    assert lengths == {sum(ranking.CRITERIA[name].width for name in chain)}


@pytest.mark.parametrize("model", [Standing, StandingChange, BoardStretch])
def test_a_key_of_every_criterion_fits_the_column(model):
    longest = sum(criterion.width for criterion in ranking.CRITERIA.values())

    assert longest <= model._meta.get_field("sort_key").max_length


def test_conditions_are_the_ones_organisers_choose_from():
    assert set(CONDITIONS) == ranking.CONDITIONS


def meets_all(result: Result, chain) -> bool:
    met = {
        TieCriterion.COMPLETE: result.is_complete,
        TieCriterion.PERFECT: result.correct == result.questions,
        TieCriterion.EXACT: not result.is_gap_known or result.gap == 0,
    }
    return all(met[name] for name in chain if name in met)


@given(results(), results(), chains)
def test_who_fails_a_condition_never_stands_above_who_meets_all(one, other, chain):
    if meets_all(one, chain) and not meets_all(other, chain):
        assert sort_key(one, chain) < sort_key(other, chain)


@given(results(), chains)
def test_a_key_tells_whether_its_result_fails_a_condition(result, chain):
    assert bool(failed_conditions(sort_key(result, chain), chain)) != meets_all(result, chain)


def test_below_the_condition_more_right_answers_come_first_whatever_was_predicted():
    base = {**BASE, "is_gap_known": True}
    none_right = Result(**{**base, "entry_id": 1, "correct": 0, "gap": 0})
    four_right = Result(**{**base, "entry_id": 2, "correct": 4, "gap": 900})
    all_right = Result(**{**base, "entry_id": 3, "correct": 5, "gap": 5000})
    people = [none_right, four_right, all_right]

    ranked = sorted(people, key=lambda one: sort_key(one, PRESETS["t1"]))

    assert [one.entry_id for one in ranked] == [3, 2, 1]


def test_quang_ninh_all_right_and_exact_then_the_earliest():
    chain = with_conditions(["submitted_earlier"], ["complete", "perfect", "exact"])
    base = {**BASE, "correct": 5, "is_gap_known": True}
    earlier = NOON - timedelta(minutes=5)
    people = [
        Result(**{**base, "entry_id": 1, "gap": 0}),
        Result(**{**base, "entry_id": 2, "gap": 0, "finished_at": earlier}),
        Result(**{**base, "entry_id": 3, "gap": 1, "finished_at": earlier}),
        Result(**{**base, "entry_id": 4, "gap": 0, "correct": 4, "finished_at": earlier}),
        Result(**{**base, "entry_id": 5, "gap": None, "correct": 4, "is_complete": False}),
    ]

    ranked = sorted(people, key=lambda one: sort_key(one, chain))

    assert [one.entry_id for one in ranked] == [2, 1, 3, 4, 5]
    assert [bool(failed_conditions(sort_key(one, chain), chain)) for one in ranked] == [
        *(False, False, True, True, True)
    ]


@pytest.mark.parametrize("policy", ["best", "best_earliest"])
def test_a_paper_that_is_not_complete_counts_only_where_none_is(policy):
    chain = with_conditions(["correct"], ["complete"])
    partial = EARLY_SLOW._replace(is_complete=False, correct=5)

    assert choose_recognised([partial, LAST_POOR], policy, chain=chain) == LAST_POOR
    assert choose_recognised([partial], policy, chain=chain) == partial


@given(st.lists(results(), max_size=12, unique_by=lambda r: r.entry_id), chains, st.randoms())
def test_order_does_not_depend_on_the_order_of_arrival(people, chain, chance):
    shuffled = list(people)
    chance.shuffle(shuffled)

    def total(result):
        return (sort_key(result, chain), result.entry_id)

    assert sorted(people, key=total) == sorted(shuffled, key=total)


@given(st.lists(results(), min_size=2, max_size=8, unique_by=lambda r: r.entry_id), chains)
def test_order_is_the_one_a_comparison_by_the_chain_gives(people, chain):
    by_key = sorted(people, key=lambda result: sort_key(result, chain))
    by_hand = sorted(people, key=cmp_to_key(lambda a, b: compare(a, b, chain)))

    assert [sort_key(r, chain) for r in by_key] == [sort_key(r, chain) for r in by_hand]


@given(results(), chains)
def test_equal_results_share_a_place(result, chain):
    without_lots = [criterion for criterion in chain if criterion != TieCriterion.LOTS]
    twin = result._replace(entry_id=result.entry_id + 1)

    assert sort_key(result, without_lots) == sort_key(twin, without_lots)


@given(results(), results(), chains)
def test_reason_names_the_first_criterion_that_differs(one, other, chain):
    criterion = deciding_criterion(sort_key(one, chain), sort_key(other, chain), chain)

    if criterion is None:
        assert compare(one, other, chain) == 0
    else:
        before = chain[: chain.index(criterion)]
        assert compare(one, other, before, within=chain) == 0
        assert compare(one, other, [criterion], within=chain) != 0


@given(results(is_gap_known=False), results(is_gap_known=False))
def test_prediction_counts_for_nothing_while_its_true_value_is_unknown(one, other):
    chain = [TieCriterion.PREDICTION]

    assert sort_key(one, chain) == sort_key(other, chain)


def test_who_predicted_nothing_comes_last():
    near, none = (Result(**{**BASE, "gap": gap, "is_gap_known": True}) for gap in (9_999_999, None))

    assert sort_key(near, ["prediction"]) < sort_key(none, ["prediction"])


BASE = {
    "entry_id": 1,
    "correct": 3,
    "questions": 5,
    "time_used_ms": 60_000,
    "finished_at": NOON,
    "attempts": 3,
    "registered_at": NOON - timedelta(days=1),
}
EARLY_SLOW = Result(**{**BASE, "number": 1, "correct": 4, "time_used_ms": 90_000})
LATER_FAST = Result(
    **{
        **BASE,
        "number": 2,
        "correct": 4,
        "time_used_ms": 30_000,
        "finished_at": NOON + timedelta(hours=1),
    }
)
LAST_POOR = Result(**{**BASE, "number": 3, "correct": 1, "finished_at": NOON + timedelta(hours=2)})


@pytest.mark.parametrize(
    ("policy", "recognised"),
    [
        ("best", LATER_FAST),
        ("best_earliest", EARLY_SLOW),
        ("first", EARLY_SLOW),
        ("last", LAST_POOR),
    ],
)
def test_recognised_attempt_follows_the_policy(policy, recognised):
    attempts = [LAST_POOR, LATER_FAST, EARLY_SLOW]

    chosen = choose_recognised(attempts, policy, chain=["correct", "time_used"])

    assert chosen == recognised


@given(st.lists(results(entry_id=1), min_size=1, max_size=6), chains, st.randoms())
def test_best_attempt_is_never_behind_another(attempts, chain, chance):
    numbered = [one._replace(number=number) for number, one in enumerate(attempts, 1)]
    chance.shuffle(numbered)

    best = choose_recognised(numbered, "best", chain=chain)

    assert all(compare(best, other, chain) <= 0 for other in numbered)


def test_sum_of_rounds_adds_what_the_chain_looks_at():
    second = EARLY_SLOW._replace(gap=4, is_gap_known=True, finished_at=NOON + timedelta(days=7))

    total = ranking.add_up([LATER_FAST, second], lots_seed="x")

    assert (total.correct, total.questions, total.time_used_ms) == (8, 10, 120_000)
    assert (total.attempts, total.gap) == (6, 4)
    assert total.finished_at == NOON + timedelta(days=7)


def test_sum_of_rounds_has_no_gap_where_a_prediction_is_missing():
    with_gap = EARLY_SLOW._replace(gap=4, is_gap_known=True)
    without = LATER_FAST._replace(gap=None, is_gap_known=True)

    assert ranking.add_up([with_gap, without], lots_seed="").gap is None


def test_round_still_open_adds_nothing_to_the_gap():
    finalised = EARLY_SLOW._replace(gap=4, is_gap_known=True)

    total = ranking.add_up([finalised, LATER_FAST], lots_seed="")

    assert (total.gap, total.is_gap_known) == (4, True)


@given(results(), chains)
def test_widths_add_up_to_the_key(result, chain):
    assert len(sort_key(result, chain)) == sum(ranking.CRITERIA[c].width for c in chain)
