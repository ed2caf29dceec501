"""Kinds that answer row by row: their codecs lose nothing, and their shares follow their tables."""

import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionbank.question_types import grid, matching, ordering, rows

MOST = 2**31 - 1  # the answer endpoint takes no more


@st.composite
def grids(draw):
    n = draw(st.integers(2, 8))
    key = draw(st.lists(st.sampled_from([1, 2]), min_size=n, max_size=n))
    values = draw(st.lists(st.integers(0, 2), min_size=n, max_size=n))
    return draw(st.permutations(range(n))), key, values


@st.composite
def orderings(draw):
    n = draw(st.integers(3, 8))
    values = draw(st.lists(st.integers(0, n), min_size=n, max_size=n))
    return draw(st.permutations(range(n))), draw(st.permutations(range(1, n + 1))), values


@st.composite
def matchings(draw):
    prompts, targets = draw(st.integers(2, 8)), draw(st.integers(2, 8))
    key = draw(st.lists(st.integers(1, targets), min_size=prompts, max_size=prompts))
    values = draw(st.lists(st.integers(0, targets), min_size=prompts, max_size=prompts))
    order = draw(st.permutations(range(prompts + 1, prompts + 1 + targets)))
    return order, key, values


KINDS = pytest.mark.parametrize(
    ("kind", "cases"), [(grid, grids()), (ordering, orderings()), (matching, matchings())]
)


@given(
    st.sampled_from([4, 9]).flatmap(
        lambda base: st.tuples(
            st.just(base), st.lists(st.integers(0, base - 1), min_size=1, max_size=8)
        )
    )
)
def test_the_codec_of_rows_loses_nothing_and_fits_an_answer(case):
    base, values = case
    assert rows.decode(rows.encode(values, base=base), base=base, count=len(values)) == tuple(
        values
    )
    assert 0 <= rows.encode(values, base=base) <= MOST


def test_faults_are_blank_rows_and_places_given_twice():
    blank, twice = rows.RowFault.BLANK, rows.RowFault.TWICE
    assert rows.faults([0, 0, 0], may_repeat=False) == frozenset()
    assert rows.faults([2, 3, 1], may_repeat=False) == frozenset()
    assert rows.faults([2, 0, 2], may_repeat=False) == {blank, twice}
    assert rows.faults([2, 0, 2]) == {blank}


@KINDS
def test_an_answer_without_a_fault_fills_each_row(kind, cases):
    @given(cases)
    def check(case):
        order, _key, values = case
        base = 4 if kind is grid else 9
        faults = kind.row_faults(order, rows.encode(values, base=base))
        assert (rows.RowFault.BLANK in faults) == (any(values) and not all(values))
        said = [value for value in values if value]
        is_twice = kind is ordering and len(set(said)) < len(said)
        assert (rows.RowFault.TWICE in faults) == is_twice

    check()


def test_a_number_beyond_the_rows_says_nothing():
    assert rows.decode(9**3, base=9, count=3) == rows.decode(-1, base=9, count=3) == (0, 0, 0)


@KINDS
@given(data=st.data())
def test_the_key_in_any_order_earns_all_and_nothing_earns_nothing(kind, cases, data):
    order, key, _values = data.draw(cases)
    right = kind.right_answer(order, key)
    assert 0 < right <= MOST
    assert kind.share(order, key, right) == 1
    assert kind.is_right(order, key, right)
    assert kind.share(order, key, 0) == 0
    assert not kind.is_right(order, key, right + 9**8)


@KINDS
@given(data=st.data())
def test_an_answer_means_the_same_in_any_order(kind, cases, data):
    order, key, values = data.draw(cases)
    answer, banked = kind.right_answer(order, values), sorted(order)
    assert kind.bank_answer(order, answer) == kind.right_answer(banked, values)
    assert kind.share(order, key, answer) == kind.share(
        banked, key, kind.bank_answer(order, answer)
    )


@KINDS
@given(data=st.data())
def test_a_row_more_right_never_earns_less_and_only_all_of_them_earn_1(kind, cases, data):
    order, key, values = data.draw(cases)
    last = kind.share(order, key, kind.right_answer(order, values))
    assert (last == 1) == (list(values) == list(key))
    for row in data.draw(st.permutations(range(len(values)))):
        values[row] = key[row]
        now = kind.share(order, key, kind.right_answer(order, values))
        assert last <= now <= 1
        assert (now == 1) == (values == list(key))
        assert kind.is_right(order, key, kind.right_answer(order, values)) == (now == 1)
        last = now


@KINDS
@given(data=st.data(), seed=st.integers(0, 10**6))
def test_a_made_up_person_fills_every_row(kind, cases, data, seed):
    order, key, _values = data.draw(cases)
    answer = kind.random_answer(order, random.Random(seed))
    assert len(kind.answer_texts(_options(kind, order, key), order, answer)) == len(key)


def _options(kind, order, key):
    if kind is not matching:
        return [f"ý {n}" for n in order]
    return [*(f"vế {n}" for n in key), matching.BETWEEN, *(f"đích {n}" for n in order)]


