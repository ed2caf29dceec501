"""Describes rounds, and what their results are, as they stand at one moment."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contests.models import Round, RoundPhase
from quizsite.language import moments

_TICK = timedelta(microseconds=1)


class ResultState(TextChoices):
    """What a board, page, file or screen says of the result that it shows."""

    PROVISIONAL = "provisional", gettext_lazy("Kết quả tạm thời")
    CHECKING = "checking", gettext_lazy("Kết quả đang kiểm tra")
    OFFICIAL = "official", gettext_lazy("Kết quả chính thức")
    CORRECTED = "corrected", gettext_lazy("Kết quả chính thức, đã đính chính")


_FINAL = frozenset({ResultState.OFFICIAL, ResultState.CORRECTED})


@dataclass(frozen=True, slots=True)
class StatedResult:
    """A result's state, and how often it was corrected."""

    state: ResultState
    correction: int = 0

    @property
    def is_final(self) -> bool:
        return self.state in _FINAL

    def __str__(self) -> str:
        if self.state == ResultState.CORRECTED and self.correction:
            return _("Kết quả chính thức, đính chính %(n)d") % {"n": self.correction}
        return str(self.state.label)


def result_state(round: Round, *, at: datetime) -> StatedResult | None:
    """Tell what the round's result is now; None as long as there is none to show."""
    phase = round.phase(at)
    if round.is_practice or phase in {RoundPhase.DRAFT, RoundPhase.UPCOMING}:
        return None
    if phase is RoundPhase.FINALISED:
        state = ResultState.CORRECTED if round.correction else ResultState.OFFICIAL
        return StatedResult(state, round.correction)
    is_checked = round.checking_since is not None or phase is RoundPhase.FINALISING
    return StatedResult(ResultState.CHECKING if is_checked else ResultState.PROVISIONAL)


def joint_state(rounds: Iterable[Round], *, at: datetime) -> StatedResult | None:
    """Tell what the result over these rounds is: official when that of every round is."""
    found = [result_state(round, at=at) for round in rounds]
    known = [one for one in found if one is not None]
    if not known:
        return None
    if len(known) < len(found) or not all(one.is_final for one in known):
        return StatedResult(ResultState.PROVISIONAL)
    is_corrected = any(one.state == ResultState.CORRECTED for one in known)
    return StatedResult(ResultState.CORRECTED if is_corrected else ResultState.OFFICIAL)


def result_due(round: Round) -> datetime | None:
    """Until when the rules promise the result: an hour of the day, or its end."""
    contest = round.contest
    if contest.result_days is None or round.is_practice:
        return None
    # A round that closes at midnight ends the day before, as its rules say.
    last = timezone.localtime(round.closes_at - _TICK).date()
    day = last + timedelta(days=contest.result_days)
    by = datetime.combine(day, contest.result_by or time())
    if contest.result_by is None:
        by += timedelta(days=1)
    return timezone.make_aware(by)


@dataclass(frozen=True, slots=True)
class Slot:
    """A round as it stands at one moment."""

    round: Round
    phase: RoundPhase
    at: datetime

    @property
    def is_open(self) -> bool:
        return self.phase is RoundPhase.OPEN

    @property
    def is_upcoming(self) -> bool:
        return self.phase is RoundPhase.UPCOMING

    @property
    def is_extended(self) -> bool:
        """It is closed, and single people may still answer."""
        return self.phase is RoundPhase.CLOSED and self.round.is_extended(self.at)

    @property
    def result(self) -> StatedResult | None:
        return result_state(self.round, at=self.at)

    @property
    def time_left(self) -> str:
        """Say how long until it closes, or until it opens."""
        until = self.round.closes_at if self.is_open else self.round.opens_at
        return moments.time_left(until, at=self.at)


def slots_of(rounds: Iterable[Round], *, at: datetime) -> list[Slot]:
    return [Slot(round, round.phase(at), at) for round in rounds]
