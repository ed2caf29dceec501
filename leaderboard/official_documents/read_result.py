"""Reads the result of an award as its documents tell it, official or as it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from contests.awards import Award
from contests.models import CollectiveRule, Prize, PrizeKind, TieCriterion
from contests.queries import ranked_rounds
from contests.regulation.prizes import prize_name
from leaderboard.aggregates.tallies import tally_rows
from leaderboard.models import CollectiveResult, SealedName, Standing
from leaderboard.official_documents.content import (
    Content,
    KindFacts,
    RoundFacts,
    UnitFacts,
    UnitWin,
    WonPrize,
)
from leaderboard.official_documents.read_works import works_facts
from leaderboard.participation.bands import lines_of_everybody
from leaderboard.participation.figures import participation_in
from leaderboard.participation.selection import listed_kinds, listed_units
from leaderboard.prizes.collective import announced_sheets
from leaderboard.prizes.lines import asks_in_words, score_of, unit_of
from leaderboard.prizes.lists import TooManyEqual
from leaderboard.prizes.rules import check_winners_known, is_final
from leaderboard.prizes.sheets import Sheet, sheet_of
from leaderboard.prizes.winners import (
    announced,
    differs,
    prizes_of_people,
    standings_of,
    winners_of,
)
from leaderboard.rules import LeaderboardRefusal
from quizsite.audit.names import EMPTIED
from quizsite.language.moments import stop_watch, window
from quizsite.language.ordering import order_key


def content_of(award: Award, *, at: datetime) -> Content:
    """Read everything anew; two readings of an unchanged result are equal."""
    tallies = list(tally_rows(award.contest.pk, round=award.round_id))
    divisions = list(award.contest.divisions.order_by("position", "pk"))
    people = Counter[int]()
    for one in tallies:
        people[one.division] += one.people
    kinds, units = _units(award, at=at)
    return Content(
        contest=award.contest.title,
        award=award.round.title if award.round else "",
        legal_basis=award.contest.legal_basis,
        rounds=tuple(_rounds(award)),
        people=people.total(),
        attempts=sum(one.attempts for one in tallies),
        perfect=sum(one.perfect for one in tallies),
        divisions=tuple((one.name, people[one.pk]) for one in divisions),
        bands=tuple(
            (one.name, one.people) for one in lines_of_everybody(award.contest, award.round)
        ),
        kinds=kinds,
        units=units,
        winners=tuple(_winners(award, at=at)),
        unit_wins=tuple(_unit_wins(award, at=at)),
        is_official=is_official(award),
        works=works_facts(award),
    )


def is_official(award: Award) -> bool:
    """The result is final, and whatever wins by it has been announced as it stands."""
    if not is_final(award):
        return False
    rules = CollectiveRule.objects.filter(contest=award.contest, round=award.round)
    if rules.filter(result=None).exists():
        return False
    if not prizes_of_people(award):
        return True
    try:
        now = winners_of(award)
    except TooManyEqual:
        return False
    return not differs(now, announced(award))


def _rounds(award: Award) -> Iterable[RoundFacts]:
    rounds = [award.round] if award.round else ranked_rounds(award.contest.pk)
    for one in rounds:
        yield RoundFacts(one.title, window(one.opens_at, one.closes_at), one.result_digest)


def _units(award: Award, *, at: datetime) -> tuple[tuple[KindFacts, ...], tuple[UnitFacts, ...]]:
    found = participation_in(award.contest, round=award.round, at=at)
    totals = listed_kinds(found)
    kinds = tuple(
        KindFacts(
            one.name,
            one.units,
            one.active,
            one.people + one.residents,
            one.headcount,
            "" if one.rate is None else str(one.rate),
        )
        for one in totals
    )
    units = [
        UnitFacts(
            one.unit.code,
            one.unit.name,
            one.counted.people,
            one.base.people if one.base else None,
            "" if one.rate is None else str(one.rate),
            one.residents.people,
        )
        for one in listed_units(found)
    ]
    return kinds, tuple(sorted(units, key=lambda one: (order_key(one.name), one.code)))


@dataclass(frozen=True, slots=True)
class _Won:
    prize: Prize
    entry: int
    place: int
    division: str


def _winners(award: Award, *, at: datetime) -> Iterable[WonPrize]:
    won = _announced(award) or _to_win(award, at=at)
    standings = standings_of(award, [one.entry for one in won])
    by_points, asks_words = TieCriterion.POINTS in award.tie_chain, asks_in_words(award)
    for one in won:
        standing = standings.get(one.entry)
        if standing is None:  # in no result any more
            continue
        yield WonPrize(
            entry=one.entry,
            prize=prize_name(one.prize),
            is_praise=one.prize.kind == PrizeKind.PRAISE,
            value_vnd=one.prize.value_vnd or 0,
            value_text=one.prize.value_text,
            division=one.division,
            place=one.place,
            unit=unit_of(standing),
            score=score_of(standing, by_points=by_points, asks_words=asks_words),
            time=stop_watch(standing.time_used_ms),
            # A sub-question in words has its mark in the prediction's place; the score tells it.
            prediction=None if asks_words else standing.prediction,
            gap=None if asks_words else standing.prediction_gap,
        )


def _announced(award: Award) -> list[_Won]:
    return [
        _Won(one.prize, one.entry_id, one.place, one.entry.division.name)
        for one in announced(award)
    ]


def _to_win(award: Award, *, at: datetime) -> list[_Won]:
    """Who would win by the ranking of now; nobody while it cannot be told."""
    try:
        check_winners_known(award, at=at)
        chosen = winners_of(award).chosen
    except LeaderboardRefusal:
        return []
    return [_Won(one.prize, one.win.entry, one.win.place, one.division.name) for one in chosen]


def _unit_wins(award: Award, *, at: datetime) -> Iterable[UnitWin]:
    for sheet in _sheets(award, at=at):
        prizes = {prize_name(one): one for one in sheet.rule.prizes.all()}
        for line in sheet.ranked:
            if line.prize and line.place is not None:
                prize = prizes.get(line.prize)
                yield UnitWin(
                    rule=sheet.rule.title,
                    unit=line.name,
                    prize=line.prize,
                    is_praise=bool(prize and prize.kind == PrizeKind.PRAISE),
                    value_vnd=(prize.value_vnd or 0) if prize else 0,
                    value_text=prize.value_text if prize else "",
                    place=line.place,
                    people=line.people,
                    headcount=line.headcount,
                    rate=line.rate,
                    mean=line.mean,
                )


def _sheets(award: Award, *, at: datetime) -> list[Sheet]:
    """Announced sheets as they were kept; of the others those of now."""
    kept = announced_sheets(award)
    known = CollectiveResult.objects.filter(rule__contest=award.contest, rule__round=award.round)
    others = CollectiveRule.objects.filter(contest=award.contest, round=award.round)
    others = others.exclude(pk__in=known.values("rule"))
    return kept + [sheet_of(one, at=at) for one in others.order_by("position", "pk")]


def names_of(award: Award, entries: Iterable[int]) -> dict[int, str]:
    """Full names as they were when the result became final; of the newest round for the contest."""
    wanted = set(entries)
    people = Standing.objects.filter(
        contest=award.contest, round=award.round, entry__among=wanted
    ).values_list("entry_id", "entry__user__full_name")
    names = dict(people)
    sealed = SealedName.objects.filter(entry__among=wanted, round__contest=award.contest)
    if award.round:
        sealed = sealed.filter(round=award.round)
    for entry, name in sealed.order_by("round__finalised_at").values_list("entry_id", "full_name"):
        names[entry] = name or str(EMPTIED)
    return names
