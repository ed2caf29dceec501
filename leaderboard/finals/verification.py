"""Everything that must hold in a round, found again from its stored rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from contests.models import Contest, Round
from contests.monitoring.invariants import verify_round
from leaderboard.aggregates.tallies import compare_tallies
from leaderboard.boards.writer import keys_of
from leaderboard.finals.contest_lots import are_lots_right
from leaderboard.finals.digest import result_digest
from leaderboard.finals.versions import version_problems
from leaderboard.finals.work_standings import misplaced_works
from leaderboard.prizes.verify import verify_winners
from leaderboard.qualifying.verified import list_problems
from leaderboard.standings.conditions import misplaced_by_conditions
from leaderboard.standings.sealed_names import NamesVerdict, verify_sealed_names
from leaderboard.standings.store import compare_standings


@dataclass(frozen=True, slots=True)
class Verification:
    """What was compared, and each difference with the number of its invariant."""

    closed_papers: int
    emptied_names: int
    differences: list[str]


def verify_stored_rows(round: Round, *, at: datetime, with_contest: bool = True) -> Verification:
    """Without its contest, what is said of the whole contest is left out."""
    names = verify_sealed_names(round)
    return Verification(
        round.attempts.closed().count(),
        names.emptied,
        list(_differences(round, names=names, at=at, with_contest=with_contest)),
    )


def _differences(
    round: Round, *, names: NamesVerdict, at: datetime, with_contest: bool
) -> Iterator[str]:
    for found in verify_round(round, at=at):
        yield f"bất biến {found.invariant}: {found.text}"
    for problem in list_problems(round):
        yield f"bất biến 3: {problem}"
    differences = _of_results(round, names=names, with_contest=with_contest)
    for difference in differences:
        yield f"bất biến 7: {difference}"


def _of_results(round: Round, *, names: NamesVerdict, with_contest: bool) -> Iterator[object]:
    for one in compare_standings(round):
        if with_contest or not one.is_total:
            yield one
    yield from misplaced_by_conditions(round)
    yield from misplaced_works(round)
    for key in keys_of(round):
        if with_contest or key.round is not None:
            yield from compare_tallies(key)
    if round.result_digest and result_digest(round) != round.result_digest:
        yield "kết quả đã chốt không còn khớp với mã kiểm chứng"
    yield from version_problems(round)
    yield from verify_winners(round.contest, round)
    yield from names.problems
    if with_contest:
        yield from _of_contest(round.contest)


def _of_contest(contest: Contest) -> Iterator[str]:
    if not are_lots_right(contest):
        yield "mã bốc thăm của cả cuộc thi không do các kỳ đã chốt mà ra"
    yield from verify_winners(contest, None)
