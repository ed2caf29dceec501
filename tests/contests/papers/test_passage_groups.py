"""Questions on one passage are drawn and shown together."""

import random
from dataclasses import replace
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contests.papers.drawing import (
    OptionLayout,
    PaperSource,
    SectionPool,
    draw_paper,
    draw_with_worths,
)
from contests.papers.passage_groups import Place, draw_with_groups
from tests.contests.papers.test_drawing import sources


@st.composite
def sources_with_passages(draw):
    source = draw(sources())
    named = draw(st.dictionaries(st.sampled_from(sorted(source.layouts)), st.sampled_from("PQRS")))
    places = {pk: Place(code, n) for n, (pk, code) in enumerate(sorted(named.items()))}
    return replace(source, passages=places)


def made(pools, passages=()):
    asked = {pk for revisions, _count in pools for pk in revisions}
    return PaperSource(
        tuple(SectionPool(tuple(revisions), count) for revisions, count in pools),
        {pk: OptionLayout(4, frozenset()) for pk in asked},
        is_question_order_shuffled=True,
        is_option_order_shuffled=True,
        passages={
            pk: Place(code, n)
            for n, (pk, code) in enumerate((pk, code) for code, ids in passages for pk in ids)
        },
    )


def drawn_from(source, seed, **kwargs):
    return [pk for pk, _order in draw_paper(source, seed=seed, **kwargs)]


@given(sources_with_passages(), st.integers(0, 2**62), st.frozensets(st.integers(1, 60)))
def test_every_pool_gives_exactly_its_count_and_no_question_twice(source, seed, avoid):
    drawn = drawn_from(source, seed, avoid=avoid)
    assert drawn == drawn_from(source, seed, avoid=avoid)
    assert len(drawn) == len(set(drawn)) == source.question_count


@given(sources_with_passages(), st.integers(0, 2**62), st.frozensets(st.integers(1, 60)))
def test_questions_on_one_passage_stand_together_in_order(source, seed, stopped):
    drawn = drawn_from(source, seed, stopped=stopped)
    runs = [code for code, _run in groupby(drawn, key=lambda pk: source.passages.get(pk, (pk,))[0])]
    assert len(runs) == len(set(runs))
    orders = [source.passages[pk] for pk in drawn if pk in source.passages]
    for code in {one.passage for one in orders}:
        own = [one.order for one in orders if one.passage == code]
        assert own == sorted(own)


@given(sources(), st.integers(0, 2**62))
def test_passages_of_one_question_each_change_no_paper(source, seed):
    alone = {pk: Place(f"D{pk}", n) for n, pk in enumerate(source.layouts)}
    assert draw_paper(replace(source, passages=alone), seed=seed) == draw_paper(source, seed=seed)


# What a seed drew before there were passages; a paper in a dispute is drawn again from its seed.
GOLDEN = {
    1: [(9, [3, 2, 1, 0]), (1, [0, 1, 3, 2]), (5, [3, 2, 0, 1]), (2, [2, 3, 0, 1])],
    20261130: [(10, [1, 3, 0, 2]), (2, [0, 2, 3, 1]), (5, [3, 1, 0, 2]), (1, [0, 3, 1, 2])],
}


@pytest.mark.parametrize("seed", GOLDEN)
def test_old_seeds_draw_the_papers_they_drew(seed):
    source = made([(range(1, 7), 3), (range(4, 15), 1)])
    assert draw_paper(source, seed=seed) == GOLDEN[seed]


def test_an_old_seed_avoids_and_stops_as_it_did():
    source = made([(range(1, 7), 3), (range(4, 15), 5)])
    paper = draw_paper(source, seed=7, avoid={1, 2, 3, 4}, stopped={9})
    assert [pk for pk, _order in paper] == [8, 12, 7, 10, 5, 11, 3, 6]
    assert [order for _pk, order in paper][:2] == [[3, 1, 0, 2], [0, 2, 1, 3]]


@pytest.mark.parametrize("seed", range(50))
def test_a_group_is_drawn_whole_or_not_at_all_where_the_count_allows(seed):
    source = made([(range(1, 10), 5)], [("P", [3, 1, 2]), ("Q", [7, 8])])
    drawn = set(drawn_from(source, seed))
    assert drawn & {1, 2, 3} in (set(), {1, 2, 3})
    assert drawn & {7, 8} in (set(), {7, 8})


@pytest.mark.parametrize("seed", range(20))
def test_where_no_groups_make_the_count_the_last_one_gives_its_first_questions(seed):
    source = made([(range(1, 7), 4)], [("P", [3, 1, 2]), ("Q", [6, 5, 4])])
    drawn = drawn_from(source, seed)
    assert len(drawn) == 4
    whole, first = ({1, 2, 3}, 6) if {1, 2, 3} <= set(drawn) else ({4, 5, 6}, 3)
    assert set(drawn) == whole | {first}


def test_a_group_with_a_question_that_was_dealt_is_avoided_whole():
    source = made([(range(1, 7), 3)], [("P", [1, 2, 3])])
    for seed in range(30):
        assert set(drawn_from(source, seed, avoid={2})) == {4, 5, 6}


def test_a_stopped_question_leaves_its_group():
    source = made([(range(1, 6), 4)], [("P", [1, 2, 3])])
    for seed in range(30):
        assert set(drawn_from(source, seed, stopped={2})) == {1, 3, 4, 5}


def test_every_group_is_drawn_about_as_often_as_its_size_lets_it():
    passages = {pk: Place("P", pk) for pk in (1, 2, 3)}
    counts = dict.fromkeys(range(1, 10), 0)
    for seed in range(600):
        for pk in draw_with_groups([range(1, 10), [], []], 5, passages, random.Random(seed)):
            counts[pk] += 1
    assert all(150 < n < 500 for n in counts.values())


@pytest.mark.parametrize("seed", range(20))
def test_a_question_of_a_group_is_worth_what_its_pool_gives(seed):
    source = made([([1, 2, 3, 4], 3), ([5, 6, 7, 8, 9], 4)], [("P", [1, 5, 2]), ("Q", [9, 6, 7])])
    small, large = source.pools
    pools = (replace(small, worth=100), replace(large, worth=250))
    drawn = draw_with_worths(replace(source, pools=pools, has_points=True), seed=seed)
    in_small = [pk in small.revisions for pk, _order in drawn.paper]
    assert drawn.worths == [100 if is_small else 250 for is_small in in_small]
    assert sum(in_small) == 3
