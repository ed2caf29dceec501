"""Drawing a paper."""

from hypothesis import given
from hypothesis import strategies as st

from contests.papers.drawing import Card, Deck, Pile, draw_paper


@st.composite
def decks(draw):
    """Piles that may overlap, each big enough whatever the earlier ones take."""
    count = draw(st.integers(1, 4))
    pools = [
        tuple(draw(st.lists(st.integers(1, 60), min_size=8, max_size=30, unique=True)))
        for _ in range(count)
    ]
    piles = sorted(
        (Pile(pool, draw(st.integers(1, 2))) for pool in pools), key=lambda p: len(p.pool)
    )
    cards = {
        pk: Card(n := draw(st.integers(2, 6)), draw(st.frozensets(st.integers(0, n - 1))))
        for pk in {pk for pile in piles for pk in pile.pool}
    }
    return Deck(tuple(piles), cards, draw(st.booleans()), draw(st.booleans()))


@given(decks(), st.integers(0, 2**62))
def test_the_same_seed_deals_the_same_paper(deck, seed):
    assert draw_paper(deck, seed=seed) == draw_paper(deck, seed=seed)


@given(decks(), st.integers(0, 2**62))
def test_no_question_is_dealt_twice_and_every_pile_gives_its_count(deck, seed):
    dealt = [pk for pk, _order in draw_paper(deck, seed=seed)]
    assert len(dealt) == len(set(dealt)) == deck.question_count
    for pile in deck.piles:
        assert len(set(dealt) & set(pile.pool)) >= pile.count


@given(decks(), st.integers(0, 2**62))
def test_fixed_options_stay_in_place_and_none_is_lost(deck, seed):
    for pk, order in draw_paper(deck, seed=seed):
        card = deck.cards[pk]
        assert sorted(order) == list(range(card.option_count))
        assert all(order[place] == place for place in card.fixed)


def test_without_shuffling_papers_of_whole_piles_are_in_bank_order():
    deck = Deck(
        piles=(Pile((7,), 1),),
        cards={7: Card(3, frozenset())},
        is_question_order_shuffled=False,
        is_option_order_shuffled=False,
    )
    assert draw_paper(deck, seed=1) == [(7, [0, 1, 2])]
