"""A paper: what one person is dealt, drawn from a frozen pool with a stored seed."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from contests.models import Round, Section
from questionbank.models import Revision
from questionbank.question_types.choice_order import fixed_positions

# [[revision id, [bank option index in the order shown, …]], …]
Paper = list[tuple[int, list[int]]]


@dataclass(frozen=True, slots=True)
class Pile:
    """One section's frozen pool and how many questions are dealt from it."""

    pool: tuple[int, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Card:
    """What shuffling needs to know of a question: its options and which stay in place."""

    option_count: int
    fixed: frozenset[int]


@dataclass(frozen=True, slots=True)
class Deck:
    """All that papers of one division in one round are drawn from."""

    piles: tuple[Pile, ...]
    cards: Mapping[int, Card]
    is_question_order_shuffled: bool
    is_option_order_shuffled: bool

    @property
    def question_count(self) -> int:
        return sum(pile.count for pile in self.piles)


def draw_paper(deck: Deck, *, seed: int) -> Paper:
    """Deal every pile, smallest first, no question twice; the same seed deals the same paper."""
    rng = random.Random(seed)  # noqa: S311 -- must be reproducible; the seed itself is secret
    dealt: list[int] = []
    for pile in deck.piles:
        taken = set(dealt)
        dealt += rng.sample([pk for pk in pile.pool if pk not in taken], pile.count)
    if deck.is_question_order_shuffled:
        rng.shuffle(dealt)
    return [(pk, _order_options(deck, deck.cards[pk], rng)) for pk in dealt]


def _order_options(deck: Deck, card: Card, rng: random.Random) -> list[int]:
    order = list(range(card.option_count))
    if deck.is_option_order_shuffled:
        free = [place for place in order if place not in card.fixed]
        for place, option in zip(free, rng.sample(free, len(free)), strict=True):
            order[place] = option
    return order


@lru_cache(maxsize=256)
def deck_of(round_id: int, division_id: int) -> Deck:
    """The deck of a published round. Kept in memory: pools and revisions never change."""
    round = Round.objects.get(pk=round_id)
    sections = Section.objects.filter(round_id=round_id, division_id=division_id)
    piles = sorted(
        (Pile(tuple(section.pool), section.count) for section in sections),
        key=lambda pile: (len(pile.pool), pile.pool),
    )
    wanted = {pk for pile in piles for pk in pile.pool}
    options = Revision.objects.filter(pk__in=wanted).values_list("pk", "options")
    return Deck(
        piles=tuple(piles),
        cards={pk: Card(len(texts), fixed_positions(texts)) for pk, texts in options},
        is_question_order_shuffled=round.is_question_order_shuffled,
        is_option_order_shuffled=round.is_option_order_shuffled,
    )
