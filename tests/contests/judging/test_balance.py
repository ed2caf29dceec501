"""Works are shared evenly among those who may mark them, whatever stands in the way."""

from collections import Counter
from itertools import combinations, product

from hypothesis import given
from hypothesis import strategies as st

from contests.judging.balance import plan_markers


def plan(works, jurors, *, barred=None, loads=None, seed="hạt"):
    return plan_markers(works, jurors, barred=barred or {}, loads=loads or {}, seed=seed)


def test_without_bars_loads_differ_by_at_most_one():
    found = plan(dict.fromkeys(range(100), 2), [1, 2, 3, 4, 5, 6, 7])
    loads = Counter(juror for _work, juror in found.pairs)
    assert sum(loads.values()) == 200
    assert max(loads.values()) - min(loads.values()) <= 1
    assert found.short == {}


def test_what_nobody_can_mark_is_said():
    found = plan({1: 2, 2: 2}, [7, 8], barred={1: {7}})
    assert found.short == {1: 1}
    assert set(found.pairs) == {(1, 8), (2, 7), (2, 8)}


def test_the_same_seed_gives_the_same_plan():
    works = dict.fromkeys(range(30), 2)
    assert plan(works, [1, 2, 3, 4]).pairs == plan(works, [1, 2, 3, 4]).pairs
    assert plan(works, [1, 2, 3, 4]).pairs != plan(works, [1, 2, 3, 4], seed="khác").pairs


def test_who_holds_more_already_gets_fewer():
    found = plan(dict.fromkeys(range(10), 1), [1, 2], loads={1: 6})
    assert Counter(juror for _work, juror in found.pairs) == {1: 2, 2: 8}


cases = st.tuples(
    st.integers(1, 5),  # works
    st.integers(1, 4),  # jurors
    st.integers(1, 3),  # markers
    st.sets(st.tuples(st.integers(0, 4), st.integers(0, 3)), max_size=10),
    st.lists(st.integers(0, 3), min_size=4, max_size=4),
)


@given(cases)
def test_no_plan_has_more_even_loads(case):
    """Compared with every plan there is."""
    count, jurors, markers, pairs, before = case
    barred = {work: {juror for one, juror in pairs if one == work} for work in range(count)}
    loads = dict(zip(range(jurors), before, strict=False))
    found = plan(
        dict.fromkeys(range(count), markers), list(range(jurors)), barred=barred, loads=loads
    )
    choices = []
    for work in range(count):
        may = [one for one in range(jurors) if one not in barred[work]]
        choices.append(list(combinations(may, min(markers, len(may)))))
        assert found.short.get(work, 0) == markers - min(markers, len(may))
    assert len(set(found.pairs)) == len(found.pairs)
    assert all(juror not in barred[work] for work, juror in found.pairs)

    def loads_of(chosen):
        counted = Counter(loads) + Counter(one for of_work in chosen for one in of_work)
        return sorted((counted.get(one, 0) for one in range(jurors)), reverse=True)

    own = [tuple(j for w, j in found.pairs if w == work) for work in range(count)]
    best = min(
        (loads_of(one) for one in product(*choices)), key=lambda one: sum(n * n for n in one)
    )
    assert sum(n * n for n in loads_of(own)) == sum(n * n for n in best)
