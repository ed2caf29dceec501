"""Verifies an announced list of winners from stored rows, with code of its own.

It does not choose winners anew: it looks for somebody who was passed over without a reason, and for
prizes beyond their number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from contests.models import Contest, Entry, Prize, PrizeLimit, PrizeTerms, Round, TieCriterion
from leaderboard.models import Standing, Winner, WinnerCheck
from leaderboard.standings.conditions import met_by_papers
from quizsite.accounts.models import Unit

_OUT = ("refused", "unreachable")


@dataclass(frozen=True)
class _Facts:
    """What decides in one division; the ranking reaches as far as anybody could win."""

    ranking: Sequence[Standing]
    prizes: Sequence[Prize]
    won: dict[int, list[Prize]]  # by entry
    out: frozenset[int]
    below: frozenset[int]  # who fails a condition of the round
    kinds: dict[int, set[int]]  # of a unit and those above it
    one_each: bool

    def may_win(self, one: Standing, prize: Prize) -> bool:
        return (
            one.entry_id not in self.out | self.below
            and (prize.unit_kind_id is None or prize.unit_kind_id in self.kinds[one.unit_id])
            and (one.is_perfect or not prize.needs_all_correct)
        )

    def has_as_high(self, one: Standing, prize: Prize) -> bool:
        """Another prize at least as high keeps a person from this one."""
        return any(
            (other.position, other.pk) <= (prize.position, prize.pk)
            and (self.one_each or other.unit_kind_id == prize.unit_kind_id)
            for other in self.won.get(one.entry_id, ())
        )


def verify_winners(contest: Contest, round: Round | None) -> list[str]:
    """Say what is wrong with the announced list, if there is one."""
    listed = list(Winner.objects.filter(contest=contest, round=round).select_related("prize"))
    if not listed:
        return []
    terms = PrizeTerms.objects.filter(contest=contest).first() or PrizeTerms(contest=contest)
    found = list(_unconfirmed(contest, round, terms, listed))
    divisions = dict(
        Standing.objects.filter(
            contest=contest, round=round, entry__in=[one.entry_id for one in listed]
        ).values_list("entry_id", "division_id")
    )
    prizeless = set(contest.divisions.filter(is_prizeless=True).values_list("pk", flat=True))
    by_division: dict[int, list[Winner]] = defaultdict(list)
    for one in listed:
        if one.entry_id in divisions:
            by_division[divisions[one.entry_id]].append(one)
        else:
            found.append(f"entry {one.entry_id}: đạt giải mà không có trong kết quả")
    for division, winners in by_division.items():
        if division in prizeless:
            found.append("có người đạt giải ở bảng không xét giải")
        facts = _facts(contest, round, division, winners, terms)
        found += [*_passed_over(facts), *_beyond(facts)]
        if terms.most_percent is not None:
            people = Standing.objects.filter(contest=contest, round=round, division=division)
            if len(winners) * 100 > terms.most_percent * people.count():
                found.append("số giải vượt quá tỷ lệ cho phép trên số người dự thi")
    return found


def _unconfirmed(
    contest: Contest, round: Round | None, terms: PrizeTerms, listed: Sequence[Winner]
) -> Iterator[str]:
    if not terms.checks_winners:
        return
    checks = WinnerCheck.objects.filter(contest=contest, round=round, state="confirmed")
    confirmed = set(checks.values_list("entry_id", flat=True))
    for one in listed:
        if one.entry_id not in confirmed:
            yield f"entry {one.entry_id}: đạt giải mà chưa được xác nhận"


def _facts(
    contest: Contest,
    round: Round | None,
    division: int,
    winners: Sequence[Winner],
    terms: PrizeTerms,
) -> _Facts:
    own = Standing.objects.filter(contest=contest, round=round, division=division)
    out = set(Entry.objects.filter(contest=contest, is_prizeless=True).values_list("pk", flat=True))
    out |= set(
        WinnerCheck.objects.filter(contest=contest, round=round, state__in=_OUT).values_list(
            "entry_id", flat=True
        )
    )
    if terms.limit == PrizeLimit.CONTEST:
        others = Winner.objects.filter(contest=contest).exclude(pk__in=[one.pk for one in winners])
        out |= {one.entry_id for one in others if one.round_id != (round.pk if round else None)}
    won: dict[int, list[Prize]] = defaultdict(list)
    for one in winners:
        won[one.entry_id].append(one.prize)
    last = own.filter(entry__in=won).order_by("-sort_key").values_list("sort_key", flat=True)[0]
    ranking = list(own.filter(sort_key__lte=last).order_by("sort_key"))
    prizes = Prize.objects.filter(contest=contest, round=round, collective=None)
    return _Facts(
        ranking=ranking,
        prizes=[one for one in prizes if one.division_id in {None, division}],
        won=dict(won),
        out=frozenset(out),
        below=_below(contest, round, division, ranking),
        kinds=_kinds({one.unit_id for one in ranking}),
        one_each=terms.limit != PrizeLimit.NONE,
    )


def _below(
    contest: Contest, round: Round | None, division: int, ranking: Sequence[Standing]
) -> frozenset[int]:
    """Who of these fails a condition of prizes, by the papers."""
    if round is None:
        is_asked = TieCriterion.PERFECT in contest.tie_chain
        return frozenset(one.entry_id for one in ranking if is_asked and not one.is_perfect)
    met = met_by_papers(round, division)
    if not met:
        return frozenset()
    fine = Standing.objects.filter(met, pk__in=[one.pk for one in ranking])
    return frozenset({one.entry_id for one in ranking} - {*fine.values_list("entry", flat=True)})


def _kinds(unit_ids: set[int]) -> dict[int, set[int]]:
    """The khối of each unit and of all units above it."""
    above = {
        pk: (parent, kind) for pk, parent, kind in Unit.objects.values_list("pk", "parent", "kind")
    }
    kinds: dict[int, set[int]] = {}
    for unit in unit_ids:
        kinds[unit], at = set(), unit
        while at is not None:
            at, kind = above[at]
            kinds[unit].add(kind)
    return kinds


def _passed_over(facts: _Facts) -> Iterator[str]:
    """Somebody above a winner could have won the same prize and has none as high."""
    for prize in facts.prizes:
        keys = [one.sort_key for one in facts.ranking if prize in facts.won.get(one.entry_id, ())]
        for one in facts.ranking:
            is_above = bool(keys) and one.sort_key <= max(keys)
            if is_above and facts.may_win(one, prize) and not facts.has_as_high(one, prize):
                yield f"entry {one.entry_id}: bị bỏ qua khi xét giải {prize.title}"


def _beyond(facts: _Facts) -> Iterator[str]:
    """More winners than seats are right only if all that are too many equal the last one."""
    for prize in facts.prizes:
        holders = [one for one in facts.ranking if prize in facts.won.get(one.entry_id, ())]
        keys = [one.sort_key for one in holders]
        if len(keys) > prize.count and keys[prize.count - 1] != keys[-1]:
            yield f"giải {prize.title}: nhiều người hơn số lượng"
        for one in holders:
            if not facts.may_win(one, prize):
                yield f"entry {one.entry_id}: không thuộc diện xét giải {prize.title}"
