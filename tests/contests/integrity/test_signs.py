"""Whom the signs name among made-up papers: colluders, and no honest office."""

import pytest

from contests.integrity.pairs import compare
from contests.integrity.signs import all_signs, strongest
from quizsite.simulation.colluders import RoundMaker

SEED = 7


def signs_in(maker):
    made = maker.finish()
    compared = compare(made.papers, made.marks, seed=SEED)
    return made, all_signs(made.papers, made.marks, made.registered, compared)


def named(signs, kind=None):
    return {paper for one in signs if kind in {None, one.kind} for paper in one.papers}


@pytest.mark.parametrize("questions", [24, 60])
def test_no_honest_office_is_named(questions):
    """They share a network, an hour, a trainer, a computer, and a secretary who registers all."""
    maker = RoundMaker(SEED, questions=questions)
    for size in (40, 12, 25):
        maker.office_at_one_hour(size)
        maker.office_over_the_week(size)
    maker.office_with_one_computer(12)
    _made, signs = signs_in(maker)
    assert signs == []


@pytest.fixture(scope="module")
def mixed():
    maker = RoundMaker(SEED, questions=60)
    maker.offices(200)
    maker.table()
    maker.stand_in()
    maker.robots()
    maker.passed_on()
    return signs_in(maker)


@pytest.mark.parametrize(
    ("how", "kind"),
    [("table", "alike"), ("stand-in", "device"), ("robots", "fast"), ("robots", "in_a_row")],
)
def test_each_way_to_cheat_is_named_by_its_sign(mixed, how, kind):
    """All but at most one of them: one at a table may have answered alone."""
    made, signs = mixed
    guilty = {paper for paper, way in made.guilty.items() if way == how}
    assert guilty & named(signs, kind)
    assert len(guilty & named(signs)) >= len(guilty) - 1


def test_beside_cheats_nobody_honest_is_named(mixed):
    made, signs = mixed
    assert named(signs) <= set(made.guilty)


def test_answers_passed_on_to_another_day_and_place_are_not_looked_for(mixed):
    made, signs = mixed
    later = {paper for paper, way in made.guilty.items() if way == "passed on"}
    assert not later & named(signs)


def test_each_sign_says_how_rare_it_is_in_this_round(mixed):
    _made, signs = mixed
    assert all(one.rate.seen <= one.rate.among > 0 for one in signs)


def test_the_strongest_come_first_and_the_rest_is_counted(mixed, monkeypatch):
    monkeypatch.setattr("contests.integrity.signs.MOST_CASES", 1)
    _made, signs = mixed
    kept, left_out = strongest(signs)
    assert [one.bits for one in kept] == sorted((one.bits for one in kept), reverse=True)
    assert (len({one.kind for one in kept}), len(kept) + left_out) == (len(kept), len(signs))


def test_the_same_seed_makes_the_same_round():
    def made(seed):
        maker = RoundMaker(seed)
        maker.offices(20)
        return maker.finish().papers.choice

    assert made(1) == made(1) != made(2)


def test_fast_papers_are_nothing_special_where_everybody_is_fast():
    maker = RoundMaker(SEED)
    for _ in range(20):
        maker.robots()
    _made, signs = signs_in(maker)
    assert named(signs, "fast") == set()
