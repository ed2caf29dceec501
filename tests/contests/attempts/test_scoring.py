"""A paper is scored."""

from hypothesis import given
from hypothesis import strategies as st

from contests.attempts.scoring import Item, Ruling, Score, score_paper


def drawn_with(ruling):
    """Items of 2 to 8 options; `ruling` makes the strategy for a number of options."""
    return st.integers(2, 8).flatmap(
        lambda n: st.builds(
            Item,
            st.permutations(range(n)).map(tuple),
            st.frozensets(st.integers(0, n - 1), min_size=1),
            st.just("choice"),
            ruling(n),
        )
    )


items = drawn_with(lambda _n: st.none())
ruled_items = drawn_with(
    lambda n: (
        st.none()
        | st.builds(
            Ruling,
            st.booleans(),
            st.booleans(),
            st.lists(st.frozensets(st.integers(0, n - 1), min_size=1), max_size=3),
        )
    )
)


@given(st.lists(items, max_size=12))
def test_ticking_exactly_the_key_is_all_correct(paper):
    choices = {
        position: sum(1 << shown for shown, option in enumerate(item.order) if option in item.right)
        for position, item in enumerate(paper, start=1)
    }
    assert score_paper(paper, choices).correct == len(paper)


@given(st.lists(ruled_items, max_size=12), st.dictionaries(st.integers(1, 12), st.integers(0, 255)))
def test_the_score_agrees_with_counting_by_texts(paper, choices):
    def independent(item, choice):
        ticked = {item.order[k] for k in range(len(item.order)) if (choice // 2**k) % 2}
        extra = choice >= 2 ** len(item.order)
        ruling = item.ruling or Ruling()
        answers = [set(item.right), *map(set, ruling.accepted)]
        return ruling.is_given or (ticked in answers and not extra)

    counted = {
        n: item
        for n, item in enumerate(paper, start=1)
        if not (item.ruling and item.ruling.is_annulled)
    }
    expected = sum(independent(item, choices.get(n, 0)) for n, item in counted.items())
    blank = sum(
        not (choices.get(n) or (item.ruling and item.ruling.is_given))
        for n, item in counted.items()
    )
    assert score_paper(paper, choices) == Score(expected, len(counted), blank)
