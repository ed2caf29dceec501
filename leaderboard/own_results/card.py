"""What a person reads beside the score of one paper: place, progress, unit, what may come next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import takewhile

from django.db.models import QuerySet

from contests.attempts.rules import (
    KEY_DELAY_S,
    attempts_left,
    check_may_start,
    detail_shown,
    is_over,
)
from contests.attempts.usage import usage_of
from contests.models import Attempt, Entry, ResultDetail, Round, RoundPhase
from contests.queries import ranked_rounds
from leaderboard.aggregates.places import place_of_standing
from leaderboard.models import JoysOff, Standing
from leaderboard.own_results.praise import PaperFacts, better_than, joys, kind_word
from leaderboard.own_results.thermometer import UnitProgress, unit_progress
from leaderboard.rules import limits_of, withheld_figures
from quizsite.accounts.units.no_unit import NO_UNIT
from quizsite.refusals import Refusal

LOOKED_BACK = 10


@dataclass(frozen=True)
class Joys:
    """What a person may switch off."""

    word: str = ""
    found: list[str] = field(default_factory=list)
    unit: UnitProgress | None = None


@dataclass(frozen=True)
class ResultCard:
    """`place` is on the board, by the paper `counting`, which may be another one.

    `attempts_left` is told where `may_start`; None means without limit."""

    place: int | None
    counting: Attempt | None
    better: str
    keys_from: datetime | None
    may_start: bool
    attempts_left: int | None
    joys: Joys | None


def result_card(attempt: Attempt, *, at: datetime) -> ResultCard:
    """Tell what is beside the score; the caller has read the paper's round, contest and entry."""
    entry, round = attempt.entry, attempt.round
    entry.contest = round.contest
    earlier = _earlier_papers(attempt)
    standing = _standing_told(entry, round, at=at)
    may_start, left = _what_is_left(entry, round, at=at)
    return ResultCard(
        place=place_of_standing(standing) if standing else None,
        counting=standing.attempt if standing else None,
        better=_better(attempt, earlier, at=at),
        keys_from=_keys_from(round, at=at),
        may_start=may_start,
        attempts_left=left,
        joys=_joys(attempt, at=at),
    )


def _earlier_papers(attempt: Attempt) -> list[Attempt]:
    """The latest that the person closed before this one in the contest, the newest first."""
    own = _papers_until(attempt).exclude(pk=attempt.pk).select_related("round")
    large = ("paper", "avoided", "stopped")
    return list(own.order_by("-started_at", "-pk").defer(*large)[:LOOKED_BACK])


def _papers_until(attempt: Attempt) -> QuerySet[Attempt]:
    own = Attempt.objects.closed().filter(entry=attempt.entry_id)
    return own.filter(
        started_at__lte=attempt.started_at, round__is_practice=attempt.round.is_practice
    )


def _standing_told(entry: Entry, round: Round, *, at: datetime) -> Standing | None:
    """As far as the board shows the person's own row."""
    limits = limits_of([round], at=at)
    if not round.is_ranked or entry.voided_at or limits.is_hidden or limits.is_frozen:
        return None
    own = Standing.objects.filter(entry=entry, round=round).select_related("attempt")
    return own.defer("attempt__paper", "attempt__avoided", "attempt__stopped").first()


def _facts(attempt: Attempt) -> PaperFacts:
    correct, time_used_ms = attempt.correct_count or 0, attempt.time_used_ms or 0
    points = {"points": attempt.points, "most_points": attempt.most_points}
    return PaperFacts(correct, attempt.question_count, time_used_ms, **points)


def _is_score_told(attempt: Attempt, *, at: datetime) -> bool:
    return detail_shown(attempt, round=attempt.round, at=at) is not ResultDetail.NOTHING


def _better(attempt: Attempt, earlier: Iterable[Attempt], *, at: datetime) -> str:
    last = next((one for one in earlier if _is_score_told(one, at=at)), None)
    if last is None or not _is_score_told(attempt, at=at):
        return ""
    return better_than(_facts(last), _facts(attempt))


def _keys_from(round: Round, *, at: datetime) -> datetime | None:
    """When keys are released; None if they are, or never will be."""
    if round.shown_after_close != ResultDetail.KEY or is_over(round, at=at):
        return None
    return round.ends_at + timedelta(seconds=KEY_DELAY_S)


def _what_is_left(entry: Entry, round: Round, *, at: datetime) -> tuple[bool, int | None]:
    if round.phase(at) is not RoundPhase.OPEN:
        return False, 0
    usage = usage_of(entry, round=round, at=at)
    try:
        check_may_start(entry, round=round, at=at, usage=usage)
    except Refusal:
        return False, 0
    return usage.open_attempt is None, attempts_left(usage, round=round)


def _joys(attempt: Attempt, *, at: datetime) -> Joys | None:
    entry, round = attempt.entry, attempt.round
    if JoysOff.objects.filter(user=entry.user_id).exists():
        return None
    paper = _facts(attempt)
    is_told, counts = _is_score_told(attempt, at=at), round.is_ranked and not entry.voided_at
    counts_for_unit = counts and entry.unit.code != NO_UNIT
    rounds = _rounds_until(round) if counts else []
    return Joys(
        word=kind_word(paper, counts_for_unit=counts_for_unit) if is_told else "",
        found=joys(
            is_perfect=is_told and paper.is_perfect,
            rounds_in_a_row=_in_a_row(rounds, _papers_until(attempt)),
            is_first_of_unit=counts_for_unit and _is_first_of_unit(attempt, at=at),
        ),
        unit=unit_progress(entry, rounds=rounds, at=at) if counts_for_unit else None,
    )


def _rounds_until(round: Round) -> list[Round]:
    """Ranked rounds of the contest in the order in which they opened, this one last."""
    opened = [one for one in ranked_rounds(round.contest_id) if one.opens_at <= round.opens_at]
    before = [one for one in opened if one.pk != round.pk]
    return [*sorted(before, key=lambda one: (one.opens_at, one.number)), round]


def _in_a_row(rounds: Sequence[Round], papers: QuerySet[Attempt]) -> int:
    """Count the rounds up to the last of which the person left none out."""
    taken = set(papers.order_by().values_list("round", flat=True).distinct()) if rounds else set()
    return sum(1 for _one in takewhile(lambda one: one.pk in taken, reversed(rounds)))


def _is_first_of_unit(attempt: Attempt, *, at: datetime) -> bool:
    """Before anybody may count the people of a round, nobody is told who came first either."""
    round, entry = attempt.round, attempt.entry
    if attempt.number > 1 or "people" in withheld_figures([round], at=at):
        return False
    of_unit = Attempt.objects.filter(
        round=round,
        entry__contest=entry.contest_id,
        entry__unit=entry.unit_id,
        entry__voided_at=None,
    )
    # It stops at the first one found, which for nearly everybody is near.
    return not of_unit.filter(started_at__lt=attempt.started_at).exists()
