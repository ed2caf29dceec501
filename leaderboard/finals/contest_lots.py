"""The lots of a whole contest, drawn when its last round is finalised.

Each round's seed is opened when that round is finalised, so no single one may order the whole
contest. Together with the moments of finalising nobody can know them before the last round is over,
not even somebody who reads the database."""

from __future__ import annotations

import hashlib
from datetime import UTC

from contests.models import Contest, Round, RoundState, TieCriterion
from leaderboard.models import ContestLots


def draw_contest_lots(contest: Contest) -> None:
    """Fix the seed if every ranked round is finalised; the caller holds the contest's turn.

    A round published later draws the lots anew when it is finalised."""
    seed = contest_lots_seed(contest.pk)
    if seed and TieCriterion.LOTS in contest.tie_chain:
        ContestLots.objects.update_or_create(contest=contest, defaults={"seed": seed})


def contest_lots_seed(contest_id: int) -> str:
    """SHA-256 over seed and moment of finalising of each ranked round, in the order of numbers.

    "" while a round is left. A contest of one round keeps that round's lots: both boards then give
    equal results one order, and nobody knows it before the round is over."""
    rounds = list(Round.objects.ranked().filter(contest=contest_id).order_by("number"))
    if len(rounds) < 2 or any(one.state != RoundState.FINALISED for one in rounds):
        return ""
    said = "".join(f"{one.number} {one.lots_seed} {_moment(one)}\n" for one in rounds)
    return hashlib.sha256(said.encode()).hexdigest()


def _moment(round: Round) -> str:
    if round.finalised_at is None:
        raise ValueError(round.pk)
    return round.finalised_at.astimezone(UTC).isoformat(timespec="microseconds")


def are_lots_right(contest: Contest) -> bool:
    """Contests that ended before lots were drawn so have none, and keep their first round's."""
    kept, expected = contest_lots_of(contest), contest_lots_seed(contest.pk)
    return not kept or not expected or kept == expected


def contest_lots_of(contest: Contest) -> str:
    """The seed as it was drawn; "" before, and where the only round's seed decides."""
    drawn = ContestLots.objects.filter(contest=contest).values_list("seed", flat=True)
    return drawn.first() or ""
