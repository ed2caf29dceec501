"""A paper earns points: worths of questions, wrong answers, parts of right ones."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contests.attempts.paper_points import PointRules, half_up, paper_points, question_points
from contests.attempts.scoring import Item, Ruling, score_paper
from questionbank.question_types.registry import QUESTION_TYPES
from tests.contests.attempts.test_scoring import ruled_items

EQUAL = PointRules()
ONE, TWO = Item((0, 1, 2, 3), (0,), "choice"), Item((0, 1, 2, 3), (0, 1), "choice")
rules_of_points = st.builds(PointRules, st.integers(0, 300), st.booleans(), st.booleans())


@st.composite
def weighed_papers(draw):
    items = draw(st.lists(ruled_items, max_size=10))
    worths = [draw(st.integers(1, 1000)) for _item in items]
    return items, worths, draw(st.dictionaries(st.integers(1, 10), st.integers(0, 255)))


def points(items, choices, rules=EQUAL, worth=100):
    return paper_points(items, choices, worths=[worth] * len(items), rules=rules)


def test_each_question_brings_what_it_is_worth():
    found = paper_points([ONE, TWO], {1: 1, 2: 3}, worths=[250, 400], rules=EQUAL)
    assert found == (650, 650)


def test_a_wrong_answer_takes_points_away_and_a_blank_takes_none():
    assert points([ONE, ONE, ONE], {1: 1, 2: 2}, PointRules(wrong=25)) == (75, 300)


@pytest.mark.parametrize(("may_fall", "expected"), [(False, 0), (True, -100)])
def test_a_paper_stops_at_zero_unless_the_round_says_otherwise(may_fall, expected):
    rules = PointRules(wrong=50, may_fall_below_zero=may_fall)
    assert points([ONE, ONE], {1: 2, 2: 4}, rules).points == expected


@pytest.mark.parametrize(
    ("ticked", "share"),
    [
        (0b0000, 0),
        (0b0001, Fraction(1, 2)),
        (0b0011, 1),
        (0b0101, 0),
        (0b0111, Fraction(1, 2)),
        (0b1111, 0),
        (0b1100, 0),
    ],
)
def test_several_answers_earn_right_ticks_less_wrong_ones(ticked, share):
    assert QUESTION_TYPES["choice"].share(TWO.order, TWO.right, ticked) == share


def test_one_right_answer_earns_all_or_nothing():
    share = QUESTION_TYPES["choice"].share
    assert [share(ONE.order, ONE.right, ticked) for ticked in (0, 1, 2, 3)] == [0, 1, 0, 0]


def test_an_answer_that_is_partly_right_is_not_a_wrong_one():
    rules = PointRules(wrong=50, is_partial=True)
    assert points([TWO], {1: 0b0001}, rules).points == 50
    rules = rules._replace(may_fall_below_zero=True)
    assert points([TWO], {1: 0b0101}, rules).points == -50


def test_parts_count_only_where_the_round_gives_them():
    assert points([TWO], {1: 0b0001}).points == 0


def test_a_paper_is_rounded_once_at_its_end():
    three = Item((0, 1, 2, 3, 4), (0, 1, 2), "choice")
    rules = PointRules(is_partial=True)
    assert question_points(three, 1, worth=100, rules=rules) == Fraction(100, 3)
    assert points([three] * 3, {1: 1, 2: 1, 3: 1}, rules).points == 100
    assert points([three], {1: 1}, rules).points == 33


@pytest.mark.parametrize(("exact", "whole"), [("1/2", 1), ("-1/2", 0), ("-3/2", -1), ("4/3", 1)])
def test_a_half_goes_up(exact, whole):
    assert half_up(Fraction(exact)) == whole


def test_an_annulled_question_is_neither_asked_nor_counted():
    annulled = ONE._replace(ruling=Ruling(is_annulled=True))
    assert points([ONE, annulled], {1: 1, 2: 2}, PointRules(wrong=100)) == (100, 100)


def test_a_given_question_brings_everybody_its_points():
    given_one = ONE._replace(ruling=Ruling(is_given=True))
    assert points([given_one, given_one], {1: 2}, PointRules(wrong=100)) == (200, 200)


def test_a_further_right_answer_brings_all_points_and_its_parts():
    ruled = TWO._replace(ruling=Ruling(accepted=((2, 3),)))
    assert points([ruled], {1: 0b1100}).points == 100
    assert points([ruled], {1: 0b0100}, PointRules(is_partial=True)).points == 50


@given(weighed_papers())
def test_without_further_rules_points_are_the_worths_of_right_answers(weighed):
    items, _worths, choices = weighed
    score = score_paper(items, choices)
    found = points(items, choices)
    assert found == (100 * score.correct, 100 * score.total)


@given(weighed_papers(), rules_of_points)
def test_points_agree_with_counting_by_texts(weighed, rules):
    items, worths, choices = weighed

    def earned(item, choice):
        ticked = {item.order[k] for k in range(len(item.order)) if choice >> k & 1}
        is_beyond = choice >> len(item.order) > 0
        ruling = item.ruling or Ruling()
        shares = [Fraction(ruling.is_given)]
        for key in (set(item.right), *map(set, ruling.accepted)):
            if ticked == key and not is_beyond:
                shares.append(Fraction(1))
            elif rules.is_partial and len(key) > 1:
                beyond = bin(choice >> len(item.order)).count("1")
                hits, misses = len(ticked & key), len(ticked - key) + beyond
                shares.append(Fraction(max(0, hits - misses), len(key)))
        return max(shares)

    total, most = Fraction(0), 0
    for n, (item, worth) in enumerate(zip(items, worths, strict=True), start=1):
        if item.ruling and item.ruling.is_annulled:
            continue
        share, choice = earned(item, choices.get(n, 0)), choices.get(n, 0)
        total += worth * share - (rules.wrong if choice and not share else 0)
        most += worth
    low = None if rules.may_fall_below_zero else 0
    found = paper_points(items, choices, worths=worths, rules=rules)
    expected = (total + Fraction(1, 2)).__floor__()
    assert found == (expected if low is None else max(low, expected), most)


@given(weighed_papers(), rules_of_points)
def test_no_paper_earns_more_than_its_questions_are_worth(weighed, rules):
    items, worths, choices = weighed
    found = paper_points(items, choices, worths=worths, rules=rules)
    assert found.points <= found.most
    assert rules.may_fall_below_zero or found.points >= 0
