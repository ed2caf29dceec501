"""Reads what can be won: an award is a round with its prizes, or the whole contest with its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils.translation import gettext

from contests.models import (
    CollectiveRule,
    Contest,
    ContestState,
    Prize,
    PrizeTerms,
    Round,
    RoundState,
)


@dataclass(frozen=True, slots=True)
class Listed:
    """The prizes of a round, or over the whole contest, and how units compare for theirs."""

    prizes: Sequence[Prize] = field(default_factory=list)
    rules: Sequence[CollectiveRule] = field(default_factory=list)

    @property
    def of_people(self) -> list[Prize]:
        return [one for one in self.prizes if one.collective_id is None]

    def of_rule(self, rule: CollectiveRule) -> list[Prize]:
        return [one for one in self.prizes if one.collective_id == rule.pk]


@dataclass(frozen=True, slots=True)
class Award:
    """Prizes are given for a round, or over the whole contest (round = None)."""

    contest: Contest
    round: Round | None = None

    @property
    def title(self) -> str:
        return self.round.title if self.round else gettext("Cả cuộc thi")

    @property
    def round_id(self) -> int | None:
        return self.round.pk if self.round else None

    @property
    def tie_chain(self) -> list[str]:
        return list(self.round.tie_chain if self.round else self.contest.tie_chain)

    @property
    def is_draft(self) -> bool:
        if self.round is not None:
            return self.round.state == RoundState.DRAFT
        return self.contest.state == ContestState.DRAFT


def award_of(listed: Prize | CollectiveRule) -> Award:
    return Award(listed.contest, listed.round)


def listed_in(award: Award) -> Listed:
    """Read the prizes and collective rules of an award with what their sentences name."""
    prizes = Prize.objects.filter(contest=award.contest, round=award.round)
    rules = CollectiveRule.objects.filter(contest=award.contest, round=award.round)
    return Listed(list(prizes.in_words()), list(_with_kinds(rules)))


def _with_kinds(rules: QuerySet[CollectiveRule]) -> QuerySet[CollectiveRule]:
    return rules.select_related("unit_kind").prefetch_related("more_kinds")


def prizes_by_award(contest: Contest, rounds: Iterable[Round]) -> list[tuple[Award, Listed]]:
    """List the whole contest first, then these rounds of it, in two queries, or in three where
    units compare."""
    prizes: dict[int | None, list[Prize]] = defaultdict(list)
    for prize in Prize.objects.filter(contest=contest).in_words():
        prizes[prize.round_id].append(prize)
    rules: dict[int | None, list[CollectiveRule]] = defaultdict(list)
    for rule in _with_kinds(CollectiveRule.objects.filter(contest=contest)):
        rules[rule.round_id].append(rule)
    awards = [Award(contest), *(Award(contest, round) for round in rounds)]
    return [(one, Listed(prizes[one.round_id], rules[one.round_id])) for one in awards]


def terms_of(contest: Contest) -> PrizeTerms:
    """What the organisers set, or the defaults, not stored."""
    stored = PrizeTerms.objects.filter(contest=contest).first()
    return stored or PrizeTerms(contest=contest)
