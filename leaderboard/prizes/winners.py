"""Who wins now: the ranked people, less those who refused, by the prizes of an award."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import F
from django.utils import timezone
from django.utils.functional import cached_property

from contests.awards import Award, terms_of
from contests.models import Contest, Division, Entry, Prize, PrizeLimit, PrizeTerms, RoundState
from contests.regulation.predictions import is_prediction_ranked
from leaderboard.models import REPLACED, ResultCheck, Standing, Winner, WinnerCheck, WinnerState
from leaderboard.prizes.choosing import Terms, Win, choose_winners, most_winners
from leaderboard.prizes.lists import people_by_division, ranked_lists, seats_in
from leaderboard.standings.sealed_names import name_by_heirs, sealed_unit_name


@dataclass(frozen=True, slots=True)
class Chosen:
    """A person who is to win, and how far the organisers have checked that."""

    win: Win
    prize: Prize
    division: Division
    check: WinnerCheck | None

    @property
    def state(self) -> WinnerState:
        return WinnerState(self.check.state) if self.check else WinnerState.WAITING

    @property
    def is_confirmed(self) -> bool:
        return self.state == WinnerState.CONFIRMED


@dataclass(frozen=True)
class Winners:
    """The people to win in an award, and those whose prize went to the next."""

    award: Award
    terms: PrizeTerms
    chosen: list[Chosen]
    replaced: list[WinnerCheck]

    @property
    def unchecked(self) -> list[Chosen]:
        """Whom the organisers still have to reach; nobody if the contest asks for no check."""
        if not self.terms.checks_winners:
            return []
        return [one for one in self.chosen if not one.is_confirmed]

    @cached_property
    def standings(self) -> dict[int, Standing]:
        """Their results by entry, named as the boards name them."""
        return standings_of(self.award, [one.win.entry for one in self.chosen])


def winners_of(award: Award) -> Winners:
    """Choose the winners of an award from its present ranking."""
    terms = terms_of(award.contest)
    prizes = prizes_of_people(award)
    checks = {
        one.entry_id: one
        for one in WinnerCheck.objects.filter(
            contest=award.contest, round=award.round
        ).select_related("entry__user")
    }
    replaced = [one for one in checks.values() if one.state in REPLACED]
    out = {one.entry_id for one in replaced} | _won_elsewhere(award, terms)
    out |= _prizeless(award.contest)
    by_pk = {prize.pk: prize for prize in prizes}
    chosen = [
        Chosen(win, by_pk[win.prize], division, checks.get(win.entry))
        for division, wins in _wins(award, prizes, terms=terms, out=out)
        for win in wins
    ]
    order = {prize.pk: n for n, prize in enumerate(prizes)}
    chosen.sort(key=lambda one: (one.division.position, one.division.pk, order[one.prize.pk]))
    return Winners(award, terms, chosen, replaced)


def prizes_of_people(award: Award) -> list[Prize]:
    own = Prize.objects.filter(contest=award.contest, round=award.round, collective=None)
    return list(own.in_words())


def _wins(
    award: Award, prizes: Collection[Prize], *, terms: PrizeTerms, out: Collection[int]
) -> Iterable[tuple[Division, list[Win]]]:
    if not prizes:
        return
    people = people_by_division(award) if terms.most_percent is not None else {}
    for division in award.contest.divisions.filter(is_prizeless=False):
        seats = seats_in(prizes, division)
        lists = ranked_lists(award, division, seats, passed_over=len(out))
        bounds = Terms(
            one_each=terms.limit != PrizeLimit.NONE,
            most=most_winners(terms.most_percent, people=people.get(division.pk, 0)),
        )
        yield division, choose_winners(lists, seats, terms=bounds, out=out)


def _prizeless(contest: Contest) -> set[int]:
    """Whom the organisers list as taking part without a prize; they keep their places."""
    listed = Entry.objects.filter(contest=contest, is_prizeless=True)
    return set(listed.values_list("pk", flat=True))


def _won_elsewhere(award: Award, terms: PrizeTerms) -> set[int]:
    """Whom an announced list of another round names, where one prize is all that anybody gets."""
    if terms.limit != PrizeLimit.CONTEST:
        return set()
    others = Winner.objects.filter(contest=award.contest)
    own = others.filter(round=award.round).values("pk")
    return set(others.exclude(pk__in=own).values_list("entry_id", flat=True))


def standings_of(award: Award, entry_ids: Iterable[int]) -> dict[int, Standing]:
    wanted = set(entry_ids)
    if not wanted:
        return {}
    own = Standing.objects.filter(contest=award.contest, round=award.round, entry__among=wanted)
    named = own.annotate(unit_name=sealed_unit_name(is_total=award.round is None))
    found = list(named.select_related("entry__user", "unit"))
    name_by_heirs(found, on=timezone.localdate())
    return {one.entry_id: one for one in found}


def check_of(award: Award, entry: Entry) -> WinnerCheck | None:
    checks = WinnerCheck.objects.filter(contest=award.contest, round=award.round, entry=entry)
    return checks.first()


def announced(award: Award) -> list[Winner]:
    """The list as it was announced, in the order of prizes and places."""
    own = Winner.objects.filter(contest=award.contest, round=award.round)
    listed = own.select_related("prize", "entry__division", "entry__unit")
    return list(
        listed.order_by(
            "entry__division__position",
            "entry__division_id",
            "prize__position",
            "prize_id",
            "place",
        )
    )


def differs(winners: Winners, listed: Collection[Winner]) -> bool:
    """An announced list is not what the ranking and the checks give now."""
    now = {(one.prize.pk, one.win.entry, one.win.place) for one in winners.chosen}
    return now != {(one.prize_id, one.entry_id, one.place) for one in listed}


def is_gap_missing(award: Award) -> bool:
    """The ranking waits for the true values of a prediction, so nobody can say who wins.

    Checking the result brings them; finalising ranks by them, whatever became of that."""
    round = award.round
    if round is None or not round.has_prediction or round.state == RoundState.FINALISED:
        return False
    if not is_prediction_ranked(round.tie_chain):
        return False
    ranked = ResultCheck.objects.filter(round=round, is_ranked=True, counted=F("wanted"))
    return not ranked.exists()
