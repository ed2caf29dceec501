"""Draws a paper from frozen pools, with a stored seed."""

import random
from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import lru_cache

from contests.models import Round, Section
from questionbank.models import Revision
from questionbank.question_types.registry import QUESTION_TYPES

# [[revision id, [bank option index in the order shown, …]], …]
Paper = list[tuple[int, list[int]]]


@dataclass(frozen=True, slots=True)
class SectionPool:
    """The revisions frozen for one section, and how many of them a paper gets."""

    revisions: tuple[int, ...]
    count: int


@dataclass(frozen=True, slots=True)
class OptionLayout:
    """A question's number of options, and which of them stay in place."""

    option_count: int
    fixed: frozenset[int]


@dataclass(frozen=True, slots=True)
class PaperSource:
    """Papers of one division in one round are drawn from this alone."""

    pools: tuple[SectionPool, ...]
    layouts: Mapping[int, OptionLayout]
    is_question_order_shuffled: bool
    is_option_order_shuffled: bool

    @property
    def question_count(self) -> int:
        return sum(pool.count for pool in self.pools)


def draw_paper(source: PaperSource, *, seed: int, avoid: Set[int] = frozenset()) -> Paper:
    """Draw from every pool, smallest first, no question twice; the same seed draws the same.

    A pool gives questions to `avoid` only when it has no other left."""
    rng = random.Random(seed)  # noqa: S311 -- must be reproducible; the seed itself is secret
    drawn: list[int] = []
    for pool in source.pools:
        taken = set(drawn)
        left = [pk for pk in pool.revisions if pk not in taken]
        fresh = [pk for pk in left if pk not in avoid] if avoid else left
        if len(fresh) >= pool.count:
            drawn += rng.sample(fresh, pool.count)
        else:
            known = [pk for pk in left if pk in avoid]
            drawn += fresh + rng.sample(known, pool.count - len(fresh))
    if source.is_question_order_shuffled:
        rng.shuffle(drawn)
    return [(pk, _order_options(source, source.layouts[pk], rng)) for pk in drawn]


def _order_options(source: PaperSource, layout: OptionLayout, rng: random.Random) -> list[int]:
    order = list(range(layout.option_count))
    if source.is_option_order_shuffled:
        free = [place for place in order if place not in layout.fixed]
        for place, option in zip(free, rng.sample(free, len(free)), strict=True):
            order[place] = option
    return order


@lru_cache(maxsize=256)
def paper_source_of(round_id: int, division_id: int) -> PaperSource:
    """Read it for a published round. The process keeps it: pools and revisions never change."""
    round = Round.objects.get(pk=round_id)
    sections = Section.objects.filter(round_id=round_id, division_id=division_id)
    pools = sorted(
        (SectionPool(tuple(section.pool), section.count) for section in sections),
        key=lambda pool: (len(pool.revisions), pool.revisions),
    )
    wanted = {pk for pool in pools for pk in pool.revisions}
    options = Revision.objects.filter(pk__in=wanted).values_list("pk", "options", "kind")
    return PaperSource(
        pools=tuple(pools),
        layouts={
            pk: OptionLayout(len(texts), QUESTION_TYPES[kind].fixed_positions(texts))
            for pk, texts, kind in options
        },
        is_question_order_shuffled=round.is_question_order_shuffled,
        is_option_order_shuffled=round.is_option_order_shuffled,
    )
