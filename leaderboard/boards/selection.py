"""Which board a person opens, and that person's entry on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from contests.models import Contest, Division, Entry, Round, RoundPhase
from contests.queries import published_contest, ranked_rounds
from contests.schedule import StatedResult
from leaderboard.boards.board import BoardRules, result_on
from leaderboard.models import BoardKey
from leaderboard.rules import Limits, limits_of
from quizsite.accounts.models import User
from quizsite.db.fast_select import FastSelect


@dataclass(frozen=True)
class BoardChoice:
    """The board that was asked for, and the contest's other boards."""

    contest: Contest
    rounds: Sequence[Round]
    divisions: Sequence[Division]
    round: Round | None
    division: Division

    @property
    def key(self) -> BoardKey:
        return BoardKey(self.contest.pk, self.round.pk if self.round else None, self.division.pk)

    @property
    def rules(self) -> BoardRules:
        if self.round:
            return BoardRules.of(self.round)
        return BoardRules(self.contest.tie_chain)

    @property
    def _counted(self) -> Sequence[Round]:
        return [self.round] if self.round else self.rounds

    def may_be_entered(self, *, at: datetime) -> bool:
        """Whether anybody can still take a paper that counts here, now or later."""
        phases = {round.phase(at) for round in self._counted}
        return not phases or bool(phases & {RoundPhase.UPCOMING, RoundPhase.OPEN})

    def entering_ends_in(self, *, at: datetime) -> timedelta:
        """How long until nobody can take a paper that counts here."""
        closes = [round.closes_at for round in self._counted]
        return max(timedelta(0), max(closes, default=at) - at)

    @property
    def true_prediction(self) -> int | None:
        """What people were to predict, once it was counted or stated."""
        if self.round is None:
            return None
        found: int | None = self.round.true_predictions.get(str(self.division.pk))
        return found

    @property
    def is_being_finalised(self) -> bool:
        return any(round.is_being_finalised for round in self._counted)

    def result(self, *, at: datetime) -> StatedResult | None:
        return result_on(self.key, self._counted, at=at)

    def limits(self, *, at: datetime) -> Limits:
        return limits_of(self._counted, at=at)


@FastSelect
def _divisions(contest_id: int) -> QuerySet[Division]:
    return Division.objects.filter(contest=contest_id).order_by("position", "pk")


@FastSelect
def _own_valid_entry(user_id: int, slug: str) -> QuerySet[Entry]:
    own = Entry.objects.valid().filter(user=user_id, contest__slug=slug)
    return own.select_related("division").only("contest", "user", "unit", "division__code")


def find_board(slug: str, *, number: str, code: str) -> BoardChoice | None:
    """Find by path and query; no number means the whole contest, no code the first division."""
    contest = published_contest(slug)
    if contest is None:
        return None
    rounds = ranked_rounds(contest.pk)
    divisions = _divisions.all(contest.pk)
    round = next((one for one in rounds if str(one.number) == number), None)
    division = next((one for one in divisions if code in {"", one.code}), None)
    if division is None or (number and round is None):
        return None
    return BoardChoice(contest, rounds, divisions, round, division)


def own_valid_entry(user: User, slug: str) -> Entry | None:
    """Find the user's entry with its division, unless an organiser voided it."""
    return _own_valid_entry.first(user.pk, slug)
