"""Recounts a whole contest, as far as its results are final."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from contests.models import Contest
from leaderboard.finals.verification import verify_stored_rows
from leaderboard.recount.findings import place_of
from leaderboard.recount.order import wrong_order
from leaderboard.recount.people import Sums, wrong_results
from leaderboard.recount.presented import wrong_final_points
from leaderboard.recount.prizeless import wrong_flags
from leaderboard.recount.qualified import wrong_lists
from leaderboard.recount.sheets import wrong_sheets
from leaderboard.recount.stage import Stage, stage_of, wrong_lots
from leaderboard.recount.tallies import wrong_tallies
from leaderboard.recount.versions import wrong_versions
from leaderboard.recount.winners import wrong_winners

Between = Callable[[], None]


@dataclass(frozen=True)
class Scope:
    """What is final, hence recounted, and which rounds are not yet."""

    final: list[str]
    waiting: list[str]
    is_over: bool


def scope_of(contest: Contest) -> Scope:
    stage = stage_of(contest)
    return Scope(
        final=[one.title for one in stage.final],
        waiting=[one.title for one in stage.waiting],
        is_over=stage.is_over,
    )


def recount(contest: Contest, *, at: datetime, between: Between = lambda: None) -> Iterator[str]:
    """Say each difference in a line. `between` is called where nothing is half done."""
    stage = stage_of(contest)
    yield from _of_rounds(stage, at=at, between=between)
    sums = Sums()
    yield from wrong_results(stage, sums, between=between)
    yield from wrong_final_points(stage)
    yield from wrong_order(stage, between=between)
    yield from wrong_tallies(stage, sums)
    yield from wrong_lots(stage)
    yield from wrong_versions(stage)
    yield from wrong_flags(stage)
    yield from wrong_winners(stage, sums)
    yield from wrong_sheets(stage, sums)
    yield from wrong_lists(stage)


def _of_rounds(stage: Stage, *, at: datetime, between: Between) -> Iterator[str]:
    """All that `verify_round` finds; of the whole contest once, when it is over."""
    for round in stage.final:
        with_contest = stage.is_over and round is stage.final[-1]
        found = verify_stored_rows(round, at=at, with_contest=with_contest)
        yield from (f"{place_of(round)} – {line}" for line in found.differences)
        between()
