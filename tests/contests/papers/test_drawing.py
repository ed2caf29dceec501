"""A paper is drawn from pools."""

import random

from hypothesis import given
from hypothesis import strategies as st

from contests.papers.drawing import (
    OptionLayout,
    PaperSource,
    SectionPool,
    draw_paper,
    order_options,
)


@st.composite
def sources(draw):
    """Make pools that may overlap, each big enough whatever the earlier ones take."""
    count = draw(st.integers(1, 4))
    pools = [
        tuple(draw(st.lists(st.integers(1, 60), min_size=8, max_size=30, unique=True)))
        for _ in range(count)
    ]
    drawn_from = sorted(
        (SectionPool(pool, draw(st.integers(1, 2))) for pool in pools),
        key=lambda p: len(p.revisions),
    )
    layouts = {
        pk: OptionLayout(n := draw(st.integers(2, 6)), draw(st.frozensets(st.integers(0, n - 1))))
        for pk in {pk for pool in drawn_from for pk in pool.revisions}
    }
    return PaperSource(tuple(drawn_from), layouts, draw(st.booleans()), draw(st.booleans()))


@given(sources(), st.integers(0, 2**62))
def test_the_same_seed_draws_the_same_paper(source, seed):
    assert draw_paper(source, seed=seed) == draw_paper(source, seed=seed)


@given(sources(), st.integers(0, 2**62))
def test_no_question_is_drawn_twice_and_every_pool_gives_its_count(source, seed):
    drawn = [pk for pk, _order in draw_paper(source, seed=seed)]
    assert len(drawn) == len(set(drawn)) == source.question_count
    for pool in source.pools:
        assert len(set(drawn) & set(pool.revisions)) >= pool.count


@given(sources(), st.integers(0, 2**62))
def test_fixed_options_stay_in_place_and_none_is_lost(source, seed):
    for pk, order in draw_paper(source, seed=seed):
        layout = source.layouts[pk]
        assert sorted(order) == list(range(layout.option_count))
        assert all(order[place] == place for place in layout.fixed)


def test_without_shuffling_papers_of_whole_pools_are_in_bank_order():
    source = PaperSource(
        pools=(SectionPool((7,), 1),),
        layouts={7: OptionLayout(3, frozenset())},
        is_question_order_shuffled=False,
        is_option_order_shuffled=False,
    )
    assert draw_paper(source, seed=1) == [(7, [0, 1, 2])]


def test_options_that_are_asked_about_are_in_no_order():
    layout = OptionLayout(7, frozenset({4}), first=3)
    order = order_options(layout, random.Random(3))
    assert sorted(order) == [3, 4, 5, 6]
    assert order[1] == 4
    assert order_options(layout, random.Random(3), is_shuffled=False) == [3, 4, 5, 6]


@given(sources(), st.integers(0, 2**62), st.frozensets(st.integers(1, 60)))
def test_questions_to_avoid_are_drawn_only_when_a_pool_has_no_other_left(source, seed, avoid):
    paper = draw_paper(source, seed=seed, avoid=avoid)
    assert paper == draw_paper(source, seed=seed, avoid=avoid)
    drawn = {pk for pk, _order in paper}
    assert len(drawn) == source.question_count
    if len(source.pools) == 1:
        fresh = set(source.pools[0].revisions) - avoid
        assert len(drawn & avoid) == max(0, source.question_count - len(fresh))


@given(sources(), st.integers(0, 2**62))
def test_without_questions_to_avoid_a_seed_draws_what_it_always_drew(source, seed):
    assert draw_paper(source, seed=seed) == draw_paper(source, seed=seed, avoid={99})
