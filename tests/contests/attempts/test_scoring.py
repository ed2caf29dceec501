"""What a paper is worth."""

from hypothesis import given
from hypothesis import strategies as st

from contests.attempts.scoring import Item, is_right, right_choice, score_paper


def test_bits_name_the_options_in_the_order_shown():
    assert right_choice(Item((2, 0, 1), frozenset({2, 1}))) == 0b101


def test_a_key_that_is_not_on_the_paper_is_never_right():
    item = Item((2, 0, 1), frozenset({3}))
    assert not any(is_right(item, choice) for choice in range(16))


def test_nothing_ticked_is_never_right():
    assert not is_right(Item((0, 1), frozenset()), 0)


def test_several_right_options_count_only_together():
    item = Item((3, 1, 0, 2), frozenset({1, 2}))
    assert is_right(item, 0b1010)
    assert not is_right(item, 0b0010)
    assert not is_right(item, 0b1011)


def test_a_choice_beyond_the_options_shown_is_wrong():
    assert not is_right(Item((0, 1), frozenset({0})), 0b10000)


items = st.integers(2, 8).flatmap(
    lambda n: st.builds(
        Item,
        st.permutations(range(n)).map(tuple),
        st.frozensets(st.integers(0, n - 1), min_size=1),
    )
)


@given(st.lists(items, max_size=12))
def test_ticking_exactly_the_key_is_all_correct(paper):
    choices = {
        position: sum(1 << shown for shown, option in enumerate(item.order) if option in item.right)
        for position, item in enumerate(paper, start=1)
    }
    assert score_paper(paper, choices).correct == len(paper)


@given(st.lists(items, max_size=12), st.dictionaries(st.integers(1, 12), st.integers(0, 255)))
def test_the_score_agrees_with_counting_by_texts(paper, choices):
    def independent(item, choice):
        ticked = {item.order[k] for k in range(len(item.order)) if (choice // 2**k) % 2}
        extra = choice >= 2 ** len(item.order)
        return ticked == set(item.right) and not extra

    expected = sum(independent(item, choices.get(n, 0)) for n, item in enumerate(paper, start=1))
    assert score_paper(paper, choices).correct == expected
