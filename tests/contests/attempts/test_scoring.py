"""A paper is scored."""

from hypothesis import given
from hypothesis import strategies as st

from contests.attempts.scoring import Item, score_paper

items = st.integers(2, 8).flatmap(
    lambda n: st.builds(
        Item,
        st.permutations(range(n)).map(tuple),
        st.frozensets(st.integers(0, n - 1), min_size=1),
        st.just("choice"),
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
