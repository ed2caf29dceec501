"""Who wins each prize, found again from the board; and announced lists against both it and the
trail."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Q

from contests.models import Division, Prize, PrizeTerms, Round
from leaderboard.models import Winner, WinnerCheck
from leaderboard.recount.findings import finding, person, place_of
from leaderboard.recount.merits import may_win
from leaderboard.recount.order import chain_of, ranked
from leaderboard.recount.people import Sums
from leaderboard.recount.prizeless import prizeless_entries
from leaderboard.recount.stage import Stage
from quizsite.models import AuditLine

# By prize: place and entry of everybody who gets it, in order.
Won = dict[int, list[tuple[int, int]]]


@dataclass(frozen=True)
class _Award:
    stage: Stage
    round: Round | None
    terms: PrizeTerms
    prizes: Sequence[Prize]
    out: frozenset[int]


def wrong_winners(stage: Stage, sums: Sums) -> Iterator[str]:
    for round in awards_of(stage):
        listed = list(Winner.objects.filter(contest=stage.contest, round=round))
        yield from _against_trail(stage, round, listed)
        if not listed:
            continue
        award = _award(stage, round)
        yield from _unconfirmed(award, listed)
        yield from _of_divisions(award, listed, sums)


def awards_of(stage: Stage) -> list[Round | None]:
    return [*stage.final, *([None] if stage.is_over else [])]


def _award(stage: Stage, round: Round | None) -> _Award:
    contest = stage.contest
    terms = PrizeTerms.objects.filter(contest=contest).first() or PrizeTerms(contest=contest)
    checks = WinnerCheck.objects.filter(contest=contest, round=round)
    out = set(
        checks.filter(state__in=("refused", "unreachable")).values_list("entry_id", flat=True)
    )
    if terms.limit == "contest":
        for one in Winner.objects.filter(contest=contest):
            if one.round_id != (round.pk if round else None):
                out.add(one.entry_id)
    prizes = Prize.objects.filter(contest=contest, round=round, collective=None)
    out |= prizeless_entries(stage)
    return _Award(stage, round, terms, list(prizes.order_by("position", "pk")), frozenset(out))


def _of_divisions(award: _Award, listed: Sequence[Winner], sums: Sums) -> Iterator[str]:
    stored: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    divisions = dict(
        Winner.objects.filter(pk__among=[one.pk for one in listed]).values_list(
            "pk", "entry__division"
        )
    )
    for one in listed:
        stored[divisions[one.pk], one.prize_id].append((one.place, one.entry_id))
    for division in award.stage.divisions:
        found = _won(award, division, people=sums.people(_pk(award.round), division.pk))
        for prize in award.prizes:
            kept = sorted(stored.get((division.pk, prize.pk), ()))
            if kept != sorted(found.get(prize.pk, ())):
                where = f"{place_of(award.round)}, bảng {division.code}"
                what = f"người đạt giải {prize.title}"
                named = _named(sorted(found.get(prize.pk, ())))
                yield finding(where, what, stored=_named(kept), found=named)


def _pk(round: Round | None) -> int | None:
    return round.pk if round else None


def _named(won: Sequence[tuple[int, int]]) -> list[str]:
    return [f"{person(entry)} (hạng {place})" for place, entry in won]


def _won(award: _Award, division: Division, *, people: int) -> Won:
    """Fill the seats of each prize from the top of its list, equal people together."""
    most = award.terms.most_percent
    bound = people * most // 100 if most is not None else None
    won: Won = defaultdict(list)
    if division.is_prizeless:
        return won
    winners: dict[int | None, set[int]] = defaultdict(set)  # by khối
    for prize in award.prizes:
        if prize.division_id not in {None, division.pk}:
            continue
        seats = prize.count
        for place, equals in _places(award, division, prize):
            if seats <= 0:
                break
            free = [one for one in equals if not _has_won(award, prize, one, winners)]
            if bound is not None and sum(map(len, won.values())) + len(free) > bound:
                return won
            won[prize.pk] += [(place, one) for one in free]
            winners[prize.unit_kind_id].update(free)
            seats -= len(free)
    return won


def _has_won(award: _Award, prize: Prize, entry: int, winners: dict[int | None, set[int]]) -> bool:
    if entry in award.out:
        return True
    if award.terms.limit == "none":
        return entry in winners[prize.unit_kind_id]
    return any(entry in one for one in winners.values())


def _places(award: _Award, division: Division, prize: Prize) -> Iterator[tuple[int, list[int]]]:
    """The people that this prize looks at, by place; read as far as the caller asks."""
    of = Q(is_perfect=True) if prize.needs_all_correct else Q()
    if prize.unit_kind_id is not None:
        of &= Q(unit__among=_units_of(award.stage, prize.unit_kind_id))
    chain, place = chain_of(award.stage, award.round), 1
    board = ranked(award.stage, award.round, division, of=of)
    meeting = (row for row in board if may_win(row[1], chain))
    for _key, rows in groupby(meeting, key=lambda row: row[0]):
        equals = [one.entry for _same, one in rows]
        yield place, equals
        place += len(equals)


def _units_of(stage: Stage, kind: int) -> list[int]:
    return [
        pk for pk in stage.units if any(stage.units[one].kind == kind for one in stage.path(pk))
    ]


def _unconfirmed(award: _Award, listed: Sequence[Winner]) -> Iterator[str]:
    if not award.terms.checks_winners:
        return
    checks = WinnerCheck.objects.filter(contest=award.stage.contest, round=award.round)
    states = dict(checks.values_list("entry_id", "state"))
    for one in listed:
        state = states.get(one.entry_id, "waiting")
        if state != "confirmed":
            where = f"{place_of(award.round)}, {person(one.entry_id)}"
            yield finding(where, "xác nhận người đạt giải", stored=state, found="confirmed")


def _against_trail(stage: Stage, round: Round | None, listed: Sequence[Winner]) -> Iterator[str]:
    """The sealed trail says whom the newest announcement named."""
    line = newest_line(stage, round, kind="winners_announced")
    told = sorted(line.after.get("winning_entries", ())) if line else []
    kept = sorted(one.entry_id for one in listed)
    if told != kept:
        what = "danh sách đạt giải đã công bố so với nhật ký"
        yield finding(place_of(round), what, stored=kept, found=told)


def newest_line(
    stage: Stage, round: Round | None, *, kind: str, of: Mapping[str, Any] | None = None
) -> AuditLine | None:
    about = ("round", round.pk) if round else ("contest", stage.contest.pk)
    lines = AuditLine.objects.filter(about_kind=about[0], about_id=about[1], kind=kind)
    line: AuditLine
    for line in lines.order_by("-at", "-pk"):
        if all(line.after.get(name) == value for name, value in (of or {}).items()):
            return line
    return None