@KINDS
@given(data=st.data())
def test_a_key_of_another_length_is_never_right(kind, cases, data):
    order, key, values = data.draw(cases)
    answer = kind.right_answer(order, values)
    assert kind.share(order, (*key, 1), answer) == kind.share(order, key[1:], answer) == 0
    assert kind.right_answer(order, (*key, 1)) == 0


@pytest.mark.parametrize(
    ("right", "of", "earned"),
    [
        *((0, 4, "0"), (1, 4, "1/10"), (2, 4, "1/4"), (3, 4, "1/2"), (4, 4, "1")),
        *((1, 2, "1/4"), (1, 3, "1/10"), (2, 3, "1/4"), (4, 5, "1/2"), (5, 8, "1/4")),
        *((1, 8, "0"), (7, 8, "1/2"), (8, 8, "1")),
    ],
)
def test_a_grid_earns_by_the_quarters_of_its_statements_judged_right(right, of, earned):
    key = [1] * of
    said = [1] * right + [2] * (of - right)
    answer = grid.right_answer(range(of), said)
    assert grid.share(range(of), key, answer) == Fraction(earned)


def test_each_item_in_its_place_and_each_prompt_matched_earn_an_equal_part():
    assert ordering.share([2, 0, 1], [1, 2, 3], ordering.right_answer([2, 0, 1], [1, 3, 2])) == (
        Fraction(1, 3)
    )
    assert matching.share([4, 3], [1, 2], matching.right_answer([4, 3], [1, 0])) == Fraction(1, 2)


def test_two_items_at_one_place_are_an_answer_that_is_not_right():
    assert ordering.share([0, 1, 2], [1, 2, 3], ordering.right_answer([0, 1, 2], [1, 1, 3])) == (
        Fraction(2, 3)
    )


def test_a_target_that_is_not_shown_is_never_chosen_right():
    # Two prompts, two targets: the third does not exist.
    assert matching.share([3, 4], [1, 2], 1 + 3 * 9) == Fraction(1, 2)


@KINDS
@given(data=st.data())
def test_what_a_form_sends_row_by_row_is_read_as_the_answer(kind, cases, data):
    order, _key, _values = data.draw(cases)
    count = min(order) - 1 if kind is matching else len(order)
    most = 2 if kind is grid else len(order)
    said = data.draw(st.lists(st.integers(0, most), min_size=count, max_size=count))
    sent = [f"{row}:{value}" for row, value in enumerate(said) if value]
    base = 4 if kind is grid else 9
    assert kind.read_answer(order, sent) == rows.encode(said, base=base)
    for nonsense in (f"{count}:1", f"0:{most + 1}", "0:0", "0", ":", "0:1:1", "٠:١"):
        with pytest.raises(ValueError, match=r".*"):
            kind.read_answer(order, [*sent, nonsense])


def test_reviews_tell_each_row_as_shown():
    assert grid.review(["Một", "Hai"], [1, 0], [1, 2], grid.right_answer([1, 0], [1, 1])) == [
        {"text": "Hai", "chosen": 1, "right": 2, "is_right": False},
        {"text": "Một", "chosen": 1, "right": 1, "is_right": True},
    ]
    lines = matching.review(["A", "B", "", "một", "hai"], [4, 3], [1, 2], 0)
    assert [(one["text"], one["right"], one["right_text"], one["chosen"]) for one in lines] == [
        ("A", 2, "một", 0),
        ("B", 1, "hai", 0),
    ]
    lines = ordering.review(["x", "y", "z"], [2, 0, 1], (), 1 + 9 * 3)
    assert [(one["text"], one["chosen"], one["right"]) for one in lines] == [
        ("z", 1, 0),
        ("x", 3, 0),
        ("y", 0, 0),
    ]


def test_answers_in_words():
    assert grid.answer_texts(["Một", "Hai"], [1, 0], 2) == ["Hai: Sai"]
    assert ordering.answer_texts(["x", "y", "z"], [2, 0, 1], 2 + 9) == ["1. x", "2. z"]
    assert matching.answer_texts(["A", "B", "", "một", "hai"], [4, 3], 1) == ["A → hai"]


def test_answers_in_letters_and_rows_as_shown():
    assert grid.answer_letters([1, 0], 2 + 4) == "A Sai, B Đúng"
    assert ordering.answer_letters([2, 0, 1], 2 + 9 * 9) == "1 → 2, 3 → 1"
    assert matching.answer_letters([4, 3], 2 * 9) == "2 → B"
    assert [kind.answer_letters([4, 3], 0) for kind in (grid, ordering, matching)] == [""] * 3


def test_a_ruling_accepts_whole_answers_only():
    assert grid.further_keys(["Một", "Hai"], [1, 1], [1, 2]) == [[1, 2]]
    assert grid.further_keys(["Một", "Hai"], [1, 1], [1]) == []
    assert grid.further_keys(["Một", "Hai"], [1, 1], [1, 0]) == []
    assert ordering.further_keys(["x", "y", "z"], [1, 2, 3], [3, 1, 2]) == [[3, 1, 2]]
    assert ordering.further_keys(["x", "y", "z"], [1, 2, 3], [3, 3, 2]) == []
    assert matching.further_keys(["A", "B", "", "một", "hai"], [1, 2], [2, 2]) == [[2, 2]]
    assert matching.further_keys(["A", "B", "", "một", "hai"], [1, 2], [2, 3]) == []
