"""Draws a paper from frozen pools, with a stored seed."""

import random
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from contests.models import Round, Section
from contests.paper_sizes import ONE_POINT, fields_in, worth_of
from contests.papers.passage_groups import Place, draw_with_groups, groups_among, has_groups
from questionbank.models import Revision
from questionbank.question_types.registry import QUESTION_TYPES

# [[revision id, [bank option index in the order shown, …]], …]
Paper = list[tuple[int, list[int]]]


class Drawn(NamedTuple):
    """A paper, and what each of its questions is worth where the round gives points."""

    paper: Paper
    worths: list[int] | None


@dataclass(frozen=True, slots=True)
class SectionPool:
    """The revisions frozen for one section, how many a paper gets, and what each is worth."""

    revisions: tuple[int, ...]
    count: int
    worth: int = ONE_POINT


@dataclass(frozen=True, slots=True)
class OptionLayout:
    """The options that a paper puts in order, and which of them stay in place."""

    option_count: int
    fixed: frozenset[int]
    first: int = 0  # the options before it are asked about, and stay where they are


def layout_of(options: Sequence[str], *, kind: str) -> OptionLayout:
    of_kind = QUESTION_TYPES[kind]
    prompts = of_kind.prompts(options)
    first = len(prompts) + 1 if prompts else 0
    return OptionLayout(len(options), of_kind.fixed_positions(options), first)


@dataclass(frozen=True, slots=True)
class PaperSource:
    """Papers of one division in one round are drawn from this alone."""

    pools: tuple[SectionPool, ...]
    layouts: Mapping[int, OptionLayout]
    is_question_order_shuffled: bool
    is_option_order_shuffled: bool
    # Every wording of these questions, older ones too → the one in the pools.
    wordings: Mapping[int, int] = field(default_factory=dict)
    # Of which the entrant chooses one; the pools are the common ones and those of the one chosen.
    fields: tuple[str, ...] = ()
    # Questions on one passage stand together, in this order.
    passages: Mapping[int, Place] = field(default_factory=dict)
    has_points: bool = False

    def known_among(self, dealt: Set[int]) -> Set[int]:
        """Find what asks a question again that was dealt, in whichever wording."""
        return {self.wordings[pk] for pk in dealt if pk in self.wordings}

    @property
    def question_count(self) -> int:
        return sum(pool.count for pool in self.pools)


def draw_paper(
    source: PaperSource,
    *,
    seed: int,
    avoid: Set[int] = frozenset(),
    stopped: Set[int] = frozenset(),
) -> Paper:
    return draw_with_worths(source, seed=seed, avoid=avoid, stopped=stopped).paper


def draw_with_worths(
    source: PaperSource,
    *,
    seed: int,
    avoid: Set[int] = frozenset(),
    stopped: Set[int] = frozenset(),
) -> Drawn:
    """Draw from every pool, smallest first, no question twice; the same seed draws the same.

    A pool gives questions to `avoid` only when it has no other left, and stopped ones last.
    Questions on one passage are drawn together and stay together (`passage_groups`)."""
    rng = random.Random(seed)  # noqa: S311 -- must be reproducible; the seed itself is secret
    drawn: list[int] = []
    worths: dict[int, int] = {}
    for pool in source.pools:
        before, taken = len(drawn), set(drawn)
        left = [pk for pk in pool.revisions if pk not in taken]
        choices = _by_preference(left, avoid, stopped)
        if has_groups(left, source.passages):
            drawn += draw_with_groups(choices, pool.count, source.passages, rng)
        else:
            drawn += _draw_single(choices, pool.count, rng)
        worths |= dict.fromkeys(drawn[before:], pool.worth)
    together = groups_among(drawn, source.passages)
    if source.is_question_order_shuffled:
        rng.shuffle(together)
    drawn = [pk for group in together for pk in group]
    is_shuffled = source.is_option_order_shuffled
    paper = [(pk, order_options(source.layouts[pk], rng, is_shuffled=is_shuffled)) for pk in drawn]
    return Drawn(paper, [worths[pk] for pk in drawn] if source.has_points else None)


def _draw_single(choices: Iterable[list[int]], count: int, rng: random.Random) -> list[int]:
    drawn: list[int] = []
    for choice in choices:
        missing = count - len(drawn)
        if len(choice) >= missing:
            return drawn + rng.sample(choice, missing)
        drawn += choice
    return drawn


def _by_preference(
    left: list[int], avoid: Set[int], stopped: Set[int]
) -> tuple[list[int], list[int], list[int]]:
    if not avoid and not stopped:
        return left, [], []
    dealt = [pk for pk in left if pk not in stopped]
    return (
        [pk for pk in dealt if pk not in avoid],
        [pk for pk in dealt if pk in avoid],
        [pk for pk in left if pk in stopped],
    )


def order_options(
    layout: OptionLayout, rng: random.Random, *, is_shuffled: bool = True
) -> list[int]:
    order = list(range(layout.first, layout.option_count))
    if is_shuffled:
        free = [option for option in order if option not in layout.fixed]
        for place, option in zip(free, rng.sample(free, len(free)), strict=True):
            order[place - layout.first] = option
    return order


@lru_cache(maxsize=512)
def paper_source_of(round_id: int, division_id: int, chosen: str = "") -> PaperSource:
    """Read it for a published round and the field that a person chose; before that, the first one.

    The process keeps it: pools and revisions never change. A wording written later is missing in
    `wordings`; it counts as not dealt."""
    of_division = list(Section.objects.filter(round_id=round_id, division_id=division_id))
    fields = tuple(fields_in(of_division))
    if chosen not in (fields or {""}):
        return paper_source_of(round_id, division_id, fields[0] if fields else "")
    round = Round.objects.get(pk=round_id)
    pools = sorted(
        (
            SectionPool(tuple(section.pool), section.count, worth_of(section))
            for section in of_division
            if section.field in {"", chosen}
        ),
        key=lambda pool: (len(pool.revisions), pool.revisions),
    )
    wanted = {pk for pool in pools for pk in pool.revisions}
    asked = Revision.objects.filter(pk__in=wanted)
    options = list(asked.values_list("pk", "options", "kind", "question"))
    on_passages = asked.exclude(passage=None).order_by("passage_place", "question__code")
    in_pool = {question: pk for pk, _texts, _kind, question in options}
    wordings = Revision.objects.filter(question__in=in_pool).values_list("pk", "question")
    return PaperSource(
        pools=tuple(pools),
        layouts={pk: layout_of(texts, kind=kind) for pk, texts, kind, _question in options},
        is_question_order_shuffled=round.is_question_order_shuffled,
        is_option_order_shuffled=round.is_option_order_shuffled,
        wordings={pk: in_pool[question] for pk, question in wordings},
        fields=fields,
        passages={
            pk: Place(code, n)
            for n, (pk, code) in enumerate(on_passages.values_list("pk", "passage__code"))
        },
        has_points=round.has_points,
    )
